"""Everything a child may read that was written beforehand, one entry each, Thai beside English.

It is for those who review texts before children meet them, and says nothing of when one is said. An
entry's digest is that of its exact words: whoever has read others has not read these.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.card import Card, Source
from bot.content import Content
from bot.language import Language
from bot.service import Service, Status
from bot.shelf import Shelf
from bot.signboard import load_signboard
from bot.words import Words, read_yaml

Text = Mapping[Language, str]

_GONE = {Status.SUSPENDED, Status.RETIRED}


class Kind(StrEnum):
    """What an entry is; its value is the folder it stands in."""

    CARD = "cards"
    TEXT = "texts"
    SERVICE = "services"
    PAGE = "pages"
    REPLY = "replies"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands.

    Attributes:
        file: without folder and ending, such as `life`.
        own: in the operator's folder, not in ours.
    """

    file: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Readable:
    """One entry.

    Attributes:
        name: its id in its file.
        parts: what it says, by the name of the part; bubbles are numbered.
        reached: numbers and addresses, the same in both languages.
        sources: where what it states was read.
        service: the service it describes, if it is one.
    """

    kind: Kind
    name: str
    place: Place
    parts: tuple[tuple[str, Text], ...]
    reached: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    service: Service | None = None

    @property
    def id(self) -> str:
        """Its id among all entries."""
        return f"{self.kind}:{self.name}"

    @property
    def group(self) -> str:
        """The file it stands in, as `cards/life`, be it ours or the operator's."""
        return f"{self.kind}/{self.place.file}"

    @property
    def digest(self) -> str:
        """The SHA-256 of its words in both languages, with numbers and addresses."""
        said = [[part, text["th"], text["en"]] for part, text in self.parts]
        return hashlib.sha256(json.dumps([said, self.reached]).encode()).hexdigest()


def readables_of(shelf: Shelf, content: Content) -> tuple[Readable, ...]:
    """Return every entry of the content, in the order of the files."""
    child = Words.laid_over(*shelf.files("pages/child.yml"))
    telegram = load_signboard(*shelf.files("pages/telegram.yml"))
    return (
        *_cards(shelf, content),
        *_words(Kind.TEXT, content.words, _places(shelf, shelf.files("texts/*.yml"))),
        *_services(shelf, content),
        *_words(Kind.PAGE, child, _places(shelf, shelf.files("pages/child.yml"))),
        *_words(Kind.PAGE, telegram, _places(shelf, shelf.files("pages/telegram.yml"))),
    )


def _cards(shelf: Shelf, content: Content) -> Iterator[Readable]:
    for name, place in _entries(shelf, "cards/*.yml"):
        card = content.cards[name]
        yield Readable(Kind.CARD, name, place, tuple(_said(card)), sources=card.sources)


def _said(card: Card) -> Iterator[tuple[str, Text]]:
    yield "label", card.label
    for number, bubble in enumerate(card.bubbles, start=1):
        yield f"bubble {number}", bubble


def _services(shelf: Shelf, content: Content) -> Iterator[Readable]:
    for name, place in _entries(shelf, "services/*.yml"):
        service = content.directory.service(name)
        if service and service.status not in _GONE:
            yield Readable(
                Kind.SERVICE,
                name,
                place,
                parts=tuple(_told(service)),
                reached=tuple(
                    filter(None, (service.phone, service.press, service.line, service.url))
                ),
                sources=(Source(service.source_url, service.source_date),),
                service=service,
            )


def _told(service: Service) -> Iterator[tuple[str, Text]]:
    yield "name", service.name
    yield "description", service.description
    yield "hours", service.hours.words
    yield "learns", service.learns
    if service.place:
        yield "place", service.place


def _words(kind: Kind, words: Words, places: Mapping[str, Place]) -> Iterator[Readable]:
    for name, place in places.items():
        yield Readable(kind, name, place, (("text", words[name]),))


def _entries(shelf: Shelf, pattern: str) -> Iterable[tuple[str, Place]]:
    """Return the ids of all entries with the file each is taken from, the last that has it."""
    files = shelf.files(pattern)
    found = {str(name): _place(shelf, file) for file in files for name in read_yaml(file)}
    return sorted(found.items(), key=lambda entry: entry[1].file)


def _places(shelf: Shelf, files: Iterable[Path]) -> Mapping[str, Place]:
    found = {name: _place(shelf, file) for file in files for name in Words.load(file)}
    return dict(sorted(found.items(), key=lambda entry: entry[1].file))


def _place(shelf: Shelf, file: Path) -> Place:
    return Place(file.stem, own=shelf.is_own(file))
