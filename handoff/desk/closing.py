"""The closing form: from fields to `WrapUp`, and which fields are wrong.

Only codes of the contract pass, no text of anybody's. Pure but for the words it is given.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from multidict import MultiDict, MultiDictProxy

from handoff.board import Card, Line, WrapUp
from handoff.desk.codes import Codes
from handoff.desk.page import Page
from handoff.desk.referrals import named

REQUIRED = ("reason", "risk", "outcome")
SINGLE = (
    "contact_by",
    "age_band",
    "gender",
    "region",
    "platform",
    "offender",
    "told_before",
    "why_not_told",
    "felt",
)
_MOST_REFERRALS = 5


class Fields(Protocol):
    """What a posted form and a prefilled one have in common."""

    def get(self, key: str, default: str) -> str:
        """Return the first text of a field."""
        ...

    def getall(self, key: str, default: list[str]) -> list[str]:
        """Return every text of a field."""
        ...


def blank(card: Card, page: Page, lines: Iterable[Line] = ()) -> MultiDictProxy[str]:
    """Return a form filled with what is known already.

    What the child told, the risk seen, and the services that were named to it.
    """
    told = {
        "contact_by": card.told.contact_by,
        "age_band": card.told.age_band,
        "region": card.told.region,
    }
    filled = MultiDict({name: code for name, code in told.items() if code})
    filled.update({"risk": card.risk.value, "outcome": "handed_over", "felt": card.told.felt})
    filled.extend(("referral", name) for name in named(lines, page.desk.services)[:_MOST_REFERRALS])
    topic = page.desk.topics.get(card.told.topic or "")
    if topic:
        filled["reason"] = topic.reason
        filled.extend(("online_harm", harm) for harm in topic.online_harm)
    return MultiDictProxy(filled)


def read_form(fields: Fields, page: Page) -> tuple[WrapUp | None, Mapping[str, str]]:
    """Return the form's codes, or None and what is wrong with which field."""
    desk = page.desk
    wrong = {
        name: page.say("closing.choose")
        for name in REQUIRED
        if not desk.codes.allows(name, fields.get(name, ""))
    }
    wrong |= {
        name: page.say("closing.unknown")
        for name in SINGLE
        if not desk.codes.allows(name, fields.get(name, "not_said"))
    }
    referral = tuple(dict.fromkeys(fields.getall("referral", [])))
    harms = tuple(dict.fromkeys(fields.getall("online_harm", [])))
    if not set(referral) <= desk.services.keys() or len(referral) > _MOST_REFERRALS:
        wrong["referral"] = page.say("closing.referrals", most=_MOST_REFERRALS)
    if not all(desk.codes.allows("online_harm", harm) for harm in harms):
        wrong["online_harm"] = page.say("closing.unknown")
    if wrong:
        return None, wrong
    return _wrap_up(fields, desk.codes, harms, referral), {}


def _wrap_up(
    fields: Fields, codes: Codes, harms: tuple[str, ...], referral: tuple[str, ...]
) -> WrapUp:
    result = fields.get("referral_result", "unknown")
    return WrapUp(
        **{name: fields.get(name, "not_said") for name in (*REQUIRED, *SINGLE)},
        online_harm=harms,
        referral=referral,
        referral_result=result if codes.allows("referral_result", result) else "unknown",
    )
