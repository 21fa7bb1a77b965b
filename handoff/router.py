"""Takes the next message of a conversation to its owner, and commits what follows from it.

It reads a mailbox in order, one entry to one commit; if anything has changed meanwhile it reads
again. No failure of a part leaves a child without an answer, and no entry blocks those behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.dialogue import Dialogue, Moment, Step, Tap, Turn
from bot.reading import Reader, Screening
from connectors.base import Kind
from errors import StoreUnavailable
from handoff.change import Change
from handoff.conversation import Event, State
from handoff.draft import Draft, contact_of
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.keyring import Keyring
from handoff.places import place_of
from handoff.record import plain
from handoff.sealing import Unreadable
from handoff.seals import Message, Progress, Seals, seals_of
from handoff.statistics.counters import BANGKOK, month_of, tally
from handoff.store import Snapshot, Store, Work
from handoff.turn import IN_QUEUE, KEEP, SHARE, WITH_STAFF, Planner, told_of

_log = structlog.get_logger()
_ENDINGS = {Kind.EXIT, Kind.FORGET, Kind.LEFT}
_OUTCOMES = {
    State.BOT: "information_only",
    State.ASLEEP: "asleep_closed",
    State.WAITING: "left_waiting",
    State.OFFERED: "left_waiting",
}


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One mailbox entry being dealt with: the conversation as read, and what is drafted."""

    snapshot: Snapshot
    seals: Seals
    progress: Progress
    draft: Draft


