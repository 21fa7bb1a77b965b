"""LINE's OpenAPI description, rewritten so that a schema check sees inside discriminators.

As published, a checker stops at the discriminator and takes any message. Here every base becomes
the choice between its kinds, and every kind names its type. Pure; it must never loosen a rule.
"""

from copy import deepcopy
from typing import Any

type Node = Any
_REF = "#/components/schemas/"
_BASE = "Base"


def rewritten(spec: dict[str, Any]) -> dict[str, Any]:
    """The same description with `oneOf` and a fixed type in the place of each discriminator."""
    spec = deepcopy(spec)
    schemas: dict[str, Any] = spec["components"]["schemas"]
    kinds = {name: _kinds(schema) for name, schema in schemas.items() if "discriminator" in schema}
    for base, names in kinds.items():
        _split(schemas, base, names)
    return spec


def _kinds(schema: dict[str, Any]) -> dict[str, list[str]]:
    """The schema of each kind, and the values of the discriminator that mean it."""
    kinds: dict[str, list[str]] = {}
    for value, ref in schema["discriminator"].get("mapping", {}).items():
        kinds.setdefault(ref.removeprefix(_REF), []).append(value)
    return kinds


def _split(schemas: dict[str, Any], base: str, kinds: dict[str, list[str]]) -> None:
    plain = schemas.pop(base)
    field = plain.pop("discriminator")["propertyName"]
    schemas[base + _BASE] = plain
    for kind, values in kinds.items():
        parts = _rebased(schemas[kind], base)
        parts.setdefault("allOf", []).append(
            {
                "type": "object",
                "required": [field],
                "properties": {field: {"type": "string", "enum": values}},
            }
        )
        schemas[kind] = parts
    schemas[base] = {"oneOf": [{"$ref": _REF + kind} for kind in kinds]}


def _rebased(node: Node, base: str) -> Node:
    """The kind built upon the plain base, lest it contain the choice it is part of."""
    own = [
        {"$ref": _REF + base + _BASE} if part.get("$ref") == _REF + base else part
        for part in node.get("allOf", ())
    ]
    return {**node, "allOf": own} if own else dict(node)
