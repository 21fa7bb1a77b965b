"""What is sealed of a conversation, with which of its two keys, and in which form.

The route key (gateway only) seals where a child is reached, what it typed unmasked, its page and
how far the dialogue has come; the transcript key (gateway and desk) seals what staff may read and
what is on its way to the child. Nothing unsealed here may be logged or stored.
"""

import hmac
from dataclasses import dataclass, field

import msgspec

from bot.dialogue import DialogueState
from connectors.base import Address, Incoming, Kind, Language, Outgoing, ReplyToken
from handoff.board import Amended, Author, Told
from handoff.keyring import Keyring, Purpose
from handoff.sealing import seal, unseal

_LINE_ID_DIGITS = 32
"""128 bits: a line's id and `share:` before it fit into a key of 64 bytes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a child did, as it lies sealed in the mailbox; `at` in milliseconds.

    `event_id` names its line: on a page the id the page made, elsewhere a keyed hash, as a number
    that a platform gave must not come to the desk.
    """

    event_id: str
    kind: Kind
    text: str = field(repr=False)
    page: Language | None
    at: int
    reply_token: str = field(default="", repr=False)
    forwarded: bool = False


class StoredLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the transcript, as it lies sealed."""

    id: str
    at: int
    author: Author
    text: str
    risk: str = "none"
    masked: int = 0
    amended: Amended = ""
    by: str = ""
    shown: bool = False


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A parcel on its way, noted before it is handed to a platform that cannot tell it came twice.

    Attributes:
        first: the id of its first line; it stands for no other parcel.
        count: how many lines it holds.
        begun_at: milliseconds.
        reply: the token it may go with.
        flying: it was handed over and its outcome is not known.
        doubt: how many earlier tries may have arrived.
        spent: the token such a try went with, which is not to be used again.
    """

    first: str
    count: int
    begun_at: int
    reply: ReplyToken | None = None
    flying: bool = False
    doubt: int = 0
    spent: str = ""