class Router:
    """Handles mailboxes. One for each gateway; `work` may be called for the same work again."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        reader: Reader,
        dialogue: Dialogue,
        planner: Planner,
        duty: Duty,
        clock: Callable[[], int],
        steps: Steps,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._reader = reader
        self._dialogue = dialogue
        self._planner = planner
        self._duty = duty
        self._clock = clock
        self._steps = steps

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
        if status == "mail":  # the child wrote just before all was to be forgotten: it stays
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
            await self._fill(hearing, entry)
            return self._finish(hearing)
        except StoreUnavailable:
            raise
        except Unreadable:
            _log.error("entry_unreadable")
            return Change(version=snapshot.version)
        except Exception as error:  # noqa: BLE001 - whatever fails, the child is answered
            _log.error("turn_failed", error=type(error).__name__)
            return self._rescued(snapshot, entry)

    def _open(self, snapshot: Snapshot) -> _Hearing:
        seals = seals_of(self._keyring, snapshot.names.id)
        progress = seals.open_progress(snapshot.head.get("dialogue"))
        return _Hearing(snapshot, seals, progress, Draft(snapshot, seals, self._clock()))

    def _rescued(self, snapshot: Snapshot, entry: bytes) -> Change:
        seals = seals_of(self._keyring, snapshot.names.id)
        draft = Draft(snapshot, seals, self._clock())
        message = seals.open_mail(entry) if entry.startswith(b"M") else None
        if message is not None and message.kind in _ENDINGS:
            self._planner.leave(draft)
            return draft.finish()
        if message is not None:
            self._planner.keep(draft, seals, message, self._screened(message, draft))
        self._planner.rescue(draft, _unread(snapshot))
        return draft.finish()

    def _screened(self, message: Message, draft: Draft) -> Screening | None:
        """Screen what made a turn fail, unless that is what failed: danger must not be missed."""
        try:
            return self._reader.screen(_words(message), draft.after.language)
        except Exception as error:  # noqa: BLE001 - then it is kept hidden
            _log.error("screening_failed", error=type(error).__name__)
            return None

    async def _fill(self, hearing: _Hearing, entry: bytes) -> None:
        if entry.startswith(b"D"):
            await self._fall_due(hearing, entry[1:].decode())
            return
        if hearing.snapshot.version == "0":
            hearing.draft.wake_at("cap", hearing.draft.now + self._planner.patience.cap)
        await self._take(hearing, hearing.seals.open_mail(entry))

    async def _take(self, hearing: _Hearing, message: Message) -> None:
        draft = hearing.draft
        if draft.before.state is State.CLOSED:
            return
        if message.kind is Kind.FORGET:
            draft.happen(Event.CLOSE)
        elif message.kind in {Kind.EXIT, Kind.LEFT}:
            self._planner.leave(draft)
            draft.notify("state")
        elif message.kind is Kind.TAP and message.text.startswith((SHARE, KEEP)):
            await self._decide_detail(hearing, message.text)
        else:
            await self._listen(hearing, message)

    async def _listen(self, hearing: _Hearing, message: Message) -> None:
        """Keep what the child said and let the owner answer."""
        draft, progress = hearing.draft, hearing.progress
        if draft.after.state is State.ASLEEP:
            draft.happen(Event.WAKE)
            draft.wake_at("forget", 0)
        elif draft.after.state is State.CLOSING:
            draft.happen(Event.REOPEN)
            draft.wake_at("wrap_up", 0)
        language = progress.state.language or draft.after.language
        screening = self._reader.screen(_words(message), language)
        self._planner.receive(draft, hearing.seals, message, screening, progress)
        if draft.after.state in WITH_STAFF:
            self._planner.relay(draft, _unread(hearing.snapshot))
        elif draft.after.state in IN_QUEUE:
            self._planner.child_waits(draft)
            turn = await self._queue_turn(hearing, message, screening)
            self._planner.answer(draft, hearing.seals, turn, "queue")
        else:
            turn = await self._bot_turn(hearing, message, screening)
            self._planner.answer(draft, hearing.seals, turn, "bot")

    async def _bot_turn(self, hearing: _Hearing, message: Message, screening: Screening) -> Turn:
        draft, state = hearing.draft, hearing.progress.state
        moment = await self._moment(draft)
        if state.language is None and message.kind is not Kind.TEXT:
            # Nothing was typed yet: the language of the page is all there is to go by.
            state = replace(state, language=draft.after.language)
        if message.kind is Kind.MEDIA:
            turn = self._dialogue.media(state, message.text, moment)
        elif message.kind is Kind.TAP:
            turn = self._dialogue.answer(state, Tap(message.text), moment)
        else:
            reading = await self._reader.read(screening)
            draft.worsen(reading.screening.risk)
            turn = self._dialogue.answer(state, reading, moment)
        if state.step is Step.NONE and turn.state.step is not Step.NONE:
            draft.change.head["asked_at"] = str(draft.now)
        return turn

    async def _queue_turn(self, hearing: _Hearing, message: Message, screening: Screening) -> Turn:
        state = hearing.progress.state
        moment = await self._moment(hearing.draft)
        if message.kind is Kind.MEDIA:
            return self._dialogue.media(state, message.text, moment)
        said = Tap(message.text) if message.kind is Kind.TAP else screening
        return self._dialogue.wait(state, said, moment)

    async def _decide_detail(self, hearing: _Hearing, key: str) -> None:
        draft, seals = hearing.draft, hearing.seals
        verb, _, event_id = key.partition(":")
        finds = hearing.snapshot.names.finds
        sealed = await self._store.call("HGET", finds, seals.find_name(event_id))
        if sealed is None:
            return
        if verb == "share":
            self._planner.share(draft, seals, event_id, seals.open_original(sealed))
        else:
            self._planner.keep_hidden(draft, seals, event_id)

    async def _fall_due(self, hearing: _Hearing, kind: str) -> None:
        draft, progress = hearing.draft, hearing.progress
        state = draft.before.state
        if kind == "step" and state is State.BOT and progress.state.step is not Step.NONE:
            turn = self._dialogue.step_timed_out(progress.state, await self._moment(draft))
            self._planner.answer(draft, hearing.seals, turn, "bot")
        elif kind == "sleep" and state is State.BOT:
            draft.happen(Event.SLEEP)
            draft.wake_at("forget", draft.now + self._planner.patience.forget)
        elif kind == "offer" and state is State.OFFERED:
            draft.happen(Event.OFFER_EXPIRED)
        elif (
            (kind == "forget" and state is State.ASLEEP)
            or (kind == "wrap_up" and state is State.CLOSING)
            or (kind == "cap" and state is not State.CLOSED)
        ):
            draft.happen(Event.CLOSE)
            draft.change.unless_mail = True

    async def _moment(self, draft: Draft) -> Moment:
        conversation = draft.after
        place = None
        if conversation.state in IN_QUEUE:
            place = await place_of(self._store, self._store.names(conversation.id))
        return Moment(
            on_duty=await self._duty.anyone(),
            place=place,
            at=datetime.fromtimestamp(draft.now / 1000, BANGKOK),
            channel=conversation.channel,
        )

    def _finish(self, hearing: _Hearing) -> Change:
        draft = hearing.draft
        asked_at = plain(hearing.snapshot.head, "asked_at") or draft.change.head.get("asked_at")
        if draft.after.state is State.WAITING and isinstance(asked_at, str):
            draft.after = replace(draft.after, waiting_since=int(asked_at))
        if draft.after.state is State.CLOSED and draft.before.state is not State.CLOSED:
            outcome = _OUTCOMES.get(draft.before.state, "handed_over")
            told = told_of(hearing.progress.state)
            draft.change.counts = tally(contact_of(draft, hearing.snapshot, told, outcome))
        return draft.finish()


def _words(message: Message) -> str:
    """Return what was typed; a button and a picture have no words of the child."""
    return message.text if message.kind is Kind.TEXT else ""


def _unread(snapshot: Snapshot) -> int:
    return int(plain(snapshot.head, "unread") or 0)
