"""What staff are told of a ready reply: personal details in it, and words that are not for a child.

It names what it found and decides nothing: shared replies are refused for it, own ones are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.language import Language
from bot.privacy import Privacy
from bot.wording import Wording

WORD = "word"
"""The kind of a fault that is no personal detail but a word no text says to a child."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found: `WORD`, or the kind of a personal detail, and the text of it."""

    kind: str
    found: str


class ReplyCheck:
    """Looks through texts; numbers of help services are no personal details."""

    def __init__(self, privacy: Privacy, wording: Wording) -> None:
        self._privacy = privacy
        self._wording = wording

    def faults(self, text: str) -> tuple[Fault, ...]:
        """Return what is found in a text, each once."""
        return tuple(dict.fromkeys(self._found(text)))

    def new_faults(
        self, text: str, language: Language, before: Mapping[Language, str]
    ) -> tuple[Fault, ...]:
        """Return what is found in a text and did not stand in the one it takes the place of."""
        known = self.faults(before.get(language, ""))
        return tuple(fault for fault in self.faults(text) if fault not in known)

    def _found(self, text: str) -> Iterator[Fault]:
        for find in self._privacy.find(text):
            yield Fault(find.kind, find.value)
        for word in self._wording.banned(text):
            yield Fault(WORD, word)
