"""Reads updates from the input and writes what aiogram's models do not know of them."""

import json
import sys
from collections.abc import Iterator

from aiogram.types import Update  # type: ignore[import-not-found]
from pydantic import BaseModel


def unknown(value: object, at: str) -> Iterator[str]:
    """Every field outside the model, however deep."""
    if isinstance(value, BaseModel):
        yield from (f"{at}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name, None), f"{at}.{name}")
    if isinstance(value, list):
        for each in value:
            yield from unknown(each, at)


def main() -> None:
    """Judge the updates of the input."""
    found = [
        where
        for told in json.load(sys.stdin)
        for where in unknown(Update.model_validate(told), str(sorted(told)))
    ]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
