"""Finds names of persons in Latin letters: introduced, greeted, titled, listed, or of a Thai form.

A capital tells a name from a word, so the text as it was typed is asked. It must never take an
everyday word at the head of a sentence for a name.
"""

import re
from collections.abc import Iterator

from bot.cues import Cues
from bot.latin_persons import LatinPersons
from bot.nicknames import Nicknames
from bot.romanised import HEAD
from bot.small_names import SmallNames
from bot.typed import Typed

_LETTER = re.compile("[a-z]")
_LATIN = re.compile(r"[a-z][a-z'\-]{1,24}")
_MORE_LATIN = re.compile(
    r"(?:-[A-Z][a-z']+)?(?: [A-Z][a-z']+(?:-[A-Z]?[a-z']+)*){0,3}(?: [A-Z]\.(?!\w))?"
)
_WORD_ALONE = re.compile(r"(?<![a-z0-9@#_.'\-])[a-z]{2,20}(?![a-z0-9_@])(?!\.[a-z])")
_TAG = re.compile(r"[0-9_]{1,8}(?![a-z])")
"""Behind a word it makes an account of it."""

_LONGEST_BEFORE = 24
_PAUSE = re.compile(r"[,.!]|$")
_CAPITALS = re.compile(r"[A-Z][a-z][a-z'\-]*(?: [A-Z][a-z][a-z'\-]*){0,3}(?![A-Za-z0-9_@])")
_AMID = re.compile(r"(?P<before>[A-Za-z']+)[,;]? $")


