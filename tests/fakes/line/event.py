"""The events of the LINE webhook, complete, as LINE's specification describes them.

Pure but for chance and the clock, both given. It must never leave out a field that LINE always
sends: the SDK silently turns such an event into an unknown one.
"""

from collections.abc import Callable
from random import Random
from typing import Literal

from tests.fakes.line.answer import Json

type Kind = Literal["text", "image", "sticker", "video", "audio", "file", "location"]

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REPLIABLE = frozenset(("message", "postback", "follow", "join", "memberJoined"))
NOBODY = "Udeadbeefdeadbeefdeadbeefdeadbeef"
DUMMY_TOKENS = ("0" * 32, "f" * 32)

_PROVIDER = {"type": "line"}
_CONTENT: dict[str, Json] = {
    "text": {},
    "image": {"contentProvider": _PROVIDER},
    "video": {"contentProvider": _PROVIDER, "duration": 60_000},
    "audio": {"contentProvider": _PROVIDER, "duration": 6_000},
    "file": {"fileName": "planted-file-name.pdf", "fileSize": 2138},
    "location": {
        "title": "planted place",
        "address": "999/9 planted address",
        "latitude": 13.7563,
        "longitude": 100.5018,
    },
    "sticker": {
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "ANIMATION",
        "keywords": ["sad", "cry"],
    },
}
_QUOTABLE = frozenset(("text", "image", "video", "sticker"))


class Pen:
    """Writes ids, messages and events that no other has."""

    def __init__(self, clock: Callable[[], float], chance: Random) -> None:
        self._clock = clock
        self._chance = chance
        self._messages = 514_000_000_000_000_000

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return int(self._clock() * 1000)

    def user_id(self, letter: str = "U") -> str:
        """An id of a user (U), a group (C) or a room (R)."""
        return f"{letter}{self._chance.getrandbits(128):032x}"

    def request_id(self) -> str:
        digits = f"{self._chance.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def message_id(self) -> str:
        self._messages += 1
        return str(self._messages)

    def ulid(self) -> str:
        """26 signs: 48 bits of time, 80 of chance."""
        number = (self.now() & ((1 << 48) - 1)) << 80 | self._chance.getrandbits(80)
        return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))

    def opaque(self, length: int = 44) -> str:
        """A token whose inside nobody knows."""
        return "".join(self._chance.choices(CROCKFORD.lower() + CROCKFORD, k=length))

    def message(self, given: Json) -> Json:
        """A message as a child's phone sends it: what is given, and all that LINE adds."""
        kind = given["type"]
        always: Json = {"id": self.message_id(), "markAsReadToken": self.opaque()}
        if kind in _QUOTABLE:
            always["quoteToken"] = self.opaque()
        return always | _CONTENT.get(kind, {}) | given

    def event(self, kind: str, user_id: str | None) -> Json:
        """An event without what is particular to its type."""
        event: Json = {
            "type": kind,
            "mode": "active",
            "timestamp": self.now(),
            "webhookEventId": self.ulid(),
            "deliveryContext": {"isRedelivery": False},
        }
        return event | ({"source": {"type": "user", "userId": user_id}} if user_id else {})


def redelivered(event: Json, *, flagged: bool = True) -> Json:
    """The same event again: the same id and reply token."""
    return event | {"deliveryContext": {"isRedelivery": flagged}}
