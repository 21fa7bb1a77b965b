"""What one closed contact adds to the counters: codes of CONTRACT.md, no text and no exact time.

Pure. A contact is counted once, in the script that closes it, and leaves no row of its own.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from handoff.board import Told, WrapUp
from handoff.conversation import Conversation

BANGKOK = timezone(timedelta(hours=7))
_MINUTE = 60_000
_HOURS = ((6, "00-05"), (12, "06-11"), (16, "12-15"), (20, "16-19"), (24, "20-23"))
_WAITS = ((1, "<1m"), (5, "1-5m"), (15, "5-15m"), (60, "15-60m"))
_LENGTHS = ((10, "<10m"), (30, "10-30m"), (60, "30-60m"))
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of a contact when it closes; times in milliseconds since the epoch.

    Attributes:
        asked_at: when the child asked for a person; None when it never did.
        answered_at: when a counsellor took it; None when nobody did.
        outcome: the code to count when no form says otherwise.
    """

    conversation: Conversation
    told: Told
    closed_at: int
    outcome: str
    asked_at: int | None = None
    answered_at: int | None = None


def month_of(at: int) -> str:
    """Return the calendar month in Thailand, such as `2026-11`."""
    return f"{_local(at):%Y-%m}"


def tally(contact: Contact, form: WrapUp | None = None) -> list[str]:
    """Return the counters to raise, as `dimension:code`."""
    conversation = contact.conversation
    opened = _local(conversation.opened_at)
    felt = contact.told.felt
    form = form or WrapUp(
        reason="not_said",
        risk=conversation.risk.value,
        outcome=contact.outcome,
        contact_by=contact.told.contact_by or "not_said",
        age_band=contact.told.age_band or "not_said",
        region=contact.told.region or "not_said",
    )
    if form.felt == "not_said":  # the child's own answer, where the form has none
        form = replace(form, felt=felt)
    counts = {
        "channel": conversation.channel,
        "language": conversation.language,
        "hour": _band(opened.hour, _HOURS, "20-23"),
        "weekday": _DAYS[opened.weekday()],
        "length": _band((contact.closed_at - conversation.opened_at) / _MINUTE, _LENGTHS, ">60m"),
        **_waited(contact),
        **{name: getattr(form, name) for name in _SINGLE},
    }
    several = [(name, code) for name in _SEVERAL for code in getattr(form, name)]
    return ["contacts", *(f"{name}:{code}" for name, code in (*counts.items(), *several))]


_SINGLE = (
    "contact_by",
    "age_band",
    "gender",
    "region",
    "reason",
    "platform",
    "offender",
    "told_before",
    "why_not_told",
    "risk",
    "outcome",
    "referral_result",
    "felt",
)
_SEVERAL = ("online_harm", "referral")


def _waited(contact: Contact) -> dict[str, str]:
    if contact.asked_at is None:
        return {}
    until = contact.answered_at or contact.closed_at
    return {"wait": _band((until - contact.asked_at) / _MINUTE, _WAITS, ">60m")}


def _band(value: float, bands: tuple[tuple[int, str], ...], last: str) -> str:
    return next((code for limit, code in bands if value < limit), last)


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, BANGKOK)
