"""Finds accounts by how a child tells them: called so on an app, known there "as" somebody.

Such a name may be Thai, of several words or of plain letters, so the app, the word for being
called and the name stand together. What somebody does on an app is no name.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.typed import Spot, Typed

_NAME = re.compile(r"[A-Z][A-Za-z.'\-]+(?: [A-Z][A-Za-z.'\-]+){0,3}")
_TAGGED = re.compile(r"(?<![A-Za-z0-9@#])(?:[A-Z][A-Za-z]{0,15} ){1,4}#[A-Za-z0-9]{3,5}(?!\w)")
"""A name of several words with a tag, as some games and chats write it."""

_PLAIN = r"[a-z0-9_][a-z0-9._\-]{3,29}(?<![.\-])"
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
        self._called = re.compile(
            rf"(?:(?P<line>{lines})|{cues.any_of('accounts.handle.weak')})(?:\s?{whose}){{0,2}}"
            rf"\s?{cues.any_of('accounts.called')}\s?(?:{cues.any_of('accounts.links')}\s?)?"
            rf"(?=[a-z{THAI}])(?P<value>[{THAI}]{{3,20}}{_SECOND}(?![{THAI}]))?"
        )
        self._no_names = cues.words("accounts.not_players")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find them, by their form only where apps or games are spoken of."""
        for match in self._as.finditer(left) if " as " in left else ():
            if match["value"] not in self._not:
                yield Spot("line_id" if match["line"] else "handle", *match.span("value"))
        called = self._name.search(left) is not None
        if not (called or "#" in left or "_" in left) or self._talk.search(left) is None:
            return
        for match in _TAGGED.finditer(typed.text) if "#" in left else ():
            yield Spot("game_id", typed.place(match.start()), typed.place(match.end()))
        for match in _LINED.finditer(left) if "_" in left else ():
            yield Spot("line_id" if "line" in left else "handle", *match.span())
        for match in self._called.finditer(left) if called else ():
            kind = "line_id" if match["line"] else "handle"
            name = _NAME.match(typed.cased_from(match.end())) if match["value"] is None else None
            if name and " " in name.group():
                yield Spot(kind, match.end(), match.end() + name.end())
            elif match["value"] and not match["value"].startswith(self._no_names):
                yield Spot(kind, *match.span("value"))
