"""Finds phones, identity numbers, bank accounts, and places on the map.

A number is known by its form, by its checksum, or by the word before it (`numbers.yml`). The
numbers of the services directory, amounts, ages, times, dates and laughter are never taken.
"""

import re
from collections.abc import Iterator

import phonenumbers

from bot.cues import Cues, any_of
from bot.dates import GAP
from bot.typed import DIGIT, Spot, Typed, replace_words

_SEP = r"[\s\-._()*~|]{0,3}+"
_NO_DATE = r"(?!\d{1,2}[\-./]\d{1,2}[\-./]\d{4}(?!\d))(?!\d{1,2}[.:]\d{2}\s?-\s?\d{1,2}[.:]\d{2})"
_HOME = rf"(?:(?<!\d)\(?(?:\+|00)?66{_SEP}0?|(?<![\da-z])\(?[0o])"
_PHONE = re.compile(
    rf"{_NO_DATE}{_HOME}(?:{_SEP}[689](?:{_SEP}\d){{8}}|{_SEP}[2-57](?:{_SEP}\d){{7}})(?!\d)"
    rf"|(?<!\d)0\d{{8,10}}(?!\d)"
    rf"|(?<![\d+])\+[1-9](?:{_SEP}\d){{7,14}}(?!\d)"
)
_LETTERED = re.compile(r"(?<![a-z0-9@_])[0o](?:[\s\-.]?[\dol]){8,9}(?![a-z0-9@_])")
"""A phone with letters that look like digits."""

_PUPIL = (
    r"(?:[a-z]{1,4}-?|[a-z]{1,3}\s|[\u0e01-\u0e2e]{1,2}\.?[\-\s]?)?"
    r"\d(?:[\-\s]?\d){3,13}(?:/\d{2}|-[a-z]{1,3})?[a-z]?(?![\da-z])"
    r"|(?=(?:[a-z\-]{0,3}\d){4})[a-z\d]{1,12}(?:-[a-z\d]{1,12}){0,3}"
)
"""A number of a school's: letters before, behind or between the digits, a year behind a slash."""

_LOOKALIKES = str.maketrans("ol", "01")
_HALF = re.compile(r"(?<![\da-z])0[689]\d[\s\-.]?[x*]{2,4}[\s\-.]?\d{3,4}(?!\d)")
"""A phone with some of its digits left out."""

_FEWEST_DIGITS = 5
"""In such a phone; the others may be letters."""

_FOREIGN = re.compile(rf"(?<!\d)[1-9]\d{{0,2}}{_SEP}\d(?:{_SEP}\d){{7,11}}(?!\d)")
_NATIONAL = re.compile(r"(?<!\d)\d(?:[\s\-._]{0,2}+\d){12}(?![\d])")
_NATIONAL_FORM = re.compile(
    r"[0-8]\d{12}|[0-8][\s\-._]+\d{4}[\s\-._]+\d{5}[\s\-._]+\d{2}[\s\-._]+\d"
)
_DASHED_BANK = re.compile(r"(?<!\d)\d{3}-\d-\d{5}-\d(?!\d)")
_BANK = re.compile(
    r"(?<!\d)(?:\d{3}[\-. ]\d[\-. ]\d{5}[\-. ]\d|\d{3}[\- ]\d{6}[\- ]\d|\d{4}(?:[\- ]\d{4}){3}"
    r"|[1-9]\d{9}|[1-9]\d{11}|[1-9]\d{13,18})(?!\d)"
)
_BESIDE_MONEY = re.compile(
    r"(?<![\d.\-/])(?:0\d{11}|\d{3,4}(?:[\- ]\d{3,4}){2,3}"
    r"|\d{3}[\- ]\d{1,2}[\- ]\d{4,6}(?:[\- ]\d)?)(?![\d\-/])"
)
"""Other shapes of an account's number, where a bank or a payment is spoken of."""

_RUN = re.compile(r"(?<![a-z_@])\d+(?:[ \-.,/()+]{1,3}\d+)*(?![a-z_])")
_DIFFERENT = 3
"""Different digits in a number; fewer are laughter or a round sum."""

_GROUPS = range(2, 6)
"""In how many groups a foreign number is written; more is counting, one is anything."""


