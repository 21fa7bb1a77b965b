"""LINE's own description as a judge of what we send, of what the fake emits, and of what it answers.

The data lies outside the repository; without it `load` says so and the tests skip. It must never
pass what it does not know: an unknown path or status is a finding.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.fakes.line.openapi import rewritten

type Spec = dict[str, Any]
type Answers = dict[str, Any]
FOLDER = Path(__file__).resolve().parents[4] / "shared" / "judges" / "line-openapi"
"""Where the data lies beside a checkout."""


class LineJudge:
    """Checks JSON against the Messaging API and the webhook; no finding is an empty list."""

    def __init__(self, api: Spec, webhook: Spec) -> None:
        self._api = api
        self._webhook = webhook
        self._paths = [(_pattern(path), path) for path in api["paths"]]
        self._validator = cache(self._make_validator)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read and rewrite both descriptions.

        Raises:
            FileNotFoundError: the data is not there.
        """
        return cls(*(_read(folder / name) for name in ("messaging-api.yml", "webhook.yml")))

    def check_request(self, method: str, path: str, body: object = None) -> list[str]:
        """What is wrong with a request: its path, its method, its JSON."""
        template, operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path}: unknown to the specification"]
        expected = operation.get("requestBody")
        if expected is None:
            return [f"{method} {path}: takes no body"] if body else []
        if body is None and not expected.get("required", False):
            return []
        place = ("api", "paths", template, method.lower(), "requestBody")
        return self._check((*place, "content", "application/json", "schema"), body)

    def check_response(self, method: str, path: str, status: int, body: object = None) -> list[str]:
        """What is wrong with an answer; an error the path does not list is a plain ErrorResponse."""
        template, operation = self._operation(method, path)
        if operation is None:
            return [] if status == 404 else [f"{method} {path}: unknown to the specification"]
        responses: Answers = operation["responses"]
        if str(status) not in responses:
            return self._check_error(status, body)
        content = responses[str(status)].get("content", {})
        if "schema" not in content.get("application/json", {}):
            return []
        place = ("api", "paths", template, method.lower(), "responses", str(status))
        return self._check((*place, "content", "application/json", "schema"), body)

    def check_webhook(self, body: bytes | dict[str, Any]) -> list[str]:
        """What is wrong with the body of a request to a webhook."""
        whole = json.loads(body) if isinstance(body, bytes) else body
        return self._check(("webhook", "components", "schemas", "CallbackRequest"), whole)

    def webhook_openapi(self, path: str = "/line/webhook") -> Spec:
        """The rewritten description of the webhook, at our path, for schemathesis."""
        return self._webhook | {"paths": {path: self._webhook["paths"]["/callback"]}}

    def _check_error(self, status: int, body: object) -> list[str]:
        if status < 400:
            return [f"{status}: unknown to the specification"]
        return self._check(("api", "components", "schemas", "ErrorResponse"), body)

    def _operation(self, method: str, path: str) -> tuple[str, Spec | None]:
        for pattern, template in self._paths:
            if pattern.fullmatch(path) and method.lower() in self._api["paths"][template]:
                return template, self._api["paths"][template][method.lower()]
        return "", None

    def _check(self, place: tuple[str, ...], instance: object) -> list[str]:
        return [
            _finding(error)
            for error in sorted(self._validator(place).iter_errors(instance), key=str)
        ]

    def _make_validator(self, place: tuple[str, ...]) -> Draft202012Validator:
        spec = self._api if place[0] == "api" else self._webhook
        schema: Any = spec
        for step in place[1:]:
            schema = schema[step]
        return Draft202012Validator({**schema, "components": spec["components"]})


def _finding(error: ValidationError) -> str:
    """The deepest cause of an error, and where it is."""
    while (branch := _meant(error)) is not None:
        error = branch
    return f"{error.json_path}: {error.message[:200]}"


def _meant(error: ValidationError) -> ValidationError | None:
    """Of a choice nothing fits, the error of the kind that was meant by its type."""
    branches: dict[object, list[ValidationError]] = {}
    for cause in error.context or ():
        branches.setdefault(cause.schema_path[0], []).append(cause)
    for causes in branches.values():
        if not any(list(cause.path) == ["type"] or _typeless(cause) for cause in causes):
            return max(causes, key=lambda cause: len(cause.absolute_path))
    return None


def _typeless(cause: ValidationError) -> bool:
    return cause.validator == "required" and "'type'" in cause.message


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(path)))


def _read(path: Path) -> Spec:
    return rewritten(yaml.safe_load(path.read_text(encoding="utf-8")))
