"""The names of everything in the store, and which hash tag each has.

A partition is one hash tag: a conversation, its child's index entries, the streams that announce it
and the counters it raises all carry the same tag, so that every script touches one slot and runs
unchanged on a Cluster. One server needs one partition; a Cluster is given more.
"""

import secrets
from dataclasses import dataclass

_ID_DIGITS = 32


def new_conversation_id(partition: int, partitions: int) -> str:
    """Return 128 random bits as hexadecimal digits that fall into the partition."""
    while True:
        conversation = secrets.token_hex(_ID_DIGITS // 2)
        if partition_of(conversation, partitions) == partition:
            return conversation


def partition_of(conversation: str, partitions: int) -> int:
    """Return the partition a conversation id falls into."""
    return int(conversation[:8], 16) % partitions


@dataclass(frozen=True, slots=True)
class Partition:
    """The names that conversations of one partition share."""

    number: int

    @property
    def tag(self) -> str:
        """The hash tag all names of this partition begin with."""
        return f"{{{self.number}}}"

    def named(self, name: str) -> str:
        """Return a name in this partition's slot."""
        return f"{self.tag}:{name}"

    @property
    def ready(self) -> str:
        """Stream of conversations whose mailbox holds something."""
        return self.named("ready")

    @property
    def sending(self) -> str:
        """Stream of conversations whose outbox holds something."""
        return self.named("sending")

    @property
    def due(self) -> str:
        """Sorted set of what falls due: `conversation|kind` by milliseconds since the epoch."""
        return self.named("due")

    @property
    def waiting(self) -> str:
        """Sorted set of waiting conversations, next first."""
        return self.named("waiting")

    @property
    def held(self) -> str:
        """Hash of conversation to the counsellor who holds it."""
        return self.named("held")

    @property
    def offered(self) -> str:
        """Hash of conversation to the member of staff it is offered to."""
        return self.named("offered")

    @property
    def open(self) -> str:
        """Set of all conversations that are not closed."""
        return self.named("open")

    @property
    def desk(self) -> str:
        """Stream of changes the desk follows; pointers only."""
        return self.named("desk")

    def counters(self, month: str) -> str:
        """Hash of counters of one calendar month (`2026-11`)."""
        return self.named(f"counters:{month}")

    def day(self, day: str) -> str:
        """Hash of what happened on one day, by hour and kind; kept two days."""
        return self.named(f"day:{day}")

    def index(self, child: str) -> str:
        """String from a child's keyed hash to its open conversation."""
        return self.named(f"index:{child}")

    def seen(self, event: str) -> str:
        """String that remembers a platform event's keyed hash for 48 hours."""
        return self.named(f"seen:{event}")

    def trail(self, child: str) -> str:
        """Sorted set of message numbers in a child's chat by milliseconds, kept 48 hours."""
        return self.named(f"trail:{child}")

    def conversation(self, conversation: str) -> "Names":
        """Return the names of one conversation."""
        return Names(self, conversation)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one conversation."""

    partition: Partition
    id: str

    def _own(self, part: str) -> str:
        return self.partition.named(f"c:{self.id}:{part}")

    @property
    def head(self) -> str:
        """Hash: version, owner and what else is known in the clear or sealed."""
        return self._own("head")

    @property
    def mailbox(self) -> str:
        """List of what came in and is not handled yet."""
        return self._own("mailbox")

    @property
    def transcript(self) -> str:
        """List of sealed lines, in order."""
        return self._own("transcript")

    @property
    def outbox(self) -> str:
        """List of sealed lines on their way to the child, in order."""
        return self._own("outbox")

    @property
    def marks(self) -> str:
        """Hash of line id to what is known of its delivery."""
        return self._own("marks")

    @property
    def page(self) -> str:
        """Stream of sealed events for a web page."""
        return self._own("page")

    @property
    def finds(self) -> str:
        """Hash of a keyed name to the sealed original of a masked line."""
        return self._own("finds")
