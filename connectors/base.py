"""What every channel looks like from inside: one incoming form, one outgoing form, one class.

A connector turns what its platform sends into `Incoming` and carries `Outgoing` back. It knows
nothing of conversations, counsellors or the bot, and it never logs an address or a word of a child.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

Language = Literal["th", "en"]
Author = Literal["child", "bot", "queue", "counsellor", "notice"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a child can be reached: in memory only, and sealed in the route of a conversation."""

    channel: str
    id: str = field(repr=False)


class Kind(StrEnum):
    """What a child did, as far as the helpline needs to tell it apart."""

    TEXT = "text"
    TAP = "tap"
    MEDIA = "media"
    """Something that is not words came and was not fetched; `text` names its sort (picture)."""
    EXIT = "exit"
    """The child left in a hurry and does not want to be answered."""
    FORGET = "forget"
    """The child wants everything forgotten now."""
    LEFT = "left"
    """The platform says the child can no longer be reached."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a child did.

    Attributes:
        event_id: the platform's id of this event, the same at every redelivery.
        text: the words typed (`TEXT`), or the ASCII key of the button pressed (`TAP`).
        page: the language the child's page or app was showing, only a first guess.
    """

    address: Address
    event_id: str
    kind: Kind
    text: str = field(default="", repr=False)
    page: Language | None = None


class Receipt(StrEnum):
    """What became of an incoming event; each means that nothing more needs to be done with it."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"


class Inbox(Protocol):
    """The door into the helpline: when `accept` has returned, the event survives any crash."""

    async def accept(self, incoming: Incoming) -> Receipt:
        """Store the event durably, once.

        Raises:
            StoreUnavailable: nothing was stored; the platform must send it again.
        """
        ...

    async def typing(self, address: Address) -> None:
        """Tell whoever has the conversation that the child is writing; may be lost."""
        ...


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered under a line: an ASCII key of at most 64 bytes and the words on it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One bubble for the child.

    Attributes:
        id: the outbox id (a UUID), the same at every attempt; a platform's retry key.
        author: who speaks, so that a page can show it; never a name.
        about: for a notice that concerns one of the child's own lines, that line's `event_id`.
    """

    id: str
    author: Author
    text: str = field(repr=False)
    language: Language
    buttons: tuple[Button, ...] = ()
    about: str | None = None


class Outcome(StrEnum):
    """What is truly known about an attempt to deliver; the desk shows just this."""

    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    BLOCKED = "blocked"


class Connector(ABC):
    """One channel. `start` opens what it needs, `stop` closes it, `send` carries one line."""

    channel: str

    @abstractmethod
    async def start(self) -> None:
        """Begin to take in events."""

    @abstractmethod
    async def stop(self) -> None:
        """Take in no more, and let go of every connection."""

    @abstractmethod
    async def send(self, address: Address, outgoing: Outgoing) -> Outcome:
        """Carry one line to the child; called again with the same `id` after a crash."""

    @abstractmethod
    async def typing(self, address: Address) -> None:
        """Show the child that somebody is writing, where the platform can."""


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One thing a child's page shows, with the id by which the page resumes.

    Attributes:
        id: opaque and increasing within one conversation; the page sends the last one it has.
        payload: JSON for the page: `{"type": "line", ...}`.
    """

    id: str
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PageStatus:
    """How things stand for one child, computed when asked, never stored.

    Attributes:
        owner: who answers now; `none` before the first word and after the end.
        place: place in the queue, 1 is next; None when not waiting.
        on_duty: whether any counsellor is on duty now.
    """

    owner: Literal["none", "bot", "waiting", "counsellor", "closed"]
    place: int | None
    on_duty: bool


class Changes(Protocol):
    """A subscription to one child's page."""

    async def next(self, seconds: float) -> Literal["page", "typing", "idle"]:
        """Wait until the page or the status may have changed, somebody types, or time is out."""
        ...


class Pages(Protocol):
    """What a web page may know of its own conversation, by its own address alone."""

    async def append(self, address: Address, outgoing: Outgoing) -> bool:
        """Add a line to the page, once for each `outgoing.id`; False when the child is gone."""
        ...

    def read(self, address: Address, after: str | None) -> AsyncIterator[PageEvent]:
        """Yield the page's events after the given id, or all of them."""
        ...

    async def status(self, address: Address) -> PageStatus:
        """Say how things stand."""
        ...

    def changes(self, address: Address) -> AbstractAsyncContextManager[Changes]:
        """Subscribe; whatever happens after entering is noticed."""
        ...

    async def typing(self, address: Address) -> None:
        """Wake the page's subscriptions with the sign that somebody is writing."""
        ...
