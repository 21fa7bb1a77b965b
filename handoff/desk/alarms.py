"""The words for what is wrong with a channel: what it means for children, and what to do about it.

It decides only which words fit and how urgent they are; a code it does not know is told in general
words, never left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from handoff.board import Alarm
from handoff.desk.page import Page

_MILD = frozenset({"quota_low", "poison"})
"""Codes that stop no child's messages while they stand."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of the strip; `since` in milliseconds, `is_grave` if children wait because of it."""

    channel: str
    means: str
    remedy: str
    since: int
    is_grave: bool


def explained(page: Page, alarms: Iterable[Alarm]) -> tuple[Explained, ...]:
    """Return the lines of the strip in the reader's language, grave ones first, then the oldest."""
    lines = [_explain(page, alarm) for alarm in alarms]
    return tuple(sorted(lines, key=lambda line: (not line.is_grave, line.since)))


def _explain(page: Page, alarm: Alarm) -> Explained:
    words = page.desk.words
    ids = (f"alarm.{alarm.channel}.{alarm.code}", f"alarm.any.{alarm.code}", "alarm.any.other")
    fitting = next(text_id for text_id in ids if f"desk.{text_id}.means" in words)
    is_named = f"desk.channel.{alarm.channel}" in words
    return Explained(
        page.say(f"channel.{alarm.channel}") if is_named else alarm.channel,
        page.say(f"{fitting}.means"),
        page.say(f"{fitting}.remedy"),
        alarm.since,
        alarm.code not in _MILD,
    )
