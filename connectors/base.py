"""What every channel looks like from inside: one incoming form, one outgoing form, one class.

A connector turns what its platform sends into `Incoming` and carries `Outgoing` back. It knows
nothing of conversations, counsellors or the bot, and it never logs an address or a word of a child.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
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
    EDITED = "edited"
    """The child changed the words of an earlier message; `subject` names it."""
    WITHDRAWN = "withdrawn"
    """The child took an earlier message back; `subject` names it, and its words must go."""
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
        event_id: the platform's id of this event, unique in its channel, the same at every
            redelivery.
        text: the words typed (`TEXT`, `EDITED`), the ASCII key of the button pressed (`TAP`), or
            the sort of what came (`MEDIA`): one of `SORTS`.
        page: the language the child's page or app was showing, only a first guess.
        subject: the platform's id of the message, by which it may be changed or withdrawn later,
            unique for the child; empty on channels where that cannot happen. Kept only hashed.
        reply_token: lets one request to this child go free of charge while it is young.
        forwarded: the words were somebody else's, passed on.
    """

    address: Address
    event_id: str
    kind: Kind
    text: str = field(default="", repr=False)
    page: Language | None = None
    subject: str = field(default="", repr=False)
    reply_token: str = field(default="", repr=False)
    forwarded: bool = False


SORTS = ("picture", "video", "sticker", "voice", "file", "contact", "location", "other")
"""What a child may send that is not words. None of it is ever fetched."""


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

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Store several events, of one child or of many, in order and all or none of them.

        Raises:
            StoreUnavailable: the platform must send all of them again.
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
        matters: a counsellor's or a safety line: if it may not have arrived it is sent once more.
        clear: before this line, everything that can be removed from the child's chat is removed.
        part_of: the line this is a part of, where a long one was split.
    """

    id: str
    author: Author
    text: str = field(repr=False)
    language: Language
    buttons: tuple[Button, ...] = ()
    about: str | None = None
    matters: bool = False
    clear: bool = False
    part_of: str | None = None


class Outcome(StrEnum):
    """What is truly known about an attempt to deliver; the desk shows just this."""

    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """A platform's leave to answer once free of charge; `taken_at` in milliseconds."""

    token: str = field(repr=False)
    taken_at: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """Lines for one child that go in one request.

    Attributes:
        lines: oldest first, at most the connector's `capacity`; their ids never change, and a
            parcel that is tried again holds the same lines.
        reply: unused as far as is known; its age is for the connector to judge.
        tried: this very parcel may have reached the child already: its last try was cut short.
        begun_at: when it was tried first, in milliseconds since the epoch.
    """

    address: Address
    lines: tuple[Outgoing, ...]
    begun_at: int
    reply: ReplyToken | None = None
    tried: bool = False


class Connector(ABC):
    """One channel. `start` opens what it needs, `stop` closes it, `send` carries a parcel.

    Attributes:
        capacity: how many lines one request of the platform can carry.
        repeatable: the far end takes a line once, however often it is sent, so that nothing need
            be noted before a try.
    """

    channel: str
    capacity: int = 1
    repeatable: bool = False

    @abstractmethod
    async def start(self) -> None:
        """Begin to take in events."""

    @abstractmethod
    async def stop(self) -> None:
        """Take in no more, and let go of every connection."""

    async def turn(self, parcel: Parcel) -> None:  # noqa: B027 - most platforms keep no pace
        """Wait until a parcel may go, before its try is noted: a wait leaves nothing in doubt.

        Raises:
            TryLater: that takes long.
        """

    @abstractmethod
    async def send(self, parcel: Parcel) -> Outcome:
        """Carry a parcel to the child, and say what became of all its lines.

        Raises:
            TryLater: the platform does not take it now.
            Withheld: the platform takes nothing for this child until it writes again.
            StoreUnavailable: as everywhere.
        """

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


class Trail(Protocol):
    """Numbers of the messages in a child's chat, for as long as the platform lets them be deleted.

    It holds numbers only, and outlives a conversation by no more than 48 hours.
    """

    async def add(self, address: Address, *message_ids: int) -> None:
        """Remember messages of either side."""
        ...

    async def read(self, address: Address) -> Sequence[int]:
        """Return what can be deleted now, oldest first."""
        ...

    async def drop(self, address: Address) -> None:
        """Forget them: they are deleted."""
        ...


class Alarms(Protocol):
    """What staff must hear of: each stands until it is over. Codes only, never about a child."""

    async def ring(self, channel: str, code: str) -> None:
        """Let an alarm stand; again while it stands is nothing."""
        ...

    async def clear(self, channel: str, code: str) -> None:
        """Take an alarm back; nothing if it does not stand."""
        ...
