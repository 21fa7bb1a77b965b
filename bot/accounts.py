"""Finds links, e-mail addresses, LINE ids, handles and game names in what a child types.

An account is known by the word before it (`accounts.yml`) or by its form. It never takes an
everyday word for an account because a service is named before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cues import THAI, Cues
from bot.typed import Spot, Typed

_ACCOUNT = r"[@~]?[a-z0-9_][a-z0-9._\-]{2,39}(?<![.\-])(?:#[a-z0-9]{3,5})?"
_TAIL = rf"(?:[^\s<>\"'\ue000{THAI}]|(?<=[/=_+])[{THAI}]{{1,60}})"
_LOOKS_LIKE_ONE = re.compile(r"(?=.*[a-z])(?=.*[0-9_.]).{4,}|[0-9]{6,}|@.+")
_PATHED = re.compile(
    r"(?<![a-z0-9@._/\-])(?:[a-z0-9][a-z0-9\-]{1,30}\.){1,3}[a-z]{2,14}"
    rf"/(?=[a-z.~@]{{0,30}}[0-9_\-/=?])[a-z0-9@~]{_TAIL}{{2,}}"
)
"""An address whose ending no list has, told by its path: a digit, a line, a further part."""

_PHONE_LIKE = re.compile(r"0[0-9]{8,9}")
_SECOND_NAME = re.compile(r"(?: [A-Z][a-z]+){1,2}")
_LAUGHTER = re.compile(r"5+")
_LONE = re.compile(
    r"(?<![a-z0-9._@/#\-])(?P<joined>[a-z][a-z0-9]*(?:[._]+[a-z0-9]+)+)(?![a-z0-9@/])"
    r"|(?<![a-z0-9._@/#\-])[a-z]{3,20}[0-9]{2,8}(?![a-z0-9._@/%])"
)
"""Words in the form of an account: parts joined by . or _, or letters and then digits."""

_DOTTED = re.compile(
    r"(?<![a-z0-9._@/#\-])(?P<first>[a-z][a-z0-9]{2,20})\.(?P<last>[a-z]{1,20})(?![a-z0-9@/._])"
)
_ODD = re.compile(
    r"(?<![a-z0-9._@/#\-])(?:_[a-z0-9._]{3,28}|[a-z][a-z0-9.]{3,28}_+|[a-z]{1,12}\d{1,4}[a-z]{2,16}\d{0,4}|[a-z]{4,14}\d{2,4}[a-z]"
    r"|(?=[a-z\-]{0,20}\d)[a-z]{2,16}-[a-z]{2,16}\d{1,6})(?![a-z0-9@/._])"
)
"""With a line below at an end, or digits amid or behind letters."""

_HYPHENED = r"[a-z]{2,16}-[a-z]{3,16}(?![a-z0-9\-])"
_REDDIT = re.compile(r"(?<![a-z0-9/._])u/[a-z0-9_\-]{3,20}")
_SERVER = re.compile(r"\s?\([0-9]{3,5}\)")
"""Behind the number of a player some games write that of the server."""

_LONG = 10
"""Digits of a bank account; no handle is a number as long as that."""

_GLUED = re.compile(rf"[{THAI}]{{3,14}}(?![{THAI}])")
"""The rest of a player's name in two scripts."""

_KINDS = ("line_id", "game_id", "handle")
_SHORT, _LONG_WORD = 5, 10
"""Letters of the shortest word that is an account by its form alone, and of one for sure."""

_CUT_FROM_LINKS = ".,;:!?)]}'\""