class Progress(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far the dialogue has come, and the words on the buttons it showed last."""

    state: DialogueState = msgspec.field(default_factory=DialogueState)
    choices: dict[str, str] = msgspec.field(default_factory=dict)


class Original(msgspec.Struct, frozen=True):
    """A masked line as it was typed, kept sealed under the route key until the child shares it."""

    index: int
    at: int
    text: str
    risk: str


@dataclass(frozen=True, slots=True)
class Seals:
    """The keys of one conversation, and what each purpose seals with them.

    The desk has no route key: what is sealed with it stays closed there.
    """

    conversation: str
    transcript_key: bytes = field(repr=False)
    route_key: bytes | None = field(default=None, repr=False)

    def route(self, address: Address) -> bytes:
        """Seal where the child is reached."""
        return self._seal(self._route, "route", [address.channel, address.id])

    def open_route(self, sealed: bytes) -> Address:
        """Return where the child is reached."""
        channel, platform_id = self._open(self._route, "route", sealed, tuple[str, str])
        return Address(channel, platform_id)

    def reply(self, token: ReplyToken) -> bytes:
        """Seal a leave to answer free of charge."""
        return self._seal(self._route, "reply", token)

    def open_reply(self, sealed: bytes | None) -> ReplyToken | None:
        """Return a leave to answer free of charge, if there is one."""
        return self._open(self._route, "reply", sealed, ReplyToken) if sealed else None

    def attempt(self, attempt: Attempt) -> bytes:
        """Seal how the sending stands."""
        return self._seal(self._route, "attempt", attempt)

    def open_attempt(self, sealed: bytes | None) -> Attempt | None:
        """Return how the sending stands, if it has begun."""
        return self._open(self._route, "attempt", sealed, Attempt) if sealed else None

    def mail(self, message: Message) -> bytes:
        """Seal something for the mailbox."""
        return b"M" + self._seal(self._route, "mailbox", message)

    def open_mail(self, entry: bytes) -> Message:
        """Return what lies in the mailbox."""
        return self._open(self._route, "mailbox", entry[1:], Message)

    def progress(self, progress: Progress) -> bytes:
        """Seal how far the dialogue has come."""
        return self._seal(self._route, "dialogue", progress)

    def open_progress(self, sealed: bytes | None) -> Progress:
        """Return how far the dialogue has come."""
        return self._open(self._route, "dialogue", sealed, Progress) if sealed else Progress()

    def original(self, original: Original) -> bytes:
        """Seal a line as it was typed."""
        return self._seal(self._route, "original", original)

    def open_original(self, sealed: bytes) -> Original:
        """Return a line as it was typed."""
        return self._open(self._route, "original", sealed, Original)

    def find_name(self, event_id: str) -> str:
        """Return the name an original is kept under; keyed, as a platform made the event id."""
        return hmac.digest(self._route, event_id.encode(), "sha256").hex()

    def page(self, event: bytes) -> bytes:
        """Seal an event of the child's page."""
        return seal(self._route, event, belongs_to=f"{self.conversation}|page")

    def open_page(self, sealed: bytes) -> bytes:
        """Return an event of the child's page."""
        return unseal(self._route, sealed, belongs_to=f"{self.conversation}|page")

    def line(self, line: StoredLine) -> bytes:
        """Seal a line of the transcript."""
        return self._seal(self.transcript_key, "transcript", line)

    def open_line(self, sealed: bytes) -> StoredLine:
        """Return a line of the transcript."""
        return self._open(self.transcript_key, "transcript", sealed, StoredLine)

    def told(self, told: Told) -> bytes:
        """Seal what the child chose to tell the counsellor."""
        return self._seal(self.transcript_key, "told", told)

    def open_told(self, sealed: bytes | None) -> Told:
        """Return what the child chose to tell the counsellor."""
        return self._open(self.transcript_key, "told", sealed, Told) if sealed else Told()

    def outgoing(self, outgoing: Outgoing) -> bytes:
        """Seal a line for the outbox."""
        return self._seal(self.transcript_key, "outbox", outgoing)

    def open_outgoing(self, sealed: bytes) -> Outgoing:
        """Return a line of the outbox."""
        return self._open(self.transcript_key, "outbox", sealed, Outgoing)

    @property
    def _route(self) -> bytes:
        if self.route_key is None:
            raise LookupError("this process holds no route keys")
        return self.route_key

    def _seal(self, key: bytes, purpose: str, value: object) -> bytes:
        plain = msgspec.json.encode(value)
        return seal(key, plain, belongs_to=f"{self.conversation}|{purpose}")

    def _open[T](self, key: bytes, purpose: str, sealed: bytes, kind: type[T]) -> T:
        plain = unseal(key, sealed, belongs_to=f"{self.conversation}|{purpose}")
        return msgspec.json.decode(plain, type=kind)


def seals_of(keyring: Keyring, conversation: str, *, desk: bool = False) -> Seals:
    """Return the seals of a conversation.

    Args:
        keyring: this process's.
        conversation: its id.
        desk: do without the route key, which this process cannot open.

    Raises:
        Unreadable: the keys are destroyed.
    """
    transcript = keyring.key(conversation, Purpose.TRANSCRIPT)
    route = None if desk else keyring.key(conversation, Purpose.ROUTE)
    return Seals(conversation, transcript, route)


def message_of(incoming: Incoming, seals: Seals, at: int) -> Message:
    """Return what of an incoming event goes into the mailbox: not the address."""
    line_id = incoming.event_id
    if incoming.subject:
        line_id = seals.find_name(incoming.subject)[:_LINE_ID_DIGITS]
    return Message(
        line_id,
        incoming.kind,
        incoming.text,
        incoming.page,
        at,
        incoming.reply_token,
        incoming.forwarded,
    )
