"""Retry keys of pushes: the same key within 24 hours is the same push, whatever its body says.

It must never let a repeated key send anything (LINE's documentation, "Retry failed API requests").
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

LIFE = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """A push that was accepted: the id of that request and the messages it sent."""

    request: str
    sent: list[dict[str, Any]]
    at: float


def is_uuid(key: str) -> bool:
    """True for 8-4-4-4-12 hex digits, the only form LINE takes."""
    try:
        return str(UUID(key)) == key.lower()
    except ValueError:
        return False


class RetryKeys:
    """The keys of accepted pushes, forgotten after 24 hours."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._accepted: dict[str, Accepted] = {}

    def known(self, key: str | None) -> Accepted | None:
        """What this key sent before, if that is less than 24 hours ago."""
        found = self._accepted.get(key.lower()) if key else None
        return found if found and self._clock() < found.at + LIFE else None

    def remember(self, key: str | None, request: str, sent: list[dict[str, Any]]) -> None:
        if key:
            self._accepted[key.lower()] = Accepted(request, sent, self._clock())
