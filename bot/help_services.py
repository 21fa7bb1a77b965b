"""Leaves the names of help services alone: a child may say whom it has called.

A counsellor must be able to read them, whatever else they look like. A short single word is left to
the other rules, for it may be part of a place.
"""

import re
from collections.abc import Iterator

from bot.cues import any_of
from bot.typed import Spot, Typed

_NEVER = "(?!)"
_TELLING = 8
"""Signs of a name that cannot be part of something else by chance."""


class HelpServices:
    """The rule for the names of help services."""

    def __init__(self, never: frozenset[str]) -> None:
        """Take the names out of what is never hidden: what holds a letter and no dot."""
        told = (one for one in never if len(one) >= _TELLING and "." not in one)
        names = [name for name in told if not name.isdecimal()]
        self._names = re.compile(any_of(names, edge="a-z0-9") if names else _NEVER)

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find them."""
        del typed
        yield from (Spot("", *match.span()) for match in self._names.finditer(left))
