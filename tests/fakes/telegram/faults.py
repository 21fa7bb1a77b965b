"""What goes wrong, declared: which call or update, how often, and in what way.

A fault never makes the fake forget: what was delivered in spite of it stands in the chat.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

type What = Literal[
    "429",
    "403",
    "400",
    "5xx",
    "drop",
    "slow",
    "accept_then_hang",
    "accept_then_drop",
    "garbage",
    "duplicate",
    "reorder",
]

INCOMING = ("duplicate", "reorder")


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave.

    - 429 (with `retry_after` seconds), 403, 400, 5xx (with `status`), drop: nothing is done;
    - slow: the call is done, and answered `seconds` later;
    - accept_then_hang, accept_then_drop, garbage: the call is done, its caller cannot know;
    - duplicate: an update comes again after it was confirmed;
    - reorder: by polling an update changes places with its neighbour of another chat; by
      webhook it starts one retry pause late, so that other queues overtake it.

    `method` is one method, or every one but getUpdates; `chat` narrows to one chat. The first
    `after` matches pass; then `times` matches are hit, or the `share` of them (0-1, seeded). With
    neither given it strikes once.
    """

    what: What
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    share: float | None = None
    after: int = 0
    retry_after: int = 1
    seconds: float = 0.05
    status: int = 502

    def fits_call(self, method: str, chat: int | None) -> bool:
        if self.what in INCOMING or self.chat not in (None, chat):
            return False
        wanted = self.method
        return method != "getupdates" if wanted is None else wanted.lower() == method

    def fits_update(self, what: What, chat: int | None) -> bool:
        return self.what == what and self.chat in (None, chat)

    @property
    def limit(self) -> int | None:
        """How many strikes there are; None is no end."""
        return 1 if self.times is None and self.share is None else self.times


@dataclass(slots=True)
class _Running:
    fault: Fault
    matched: int = 0
    struck: int = 0

    def strikes(self, random: Random) -> bool:
        fault = self.fault
        self.matched += 1
        spent = fault.limit is not None and self.struck >= fault.limit
        if self.matched <= fault.after or spent:
            return False
        if fault.share is not None and random.random() >= fault.share:
            return False
        self.struck += 1
        return True


class Script:
    """The faults in force, in the order they were declared; the first that strikes wins."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a script of faults, not a secret
        self._running: list[_Running] = []

    def add(self, *faults: Fault) -> None:
        self._running += [_Running(fault) for fault in faults]

    def clear(self) -> None:
        self._running.clear()

    def for_call(self, method: str, chat: int | None) -> Fault | None:
        return self._first([each for each in self._running if each.fault.fits_call(method, chat)])

    def for_update(self, what: What, chat: int | None) -> Fault | None:
        fitting = [each for each in self._running if each.fault.fits_update(what, chat)]
        return self._first(fitting)

    def struck(self, what: What) -> int:
        """How often faults of that kind struck."""
        return sum(each.struck for each in self._running if each.fault.what == what)

    def _first(self, fitting: list[_Running]) -> Fault | None:
        return next((each.fault for each in fitting if each.strikes(self._random)), None)
