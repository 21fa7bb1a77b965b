"""A learned ear for danger beside the phrases: a weighted sum over the pieces of a text.

It needs no model server and no network, only a table that `helpline train` makes from the examples.
It can raise an alarm that no phrase knows, and deny one that only words said lightly have raised;
it holds nothing of any message.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bot.pieces import pieces
from bot.risk import Risk, sound_of
from bot.separated import separator
from errors import InvalidContent

RAISED_FROM: Mapping[Risk, float] = {Risk.DANGER: -0.3, Risk.CONCERN: 0.2}
"""From which sum a level is raised, chosen by cost (docs/UNDERSTANDING.md)."""

DENIED_BELOW = -0.7
"""Below this sum a text sounds clearly harmless; no held-out danger that a phrase hears does."""

AT_ONCE = 18
"""Words of a text that is heard as a whole alone. In a longer one a cry would be drowned: of a
stranger's long messages the whole told of 91 % of danger, with its stretches of 99 %."""

_STRETCH, _STEP = 15, 5
_RAISED_IN_STRETCH = 0.2
"""A stretch is torn out of what stands around it: it must tell more plainly than a whole text."""


def hearing(folder: Path) -> Callable[[str], str]:
    """Return what brings a normalised text to the form that is heard: how each word sounds.

    Args:
        folder: the phrases, with the letters of one sound in `context.yml`.

    Raises:
        InvalidContent: that cannot be read.
    """
    words, sound = separator(), sound_of(folder)
    return lambda text: " ".join(sound(word) or word for word in words(text))


class _Table(msgspec.Struct):
    """What the file holds: half a million pieces, so that no second copy is made of them."""

    bias: dict[Risk, float]
    weights: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class LearnedDanger:
    """The table: for each piece what it adds to each level's sum.

    Attributes:
        heard: brings a normalised text to the form the table was learned in (`hearing`).
        bias: what each level's sum begins with.
        weights: by piece, one number for each level, in the order of `bias`, and last how much the
            piece counts for the length of a text: rare ones more.
    """

    heard: Callable[[str], str]
    bias: Mapping[Risk, float]
    weights: Mapping[str, tuple[float, ...]] = field(repr=False)

    @classmethod
    def load(cls, path: Path, heard: Callable[[str], str]) -> "LearnedDanger":
        """Read a table made by `bot.nlu.danger`.

        Raises:
            InvalidContent: it cannot be read or is none.
        """
        try:
            table = msgspec.json.decode(path.read_bytes(), type=_Table)
        except (OSError, ValueError) as error:
            raise InvalidContent(f"{path.name}: {type(error).__name__}") from None
        return cls(heard, table.bias, table.weights)

    def assess(self, text: str) -> Risk:
        """Return the highest level that a normalised text, or a stretch of it, sounds like."""
        heard = self.heard(text)
        sums = self._sums(heard)
        raised = (level for level, least in RAISED_FROM.items() if sums.get(level, -1.0) > least)
        level = next(raised, Risk.NONE)
        if level is not Risk.DANGER and any(map(self._cries, _stretches(heard))):
            return Risk.DANGER
        return level

    def denies(self, text: str) -> bool:
        """Return whether a normalised text sounds clearly harmless; a long one never does."""
        heard = self.heard(text)
        return _is_short(heard.split()) and self._sums(heard).get(Risk.DANGER, 0.0) < DENIED_BELOW

    def sums(self, text: str) -> Mapping[Risk, float]:
        """Return the sum of each level for the whole text; above 0 it is likelier than not."""
        return self._sums(self.heard(text))

    def _cries(self, stretch: str) -> bool:
        return self._sums(stretch).get(Risk.DANGER, -1.0) > _RAISED_IN_STRETCH

    def _sums(self, heard: str) -> Mapping[Risk, float]:
        known = [found for piece in pieces(heard) if (found := self.weights.get(piece))]
        if not known:
            return {}
        *added, length = map(sum, zip(*known, strict=True))
        scale = 1 / math.sqrt(length)
        return {
            level: bias + scale * each
            for (level, bias), each in zip(self.bias.items(), added, strict=True)
        }


def _is_short(words: Sequence[str]) -> bool:
    return len(words) <= AT_ONCE


def _stretches(heard: str) -> Iterator[str]:
    """Yield overlapping parts of a long text, its last words among them; of a short one none."""
    words = heard.split()
    if _is_short(words):
        return
    last = len(words) - _STRETCH
    for start in (*range(0, last, _STEP), last):
        yield " ".join(words[start : start + _STRETCH])
