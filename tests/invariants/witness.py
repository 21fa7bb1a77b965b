"""A store that looks at every change just before it is made, and steps at which things go wrong.

The witness decides nothing: it remembers who owned a conversation when a line was committed, which
is what the tests of what must always hold are about.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Literal

from handoff.change import Change
from handoff.conversation import State
from handoff.faults import Steps
from handoff.keyring import Keyring
from handoff.keyspace import Names
from handoff.sealing import Unreadable
from handoff.seals import StoredLine, seals_of
from handoff.store import Store

_BLOB_HEAD = 5


@dataclass(frozen=True)
class Committed:
    """One change that was made.

    Attributes:
        owner: the state of the conversation just before.
        counsellor: who held it just before.
        lines: what was added to the transcript.
        sent: ids of the lines that were put on their way to the child, in order.
    """

    conversation: str
    owner: State
    counsellor: str | None
    lines: list[StoredLine]
    sent: list[str]

    @property
    def bot_spoke_out_of_turn(self) -> bool:
        """Whether the bot said something in a conversation it did not own."""
        bots = any(line.author == "bot" for line in self.lines)
        return bots and self.owner not in {State.BOT, State.ASLEEP}


class Witness(Store):
    """The store, with a memory of what was committed; `keyring` must be set before the first."""

    keyring: Keyring
    seen: list[Committed]

    async def commit(
        self, names: Names, change: Change, *, index: str, month: str
    ) -> tuple[Literal["ok", "stale", "already", "mail"], int]:
        """Make a change, and remember it when it was made."""
        version, state, counsellor = await self.call(
            "HMGET", names.head, "version", "state", "counsellor"
        )
        lines: list[StoredLine] = []
        with contextlib.suppress(Unreadable):  # closed meanwhile: then nothing is committed
            seals = seals_of(self.keyring, names.id)
            lines = [seals.open_line(bytes(line)[_BLOB_HEAD:]) for line in change.lines]
        status, left = await super().commit(names, change, index=index, month=month)
        if status == "ok":
            assert version.decode() == change.version
            assert len(lines) == len(change.lines)
            sent = [line for line, mark in change.marks if mark == "queued"]
            holder = counsellor.decode() if counsellor else None
            owner = State(state.decode())
            self.seen.append(Committed(names.id, owner, holder, lines, sent))
        return status, left

    def sent_in(self, conversation: str) -> list[str]:
        """Return the ids of all lines put on their way to the child of a conversation."""
        return [
            line for made in self.seen if made.conversation == conversation for line in made.sent
        ]

    def assert_the_bot_kept_silent(self) -> None:
        """No bot line was committed while anybody else owned the conversation."""
        assert not [made for made in self.seen if made.bot_spoke_out_of_turn]


class Crash(BaseException):
    """What stands for the death of a process: nothing catches it, the work is left in the middle."""


class Fate(Steps):
    """Steps that a test can order to crash or to stall, once for each order.

    Attributes:
        crash_at: the step at which the next to come by dies.
        stall_at: the step at which the next to come by waits until `go_on` is set.
        reached: every step that was reached, in order.
    """

    def __init__(self) -> None:
        self.crash_at: str | None = None
        self.stall_at: str | None = None
        self.go_on = asyncio.Event()
        self.stalled = asyncio.Event()
        self.reached: list[str] = []

    async def reach(self, step: str) -> None:
        """Crash, stall, or go on."""
        self.reached.append(step)
        if step == self.crash_at:
            self.crash_at = None
            raise Crash(step)
        if step == self.stall_at:
            self.stall_at = None
            self.stalled.set()
            await self.go_on.wait()
