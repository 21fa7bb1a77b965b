"""Carries lines to children: in order within a conversation, side by side across conversations.

It alone opens routes. What became of each line is noted as it is truly known; a line that cannot be
delivered is never dropped in silence, and one that may have arrived is never sent again unmarked.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import structlog

from connectors.base import Address, Connector, Outcome, Outgoing, Parcel
from errors import HelplineError, StoreUnavailable, TryLater, Withheld
from handoff.faults import Steps
from handoff.keyring import Keyring
from handoff.keyspace import Names
from handoff.sealing import Unreadable
from handoff.seals import Attempt, Seals, seals_of
from handoff.signals import Signals
from handoff.store import Store, Work

ID_LENGTH = 36
"""An outbox entry begins with the line's UUID in the clear."""

PARALLEL = 4096
"""Conversations carried at once. Most of them only wait for their platform's pace or for a chat
that takes nothing now; waiting costs little, and nobody may wait for another child's chat."""

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Outbox:
    """An outbox as it was read, and what is needed to carry it."""

    names: Names
    head: Mapping[str, bytes]
    lines: Sequence[bytes] = field(repr=False)
    seals: Seals = field(repr=False)
    address: Address
    connector: Connector


class _Overtaken(Exception):
    """Another sender is at this outbox: this one does not know any more what has gone."""


