"""What closing a conversation will count, in words, from the very counters that will rise.

It turns `dimension:code` into a heading and a label, leaves out what crosses several of
them, and counts nothing itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from handoff.desk.page import Page

_OPEN = {"not_said", "unknown"}
_REPEATED = {"reason_main"}
"""Counted beside `reason`, and told by it."""
_OWN_WORDS = {"weekday": "day", "stage": "stage"}
"""Dimensions whose codes the form has no labels for, and where their words stand."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Counters as people read them.

    Attributes:
        said: heading and label of each counter that rises.
        left_open: headings of those that rise as "not said".
    """

    said: tuple[tuple[str, str], ...]
    left_open: tuple[str, ...]


def counted(counters: Iterable[str], page: Page) -> Counted:
    """Return what a page shows of the counters of one contact."""
    told = (one.partition(":") for one in counters if "+" not in one)
    pairs = [(name, code) for name, _, code in told if code and name not in _REPEATED]
    return Counted(
        tuple(
            (_heading(name, page), _label(name, code, page))
            for name, code in pairs
            if code not in _OPEN
        ),
        tuple(_heading(name, page) for name, code in pairs if code in _OPEN),
    )


def _heading(name: str, page: Page) -> str:
    return page.say(f"counted.of.{name}")


def _label(name: str, code: str, page: Page) -> str:
    if name in _OWN_WORDS:
        return page.say(f"counted.{_OWN_WORDS[name]}.{code}")
    service = page.desk.services.get(code) if name == "referral" else None
    return service.name[page.language] if service else page.code(name, code)
