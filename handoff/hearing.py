"""One mailbox entry being dealt with, as those see it who hear it: read, and nothing done yet."""

from dataclasses import dataclass

from connectors.base import Kind
from handoff.draft import Draft
from handoff.seals import Message, Progress, Seals
from handoff.store import Snapshot


@dataclass(frozen=True, slots=True)
class Hearing:
    """The conversation as it was read, and what is drafted."""

    snapshot: Snapshot
    seals: Seals
    progress: Progress
    draft: Draft


def words_of(message: Message) -> str:
    """Return what was typed; a button and a picture have no words of the child."""
    return message.text if message.kind in {Kind.TEXT, Kind.EDITED} else ""
