"""Knows every text of the content by its id, so that a script can say what a child must be told.

What differs between channels on purpose has one name for all of them, and only the words made for
the channel itself are taken for it.
"""

import re
from collections.abc import Iterator

from bot.content import Content

_FIELD = re.compile(r"\\{\w+\\}")
_OWN = {
    "greet.known": ("greet.known.{}", "greet.known.other"),
    "exit": ("exit.on.{}", "exit.line"),
    "forgotten": ("notice.forgotten_on.{}", "notice.forgotten"),
}
"""The common name, the words of a channel of its own, the words of a channel without."""

COUNTED = frozenset({"queue.place", "queue.kept", "notice.masked"})
"""Texts with a number in them, which depends on who else waits."""


class Lexicon:
    """The content, to be looked up by what was said."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._whole: dict[str, str] = {}
        self._filled: list[tuple[re.Pattern[str], str]] = []
        for text_id, text in _texts(content):
            pattern = _FIELD.sub("(?s:.+)", re.escape(text))
            if "{" in text:
                self._filled.append((re.compile(pattern), text_id))
            else:
                self._whole.setdefault(text, text_id)

    def name(self, text: str, channel: str) -> str:
        """Return the ids a bubble is made of, joined by `+`; words of a person are themselves."""
        known = self._one(text, channel)
        if known:
            return known
        parts = text.split("\n\n")
        if len(parts) > 1:
            return " + ".join(self.name(part, channel) for part in parts)
        head, _, rest = text.partition("\n")
        if rest and self._one(head, channel) and self._are_services(rest):
            return f"{self._one(head, channel)} + services"
        return "services" if self._are_services(text) else text

    def is_common(self, name: str) -> bool:
        """Say whether a bubble of this name has the very same words on every channel."""
        parts = set(name.split(" + "))
        return not parts & (_OWN.keys() | COUNTED)

    def _one(self, text: str, channel: str) -> str | None:
        text_id = self._whole.get(text) or next(
            (
                one
                for pattern, one in self._filled
                if not one.startswith("service.") and pattern.fullmatch(text)
            ),
            None,
        )
        return text_id and self._common(text_id, channel)

    def _common(self, text_id: str, channel: str) -> str:
        for name, (special, otherwise) in _OWN.items():
            own = special.format(channel)
            if text_id == (own if own in self._content.words else otherwise):
                return name
        return text_id

    def _are_services(self, text: str) -> bool:
        """A service may have a line more, about what it learns of a child."""
        patterns = [one for one, text_id in self._filled if text_id.startswith("service.")]
        first = text.partition("\n")[0]
        return any(one.fullmatch(first) for one in patterns)


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    for text_id, texts in content.words.items():
        if not text_id.startswith("button."):
            yield from ((text_id, text) for text in texts.values())
    for card in content.cards.values():
        for number, bubble in enumerate(card.bubbles, start=1):
            yield from ((f"{card.id}.{number}", text) for text in bubble.values())
