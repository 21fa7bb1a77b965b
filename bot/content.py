"""Everything the bot can say, loaded and checked as one: cards, texts, services, codes, shortcuts.

`Content.load` is the only way in and refuses whatever is not fit for a child, with every problem it
found in one message. Nothing here decides what is said when; nothing is read after loading.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.card import Card, CardKind, read_card
from bot.codes import Codes, load_codes
from bot.directory import Directory
from bot.hours import OpeningHours
from bot.language import Language, Languages
from bot.review import Draft, problems_of
from bot.shelf import Shelf
from bot.shortcuts import Shortcuts
from bot.wording import Wording
from bot.words import Words, read_yaml
from errors import InvalidContent

_GENERAL = "danger_general"


@dataclass(frozen=True, slots=True)
class Content:
    """Reviewed content.

    Attributes:
        cards: by id.
        by_intent: the card that answers an intent.
        in_danger: the card that answers an intent told in danger.
    """

    words: Words
    cards: Mapping[str, Card]
    directory: Directory
    codes: Codes
    shortcuts: Shortcuts
    hours: OpeningHours
    by_intent: Mapping[str, Card] = field(repr=False)
    in_danger: Mapping[str, Card] = field(repr=False)

    @classmethod
    def load(
        cls, folder: Path, overlay: Path | None = None, *, directory: Directory | None = None
    ) -> "Content":
        """Read and check `bot/content`, with an operator's folder of the same shape laid over it.

        An entry of the overlay replaces the entry of the same id.

        Args:
            folder: the content that is shipped.
            overlay: the operator's own; any part of it may be missing.
            directory: services already loaded, with the operator's confirmations.

        Raises:
            InvalidContent: one line for each problem, naming file and entry.
        """
        reading = _Reading(Shelf(folder, overlay))
        parts = reading.parts(directory)
        found = reading.problems or list(problems_of(parts))
        if found:
            raise InvalidContent("\n".join(found))
        cards = parts.cards
        return cls(
            words=parts.words,
            cards=cards,
            directory=parts.directory,
            codes=parts.codes,
            shortcuts=parts.shortcuts,
            hours=parts.hours,
            by_intent={intent: card for card in cards.values() for intent in card.intents},
            in_danger={intent: card for card in cards.values() for intent in card.danger_for},
        )

    def card(self, name: str) -> Card | None:
        """Return the card with this id, or the one that answers this intent."""
        return self.cards.get(name) or self.by_intent.get(name)

    def danger(self, intent: str | None) -> Card:
        """Return the danger card for an intent, or the general one that fits any danger."""
        return self.in_danger.get(intent or "", self.cards[_GENERAL])

    def label(self, key: str, language: Language) -> str:
        """Return the words on the button with this key."""
        kind, _, name = key.partition(":")
        if kind in {"card", "topic"}:
            card = self.card(name)
            if card:
                return card.label[language]
        return self.words.say(f"button.{key.replace(':', '_')}", language)

    def asks(self, group: str, code: str) -> bool:
        """Say whether a tap question offers this code, such as `age_band` and `12_13`."""
        step = self.cards[f"ask_{group}"]
        return step.kind is CardKind.STEP and f"{group}:{code}" in step.choices


class _Reading:
    """One load of everything, and what was wrong in it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.problems: list[str] = []

    def parts(self, directory: Directory | None) -> Draft:
        """Return the parts; with `problems`, they are not to be used."""
        cards = dict(self._cards())
        return Draft(
            words=self._words(),
            cards={card_id: card for card_id, (_, card) in cards.items()},
            files={card_id: file for card_id, (file, _) in cards.items()},
            directory=directory or self._try(Directory(()), self._directory),
            codes=self._try({}, load_codes, *self._shelf.files("codes.yml")),
            wording=self._try(Wording(), Wording.load, self._shelf.one("wording.yml")),
            shortcuts=self._try(Shortcuts({}, {}), self._shortcuts),
            hours=self._try(OpeningHours({}), OpeningHours.load, self._shelf.one("hours.yml")),
        )

    def _try[Part, **Given](
        self, otherwise: Part, load: Callable[Given, Part], *args: Given.args, **named: Given.kwargs
    ) -> Part:
        try:
            return load(*args, **named)
        except InvalidContent as error:
            self.problems.append(str(error))
            return otherwise

    def _words(self) -> Words:
        texts: dict[str, Mapping[Language, str]] = {}
        for file in self._shelf.files("texts/*.yml"):
            texts.update(self._try(Words({}), Words.load, file))
        return Words(texts)

    def _cards(self) -> Iterator[tuple[str, tuple[str, Card]]]:
        for file in self._shelf.files("cards/*.yml"):
            entries: dict[str, Any] = self._try({}, read_yaml, file)
            for card_id, entry in entries.items():
                card = self._try(None, _named, file, str(card_id), entry)
                if card:
                    yield card.id, (file.name, card)

    def _directory(self) -> Directory:
        return Directory.load(self._shelf.shipped / "services", self._shelf.folder("services"))

    def _shortcuts(self) -> Shortcuts:
        languages = Languages.load(self._shelf.one("language.yml"))
        return Shortcuts.load(self._shelf.one("shortcuts.yml"), languages.normalise)


def _named(file: Path, card_id: str, entry: object) -> Card | None:
    try:
        return read_card(card_id, entry)
    except InvalidContent as error:
        raise InvalidContent(f"{file.name}: {card_id}: {error}") from None
