"""Reply tokens and their life, by the clock of the fake LINE server.

A token is used once, within a minute of its event; a redelivered event gives it another minute, but
never beyond 20 minutes after the event (LINE's reference, "Send reply message"). It must never be
lenient: what works here a second too long fails a child on the real platform.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

LIFE = 60.0
LONGEST_LIFE = 20 * 60.0


@dataclass(slots=True)
class _Token:
    child: str
    issued: float
    until: float
    used: bool = False


class ReplyTokens:
    """Every token given out, and whom it reaches."""

    def __init__(self, clock: Callable[[], float], chance: Random) -> None:
        self._clock = clock
        self._chance = chance
        self._tokens: dict[str, _Token] = {}

    def issue(self, child: str) -> str:
        """A fresh token for an event of this child, or of a group or room."""
        token = f"{self._chance.getrandbits(128):032x}"
        now = self._clock()
        self._tokens[token] = _Token(child, now, now + LIFE)
        return token

    def renew(self, token: str) -> None:
        """The event was redelivered: the token lives a minute from now, if it may."""
        if known := self._tokens.get(token):
            known.until = min(self._clock() + LIFE, known.issued + LONGEST_LIFE)

    def reaches(self, token: object) -> str | None:
        """Whom an unused token that still lives reaches."""
        known = self._tokens.get(token) if isinstance(token, str) else None
        if known is None or known.used or self._clock() >= known.until:
            return None
        return known.child

    def use(self, token: str) -> None:
        """It will not work again."""
        self._tokens[token].used = True
