"""Who is next, who may take it, and what a counsellor does with a conversation that is theirs.

Every act is one change, made from the conversation as it was read and void if that has changed;
then it is tried again. The desk process holds transcript keys only: nothing here can open a route.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

from bot.risk import Risk
from bot.words import Words
from connectors.base import Button
from errors import Refused
from handoff import silence
from handoff.alarms import StoreAlarms
from handoff.board import FELT, Board, Card, Line, Mark, Told, WrapUp
from handoff.board import Change as Changed
from handoff.conversation import Conversation, Event, State, may_claim, owned_by, queue_score
from handoff.draft import Draft, contact_of
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.feed import Feed
from handoff.keyring import Keyring
from handoff.overview import numbers_of
from handoff.patience import Patience
from handoff.record import conversation_of, plain
from handoff.sealing import Unreadable
from handoff.seals import Seals, StoredLine, seals_of
from handoff.statistics.counters import month_of, tally
from handoff.store import Snapshot, Store
from handoff.turn import ASKED
from handoff.waits import Waits

CAPACITY = 5
"""How many conversations one counsellor can hold; more would leave each child waiting too long."""
_CLOSED = "handed_over"
"""The outcome of what a counsellor closes, where the form does not say otherwise."""
_KEPT = "kept"
"""Stands among the marks for a note, so that the same note is taken once."""

type Act = Callable[[Draft, Seals, Snapshot], None]


class Queue:
    """The queue and the conversations, as staff use them (`handoff.desk.seam.Counselling`)."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        words: Words,
        duty: Duty,
        feed: Feed,
        alarms: StoreAlarms,
        clock: Callable[[], int],
        steps: Steps,
        patience: Patience,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._words = words
        self._duty = duty
        self._feed = feed
        self._alarms = alarms
        self._clock = clock
        self._steps = steps
        self._patience = patience
        self._waits = Waits(store, clock)

    async def board(self, staff: str) -> Board:
        """Return the lists as they are now, with the cursor to follow on from."""
        cursor = await self._feed.cursor()
        names = await self._duty.names()
        cards, with_bot = await self._cards()
        waiting = sorted((card for card in cards if card.state is State.WAITING), key=_next_first)
        mine = (card for card in cards if card.counsellor == staff)
        return Board(
            waiting=tuple(replace(card, place=place) for place, card in enumerate(waiting, 1)),
            mine=tuple(sorted(mine, key=lambda card: card.opened_at)),
            offered=tuple(card for card in cards if card.offered_to == staff),
            numbers=numbers_of(cards, on_duty=names, with_bot=with_bot),
            on_duty=staff in names,
            cursor=cursor,
            alarms=await self._alarms.standing(),
        )

    def changes(self, after: str) -> AsyncIterator[Changed]:
        """Yield every change after the cursor, then new ones as they happen, without end."""
        return self._feed.follow(after)

    async def card(self, conversation: str, staff: str) -> Card:
        """Return one conversation: one that waits, or one this member of staff holds."""
        snapshot = await self._read(conversation)
        current = conversation_of(snapshot)
        if staff not in {current.counsellor, current.offered_to} and not may_claim(current):
            raise Refused("this conversation is not yours")
        return self._card(snapshot)

    async def lines(self, conversation: str, staff: str, after: int = 0) -> tuple[Line, ...]:
        """Return the transcript after a line number; marks are as they are now."""
        snapshot = await self._read(conversation)
        owned_by(conversation_of(snapshot), staff)
        sealed, marks = await asyncio.gather(
            self._store.call("LRANGE", snapshot.names.transcript, after, -1),
            self._store.call("HGETALL", snapshot.names.marks),
        )
        seals = self._seals(conversation)
        return tuple(
            _shown(seals.open_line(line), seq, marks) for seq, line in enumerate(sealed, after + 1)
        )

    async def claim(self, conversation: str, staff: str) -> Card:
        """Take it from the queue, or accept it when it is offered to this member of staff."""
        held = await asyncio.gather(
            *(self._store.call("HVALS", partition.held) for partition in self._store.partitions)
        )
        if sum(names.count(staff.encode()) for names in held) >= CAPACITY:
            raise Refused("you hold as many conversations as one person should")

        waited: list[int] = []

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            if draft.before.state is State.COUNSELLOR and draft.before.counsellor == staff:
                return  # taken already, by an answer that was lost on its way
            offered = draft.before.state is State.OFFERED
            draft.happen(Event.ACCEPT if offered else Event.CLAIM, staff)
            draft.wake_at("offer", 0)
            draft.waits_from(draft.before.child_since or draft.now)
            silence.counsellor_owes(draft, self._patience)
            if "answered_at" not in snapshot.head:
                waited.append(draft.now - (draft.before.waiting_since or draft.now))
                draft.change.head["answered_at"] = str(draft.now)
            draft.say("notice", self._say("notice.counsellor_joined", draft), matters=True)

        await self._act(conversation, act)
        card = self._card(await self._read(conversation))
        if waited:
            await self._waits.add(waited[-1])
        return card

    async def refuse(self, conversation: str, staff: str) -> None:
        """Decline an offer; it goes back to the queue with its place."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            draft.happen(Event.REFUSE, staff)
            draft.wake_at("offer", 0)

        await self._act(conversation, act)

    async def say(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Send a line to the child; the same `line_id` is sent once."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.change.once = line_id
            silence.counsellor_wrote(draft, self._patience)
            draft.change.head["unread"] = ""
            draft.say("counsellor", text, line_id=line_id)

        seq = await self._act(conversation, act)
        if seq is None:
            return await self._said_before(conversation, staff, line_id)
        return Line(line_id, seq, self._clock(), "counsellor", text, mark=Mark.QUEUED)

    async def note(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Keep a note for staff; it can never reach the child."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.change.once = line_id
            draft.change.marks.append((line_id, _KEPT))
            draft.keep(StoredLine(line_id, draft.now, "note", text))

        seq = await self._act(conversation, act)
        if seq is None:
            return await self._said_before(conversation, staff, line_id)
        return Line(line_id, seq, self._clock(), "note", text)

    async def ask_to_see(self, conversation: str, staff: str, line_id: str) -> None:
        """Have the child asked whether what is hidden in its line may be seen; it decides.

        The gateway asks, for only it holds what was hidden; once for each line.
        """

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.wake_at(ASKED + line_id, draft.now)

        await self._act(conversation, act)

    async def seen(self, conversation: str, staff: str, seq: int) -> None:
        """Remember that the counsellor has read up to a line."""
        snapshot = await self._read(conversation)
        owned_by(conversation_of(snapshot), staff)
        if seq >= snapshot.lines and "unread" in snapshot.head:
            await self._store.touch(snapshot.names, unread="0")

    async def typing(self, conversation: str, staff: str) -> None:
        """Show the child that somebody is writing; may be lost."""
        owned_by(conversation_of(await self._read(conversation)), staff)
        await self._store.signal("staff_typing", conversation)

    async def hand_back(self, conversation: str, staff: str) -> None:
        """Give the child back to the bot; the child is told."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.HAND_BACK)
            draft.change.head["asked_at"] = ""
            draft.wake_at("sleep", draft.now + self._patience.sleep)
            draft.say("notice", self._say("notice.back_to_bot", draft))

        await self._act(conversation, act)

    async def transfer(self, conversation: str, staff: str, to: str | None) -> None:
        """Offer it to a colleague, or (None) put it back into the queue; the child is told."""
        if to is not None and to not in await self._duty.names():
            raise Refused("this colleague is not on duty")

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            if to is None:
                draft.happen(Event.REQUEUE)
                draft.say("notice", self._say("notice.back_in_queue", draft))
            else:
                draft.happen(Event.TRANSFER, to)
                draft.wake_at("offer", draft.now + self._patience.offer)
                draft.say("notice", self._say("notice.counsellor_transfer", draft))

        await self._act(conversation, act)

    async def end(self, conversation: str, staff: str) -> None:
        """Say goodbye to the child and open the closing form."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.END)
            draft.wake_at("wrap_up", draft.now + self._patience.wrap_up)
            buttons = [
                Button(key, self._say(f"button.{key.replace(':', '_')}", draft)) for key in FELT
            ]
            # One line, as a second one might come after the form is closed and never arrive.
            said = f"{self._say('notice.ended', draft)}\n\n{self._say('felt.ask', draft)}"
            draft.say("notice", said, buttons=buttons)

        await self._act(conversation, act)

    async def close(self, conversation: str, staff: str, form: WrapUp) -> None:
        """Count the form, forget the conversation and destroy its keys."""

        def act(draft: Draft, seals: Seals, snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.CLOSE)
            draft.change.unless_mail = True
            draft.change.counts = tally(
                contact_of(draft, snapshot, seals.open_told(snapshot.head.get("told")), _CLOSED),
                form,
            )

        await self._act(conversation, act)
        # A goodbye still on its way needs its key; the gateway destroys both once it is sent.
        if not await self._store.call("EXISTS", self._store.names(conversation).head):
            self._keyring.destroy(conversation)

    async def set_duty(self, staff: str, *, on: bool) -> None:
        """Go on or off duty; going off keeps what one holds."""
        await self._duty.set(staff, on=on)

    async def colleagues(self, staff: str) -> tuple[str, ...]:
        """Return the other members of staff on duty."""
        return tuple(name for name in await self._duty.names() if name != staff)

    async def _act(self, conversation: str, act: Act) -> int | None:
        """Make one change, again from the start whenever something else came first.

        Returns:
            How many lines the transcript has then; None when this very line was taken before.
        """
        while True:
            snapshot = await self._read(conversation)
            seals = self._seals(conversation)
            draft = Draft(snapshot, seals, self._clock())
            act(draft, seals, snapshot)
            await self._steps.reach("desk.planned")
            status, _ = await self._store.commit(
                snapshot.names, draft.finish(), index=snapshot.index, month=month_of(draft.now)
            )
            await self._steps.reach("desk.committed")
            if status == "mail":
                raise Refused("the child has just written; read it first")
            if status != "stale":
                return None if status == "already" else draft.next_index

    async def _read(self, conversation: str) -> Snapshot:
        snapshot = await self._store.load(conversation)
        if snapshot is None or plain(snapshot.head, "state") == State.CLOSED:
            raise Refused("this conversation has ended")
        return snapshot

    def _seals(self, conversation: str) -> Seals:
        try:
            return seals_of(self._keyring, conversation, desk=True)
        except Unreadable:
            raise Refused("this conversation has ended") from None

    async def _said_before(self, conversation: str, staff: str, line_id: str) -> Line:
        lines = await self.lines(conversation, staff)
        return next(line for line in reversed(lines) if line.id == line_id)

    async def _cards(self) -> tuple[list[Card], int]:
        """Return the cards of all that wait or are held, and how many others there are."""
        found = await asyncio.gather(
            *(
                self._store.call(*command)
                for partition in self._store.partitions
                for command in (
                    ("ZRANGE", partition.waiting, 0, -1),
                    ("HKEYS", partition.held),
                    ("HKEYS", partition.offered),
                )
            )
        )
        known = [member.decode() for members in found for member in members]
        total = await asyncio.gather(
            *(self._store.call("SCARD", partition.open) for partition in self._store.partitions)
        )
        cards = await asyncio.gather(*(self._card_or_none(member) for member in known))
        return [card for card in cards if card is not None], sum(total) - len(known)

    async def _card_or_none(self, conversation: str) -> Card | None:
        snapshot = await self._store.load(conversation)
        if snapshot is None:
            return None
        try:
            return self._card(snapshot)
        except Refused:
            return None

    def _card(self, snapshot: Snapshot) -> Card:
        current = conversation_of(snapshot)
        told = Told()
        if current.state not in {State.BOT, State.ASLEEP}:
            told = self._seals(current.id).open_told(snapshot.head.get("told"))
        return Card(
            id=current.id,
            version=current.version,
            state=current.state,
            channel=current.channel,
            language=current.language,
            risk=current.risk,
            designation=current.designation,
            opened_at=current.opened_at,
            told=told,
            waiting_since=current.waiting_since,
            child_since=current.child_since,
            counsellor=current.counsellor,
            offered_to=current.offered_to,
            unread=int(plain(snapshot.head, "unread") or 0),
            child_left="child_left" in snapshot.head,
            late=self._is_late(current),
        )

    def _is_late(self, current: Conversation) -> bool:
        since = current.child_since if current.state is State.COUNSELLOR else None
        return since is not None and self._clock() - since >= self._patience.late

    def _say(self, text_id: str, draft: Draft) -> str:
        return self._words.say(text_id, draft.after.language)


def _next_first(card: Card) -> int:
    return queue_score(card.risk, card.waiting_since or card.opened_at)


def _shown(line: StoredLine, seq: int, marks: Mapping[bytes, bytes]) -> Line:
    mark = marks.get(line.id.encode(), b"").decode()
    return Line(
        id=line.id,
        seq=seq,
        at=line.at,
        author=line.author,
        text=line.text,
        risk=Risk(line.risk),
        masked=line.masked,
        mark=Mark(mark) if mark in Mark else None,
        amended=line.amended,
        asked=(ASKED + line.id).encode() in marks,
    )
