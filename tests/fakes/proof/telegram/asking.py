"""A clock that a test moves, and the shape of a plain call of the Bot API."""

from collections.abc import Callable, Coroutine
from typing import Any

from tests.fakes.telegram.chat import Json

type Ask = Callable[..., Coroutine[Any, Any, tuple[int, Json]]]


class Clock:
    """Seconds since the epoch that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now
