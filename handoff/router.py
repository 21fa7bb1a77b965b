"""Takes the next message of a conversation to its owner, and commits what follows from it.

It reads a mailbox in order, one entry to one commit; if anything has changed meanwhile it reads
again. No failure of a part leaves a child without an answer, and no entry blocks those behind it.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.reading import Reader, Screening
from connectors.base import Kind
from errors import StoreUnavailable
from handoff.change import Change
from handoff.conversation import State
from handoff.draft import Draft, contact_of
from handoff.faults import Steps
from handoff.hearing import Hearing, words_of
from handoff.keyring import Keyring
from handoff.listener import Listener, returns, unread_of
from handoff.record import plain
from handoff.sealing import Unreadable
from handoff.seals import Message, seals_of
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import month_of, tally
from handoff.store import Snapshot, Store, Work
from handoff.turn import Planner, told_of

_log = structlog.get_logger()
_ENDINGS = {Kind.EXIT, Kind.FORGET, Kind.LEFT}
_OUTCOMES = {
    State.BOT: "information_only",
    State.ASLEEP: "asleep_closed",
    State.WAITING: "left_waiting",
    State.OFFERED: "left_waiting",
    State.BLOCKED: "blocked",
}


class Router:
    """Handles mailboxes. One for each gateway; `work` may be called for the same work again."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        reader: Reader,
        planner: Planner,
        listener: Listener,
        clock: Callable[[], int],
        steps: Steps,
        catalogue: Catalogue,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._reader = reader
        self._planner = planner
        self._listener = listener
        self._clock = clock
        self._steps = steps
        self._catalogue = catalogue

    async def work(self, work: Work) -> None:
        """Handle a mailbox until it is empty, and let go of it."""
        await self._steps.reach("route.taken")
        while True:
            snapshot = await self._store.load(work.conversation)
            if snapshot is None:
                self._keyring.destroy(work.conversation)
            elif snapshot.mail is not None:
                if await self._handle(snapshot, snapshot.mail, work):
                    return
                continue
            if await self._store.rest(self._store.names(work.conversation), work, "ready"):
                return

    async def _handle(self, snapshot: Snapshot, entry: bytes, work: Work) -> bool:
        """Deal with one entry; True when the mailbox is empty and let go of."""
        await self._steps.reach("route.read")
        change = await self._plan(snapshot, entry)
        change.done = 1
        change.entry = work.entry
        await self._steps.reach("route.planned")
        status, left = await self._commit(snapshot, change)
        await self._steps.reach("route.committed")
        if status in {"mail", "already"}:
            # The child wrote just before all was to be forgotten, and it stays; or it took a
            # message back before that came, and it is left out.
            status, left = await self._commit(snapshot, self._stay(snapshot, entry, work))
        elif status == "ok" and change.close and not change.send:
            self._keyring.destroy(snapshot.names.id)
        return status == "ok" and left == 0

    async def _commit(self, snapshot: Snapshot, change: Change) -> tuple[str, int]:
        month = month_of(self._clock())
        return await self._store.commit(snapshot.names, change, index=snapshot.index, month=month)

    def _stay(self, snapshot: Snapshot, entry: bytes, work: Work) -> Change:
        """Return the change that only lets go of a due time; the longest life falls due again."""
        change = Change(version=snapshot.version, done=1, entry=work.entry)
        if entry == b"Dcap":
            change.due.append(("cap", self._clock() + self._planner.patience.step))
        return change

    async def _plan(self, snapshot: Snapshot, entry: bytes) -> Change:
        try:
            hearing = self._open(snapshot)
            await self._listener.fill(hearing, entry)
            return self._finish(hearing)
        except StoreUnavailable:
            raise
        except Unreadable:
            _log.error("entry_unreadable")
            return Change(version=snapshot.version)
        except Exception as error:  # noqa: BLE001 - whatever fails, the child is answered
            _log.error("turn_failed", error=type(error).__name__)
            return self._rescued(snapshot, entry)

    def _open(self, snapshot: Snapshot) -> Hearing:
        seals = seals_of(self._keyring, snapshot.names.id)
        progress = seals.open_progress(snapshot.head.get("dialogue"))
        return Hearing(snapshot, seals, progress, Draft(snapshot, seals, self._clock()))

    def _rescued(self, snapshot: Snapshot, entry: bytes) -> Change:
        seals = seals_of(self._keyring, snapshot.names.id)
        draft = Draft(snapshot, seals, self._clock())
        message = seals.open_mail(entry) if entry.startswith(b"M") else None
        if message is not None and message.kind in _ENDINGS:
            self._planner.leave(draft)
            return draft.finish()
        if message is not None and message.kind is Kind.WITHDRAWN:
            return draft.finish()
        if message is not None:
            self._planner.keep(draft, seals, message, self._screened(message, draft))
        self._planner.rescue(draft, unread_of(snapshot), returning=returns(snapshot))
        return draft.finish()

    def _screened(self, message: Message, draft: Draft) -> Screening | None:
        """Screen what made a turn fail, unless that is what failed: danger must not be missed."""
        try:
            return self._reader.screen(words_of(message), draft.after.language)
        except Exception as error:  # noqa: BLE001 - then it is kept hidden
            _log.error("screening_failed", error=type(error).__name__)
            return None

    def _finish(self, hearing: Hearing) -> Change:
        draft = hearing.draft
        asked_at = plain(hearing.snapshot.head, "asked_at") or draft.change.head.get("asked_at")
        if draft.after.state is State.WAITING and isinstance(asked_at, str):
            draft.after = replace(draft.after, waiting_since=int(asked_at))
        if draft.after.state is State.CLOSED and _is_contact(hearing):
            outcome = _OUTCOMES.get(draft.before.state, "handed_over")
            felt = hearing.seals.open_told(hearing.snapshot.head.get("told")).felt
            told = replace(told_of(hearing.progress.state), felt=felt)
            contact = contact_of(draft, hearing.snapshot, told, outcome)
            draft.change.counts = tally(self._catalogue, contact)
        return draft.finish()


def _is_contact(hearing: Hearing) -> bool:
    """Say whether it counts: not twice, and not what was turned away at the door."""
    before = hearing.draft.before.state
    blocked_at_the_door = before is State.BLOCKED and "answered_at" not in hearing.snapshot.head
    return before is not State.CLOSED and not blocked_at_the_door
