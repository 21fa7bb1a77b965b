"""The help services a counsellor may send a child to, as a clean line, and which were named.

What was suggested is read from the counsellor's own lines when the form opens: nothing is kept of
it meanwhile. It must never look into a line of the child.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.language import Language
from handoff.board import Line


@dataclass(frozen=True, slots=True)
class Referral:
    """A service of the directory as the desk offers it.

    Attributes:
        name: what staff call it, by language.
        line: what a child would read: name, number or address, hours.
        contact: the number, address or LINE id by which a line is known to name it.
    """

    name: Mapping[Language, str]
    line: Mapping[Language, str]
    contact: str


def named(lines: Iterable[Line], referrals: Mapping[str, Referral]) -> tuple[str, ...]:
    """Return the ids of the services whose contact stands in a line of a counsellor."""
    said = "\n".join(line.text for line in lines if line.author == "counsellor")
    return tuple(name for name, one in referrals.items() if _stands_in(one.contact, said))


def _stands_in(contact: str, said: str) -> bool:
    return bool(contact) and re.search(rf"(?<!\w){re.escape(contact)}(?!\w)", said) is not None
