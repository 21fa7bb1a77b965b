"""Finds Thai names that no word introduces: a listed name that stands as a word of its own.

Thai leaves no space between words, so a name counts where a word ends before it and one begins
behind it. It must never take an everyday word for a name: those of `names.yml` need words around
them that speak of a person.
"""

import re
from collections.abc import Callable, Iterator

from bot.cues import LETTERS, THAI, Cues
from bot.given import WORD, Edges, Ends, Gazetteer, longest_first, may_cut

_RUN = re.compile(f"[{THAI}]{{{WORD},}}")
_LONGEST_WORD = 14


class BareNames:
    """The rule for Thai names that nothing introduces."""

    def __init__(self, cues: Cues, gazetteer: Gazetteer, ends: Ends) -> None:
        nicknames = frozenset(cues.words("names.nicknames"))
        everyday = frozenset(cues.words("names.everyday"))
        talk = frozenset(cues.words("names.talk"))
        taken = (*cues.words("names.stops"), *cues.words("names.titles"), *cues.words("names.kin"))
        opens = (*cues.words("names.selves"), *cues.words("names.not_bare"))
        self._names = frozenset(
            name
            for name in (nicknames | gazetteer.given) - everyday - talk - frozenset(taken)
            if len(name) >= WORD and not name.startswith(opens)
        )
        self._heads = frozenset(name[:WORD] for name in self._names)
        self._longest = max(map(len, self._names))
        self._edges = Edges(gazetteer)
        self._ends = ends
        either = longest_first([*nicknames - frozenset(cues.words("names.never_alone"))])
        among = "|".join(map(re.escape, either))
        self._persons = (self._names - gazetteer.words - gazetteer.short) | frozenset(either)
        self._persons -= frozenset(cues.words("names.more_never"))
        self._doing = re.compile(
            rf"(?:(?<![{THAI}])|{cues.any_of('names.before_persons')})(?P<value>{among})"
            rf"(?={cues.any_of('names.doings')})"
        )
        self._clause = re.compile(
            rf"(?:(?<![{THAI}])(?=[{THAI}])"
            rf"|{cues.any_of('names.before_persons', 'names.more_before')}\s?)"
        )
        self._doings = re.compile(cues.any_of("names.doings", "names.more_doings"))
        self._done = re.compile(rf"{cues.any_of('names.done_to')}\s?(?P<value>{among})")
        self._more_done = re.compile(rf"{cues.any_of('names.more_done_to')}\s?")

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find names between words, and everyday words where only a person can stand."""
        for run in _RUN.finditer(left):
            for start, end in self._between_words(run.group()):
                yield run.start() + start, run.start() + end
        yield from (match.span("value") for match in self._doing.finditer(left))
        for match in self._done.finditer(left):
            if self._closes(left, match.end()):
                yield match.span("value")
        for match in self._clause.finditer(left):
            yield self._person(left, match.end(), self._does)
        for match in self._more_done.finditer(left):
            yield self._person(left, match.end(), self._closes)

    def _person(self, left: str, start: int, ends: Callable[[str, int], bool]) -> tuple[int, int]:
        """Return the longest name here that ends so."""
        match = LETTERS.match(left, start)
        run = match.group() if match else ""
        for end in range(min(len(run), _LONGEST_WORD), 1, -1):
            if may_cut(run, end) and run[:end] in self._persons and ends(left, start + end):
                return start, start + end
        return (0, 0)

    def _does(self, left: str, at: int) -> bool:
        return self._doings.match(left, at) is not None

    def _between_words(self, run: str) -> Iterator[tuple[int, int]]:
        at = 0
        while at <= len(run) - WORD:
            end = self._end(run, at) if run[at : at + WORD] in self._heads else 0
            if end:
                yield at, end
            at = end or at + 1

    def _end(self, run: str, at: int) -> int:
        """Return where the longest name that begins here ends; 0 where none does."""
        if (at and not may_cut(run, at)) or not self._edges.begins(run, at):
            return 0
        for end in range(min(len(run), at + self._longest), at + WORD - 1, -1):
            listed = run[at:end] in self._names and may_cut(run, end)
            if listed and self._edges.ends(run, end) and not self._edges.crossed(run, at, end):
                return end
        return 0

    def _closes(self, left: str, at: int) -> bool:
        run = LETTERS.match(left, at)
        return run is None or self._ends.closes(run.group())
