"""One change to one conversation, as the commit script takes it: everything at once or nothing.

A change is made from a conversation as it was read, and carries that version; it holds only what is
already sealed or may be known in the clear.
"""

import struct
from typing import Literal

import msgspec

EventKind = Literal["line", "state", "late", "closed", "duty", "alarm"]


def blob(content: bytes) -> msgspec.Raw:
    """Return bytes as the store's msgpack reads them: a 32-bit string, as it knows no binary."""
    return msgspec.Raw(struct.pack(">BI", 0xDB, len(content)) + content)


class Change(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What one commit does.

    Attributes:
        version: the version it was made from.
        done: how many mailbox entries it has dealt with.
        entry: the ready-stream entry to let go of when the mailbox is empty.
        once: a line id that must not have been taken before.
        unless_mail: do nothing if the mailbox holds more than `done`.
        head: fields to set; an empty value removes the field.
        lines, replace: sealed transcript lines to add, and `(index, line)` to put in place.
        marks: `(line id, mark)`.
        send: sealed lines for the outbox.
        page: sealed events for the child's page.
        finds: `(keyed name, sealed original)`; an empty original removes it.
        due: `(kind, milliseconds since the epoch)`; 0 takes it back.
        place: score in the waiting set; 0 leaves it; None lets it be.
        held, offered: staff name; empty for nobody; None lets it be.
        counts: counters to raise by one.
        day, happened: on which day in Thailand it happens, and what it counts as in that day.
        events: what the desk is told.
        freed: a member of staff has a place free.
        queue_moved: other waiting children's places may have changed.
        close: forget everything and announce that the keys are to be destroyed.
    """

    version: str
    done: int = msgspec.field(default=0)
    entry: str | None = None
    once: str | None = None
    unless_mail: bool = False
    head: dict[str, str | msgspec.Raw] = msgspec.field(default_factory=dict)
    lines: list[msgspec.Raw] = msgspec.field(default_factory=list)
    replace: list[tuple[int, msgspec.Raw]] = msgspec.field(default_factory=list)
    marks: list[tuple[str, str]] = msgspec.field(default_factory=list)
    send: list[msgspec.Raw] = msgspec.field(default_factory=list)
    page: list[msgspec.Raw] = msgspec.field(default_factory=list)
    finds: list[tuple[str, msgspec.Raw]] = msgspec.field(default_factory=list)
    due: list[tuple[str, int]] = msgspec.field(default_factory=list)
    place: int | None = None
    held: str | None = None
    offered: str | None = None
    counts: list[str] = msgspec.field(default_factory=list)
    day: str = ""
    happened: str | None = None
    events: list[EventKind] = msgspec.field(default_factory=list)
    freed: bool = False
    queue_moved: bool = False
    close: bool = False
