"""Judges the channels: what their platforms have told a gateway, and the alarms that stand.

Pure. Where an alarm has words for it the finding is told in them, so that strip and page agree.
"""

from collections.abc import Iterator
from typing import Final

from handoff.finding import Finding, Note, State
from handoff.report import ChannelReport
from handoff.vitals import Vitals

CHANNELS: Final = ("web", "telegram", "line")
_LOOKED_LONG_AGO: Final = 45 * 60_000

_ALARMS = dict.fromkeys(("token", "settings", "webhook", "conflict", "quota_gone"), State.BAD)
_ALARMS |= {"quota_low": State.LOOK, "poison": State.LOOK}

_CODES: Final = {
    **dict.fromkeys(
        ("joins_groups", "answers_inline", "joins_business", "answers_guests", "chat_on"),
        "settings",
    ),
    **dict.fromkeys(
        (
            "webhook_missing",
            "webhook_off",
            "webhook_elsewhere",
            "webhook_failing",
            "public_url_missing",
        ),
        "webhook",
    ),
    "token": "token",
    "quota_gone": "quota_gone",
    "quota_low": "quota_low",
}
"""The alarm whose words fit what a look has found."""

_HARMLESS = {"commands_missing"}


def channel_findings(vitals: Vitals) -> Iterator[Finding]:
    """Yield what is to be said of each channel, be it that it is not set up."""
    latest: dict[str, ChannelReport] = {}
    for report in vitals.reports:
        for one in report.channels:
            if one.channel not in latest or latest[one.channel].looked_at < one.looked_at:
                latest[one.channel] = one
    for channel in dict.fromkeys((*CHANNELS, *latest)):
        yield from _channel(vitals, channel, latest.get(channel))


def _channel(vitals: Vitals, channel: str, report: ChannelReport | None) -> Iterator[Finding]:
    subject = f"channel.{channel}"
    texts = {alarm.code: alarm.since for alarm in vitals.alarms if alarm.channel == channel}
    found: dict[str, Finding] = {}
    for code, since in texts.items():
        found[code] = _alarmed(subject, code, since)
    for code in report.problems if report else ():
        alarm = _CODES.get(code, code)
        if code not in _HARMLESS and alarm not in found:
            found[alarm] = _problem(subject, code)
    if report is None and not found:
        text = "absent" if vitals.present else "unknown"
        state = State.OK if vitals.present else State.LOOK
        yield Finding(subject, state, f"health.channel.{text}")
        return
    notes = _channel_notes(vitals, channel, report)
    if report and vitals.now - report.looked_at > _LOOKED_LONG_AGO:
        found["old"] = Finding(subject, State.LOOK, "health.channel.old", report.looked_at)
    if not found:
        yield Finding(subject, State.OK, "health.channel.fine", notes=notes)
    for number, finding in enumerate(found.values()):
        yield finding if number else finding.noted(*notes)


def _alarmed(subject: str, code: str, since: int | None) -> Finding:
    """Return an alarm as a finding, in the words the strip of alarms has for it."""
    if code not in _ALARMS:
        return Finding(subject, State.BAD, "alarm.any.other", since)
    own = (subject, code) == ("channel.line", "quota_gone")
    return Finding(subject, _ALARMS[code], f"alarm.{'line' if own else 'any'}.{code}", since)


def _problem(subject: str, code: str) -> Finding:
    if code in _CODES:
        return _alarmed(subject, _CODES[code], None)
    if code in {"unreachable", "pending_many", "webhook_foreign"}:
        state = State.BAD if code == "unreachable" else State.LOOK
        return Finding(subject, state, f"health.channel.{code}")
    return Finding(subject, State.LOOK, "alarm.any.other")


def _channel_notes(vitals: Vitals, channel: str, report: ChannelReport | None) -> tuple[Note, ...]:
    passed = vitals.traffic
    notes = [
        Note("last_in", at=passed.get((channel, "in"))),
        Note("last_out", at=passed.get((channel, "out"))),
    ]
    if report:
        notes += [
            Note("pending", count=report.pending),
            Note("failed", at=report.failed_at),
            Note("quota_left", count=report.quota_left),
        ]
    return tuple(note for note in notes if note.at is not None or note.count is not None)
