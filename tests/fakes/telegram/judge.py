"""Judges calls and objects by the published description of the Bot API (api.json).

Field names, required fields and types are formal there; lengths are read from its sentences
("1-4096 characters"). The file is third-party test data that lies outside the repository.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from tests.fakes.telegram.chat import Json

ARRAY = "Array of "
PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}
LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)")
ITEMS = re.compile(r"list of (\d+)-(\d+) ")
ALWAYS = re.compile(r"always [“\"](\w+)[”\"]")


def spec_path() -> Path:
    """Where the description lies if the test data is there, beside the repository."""
    root = Path(__file__).resolve().parents[3]
    return root.parent / "shared/judges/telegram-bot-api-spec/api.json"


class BotApiJudge:
    """Complaints as sentences; no complaint is an acquittal."""

    def __init__(self, spec: Json) -> None:
        self._methods: Json = spec["methods"]
        self._types: Json = spec["types"]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the description.

        Raises:
            OSError: The file is not there.
        """
        return cls(json.loads(path.read_text("utf-8")))

    def check_call(self, method: str, params: Json) -> list[str]:
        """What is wrong with the parameters of a call, as natural values (no nested JSON)."""
        by_name = {name.lower(): told for name, told in self._methods.items()}
        told = by_name.get(method.lower())
        if told is None:
            return [f"{method}: no such method"]
        return list(self._fields(told.get("fields", []), params, method))

    def check_object(self, type_name: str, value: object) -> list[str]:
        """What is wrong with a value said to be of that type ("Update", "Array of Message")."""
        return list(self._value(type_name, value, type_name))

    def _fields(self, fields: list[Json], value: Json, at: str) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        for name, field in known.items():
            if name in value:
                yield from self._field(field, value[name], f"{at}.{name}")
            elif field["required"]:
                yield f"{at}.{name}: missing"
        yield from (f"{at}.{name}: unknown" for name in value if name not in known)

    def _field(self, field: Json, value: object, at: str) -> Iterator[str]:
        yield from self._one_of(field["types"], value, at)
        yield from _outside(field["description"], value, at)

    def _one_of(self, types: list[str], value: object, at: str) -> Iterator[str]:
        verdicts = [list(self._value(name, value, at)) for name in types]
        yield from min(verdicts, key=len)

    def _value(self, name: str, value: object, at: str) -> Iterator[str]:
        if name.startswith(ARRAY):
            yield from self._array(name.removeprefix(ARRAY), value, at)
        elif name in PLAIN:
            fits = isinstance(value, PLAIN[name])
            if not fits or (isinstance(value, bool) and name != "Boolean"):
                yield f"{at}: not a {name}"
        elif name not in self._types:
            yield f"{at}: no such type {name}"
        elif subtypes := self._types[name].get("subtypes"):
            yield from self._one_of(subtypes, value, at)
        elif not isinstance(value, dict):
            yield f"{at}: not a {name}"
        else:
            yield from self._fields(self._types[name].get("fields", []), value, at)

    def _array(self, name: str, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: not an Array"
            return
        for place, each in enumerate(value):
            yield from self._value(name, each, f"{at}[{place}]")


def _outside(description: str, value: object, at: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _length(description, value, at)
    if isinstance(value, list) and (rule := ITEMS.search(description)):
        least, most = map(int, rule.groups())
        if not least <= len(value) <= most:
            yield f"{at}: {len(value)} items, not {least}-{most}"


def _length(description: str, value: str, at: str) -> Iterator[str]:
    if (fixed := ALWAYS.search(description)) and value != fixed[1]:
        yield f"{at}: not {fixed[1]!r}"
    if rule := LENGTH.search(description):
        size = len(value.encode()) if rule[3] == "bytes" else len(value.encode("utf-16-le")) // 2
        if not int(rule[1]) <= size <= int(rule[2]):
            yield f"{at}: {size} {rule[3]}, not {rule[1]}-{rule[2]}"
