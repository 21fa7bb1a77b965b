"""Takes typed words for a button: its words, or its number among the buttons shown last.

Whole messages only, so that nothing a child tells is swallowed. Pure; it looks at no state but the
buttons it is given.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from bot.counting import Counting
from bot.need import ages_of

YOUNGEST = 6
"""Nobody younger types: where ages are asked for, a smaller bare number counts the buttons."""

_ACTS_ON_DEVICE = ("tel:", "url:")
_ABOUT_A_LINE = ("share:", "keep:")
_AGE = "age_band:"
_DASH = re.compile(r" ?[-\u2010-\u2015\u2212~] ?")
_DECORATION = frozenset({"Cc", "Cf", "Me", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sk", "So"})
"""Kinds of signs that may stand around words without being a part of them; no maths, no money."""


def chosen(
    text: str,
    choices: Mapping[str, str],
    normalise: Callable[[str], str],
    *,
    only_about_lines: bool = False,
    counting: Counting | None = None,
) -> str | None:
    """Return the key of the button that a whole message stands for.

    Args:
        text: as typed.
        choices: labels by key, in the order in which they were shown.
        normalise: brings a text and a label to the same form.
        only_about_lines: take none but the choice to show or hide a detail, and no numbers: the
            other buttons are none of a counsellor's conversation.
        counting: how numbers are typed; without it only bare ones are read.
    """
    typed = _bare(normalise(text))
    key = _by_label(typed, choices, normalise, only_about_lines=only_about_lines)
    if key or only_about_lines:
        return key
    return _by_number(typed, choices, counting or Counting())


def _by_label(
    typed: str,
    choices: Mapping[str, str],
    normalise: Callable[[str], str],
    *,
    only_about_lines: bool,
) -> str | None:
    """Return the key of the button with these words; of those about a line, the one shown last."""
    fitting = [
        key
        for key, label in choices.items()
        if (key.startswith(_ABOUT_A_LINE) or not only_about_lines)
        and not key.startswith(_ACTS_ON_DEVICE)
        and typed
        and _joined(typed) == _joined(_bare(normalise(label)))
    ]
    if not fitting:
        return None
    return fitting[-1] if fitting[0].startswith(_ABOUT_A_LINE) else fitting[0]


def _by_number(typed: str, choices: Mapping[str, str], counting: Counting) -> str | None:
    """Return the key by number from 1; where ages are asked for, a number is an age."""
    keys = [key for key in choices if not key.startswith((*_ACTS_ON_DEVICE, *_ABOUT_A_LINE))]
    place = counting.choice(typed)
    number = counting.number(typed)
    if place is None and any(key.startswith(_AGE) for key in keys):
        age = counting.age(typed) if number is None else number
        if age is not None and (number is None or age >= YOUNGEST):
            return _by_age(age, keys)
    place = number if place is None else place
    return keys[place - 1] if place is not None and 1 <= place <= len(keys) else None


def _by_age(age: int, keys: list[str]) -> str | None:
    for key in keys:
        least, most = ages_of(key.removeprefix(_AGE))
        if key.startswith(_AGE) and least <= age <= most:
            return key
    return None


def _bare(text: str) -> str:
    """Return a text without the emoji and signs around it; the text itself if nothing is left."""
    first, last = 0, len(text)
    while first < last and _decorates(text[first]):
        first += 1
    while last > first and _decorates(text[last - 1]):
        last -= 1
    return text[first:last] or text.strip()


def _decorates(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign) in _DECORATION


def _joined(text: str) -> str:
    return _DASH.sub("-", text).replace(" ", "")
