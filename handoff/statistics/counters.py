"""What one closed contact adds to the counters: codes of CONTRACT.md, no text and no exact time.

Pure. A contact is counted once, in the script that closes it, and leaves no row of its own.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.board import Told, WrapUp
from handoff.conversation import Conversation
from handoff.statistics.catalogue import Catalogue, main_of
from handoff.thai_time import local

CONTACTS = "contacts"
"""The counter that every contact raises."""
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
        left_queue: it asked for one and then went back to the bot.
        outcome: the code to count when no form says otherwise.
    """

    conversation: Conversation
    told: Told
    closed_at: int
    outcome: str
    asked_at: int | None = None
    answered_at: int | None = None
    left_queue: bool = False


def month_of(at: int) -> str:
    """Return the calendar month in Thailand, such as `2026-11`."""
    return f"{local(at):%Y-%m}"


def tally(catalogue: Catalogue, contact: Contact, form: WrapUp | None = None) -> list[str]:
    """Return the counters to raise: one for each code, and one for each cell of crossed tables."""
    facts = {
        name: codes[: catalogue.dimensions[name].most]
        for name, codes in facts_of(contact, form).items()
    }
    counters = [CONTACTS, *(counter((name,), (code,)) for name in facts for code in facts[name])]
    for names in catalogue.crossed:
        cells = itertools.product(*(facts.get(name, ()) for name in names))
        counters += [counter(names, codes) for codes in cells]
    return counters


def counter(names: Sequence[str], codes: Sequence[str]) -> str:
    """Return the name of one counter: `dimension:code`, or `one+other:code+code`."""
    return f"{'+'.join(names)}:{'+'.join(codes)}"


def facts_of(contact: Contact, form: WrapUp | None = None) -> dict[str, tuple[str, ...]]:
    """Return what is counted of a contact: by dimension its codes, none where it has none."""
    conversation = contact.conversation
    opened = local(conversation.opened_at)
    form = form or _unfilled(contact)
    if form.felt == "not_said":  # the child's own answer, where the form has none
        form = replace(form, felt=contact.told.felt)
    single = {
        "channel": conversation.channel,
        "language": conversation.language,
        "hour": _band(opened.hour, _HOURS, "20-23"),
        "weekday": _DAYS[opened.weekday()],
        "length": _band((contact.closed_at - conversation.opened_at) / _MINUTE, _LENGTHS, ">60m"),
        "stage": _stage(contact),
        "reason_main": main_of(form.reason),
        **_waited(contact),
        **{name: getattr(form, name) for name in _SINGLE},
    }
    several = {name: tuple(dict.fromkeys(getattr(form, name))) for name in _SEVERAL}
    return {**{name: (code,) for name, code in single.items()}, **several}


def _unfilled(contact: Contact) -> WrapUp:
    """Return the form of a contact for which nobody filled one: what the child itself told."""
    return WrapUp(
        reason="not_said",
        risk=contact.conversation.risk.value,
        outcome=contact.outcome,
        contact_by=contact.told.contact_by or "not_said",
        age_band=contact.told.age_band or "not_said",
        region=contact.told.region or "not_said",
    )


def _stage(contact: Contact) -> str:
    """Return how far a contact came: what is missed at each stage is to be seen."""
    if contact.answered_at is not None:
        return "counsellor"
    return "bot" if contact.asked_at is None and not contact.left_queue else "queue"


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
