"""Reads calls from the input and writes what aiogram's models of the methods do not accept in them."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from aiogram import methods  # type: ignore[import-not-found]
from aiogram_updates import unknown  # type: ignore[import-not-found]  # it stands beside
from pydantic import ValidationError

BY_NAME = {name.lower(): getattr(methods, name) for name in methods.__all__}


def complaints(method: str, params: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one call; its values are not repeated."""
    model = BY_NAME.get(method.lower())
    if model is None:
        yield f"{method}: unknown"
        return
    try:
        yield from unknown(model.model_validate(params), method)
    except ValidationError as error:
        yield from (f"{method}.{wrong['loc']}: {wrong['type']}" for wrong in error.errors())


calls = json.load(sys.stdin)
sys.stdout.write(json.dumps([wrong for call in calls for wrong in complaints(*call)]))
