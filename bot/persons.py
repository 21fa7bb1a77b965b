"""Finds Thai names where only a person can stand: one who does a thing, or to whom it is done.

A name that is an everyday word too counts nowhere else; the words around it are in `persons.yml`.
It must never take a thing, a pet or a word about harm for a person.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product

from bot.cues import LETTERS, THAI, Cues
from bot.given import WORD, Edges, Ends, Gazetteer, may_cut

_BEGUN = re.compile(f"[\u0e01-\u0e2e\u0e40-\u0e44][{THAI}]*")
_NONE = (0, 0)
_LONGEST = 14
_COINED = 8


class Persons:
    """The rule for Thai names that the words around them make one."""

    def __init__(self, cues: Cues, gazetteer: Gazetteer) -> None:
        listed = {
            word
            for name in ("names.nicknames", "names.titled", "names.after_kin", "persons.words")
            for word in cues.words(name)
        }
        taken = frozenset(cues.words("names.kin") + cues.words("names.selves"))
        alone = frozenset(cues.words("names.never_alone"))
        self._listed = (frozenset(listed) | gazetteer.telling) - taken - alone
        self._things = frozenset(cues.words("persons.things"))
        parts = product(cues.words("persons.heads"), cues.words("persons.tails"))
        made = frozenset(map("".join, parts))
        self._listed |= made - frozenset(cues.words("persons.not_made")) - taken - alone
        self._gazetteer, self._short = gazetteer, gazetteer.short
        self._not_persons = cues.words("persons.not_persons")
        self._edges = Edges(gazetteer)
        self._stops = Ends(cues)
        also = cues.words("persons.ends") + cues.words("persons.does")
        self._ends = Ends(cues, also=also)
        self._to_persons = re.compile(cues.any_of("persons.to_persons") + r"\s?")
        self._to_anything = re.compile(cues.any_of("persons.to_anything") + r"\s?")
        self._of_persons = re.compile(r"\s?" + cues.any_of("persons.of_persons"))
        self._clause = re.compile(
            rf"(?:(?<![{THAI}])(?=[{THAI}])|{cues.any_of('persons.before')}\s?)"
        )
        self._does = re.compile(r"\s?" + cues.any_of("persons.does"))
        self._title = re.compile(cues.any_of("persons.titles") + r"\s?")
        self._close_title = re.compile(cues.any_of("persons.close_titles"))
        self._sure_titles = cues.words("persons.sure_titles")
        self._before_title = (
            *cues.words("persons.before"),
            *cues.words("persons.to_anything"),
        )
        self._named_on = re.compile(rf"\s?{cues.any_of('persons.named_on')}")
        self._loved = (self._listed | self._things | made) - frozenset(
            cues.words("persons.insults")
        )
        self._titled_on = re.compile(cues.any_of("persons.titled_on"))
        self._mutual = re.compile(cues.any_of("persons.mutual"))
        self._again = re.compile(
            rf"{cues.any_of('persons.again')}|\s?\d{{1,2}}\s?{cues.any_of('persons.ages')}"
        )
        self._another = re.compile(rf"\s?{cues.any_of('names.another')}\s?")
        self._no_answers = frozenset(cues.words("persons.no_answers"))
        polite = cues.any_of("persons.polite")
        self._answer = re.compile(
            rf"\s*(?:{polite}\s+)?(?P<value>[{THAI}]{{2,{_LONGEST}}}?)"
            rf"(?P<polite>\s?{polite}){{0,3}}[\u0e32\u0e46]*[\s.!~]*(?:$|(?<=\s))"
        )
        self._relation = re.compile(
            cues.any_of("persons.relations") + cues.any_of("persons.whose") + r"\s?"
        )

    def __call__(self, left: str) -> Iterator[tuple[int, int]]:
        """Find names, and those that are joined to them."""
        for start, end in self._names(left):
            yield start, end
            if end > start:
                yield self.beside(left, end)

    def beside(self, left: str, place: int) -> tuple[int, int]:
        """Return a name that is joined to the one which ends here."""
        match = self._another.match(left, place)
        return self._name(left, match.end(), self._closes) if match else _NONE

    def _names(self, left: str) -> Iterator[tuple[int, int]]:
        answer = self._answer.match(left)
        if answer and self._answers(left, answer):
            yield answer.span("value")
        for match in self._clause.finditer(left):
            yield self._name(left, match.end(), self._acts, coined=True)
        for match in self._to_persons.finditer(left):
            yield self._name(left, match.end(), self._closes, coined=True)
        for match in self._to_anything.finditer(left):
            yield self._name(left, match.end(), self._goes_on)
        for match in self._relation.finditer(left):
            yield self._name(left, match.end(), self._called)
        for match in self._close_title.finditer(left):
            before = left[max(0, match.start() - _LONGEST) : match.start()]
            if LETTERS.match(before[-1:]) is None or before.endswith(self._before_title):
                sure = match.group() in self._sure_titles
                yield self._close(left, match.end(), sure=sure)
        for match in self._title.finditer(left):
            name = self._name(left, match.end(), self._called)
            if name != _NONE and self._is_whole(left, *match.span()):
                yield name

    def _name(
        self,
        left: str,
        start: int,
        goes_on: Callable[[str, int, str], bool],
        *,
        coined: bool = False,
    ) -> tuple[int, int]:
        """Return the longest name here behind which it goes on so."""
        match = _BEGUN.match(left, start)
        run = match.group() if match else ""
        if run.startswith(self._not_persons):
            return _NONE
        for end in range(min(len(run), _LONGEST), 1, -1):
            name = run[:end]
            listed = name in self._listed
            if not may_cut(run, end) or not (listed or (coined and WORD < end <= _COINED)):
                continue
            if not goes_on(left, start + end, name):
                continue
            if self._is_coined(name) if not listed else not self._edges.crossed(run, 0, end):
                return start, start + end
        return _NONE

    def _close(self, left: str, start: int, *, sure: bool) -> tuple[int, int]:
        """Return the longest name behind a title of anger or tenderness, a thing or not."""
        match = _BEGUN.match(left, start)
        run = match.group() if match else ""
        for end in range(min(len(run), _LONGEST), WORD - 1, -1):
            if run[:end] not in self._loved or not may_cut(run, end):
                continue
            short = end == WORD and not self._again.match(left, start + end)
            if short and not (sure and self._named_on.match(left, start + end)):
                continue
            if self._stops.closes(run, end) or self._named_on.match(left, start + end):
                return start, start + end
        return _NONE

    def _is_coined(self, name: str) -> bool:
        """Say whether this is no word, holds none, and neither begins nor ends with a short one."""
        if not WORD < len(name) <= _COINED or self._stops.closes(name):
            return False
        if name[:2] in self._short or name[-2:] in self._short or self._title.match(name):
            return False
        return not self._gazetteer.holds_a_word(name)

    def _answers(self, left: str, answer: re.Match[str]) -> bool:
        """Say whether the message is a name, or begins with one that a polite word ends."""
        name = answer["value"]
        return (
            name not in self._no_answers
            and name in self._listed
            and (answer["polite"] is not None or answer.end() == len(left))
        )

    def _acts(self, left: str, at: int, name: str) -> bool:
        """Say whether it goes on with what a person does, alone or with another."""
        if self._does.match(left, at):
            return True
        match = self._another.match(left, at) if name not in self._things else None
        return match is not None and self.beside(left, at) != _NONE

    def _closes(self, left: str, at: int, name: str) -> bool:
        """Say whether the words end here or go on as behind a person."""
        if name in self._things:
            return self._mutual.match(left, at) is not None
        match = _BEGUN.match(left, at)
        return match is None or self._ends.closes(match.group())

    def _goes_on(self, left: str, at: int, name: str) -> bool:
        return name not in self._things and self._of_persons.match(left, at) is not None

    def _called(self, left: str, at: int, name: str) -> bool:
        if self._again.match(left, at) or self._titled_on.match(left, at):
            return True
        return name not in self._things and self._closes(left, at, name)

    def _is_whole(self, left: str, start: int, end: int) -> bool:
        """Say whether the title is a word of its own, no part of a longer one."""
        first = start
        while first > max(0, start - _LONGEST) and LETTERS.match(left, first - 1):
            first -= 1
        match = LETTERS.match(left, first)
        run = match.group()[: end - first + _LONGEST] if match else ""
        at = start - first
        return self._edges.begins(run, at) and not self._edges.crossed(
            run, at, at + len(left[start:end].strip())
        )