class Sender:
    """Empties outboxes through the connectors."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        connectors: Mapping[str, Connector],
        signals: Signals,
        clock: Callable[[], int],
        steps: Steps,
    ) -> None:
        """Join the parts; `connectors` by channel, `clock` in milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._connectors = connectors
        self._signals = signals
        self._clock = clock
        self._steps = steps

    async def work(self, work: Work) -> None:
        """Empty one outbox and let go of it; leave it to whoever else is at work on it."""
        names = self._store.names(work.conversation)
        pause = _FIRST_PAUSE
        while True:
            head, lines = await self._store.outbox(work.conversation)
            if not lines:
                if await self._store.rest(names, work, "sending"):
                    return
                continue
            try:
                await self._carry(names, head, lines)
                pause = _FIRST_PAUSE
            except TryLater as later:
                await asyncio.sleep(pause if later.retry_after is None else later.retry_after)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Withheld:
                if await self._store.park(names, work, head.get("reply", b"")):
                    return
            except _Overtaken:
                return

    async def _carry(self, names: Names, head: Mapping[str, bytes], lines: Sequence[bytes]) -> None:
        """Carry what can go in one request, or, where that is safe, one line after the other."""
        try:
            outbox = self._open(names, head, lines)
        except Unreadable:
            await self._give_up(names, head, lines[0])
            return
        if outbox.connector.repeatable:
            for line in lines:
                await self._carry_repeatable(outbox, line)
        else:
            await self._carry_once(outbox)

    def _open(self, names: Names, head: Mapping[str, bytes], lines: Sequence[bytes]) -> _Outbox:
        if "route" not in head:
            raise Unreadable("the route is gone")
        seals = seals_of(self._keyring, names.id)
        address = seals.open_route(head["route"])
        connector = self._connectors.get(address.channel)
        if connector is None:
            raise Unreadable("there is no such channel any more")
        return _Outbox(names, head, lines, seals, address, connector)

    async def _give_up(self, names: Names, head: Mapping[str, bytes], line: bytes) -> None:
        """Note that a line can never be carried."""
        marks = [(_id_of(line), Outcome.FAILED.value)]
        await self._store.sent(names, [line], marks, attempt=head.get("attempt", b""))

    async def _carry_repeatable(self, outbox: _Outbox, line: bytes) -> None:
        try:
            outgoing = outbox.seals.open_outgoing(line[ID_LENGTH:])
        except Unreadable:
            await self._give_up(outbox.names, outbox.head, line)
            return
        parcel = Parcel(outbox.address, (outgoing,), self._clock())
        outcome = await self._deliver(outbox.connector, parcel)
        await self._note(outbox, [line], parcel, outcome, gone=outcome is Outcome.BLOCKED)

    async def _carry_once(self, outbox: _Outbox) -> None:
        """Carry the first lines, with a note before each try, as a second one might be doubled."""
        attempt = self._attempt(outbox)
        lines = outbox.lines[: attempt.count]
        try:
            parcel = self._parcel(outbox, attempt, lines)
        except Unreadable:
            await self._give_up(outbox.names, outbox.head, lines[0])
            return
        if not parcel.tried:
            await outbox.connector.turn(parcel)
        outbox = await self._remember(outbox, _replaced(attempt, flying=True))
        try:
            outcome = await self._deliver(outbox.connector, parcel)
        except (TryLater, Withheld) as later:
            unchanged = isinstance(later, TryLater) and later.unchanged
            await self._remember(outbox, _afterwards(attempt, unchanged=unchanged))
            raise
        matters = any(line.matters for line in parcel.lines)
        if outcome is Outcome.UNCERTAIN and matters and not attempt.doubt:
            spent = attempt.reply.token if attempt.reply else ""
            doubted = _replaced(attempt, doubt=1, flying=False, reply=None, spent=spent)
            await self._remember(outbox, doubted)
            return
        gone = outcome is Outcome.BLOCKED
        if attempt.doubt or (gone and parcel.tried):  # what went before may have arrived
            outcome = Outcome.UNCERTAIN
        used = self._used(outbox, attempt)
        await self._note(outbox, lines, parcel, outcome, reply=used, gone=gone)

    def _attempt(self, outbox: _Outbox) -> Attempt:
        """Return the try that was begun with the first line, or begin one."""
        begun = outbox.seals.open_attempt(outbox.head.get("attempt"))
        reply = outbox.seals.open_reply(outbox.head.get("reply"))
        if begun is not None and begun.first == _id_of(outbox.lines[0]):
            fresh = begun.doubt and not begun.flying and reply and reply.token != begun.spent
            return _replaced(begun, reply=reply) if fresh else begun
        return Attempt(
            first=_id_of(outbox.lines[0]),
            count=min(len(outbox.lines), outbox.connector.capacity),
            begun_at=self._clock(),
            reply=reply,
        )

    def _used(self, outbox: _Outbox, attempt: Attempt) -> bytes:
        """Return the sealed token of a finished attempt, unless a newer one has come meanwhile."""
        sealed = outbox.head.get("reply", b"")
        return sealed if sealed and outbox.seals.open_reply(sealed) == attempt.reply else b""

    def _parcel(self, outbox: _Outbox, attempt: Attempt, lines: Sequence[bytes]) -> Parcel:
        opened = tuple(outbox.seals.open_outgoing(line[ID_LENGTH:]) for line in lines)
        return Parcel(outbox.address, opened, attempt.begun_at, attempt.reply, tried=attempt.flying)

    async def _remember(self, outbox: _Outbox, attempt: Attempt | None) -> _Outbox:
        """Note how the sending stands, unless somebody else has; return the outbox with it.

        No two sealed attempts are alike, so what is noted also tells whose word counts: after a
        long standstill another process may have taken over.
        """
        known = outbox.head.get("attempt", b"")
        sealed = b"" if attempt is None else outbox.seals.attempt(attempt)
        if not await self._store.attempt(outbox.names, known, sealed):
            raise _Overtaken
        return replace(outbox, head={**outbox.head, "attempt": sealed})

    async def _deliver(self, connector: Connector, parcel: Parcel) -> Outcome:
        await self._steps.reach("send.taken")
        try:
            outcome = await connector.send(parcel)
        except (StoreUnavailable, TryLater, Withheld):
            raise
        except HelplineError as error:
            _log.error("send_failed", channel=connector.channel, error=type(error).__name__)
            outcome = Outcome.UNCERTAIN
        await self._steps.reach("send.delivered")
        return outcome

    async def _note(
        self,
        outbox: _Outbox,
        lines: Sequence[bytes],
        parcel: Parcel,
        outcome: Outcome,
        *,
        reply: bytes = b"",
        gone: bool,
    ) -> None:
        gone_at = self._clock() if gone else None
        marks = [mark for line in parcel.lines for mark in _marks(line, outcome)]
        attempt = outbox.head.get("attempt", b"")
        while True:
            try:
                left = await self._store.sent(
                    outbox.names, lines, marks, reply=reply, gone_at=gone_at, attempt=attempt
                )
                break
            except StoreUnavailable as away:  # what is known now would be doubtful later
                await asyncio.sleep(away.retry_after)
        if left is None:
            raise _Overtaken
        await self._steps.reach("send.noted")

    async def carry_typing(self) -> None:
        """Show children that somebody is writing to them, until cancelled."""
        with self._signals.waiting_for("staff_typing|") as waiter:
            while True:
                signal = await waiter.next(60)
                if signal is not None:
                    await self._type(signal.partition("|")[2])

    async def _type(self, conversation: str) -> None:
        try:
            head, _ = await self._store.outbox(conversation, 1)
            if "route" in head:
                address = seals_of(self._keyring, conversation).open_route(head["route"])
                await self._connectors[address.channel].typing(address)
        except (HelplineError, LookupError, TimeoutError):
            return


def _replaced(attempt: Attempt, **changes: object) -> Attempt:
    """Return an attempt with some fields changed."""
    return msgspec.structs.replace(attempt, **changes)


def _afterwards(attempt: Attempt, *, unchanged: bool) -> Attempt | None:
    """Return what to keep of a try that the platform put off; None to begin anew."""
    if unchanged:
        return _replaced(attempt, flying=True)
    return _replaced(attempt, flying=False) if attempt.doubt else None


def _id_of(line: bytes) -> str:
    return line[:ID_LENGTH].decode()


def _marks(line: Outgoing, outcome: Outcome) -> list[tuple[str, str]]:
    """Return the mark of a line, and of the whole it is a part of if it did not simply arrive."""
    marks = [(line.id, outcome.value)]
    if line.part_of and outcome is not Outcome.SENT:
        marks.append((line.part_of, outcome.value))
    return marks