class LatinNames:
    """The rule for names in Latin letters."""

    def __init__(self, cues: Cues) -> None:
        self._nicknames = Nicknames(cues)
        self._not_english = frozenset(cues.words("names.not_english_names"))
        self._thai_title = re.compile(
            rf"{cues.any_of('names.kin', 'persons.titles')}\s?(?=[a-z]{{2}})"
        )
        self._introduction = re.compile(rf"{cues.any_of('names.introductions')}\s")
        self._introduced_by = re.compile(
            rf",?\s(?:{cues.any_of('names.introduced_by')}|[0-9]{{1,2}}(?![0-9]))"
        )
        self._said = re.compile(
            rf"{HEAD}(?P<value>{_LATIN.pattern})[.,!]?\s{cues.any_of('names.name_behind')}"
        )
        self._greeted = re.compile(
            rf"^\s{{0,3}}{cues.any_of('names.greetings')}[\s,.!]{{1,3}}(?P<value>{_LATIN.pattern})"
            rf"(?=,?\s{cues.any_of('names.greeted_by')}(?:[\s,.!]|$))"
        )
        self._not_greeted = frozenset(cues.words("names.not_greeted"))
        self._latin = frozenset(cues.words("names.latin"))
        self._latin_everyday = frozenset(cues.words("names.latin_everyday"))
        self._titled = self._latin_everyday | frozenset(cues.words("names.nick_words"))
        self._latin_never = frozenset(cues.words("names.latin_never"))
        self._presented = re.compile(rf"{cues.any_of('names.presented')}\s")
        self._provinces = frozenset(cues.words("places.provinces"))
        self._latin_form = re.compile(
            rf"(?!{cues.any_of('names.not_latin')})[a-z]{{2,12}}(?:{'|'.join(cues.words('names.latin_endings'))})"
        )
        self._subjects = frozenset(cues.words("names.subjects"))
        self._known = (
            self._not_english
            | self._subjects
            | frozenset(cues.words("names.capitals"))
            | {part for name in self._provinces for part in name.split()}
        )
        verbs = cues.any_of("names.english_doings", "names.more_english")
        broad = cues.any_of("names.english_doings", "names.more_english", "names.full_english")
        self._doing = re.compile(
            rf"(?:^|[.!?\n]\s{{1,2}})(?:(?P<full>[a-z]{{2,14}} [a-z]{{2,14}})(?=\s{broad})"
            rf"|(?P<value>[a-z]{{3,14}})(?='s {cues.any_of('names.english_owned')}|\s{verbs}))"
        )
        self._played = frozenset(cues.words("names.played"))
        self._persons = LatinPersons(cues, self._known)
        self._small = SmallNames(
            cues, self._known | self._latin_never, self._known - self._latin_never
        )
        self._english_title = re.compile(
            rf"{cues.any_of('names.english_titles', edge='a-z0-9')}\.?\s?"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names without a word for "name" before them."""
        if _LETTER.search(left) is None:
            return
        yield from self._introduced_names(left, typed)
        yield from self._titled_names(left, typed)
        yield from self._listed(left, typed)
        yield from self._unknown(left, typed)
        yield from self._nicknames(left, typed)
        yield from self._persons(left, typed)
        yield from self._small(left)

    def _introduced_names(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names in a greeting and behind who somebody is."""
        for match in self._greeted.finditer(left):
            if match["value"] not in self._not_greeted | self._not_english:
                yield match.span("value")
        for match in self._said.finditer(left):
            if match["value"] not in self._not_english:
                yield match.span("value")
        for match in self._presented.finditer(left):
            first = self._capital(left, typed, match.end())
            if " " in left[first[0] : first[1]]:
                yield first
        for match in self._introduction.finditer(left):
            yield self._introduced(left, typed, match.end())

    def _titled_names(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names behind a title, in English or in Thai."""
        for match in self._english_title.finditer(left):
            yield self._capital(left, typed, match.end())
        for match in self._thai_title.finditer(left):
            first = self._capital(left, typed, match.end())
            word = left[first[0] : first[1]]
            if word in self._titled or not self._is_known(word):
                yield first

    def at(self, left: str, typed: Typed, start: int) -> tuple[int, int] | None:
        """Return the name that begins here; an empty one for a word that is none; None for Thai."""
        latin = _LATIN.match(left, start)
        if latin is None:
            return None
        if latin.group() in self._not_english:
            return (0, 0)
        tagged = _TAG.match(left, latin.end())
        return (start, tagged.end()) if tagged else self._with_more(typed, *latin.span())

    def _listed(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find names in Latin letters that a capital begins: listed, or of a Thai name's form.

        One that is an everyday word too counts only amid a sentence or with a family name.
        """
        for match in _WORD_ALONE.finditer(left):
            name, (start, end) = match.group(), match.span()
            if not typed.cased(start, end).istitle():
                continue
            listed = name in self._latin or self._latin_form.fullmatch(name) is not None
            if listed:
                alone = name not in self._provinces
            elif name in self._latin_everyday:
                amid = typed.cased(max(0, start - 2), start)[:1].islower()
                alone = amid and name not in self._latin_never
            else:
                continue
            whole = self._with_more(typed, start, end)
            if alone or whole[1] > end:
                yield whole

    def _unknown(self, left: str, typed: Typed) -> Iterator[tuple[int, int]]:
        """Find capitals of no known word: amid a sentence, or where somebody does a thing."""
        for match in _WORD_ALONE.finditer(left):
            if typed.is_capital(match.start()):
                yield self._strange(typed, match.start())
        for match in self._doing.finditer(left):
            group = "full" if match["full"] else "value"
            strange = not any(self._is_known(word) for word in match[group].split(" "))
            if strange and typed.cased(*match.span(group)).istitle():
                yield match.span(group)

    def _strange(self, typed: Typed, start: int) -> tuple[int, int]:
        """Take the capitals from here on, if one of them is strange and a plain word is before."""
        before = _AMID.search(typed.cased(max(0, start - _LONGEST_BEFORE), start))
        if before is None or before["before"].lower() in self._played:
            return (0, 0)
        plain = before["before"].islower() or self._is_known(before["before"].lower())
        run = _CAPITALS.match(typed.cased_from(start))
        if not plain or run is None:
            return (0, 0)
        words = run.group().split(" ")
        while words and words[-1].lower() in self._subjects:
            words.pop()
        if all(self._is_known(word.lower()) for word in words):
            return (0, 0)
        return start, start + len(" ".join(words).removesuffix("'s"))

    def _is_known(self, word: str) -> bool:
        plain = word.removesuffix("'s").removesuffix("'")
        return "-" in word or bool({word, plain} & (self._known | self._latin_never))

    def _with_more(self, typed: Typed, start: int, end: int) -> tuple[int, int]:
        if not typed.is_capital(start):
            return start, end
        more = _MORE_LATIN.match(typed.cased_from(end))
        words = more.group().split(" ")[1:] if more else []
        if more and more.group().startswith("-"):
            end += len(more.group().split(" ")[0])
        for word in words:
            if word.lower() in self._not_english:
                break
            end += len(word) + 1
        return start, end

    def _introduced(self, left: str, typed: Typed, start: int) -> tuple[int, int]:
        found = self._capital(left, typed, start)
        sure = typed.cased(start - 2, start - 1).islower() and _PAUSE.match(left, found[1])
        return found if sure or self._introduced_by.match(left, found[1]) else (0, 0)

    def _capital(self, left: str, typed: Typed, start: int) -> tuple[int, int]:
        latin = _LATIN.match(left, start)
        if latin is None or latin.group() in self._not_english:
            return (0, 0)
        cased = typed.cased(*latin.span())
        named = cased[0].isupper() and not cased.isupper()
        return self._with_more(typed, *latin.span()) if named else (0, 0)