class Links:
    """The rule for web addresses and e-mail."""

    def __init__(self, cues: Cues, never: frozenset[str]) -> None:
        endings = cues.any_of("links.endings", edge="")
        more = cues.any_of("links.endings_with_path", edge="")
        self._plain = never | frozenset(cues.words("links.plain_hosts"))
        name = r"(?<![a-z0-9@._\-])(?:[a-z0-9\-]{1,63}\.){1,4}"
        path = rf"(?::[0-9]{{2,5}})?[/?#]{_TAIL}*"
        self._url = re.compile(
            rf"(?<![a-z])h(?:tt|xx)ps?:/{{1,2}}{_TAIL}{{2,}}|(?<![a-z])www\.{_TAIL}{{2,}}"
            rf"|{name}(?:{endings}(?![a-z0-9_])(?:{path})?|{more}{path})"
        )
        self._said = _said_links(cues)
        self._dotted = re.compile(
            rf"{cues.any_of('links.dot_words')}|\s\.|\s(?:gg|ly|ee)/|\.(?:com|net|org)"
        )
        at = cues.any_of("links.at_words")
        dot = cues.any_of("links.dot_words")
        top = rf"(?:[a-z]{{2,4}}(?![a-z0-9])|{cues.any_of('links.top_words')})"
        part = cues.any_of("links.dot_words", "links.parts")
        hosts = cues.any_of("links.mail_hosts", edge="")
        local = r"[a-z0-9._%+\-]"
        self._mail = re.compile(
            rf"(?<!{local})[._%+\-]*+(?P<value>(?:[a-z0-9]{{1,20}}\s{part}\s){{0,2}}[a-z0-9]{local}*+(?:"
            rf"@[a-z0-9\-]{{1,63}}(?:\.[a-z0-9\-]{{1,63}}){{1,4}}"
            rf"|\s?{at}\s?[a-z0-9\-]{{2,30}}\s?{dot}\s?{top}"
            rf"|\s?(?:@|{at})\s?{hosts}(?:\s?(?:\.|{dot})\s?{top}){{0,2}}(?![a-z0-9])))"
        )

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:  # noqa: ARG002 - a Rule
        """Find e-mail addresses, then links that are not just the name of a well-known service."""
        yield from (Spot("email", *match.span("value")) for match in self._mail.finditer(left))
        for match in self._said.finditer(left) if self._dotted.search(left) else ():
            if self._host(re.sub(r"\s", "", match.group())) not in self._plain:
                yield Spot("url", *match.span())
        pathed = _PATHED.finditer(left) if "/" in left else ()
        for match in (*self._url.finditer(left), *pathed):
            link = match.group().rstrip(_CUT_FROM_LINKS)
            if self._host(link) not in self._plain:
                yield Spot("url", match.start(), match.start() + len(link))

    @staticmethod
    def _host(link: str) -> str:
        return link.rpartition("://")[2].removeprefix("www.").rstrip("/")


def _said_links(cues: Cues) -> re.Pattern[str]:
    """Return a pattern for addresses with their dots said or spaced out, or with a Thai host."""
    part = r"[a-z0-9][a-z0-9\-]{1,39}"
    dot = rf"(?:\s?{cues.any_of('links.dot_words')}\s?)"
    end = rf"(?:{cues.any_of('links.said_endings')}|{cues.any_of('links.top_words')})"
    slash = cues.any_of("links.slash_words")
    path = rf"(?:\s?{slash}\s?[@a-z0-9][a-z0-9._\-]{{1,30}}){{0,3}}"
    return re.compile(
        rf"(?<![a-z0-9@._\-]){part}(?:{dot}{part}){{0,3}}{dot}{end}(?![a-z0-9]){path}"
        rf"|(?<![a-z0-9@._\-]){part}(?:\s\.\s?(?:com|net|org|co)|\s(?:gg|ly|ee))/[@a-z0-9][a-z0-9._/\-]{{1,60}}"
        rf"|(?:(?<![a-z])www\.)?[{THAI}][{THAI}a-z0-9\-]{{1,40}}\.(?:com|net|org)(?![a-z0-9])"
    )


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    strong: bool
    pattern: re.Pattern[str]


