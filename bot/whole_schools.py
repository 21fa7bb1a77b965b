"""Finds schools whose names begin as villages do, whatever everyday words stand in them.

"By the mountain" and "mother's" begin villages and sentences alike, so what stands before and
behind decides. Letters alone count behind a word for school or for its pupils.
"""

import re
from collections.abc import Iterator

from bot.cues import LETTERS, THAI, Cues
from bot.given import Ends, may_cut

_SHORTEST = 2
"""Letters behind the head of a name that belong to it, whatever word they seem to begin."""


class WholeSchools:
    """Names that a village's head begins, and letters with one full stop behind."""

    def __init__(self, cues: Cues) -> None:
        def words(*names: str) -> str:
            return cues.any_of(*(f"schools.whole.{name}" for name in names))

        kinds = rf"(?:{words('kinds')}\s?)*"
        run = rf"(?P<name>[{THAI}]{{4,40}})"
        self._headed = re.compile(
            rf"{words('words')}\s?{kinds}(?={words('heads')}){run}"
            rf"|(?:(?<![{THAI}])|{words('at')})(?P<sure>{words('sure_words')}\s?{kinds}"
            rf"(?={words('heads', 'weak_heads')})(?P<rest>[{THAI}]{{4,40}}))"
        )
        self._head = re.compile(rf"(?:{words('heads', 'weak_heads')})+")
        self._heads = (*cues.words("schools.whole.heads"), *cues.words("schools.whole.weak_heads"))
        self._never = cues.words("schools.whole.never")
        self._ends = Ends(cues, without=cues.words("places.school.parts"))
        self._letters = re.compile(
            rf"(?:{words('fellows')}\s|(?P<word>{words('before_letters')}\s?))"
            rf"(?!{words('not_letters')})(?P<value>[\u0e01-\u0e2e]{{2,4}}\.)(?:(?=\s?{words('behind_letters')})|(?![{THAI}\d.]))"
        )

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find them."""
        for match in self._headed.finditer(left):
            group = "name" if match["name"] else "rest"
            length = self._length(match[group])
            if length:
                start = match.start() if match["name"] else match.start("sure")
                yield start, match.start(group) + length
        for match in self._letters.finditer(left):
            yield match.start("word") if match["word"] else match.start("value"), match.end()

    def grown(self, left: str, start: int, end: int) -> int:
        """Return the end of a name that was cut behind the head of a village's."""
        run = LETTERS.match(left, start)
        if run is None or run.end() <= end or not left.endswith(self._heads, start, end):
            return end
        return end + self._cut(left[end : run.end()], _SHORTEST)

    def _length(self, run: str) -> int:
        head = self._head.match(run)
        if head is None or head.end() == len(run) or run.startswith(self._never, head.end()):
            return 0
        return self._cut(run, head.end() + _SHORTEST)

    def _cut(self, run: str, first: int) -> int:
        for at in range(first, len(run)):
            ended = may_cut(run, at) and self._ends.closes(run, at)
            if ended and not run[:at].endswith(self._heads):
                return at
        return len(run)