def digits_of(text: str) -> str:
    """Return the digits of a number as it is dialled in Thailand: without +66, dashes or spaces."""
    digits = re.sub(r"\D", "", text)
    for prefix in ("0066", "66"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (8, 9):
            return "0" + digits.removeprefix(prefix)
    return digits


def is_national_id(digits: str) -> bool:
    """Say whether 13 digits carry the check digit of the Thai national number (modulo 11)."""
    weighed = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighed % 11) % 10 == int(digits[12])


class Coordinates:
    """The rule for places on the map: decimal, degrees and minutes, plus codes."""

    def __init__(self, cues: Cues) -> None:
        between = cues.any_of("places.longitude")
        before = rf"(?:\(|{cues.any_of('places.latitude')}[\s:=]{{0,3}})?"
        self._pattern = re.compile(
            r"(?<![a-z])n\s?\d{1,2}\.\d{3,12}[\s,]{1,3}e\s?\d{1,3}\.\d{3,12}(?!\d)|"
            rf"(?<![\d.]){before}(?<![\d.])-?\d{{1,2}}\.\d{{3,12}}\s?°?\s?[ns]?[\s,/;]{{1,3}}"
            rf"{between}?"
            r"[\s:=]{0,3}"
            r"-?\d{1,3}\.\d{3,12}(?:\s?°?\s?[ew](?![a-z]))?(?!\d)\)?"
            r"|(?<![a-z:/])/{3}[a-z]{2,20}(?:\.[a-z]{2,20}){2}(?![a-z.])"
            r"|\d{1,2}°\s?\d{1,2}['′]\s?[\d.]{1,8}[\"″']{0,2}\s?[ns][\s,]{0,3}"
            r"\d{1,3}°\s?\d{1,2}['′]\s?[\d.]{1,8}[\"″']{0,2}\s?[ew]"
            r"|(?<![a-z])[ns]\s?\d{1,2}°\s?\d{1,2}['′]\s?[\d.]{1,8}[\"″']{0,2}[\s,]{0,3}"
            r"[ew]\s?\d{1,3}°\s?\d{1,2}['′]\s?[\d.]{1,8}[\"″']{0,2}"
            r"|(?<![a-z0-9])(?=[a-z]{0,7}\d)[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}(?![a-z0-9])"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find pairs of coordinates."""
        return (Spot("coordinates", *match.span()) for match in self._pattern.finditer(left))


class KnownNumbers:
    """The rule that sets aside the numbers of help services, so that no other rule takes them."""

    def __init__(self, never: frozenset[str]) -> None:
        self._never = frozenset(digits_of(number) for number in never if number.isdecimal())

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find the directory's numbers, alone or in a row."""
        for match in _RUN.finditer(left):
            if self.holds(match.group()):
                yield Spot("", *match.span())

    def holds(self, number: str) -> bool:
        """Say whether this is a number of the directory, or a row of them."""
        groups = re.findall(r"\d+", number)
        return digits_of(number) in self._never or all(group in self._never for group in groups)


class CuedNumbers:
    """The rule for numbers behind a word: bank account, student, national number."""

    def __init__(self, cues: Cues) -> None:
        gap = GAP.format(words=cues.any_of("numbers.fillers"))
        student_gap = GAP.format(words=rf"{cues.any_of('numbers.fillers')}(?!-\d)")
        bank_gap = GAP.format(words=cues.any_of("numbers.fillers", "numbers.bank_cues"))
        forms = (
            (
                "student_id",
                "student_cues",
                student_gap,
                _PUPIL,
            ),
            ("student_id", "student_weak", student_gap, _PUPIL),
            ("national_id", "national_cues", gap, r"[\dg](?:[\s\-._/]{0,2}\d){9,12}(?!\d)"),
            ("bank_account", "bank_cues", bank_gap, r"\d(?:[\s\-._]{0,2}\d){7,18}(?!\d)"),
        )
        self._patterns = [
            (kind, re.compile(f"{cues.any_of(f'numbers.{words}')}{between}(?P<value>{form})"))
            for kind, words, between, form in forms
        ]

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find numbers that a word before them explains."""
        if DIGIT.search(left) is None:
            return
        for kind, pattern in self._patterns:
            yield from (Spot(kind, *match.span("value")) for match in pattern.finditer(left))


class Forms:
    """The rule for numbers that show by their form what they are."""

    def __init__(self, cues: Cues, known: KnownNumbers) -> None:
        self._known = known
        gap = GAP.format(words=cues.any_of("numbers.fillers"))
        number = rf"{_NO_DATE}\d(?:{_SEP}\d){{6,14}}(?!\d)"
        self._cued = re.compile(rf"{cues.any_of('numbers.phone_cues')}{gap}(?P<value>{number})")
        self._amount = re.compile(rf"\s?{cues.any_of('numbers.amounts')}")
        self._extension = re.compile(rf"\s?{cues.any_of('numbers.extensions')}\s?\d{{1,5}}(?!\d)")
        self._money = re.compile(cues.any_of("numbers.bank_cues", "numbers.money"))

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find numbers, the surest form first; prices and the directory's numbers are none."""
        for kind, start, end in self._matches(left):
            value = left[start:end]
            dashed = _DASHED_BANK.fullmatch(value)
            least = _DIFFERENT if kind == "bank_account" and not dashed else _DIFFERENT - 1
            unlike = len(set(re.sub(r"\D", "", value))) < least
            if unlike or self._known.holds(value) or self._amount.match(left, end):
                continue
            further = self._extension.match(left, end) if kind == "phone" else None
            yield Spot(kind, start, further.end() if further else end)

    def _matches(self, left: str) -> Iterator[tuple[str, int, int]]:
        if DIGIT.search(left) is None:
            return
        for match in _NATIONAL.finditer(left):
            digits = re.sub(r"\D", "", match.group())
            if (
                is_national_id(digits) and _is_one_number(match.group())
            ) or _NATIONAL_FORM.fullmatch(match.group()):
                yield "national_id", *match.span()
        yield from (("bank_account", *match.span()) for match in _DASHED_BANK.finditer(left))
        yield from (("phone", *match.span()) for match in _PHONE.finditer(left))
        yield from (("phone", *match.span("value")) for match in self._cued.finditer(left))
        yield from (("phone", *match.span()) for match in _HALF.finditer(left))
        for match in _LETTERED.finditer(left):
            written = sum(char.isdigit() for char in match.group())
            read = match.group().translate(_LOOKALIKES)
            if written >= _FEWEST_DIGITS and _PHONE.fullmatch(read):
                yield "phone", *match.span()
        yield from (("bank_account", *match.span()) for match in _BANK.finditer(left))
        beside = tuple(_BESIDE_MONEY.finditer(left))
        if beside and self._money.search(left):
            yield from (("bank_account", *match.span()) for match in beside)
        for match in _FOREIGN.finditer(left):
            if _is_foreign_phone(match.group()):
                yield "phone", *match.span()


class SpelledNumbers:
    """The rule for numbers with words in them: digits spelt out, or words between the parts."""

    def __init__(self, cues: Cues, forms: Forms) -> None:
        meaning = {
            word: digit
            for digit in cues.keys("numbers.digit_words")
            for word in cues.words(f"numbers.digit_words.{digit}")
        }
        meaning |= {
            f"{often} {word}": digit * int(count)
            for count in cues.keys("numbers.digit_times")
            for often in cues.words(f"numbers.digit_times.{count}")
            for word, digit in meaning.items()
        }
        self._forms = forms
        self._meaning = meaning | dict.fromkeys(cues.words("numbers.joiners"), " ")
        self._words = re.compile(any_of(self._meaning))

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Read the words as digits and look again."""
        if self._words.search(left) is None:
            return
        spelled = replace_words(Typed(left, left), self._words, self._meaning)
        if sum(char.isdigit() for char in spelled.folded) < 9:  # noqa: PLR2004 - the shortest phone
            return
        for spot in self._forms(spelled.folded, typed):
            yield Spot(spot.kind, *spelled.span(spot.start, spot.end))


def _is_one_number(text: str) -> bool:
    groups = re.findall(r"\d+", text)
    return len(groups) in range(1, 6) or all(len(group) == 1 for group in groups)


def _is_foreign_phone(text: str) -> bool:
    if len(re.findall(r"\d+", text)) not in _GROUPS:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + re.sub(r"\D", "", text)))
    except phonenumbers.NumberParseException:
        return False
