"""The published description of the Bot API as OpenAPI: what Telegram may post to a webhook.

Third-party data in another form, for programs that make up updates by it. Deeply nested objects are
left open, as the description goes round in circles (a message may hold a message).
"""

from typing import Any

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.judge import ARRAY

_PLAIN = {"Integer": "integer", "Float": "number", "String": "string", "Boolean": "boolean"}
_DEPTH = 3


def webhook_openapi(spec: Json, path: str) -> dict[str, Any]:
    """Return an OpenAPI document with the one operation that takes an Update."""
    body = {"application/json": {"schema": _object(spec["types"], "Update", _DEPTH)}}
    posting = {
        "requestBody": {"required": True, "content": body},
        "responses": {"200": {"description": "taken"}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "what Telegram posts", "version": "1"},
        "paths": {path: {"post": posting}},
    }


def _object(types: Json, name: str, depth: int) -> dict[str, Any]:
    told = types[name]
    subtypes = told.get("subtypes", [])
    if depth == 0:
        return {"type": "object"}
    if subtypes:
        return {"anyOf": [_object(types, each, depth - 1) for each in subtypes]}
    fields = told.get("fields", [])
    return {
        "type": "object",
        "properties": {field["name"]: _field(types, field, depth - 1) for field in fields},
        "required": [field["name"] for field in fields if field["required"]],
    }


def _field(types: Json, field: Json, depth: int) -> dict[str, Any]:
    kinds = [_kind(types, kind, depth) for kind in field["types"]]
    return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


def _kind(types: Json, kind: str, depth: int) -> dict[str, Any]:
    if kind.startswith(ARRAY):
        return {"type": "array", "items": _kind(types, kind.removeprefix(ARRAY), depth)}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    return _object(types, kind, depth)
