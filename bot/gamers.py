"""Finds the names of players: decorated, in two scripts or in Thai words, beside games.

Such a name is told as one, or shows by its letters that it is none of a person. What somebody does
in a game is no name.
"""

import re
from collections.abc import Iterator

from bot.cues import THAI, Cues
from bot.typed import TAKEN, Spot, Typed

_DECOR = (
    "\u0250-\u02af\u0f00-\u0fff\u1d00-\u1d7f\u203b\u2500-\u25ad\u25af-\u25ff\u2605\u2606"
    "\u3008-\u30ff\u4e00-\ua7ff\ua9c0-\ua9df\uff61-\uff9f\U00010300-\U0001034f"
)
_BULLET = "\u2020-\u2023\u00b7"
"""Decoration amid a name, the mark of a list before a word."""

_SIGN = rf"[^\s\"'()\[\],;:!?\u25ae{TAKEN}]"
_TOKEN = rf"{_SIGN}{{3,32}}"
_DECORATED = re.compile(
    rf"(?<!\S)(?=\S{{0,31}}[{_DECOR}]|\S{{1,30}}[{_BULLET}]\S)"
    rf"(?=\S{{0,31}}[a-z{THAI}])(?!\S{{0,31}}[/@]){_TOKEN}"
)
_MIXED = re.compile(rf"(?=\S{{0,31}}[a-z0-9])(?=\S{{0,31}}[{THAI}]){_TOKEN}")
_HUMPS = re.compile(
    r"(?<![A-Za-z0-9@_./#\-])(?:[A-Za-z]+(?<=[a-z])[A-Z][A-Za-z]*(?<=[a-z])[A-Z][A-Za-z]*\d{0,6}"
    r"|[A-Za-z]*[a-z][A-Z][A-Za-z]*\d{1,6}|(?i:x{1,3})[A-Z][A-Za-z]{2,20}(?i:x{1,3})\d{0,4})"
    r"(?![A-Za-z0-9@_./#])"
)
_CROSSED = re.compile(rf"(?<!\S)x{{1,3}}[{THAI}]{{2,20}}x{{1,3}}(?![a-z])")
"""Thai between crosses, as players write it."""

_TAG = re.compile(
    r"(?<![A-Za-z0-9#])#(?=[A-Z0-9]{0,8}\d)(?=[A-Z0-9]{0,8}[A-Z])[0289PYLQGRJCUV]{7,10}(?!\w)"
)
"""A player's tag as the games of Supercell write it: of fourteen signs only."""

_ANY_TAG = re.compile(r"(?<![a-z0-9#])#(?=[a-z]{0,8}\d)(?=\d{0,8}[a-z])[a-z0-9]{6,10}(?![a-z0-9_])")
_UID = re.compile(r"(?<![\d.,/\-])[1-9]\d{8,9}(?![\d.,/\-]?\d)")
_SHORTEST = 3
"""Letters of a name before a polite word that is glued to it."""


class Gamers:
    """The rule for names of players that no account's form shows."""

    def __init__(self, cues: Cues) -> None:
        self._talk = re.compile(
            cues.any_of("accounts.game_talk", "accounts.games", "accounts.game_id.weak")
        )
        fillers = cues.any_of("accounts.fillers", "accounts.player_fillers")
        games = cues.any_of("accounts.games", "accounts.game_id.weak")
        named = cues.any_of("accounts.player_names")
        self._named = re.compile(
            rf"{named}(?:{fillers}){{0,3}}(?:\s?[:=]\s?|\s)(?P<value>{_TOKEN})"
        )
        self._called = re.compile(
            rf"{cues.any_of('accounts.player_cues')}(?:\s?{games})?(?:\s?{fillers}){{0,3}}\s(?P<value>{_TOKEN})"
        )
        words = cues.any_of("accounts.name_words")
        self._of_game = re.compile(
            rf"(?:{games}\s?{words}|{words}\s?{games})(?:\s?{fillers}){{0,3}}(?:\s?[:=]\s?|\s)(?P<value>{_TOKEN})"
        )
        self._numbered = re.compile(
            rf"{games}\s?{cues.any_of('accounts.player_cues')}(?:\s?{fillers}){{0,2}}\s?(?P<value>\d{{6,12}})(?!\d)"
        )
        self._uid = re.compile(cues.any_of("accounts.uids"))
        self._not = cues.words("accounts.not_players")
        self._not_accounts = frozenset(cues.words("accounts.not_accounts"))
        self._polite = re.compile(rf"(?:{cues.any_of('accounts.polite')})+\Z")

    def __call__(self, left: str, typed: Typed) -> Iterator[Spot]:
        """Find them by their form, behind a word for a name, and by their letters."""
        for match in _TAG.finditer(typed.text) if "#" in left else ():
            yield Spot("game_id", typed.place(match.start()), typed.place(match.end()))
        if _UID.search(left) and self._uid.search(left):
            yield from (Spot("game_id", *match.span()) for match in _UID.finditer(left))
        if self._talk.search(left):
            yield from self._told(left, typed)

    def _told(self, left: str, typed: Typed) -> Iterator[Spot]:
        for match in self._numbered.finditer(left):
            yield Spot("game_id", *match.span("value"))
        for match in self._named.finditer(left):
            yield from self._spot(match)
        for match in self._of_game.finditer(left):
            if match["value"] not in self._not_accounts:
                yield from self._spot(match)
        for match in self._called.finditer(left):
            if _MIXED.fullmatch(match["value"]):
                yield from self._spot(match)
        for pattern in (_DECORATED, _ANY_TAG, _CROSSED):
            yield from (Spot("game_id", *match.span()) for match in pattern.finditer(left))
        for match in _HUMPS.finditer(typed.text):
            if not match.group().lower().startswith(self._not):
                yield Spot("game_id", typed.place(match.start()), typed.place(match.end()))

    def _spot(self, match: re.Match[str]) -> Iterator[Spot]:
        name = match["value"]
        if name.startswith(self._not):
            return
        polite = self._polite.search(name)
        length = polite.start() if polite and polite.start() >= _SHORTEST else len(name)
        start = match.start("value")
        yield Spot("game_id", start, start + len(name[:length].rstrip(".~")))