class Accounts:
    """The rule for LINE ids, game names and handles behind a cue, and for @handles."""

    def __init__(self, cues: Cues, never: frozenset[str]) -> None:
        gap = cues.any_of("accounts.fillers", "accounts.firm", edge="a-z0-9_.")
        self._never = never
        self._not_endings = cues.words("accounts.not_endings")
        self._not = frozenset(cues.words("accounts.not_accounts"))
        self._firm = re.compile(cues.any_of("accounts.firm") + "|[:=]")
        self._tag = re.compile(r"(?<![a-z0-9_.#@])[a-z][a-z0-9_.]{2,31}#[a-z0-9]{3,5}(?![a-z0-9])")
        self._on = re.compile(
            rf"(?<![a-z])(?:add|find|text|dm|message|follow)\s(?:me\s)?(?P<value>{_ACCOUNT})\son\s"
            rf"(?P<app>{cues.any_of('accounts.line_id.weak')}|{cues.any_of('accounts.handle.weak')})"
        )
        self._line = re.compile(cues.any_of("accounts.line_id.weak", "accounts.line_talk"))
        self._talk = re.compile(
            cues.any_of(
                "accounts.line_talk",
                "accounts.app_talk",
                *(f"accounts.{kind}.weak" for kind in _KINDS),
            )
        )
        self._not_players = cues.words("accounts.not_players") + cues.words("accounts.polite")
        self._counting = cues.words("accounts.counting")
        self._files = cues.words("accounts.files")
        self._sentences = frozenset(cues.words("accounts.sentences"))
        self._everyday = self._not | self._sentences
        self._given = re.compile(rf"{cues.any_of('accounts.given')}\s?(?P<value>{_HYPHENED})")
        self._at = re.compile(r"(?<![a-z0-9._@])@[a-z0-9_][a-z0-9._]{1,30}(?<!\.)")
        self._cues = [
            _Cue(
                kind,
                strength == "strong",
                re.compile(
                    cues.any_of(f"accounts.{kind}.{strength}")
                    + rf"(?P<gap>(?:[\s:=~\-\"'>(.?]{{1,3}}|{gap}){{0,8}}+)(?P<value>{_ACCOUNT})"
                ),
            )
            for strength in ("strong", "weak")
            for kind in _KINDS
        ]

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find accounts; strong cues win over weak ones, both over a bare @handle."""
        for cue in self._cues:
            for match in cue.pattern.finditer(left):
                spot = self._spot(cue, match, typed)
                if spot is not None:
                    yield self._unless_known(left, spot)
        yield from (Spot("handle", *match.span()) for match in self._tag.finditer(left))
        for match in self._on.finditer(left):
            value = match["value"]
            if "-" in value or _LOOKS_LIKE_ONE.fullmatch(value):
                kind = "line_id" if self._line.fullmatch(match["app"]) else "handle"
                yield self._unless_known(left, Spot(kind, *match.span("value")))
        for match in self._at.finditer(left):
            if match.group()[1:] in self._not:
                continue
            yield self._unless_known(left, Spot("handle", *match.span()))
        yield from (Spot("handle", *match.span()) for match in _REDDIT.finditer(left))
        yield from (self._unless_known(left, spot) for spot in self._lone(left))
        odd = tuple(self._odd(left))
        if odd and self._talk.search(left):
            kind = "line_id" if self._line.search(left) else "handle"
            yield from (self._unless_known(left, Spot(kind, *span)) for span in odd)

    def _odd(self, left: str) -> Iterator[tuple[int, int]]:
        """Find forms that are an account only where apps are spoken of."""
        for match in _DOTTED.finditer(left):
            first, last = match["first"], match["last"]
            known = match.group().endswith(self._files)
            if not known and first not in self._everyday and last not in self._sentences:
                yield match.span()
        for match in _ODD.finditer(left):
            if match.group() not in self._not and not match.group().startswith(self._counting):
                yield match.span()
        for match in self._given.finditer(left):
            yield match.span("value")

    def _lone(self, left: str) -> Iterator[Spot]:
        """Find what has the form of an account though no cue stands before it.

        With an underscore it is one anywhere if it is long or has a digit, else only where apps are
        spoken of.
        """
        for match in _LONE.finditer(left):
            value = match.group()
            if not self._is_account(value, joined=match["joined"] is not None):
                continue
            sure = "_" in value and (len(value) >= _LONG_WORD or _has_digit(value))
            if sure or self._talk.search(left):
                yield Spot("line_id" if self._line.search(left) else "handle", *match.span())

    def _is_account(self, value: str, *, joined: bool) -> bool:
        if value.endswith(self._files) or value in self._not or len(value) < _SHORT:
            return False
        first = re.split(r"[._0-9]", value, maxsplit=1)[0]
        if not joined:
            return first not in self._not and not value.startswith(self._counting)
        return "_" in value or _has_digit(value) or value.count(".") > 1

    def _unless_known(self, left: str, spot: Spot) -> Spot:
        known = left[spot.start : spot.end].lstrip("@~") in self._never
        return Spot("", spot.start, spot.end) if known else spot

    def _spot(self, cue: _Cue, match: re.Match[str], typed: Typed) -> Spot | None:
        value = match["value"].lstrip("@~")
        firm = self._firm.search(match["gap"]) is not None
        number = cue.kind != "game_id" and self._is_number(cue, value)
        if value in self._not or _LAUGHTER.fullmatch(value) or number:
            return None
        if not cue.strong and value.isalpha() and value.endswith(self._not_endings):
            return None
        if not (cue.strong or firm):
            first = re.split(r"[._\-]", value, maxsplit=1)[0]
            if first in self._not or not _LOOKS_LIKE_ONE.fullmatch(match["value"]):
                return None
        start, end = match.span("value")
        glued = _GLUED.match(typed.folded, end) if cue.kind == "game_id" else None
        if glued and value.isalpha() and not glued.group().startswith(self._not_players):
            end = glued.end()
        if (firm or cue.strong) and typed.is_capital(start):
            more = _SECOND_NAME.match(typed.cased_from(end))
            end += len(more.group()) if more else 0
        player = cue.kind == "game_id" or value.isdecimal()
        server = _SERVER.match(typed.folded, end) if player else None
        return Spot(cue.kind, start, server.end() if server else end)

    @staticmethod
    def _is_number(cue: _Cue, value: str) -> bool:
        """Say whether the rules for numbers know better what this is: a phone or a bank account."""
        digits = value.replace("-", "")
        long = cue.kind == "handle" and digits.isdigit() and len(digits) >= _LONG
        return long or _PHONE_LIKE.fullmatch(value) is not None


def _has_digit(value: str) -> bool:
    return any(sign.isdigit() for sign in value)
