"""The script by which the fake LINE server misbehaves: where, how often, and how.

Pure but for chance and the clock, both given: the same seed misbehaves the same way. It must never
blur what was delivered: every sort of fault says whether the request was carried out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.fakes.line.answer import (
    INVALID_REPLY_TOKEN,
    MONTHLY_LIMIT,
    RATE_LIMIT,
    Answer,
    refusal,
)

type Sort = Literal[
    "rate",
    "quota",
    "forbidden",
    "bad_request",
    "invalid_token",
    "server_error",
    "drop",
    "hang",
    "slow",
    "accepted",
    "accept_then_500",
    "accept_then_hang",
    "accept_then_drop",
    "garbage",
    "duplicate",
    "duplicate_flagged",
    "at_once",
    "late",
    "answer_lost",
]
"""Not carried out: rate (429), quota (429), forbidden (403), bad_request (400), invalid_token (400),
server_error (500), drop, hang. Carried out: slow (answered after `delay` seconds), accepted (409 as
for a repeated key), accept_then_500, accept_then_hang, accept_then_drop, garbage (200 with HTML).
On the webhook: duplicate (the same event again), duplicate_flagged (again as a redelivery), at_once
(twice at the same moment), late (posted as a redelivery after a newer event), answer_lost (LINE
does not see the answer)."""

type Place = Literal[
    "reply", "push", "send", "loading", "quota", "info", "endpoint", "any", "webhook"
]
"""`send` is reply and push; `any` is every request to the server, not the webhook."""

REFUSALS: dict[str, Answer] = {
    "rate": refusal(429, RATE_LIMIT),
    "quota": refusal(429, MONTHLY_LIMIT),
    "forbidden": refusal(403, "Access to this API is not available for your account"),
    "bad_request": refusal(400, "The request body has 1 error(s)"),
    "invalid_token": refusal(400, INVALID_REPLY_TOKEN),
    "server_error": refusal(500, "The server encountered an internal error"),
}


@dataclass(slots=True)
class Fault:
    """One line of the script.

    Attributes:
        times: how often it happens, None for always.
        fraction: the share of requests it happens to.
        until: the time by the clock at which it ends, None for never.
        delay: seconds a slow answer takes.
    """

    sort: Sort
    on: Place = "push"
    times: int | None = 1
    fraction: float = 1.0
    until: float | None = None
    delay: float = 0.0

    def covers(self, place: str) -> bool:
        if self.on == "any":
            return place != "webhook"
        return self.on == place or (self.on == "send" and place in ("reply", "push"))


class Script:
    """The faults to come; an unused one waits."""

    def __init__(self, clock: Callable[[], float], chance: Random) -> None:
        self._clock = clock
        self._chance = chance
        self._faults: list[Fault] = []
        self.done: list[tuple[str, str]] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def next(self, place: str) -> Fault | None:
        """The fault that happens here and now; it counts as used."""
        for fault in self._faults:
            if fault.covers(place) and self._happens(fault):
                self.done.append((place, fault.sort))
                return fault
        return None

    def _happens(self, fault: Fault) -> bool:
        if fault.until is not None and self._clock() >= fault.until:
            return False
        if fault.times == 0 or self._chance.random() >= fault.fraction:
            return False
        if fault.times is not None:
            fault.times -= 1
        return True
