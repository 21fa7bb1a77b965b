"""Finds accounts by how a child tells them: called so on an app, known there "as" somebody.

Such a name may be Thai, of several words or of plain letters, so the app, the word for being
called and the name stand together. What somebody does on an app is no name.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.given import Ends, may_cut
from bot.typed import Spot, Typed

_NAME = re.compile(r"[A-Z][A-Za-z.'\-]+(?: [A-Z][A-Za-z.'\-]+){0,3}")
_TAGGED = re.compile(r"(?<![A-Za-z0-9@#])(?:[A-Z][A-Za-z]{0,15} ){1,4}#[A-Za-z0-9]{3,5}(?!\w)")
"""A name of several words with a tag, as some games and chats write it."""

_PLAIN = r"[a-z0-9_][a-z0-9._\-]{3,29}(?<![.\-])"
_OPENS, _CLOSES = "\"'\u201c\u2018\u00ab", "\"'\u201d\u2019\u00bb"
"""Marks before and behind what is quoted."""

_SECOND = rf"\s(?=[{THAI}a-z]{{0,20}}[0-9_])[{THAI}a-z0-9_]{{3,24}}"
_LINED = re.compile(rf"(?<!\S)[{THAI}]{{2,20}}_[{THAI}a-z0-9_]{{2,24}}(?!\S)")
"""Thai words joined by a line: nobody writes so but for an account."""


class ToldAccounts:
    """The rule for accounts that are told with the app and a word for being called so."""

    def __init__(self, cues: Cues) -> None:
        lines = cues.any_of("accounts.line_id.weak")
        others = cues.any_of("accounts.handle.weak", "accounts.apps_of_a_letter")
        self._talk = re.compile(
            cues.any_of(
                "accounts.handle.weak",
                "accounts.line_id.weak",
                "accounts.game_id.weak",
                "accounts.game_talk",
                "accounts.games",
            )
        )
        self._as = re.compile(
            rf"\s(?:on|in|by)\s(?:(?P<line>{lines})|{others})\sas\s(?P<value>{_PLAIN})"
        )
        self._not = frozenset(
            word
            for name in ("not_accounts", "sentences", "not_as")
            for word in cues.words(f"accounts.{name}")
        )
        whose = cues.any_of("accounts.fillers", "accounts.player_fillers")
        # Most texts hold no such word: to look for one first is several times as fast.
        self._name = re.compile(cues.any_of("accounts.called"))
        named = (
            rf"(?:(?P<line>{lines})|{cues.any_of('accounts.handle.weak')})(?:\s?{whose}){{0,2}}"
            rf"\s?{cues.any_of('accounts.called')}\s?(?:{cues.any_of('accounts.links')}\s?)?"
        )
        self._called = re.compile(
            rf"{named}(?=[a-z{THAI}])(?P<value>[{THAI}]{{3,20}}{_SECOND}(?![{THAI}]))?"
        )
        self._quoted = re.compile(
            rf"{named}[{_OPENS}](?P<value>[^{_OPENS}{_CLOSES}\n]{{2,40}})[{_CLOSES}]"
        )
        self._told = re.compile(
            rf"{cues.any_of('accounts.told_by')}:?\s(?P<value>(?=[a-z0-9]{{0,20}}[._][a-z0-9]){_PLAIN})"
        )
        self._shown = re.compile(
            rf"(?:{cues.any_of('accounts.handle.weak')}(?:\s?{whose}){{0,2}}\s?{cues.any_of('accounts.called')}"
            rf"|{cues.any_of('accounts.shown_cues')})\s?(?:{cues.any_of('accounts.links')})?\s"
            rf"(?P<value>[{THAI}]{{2,16}}(?:\s(?!{cues.any_of('accounts.shown_ends')})[{THAI}]{{2,16}}){{1,3}})"
        )
        places = cues.words("places.address.named") + cues.words("places.address.within")
        self._ends = Ends(cues, without=places)
        self._no_names = cues.words("accounts.not_players")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find them, by their form only where apps or games are spoken of."""
        for match in self._as.finditer(left) if " as " in left else ():
            if match["value"] not in self._not:
                yield Spot("line_id" if match["line"] else "handle", *match.span("value"))
        if "." in left or "_" in left:
            yield from self._dotted(left)
        called = self._name.search(left) is not None
        if not (called or "#" in left or "_" in left) or self._talk.search(left) is None:
            return
        for match in _TAGGED.finditer(typed.text) if "#" in left else ():
            yield Spot("game_id", typed.place(match.start()), typed.place(match.end()))
        for match in _LINED.finditer(left) if "_" in left else ():
            yield Spot("line_id" if "line" in left else "handle", *match.span())
        if called:
            yield from self._named(left, typed)

    def _dotted(self, left: str) -> Iterator[Spot]:
        """Find accounts by a dot or a line in them, behind a word for one."""
        for match in self._told.finditer(left):
            if match["value"] not in self._not:
                yield Spot("handle", *match.span("value"))

    def _named(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find what an account is called, in quotes, in one word or in several."""
        for match in self._quoted.finditer(left):
            yield Spot("line_id" if match["line"] else "handle", *match.span("value"))
        for match in self._called.finditer(left):
            kind = "line_id" if match["line"] else "handle"
            name = _NAME.match(typed.cased_from(match.end())) if match["value"] is None else None
            if name and " " in name.group():
                yield Spot(kind, match.end(), match.end() + name.end())
            elif match["value"] and not match["value"].startswith(self._no_names):
                yield Spot(kind, *match.span("value"))
        for match in self._shown.finditer(left):
            start, end = match.start("value"), self._shown_end(match["value"])
            if end:
                yield Spot("handle", start, start + end)

    def _shown_end(self, value: str) -> int:
        """Return the end of a name of several words; what tells of a deed ends it."""
        words = value.split(" ")
        told = next((at for at in range(1, len(words)) if self._tells(words[at])), len(words))
        return len(" ".join(words[:told])) if told > 1 else 0

    def _tells(self, word: str) -> bool:
        return any(self._ends.closes(word, at) for at in range(len(word)) if may_cut(word, at))
