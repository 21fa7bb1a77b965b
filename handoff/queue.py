"""Who is next, who may take it, and what a counsellor does with a conversation that is theirs.

What staff may see stands in `handoff.lists`, how an act is done in `handoff.acts`. Nothing here can
open a route.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence

from bot.risk import Risk
from bot.words import Words
from connectors.base import Button
from errors import Refused
from handoff import silence
from handoff.acts import Acts
from handoff.alarms import StoreAlarms
from handoff.board import FELT, Board, Card, Destination, Line, Mark, WrapUp
from handoff.board import Change as Changed
from handoff.conversation import Event, State, owned_by
from handoff.draft import Draft, contact_of
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.feed import Feed
from handoff.gate import BLOCK, TURNED_AWAY
from handoff.keyring import Keyring
from handoff.lists import Lists, read_by
from handoff.patience import Patience
from handoff.post import MOST, Post, Standing
from handoff.record import WANTS, conversation_of
from handoff.seals import Seals, StoredLine
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import tally
from handoff.store import Snapshot, Store, mapping_of
from handoff.turn import ASKED
from handoff.waits import Waits

_CLOSED = "handed_over"
"""The outcome of what a counsellor closes, where the form does not say otherwise."""
_KEPT = "kept"
"""Stands among the marks for a note, so that the same note is taken once."""


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
        catalogue: Catalogue,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._words = words
        self._duty = duty
        self._feed = feed
        self._clock = clock
        self._patience = patience
        self._catalogue = catalogue
        self._waits = Waits(store, clock)
        self._taking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.reading = Lists(
            store=store,
            keyring=keyring,
            duty=duty,
            feed=feed,
            alarms=alarms,
            clock=clock,
            patience=patience,
        )
        self.acts = Acts(store=store, lists=self.reading, clock=clock, steps=steps)

    async def board(self, staff: str) -> Board:
        """Return the lists as they are now, with the cursor to follow on from."""
        return await self.reading.board(staff)

    async def card(self, conversation: str, staff: str) -> Card:
        """Return one conversation: one that waits, or one this member of staff holds."""
        return await self.reading.card(conversation, staff)

    async def lines(self, conversation: str, staff: str, after: int = 0) -> tuple[Line, ...]:
        """Return the transcript after a line number; marks are as they are now."""
        return await self.reading.lines(conversation, staff, after)

    def changes(self, after: str) -> AsyncIterator[Changed]:
        """Yield every change after the cursor, then new ones as they happen, without end."""
        return self._feed.follow(after)

    async def since(self, after: str) -> Sequence[Changed]:
        """Return every change after the cursor until now."""
        return await self._feed.since(after)

    async def cursor(self) -> str:
        """Return where the changes end now."""
        return await self._feed.cursor()

    async def claim(self, conversation: str, staff: str) -> Card:
        """Take it from the queue, or accept it when it is offered to this member of staff.

        One at a time for each, so that two taken at once at one desk are not both the last.
        """
        async with self._taking[staff]:
            waited = await self._take(conversation, staff)
        card = self.reading.card_of(await self.reading.read(conversation))
        if waited is not None:
            await self._waits.add(waited)
        return card

    async def _take(self, conversation: str, staff: str) -> int | None:
        """Take it; return how long the child has waited, if nobody had answered it before."""
        post, held = await asyncio.gather(self._duty.post(staff), self._held_by(staff))
        waited: list[int] = []

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            if draft.before.state is State.COUNSELLOR and draft.before.counsellor == staff:
                return  # taken already, by an answer that was lost on its way
            offered = draft.before.state is State.OFFERED
            if held >= (MOST if offered else post.capacity):
                raise Refused("you hold as many conversations as you have set")
            draft.happen(Event.ACCEPT if offered else Event.CLAIM, staff)
            draft.wake_at("offer", 0)
            draft.waits_from(draft.before.child_since or draft.now)
            silence.counsellor_owes(draft, self._patience)
            if "answered_at" not in snapshot.head:
                waited.append(draft.now - (draft.before.waiting_since or draft.now))
                draft.change.head["answered_at"] = str(draft.now)
            draft.say("notice", self._say("notice.counsellor_joined", draft), matters=True)

        await self.acts.do(conversation, act)
        return waited[-1] if waited else None

    async def refuse(self, conversation: str, staff: str) -> None:
        """Decline an offer; it goes back to the queue with its place."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            draft.happen(Event.REFUSE, staff)
            draft.wake_at("offer", 0)

        await self.acts.do(conversation, act)

    async def say(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Send a line to the child; the same `line_id` is sent once."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.change.once = line_id
            silence.counsellor_wrote(draft, self._patience)
            draft.change.head["unread"] = ""
            draft.say("counsellor", text, line_id=line_id)

        seq = await self.acts.do(conversation, act)
        if seq is None:
            return await self._said_before(conversation, staff, line_id)
        return Line(line_id, seq, self._clock(), "counsellor", text, mark=Mark.QUEUED)

    async def note(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Keep a note for staff; it can never reach the child. Who follows may write one too."""

        def act(draft: Draft, _seals: Seals, snapshot: Snapshot) -> None:
            read_by(snapshot, staff)
            draft.change.once = line_id
            draft.change.marks.append((line_id, _KEPT))
            draft.keep(StoredLine(line_id, draft.now, "note", text, by=staff))

        seq = await self.acts.do(conversation, act)
        if seq is None:
            return await self._said_before(conversation, staff, line_id)
        return Line(line_id, seq, self._clock(), "note", text, by=staff)

    async def ask_to_see(self, conversation: str, staff: str, line_id: str) -> None:
        """Have the child asked whether what is hidden in its line may be seen; it decides.

        The gateway asks, for only it holds what was hidden; once for each line.
        """

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.wake_at(ASKED + line_id, draft.now)

        await self.acts.do(conversation, act)

    async def seen(self, conversation: str, staff: str, seq: int) -> None:
        """Remember that the counsellor has read up to a line."""
        snapshot = await self.reading.read(conversation)
        owned_by(conversation_of(snapshot), staff)
        if seq >= snapshot.lines and "unread" in snapshot.head:
            await self._store.touch(snapshot.names, unread="0")
            self.reading.doubt(conversation)

    async def typing(self, conversation: str, staff: str) -> None:
        """Show the child that somebody is writing; may be lost."""
        owned_by(conversation_of(await self.reading.read(conversation)), staff)
        await self._store.signal("staff_typing", conversation)

    async def hand_back(self, conversation: str, staff: str) -> None:
        """Give the child back to the bot; the child is told."""

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.HAND_BACK)
            draft.change.head["asked_at"] = ""
            draft.wake_at("sleep", draft.now + self._patience.sleep)
            draft.say("notice", self._say("notice.back_to_bot", draft))

        await self.acts.do(conversation, act)

    async def transfer(
        self, conversation: str, staff: str, to: Destination, note: str = ""
    ) -> None:
        """Offer it to a colleague or put it back into the queue, with a note; the child is told."""
        if to.colleague and to.colleague not in await self._duty.names():
            raise Refused("this colleague is not on duty")

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            if note:
                draft.keep(StoredLine(str(uuid.uuid4()), draft.now, "note", note, by=staff))
            if to.colleague:
                draft.happen(Event.TRANSFER, to.colleague)
                draft.wake_at("offer", draft.now + self._patience.offer)
                draft.say("notice", self._say("notice.counsellor_transfer", draft))
                return
            draft.happen(Event.REQUEUE)
            draft.change.head[WANTS] = to.wants
            draft.say("notice", self._say("notice.back_in_queue", draft))

        await self.acts.do(conversation, act)

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

        await self.acts.do(conversation, act)

    async def counted(self, conversation: str, staff: str, form: WrapUp) -> tuple[str, ...]:
        """Return the counters that closing with this form would raise, as `dimension:code`."""
        snapshot = await self.reading.read(conversation)
        seals = self.reading.seals(conversation)
        draft = Draft(snapshot, seals, self._clock())
        owned_by(draft.before, staff)
        return tuple(self._counters(draft, seals, snapshot, form))

    async def block(self, conversation: str, staff: str, block_id: str) -> None:
        """Let a block begin: the child leaves this counsellor and is told, and nothing comes in.

        The gateway keeps it out and tells it, for only it knows where it is reached.
        """

        def act(draft: Draft, _seals: Seals, _snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.BLOCK)
            silence.nobody_waits(draft)
            draft.change.head |= {BLOCK: block_id, "unread": ""}
            draft.wake_at(BLOCK, draft.now)
            draft.wake_at(TURNED_AWAY, draft.now + self._patience.turned_away)

        await self.acts.do(conversation, act)
        await self._cool_down(staff)

    async def close(self, conversation: str, staff: str, form: WrapUp) -> None:
        """Count the form, forget the conversation and destroy its keys."""

        def act(draft: Draft, seals: Seals, snapshot: Snapshot) -> None:
            owned_by(draft.before, staff)
            draft.happen(Event.CLOSE)
            draft.change.unless_mail = True
            draft.change.counts = self._counters(draft, seals, snapshot, form)

        await self.acts.do(conversation, act)
        if form.risk == Risk.DANGER:
            await self._cool_down(staff)
        # A goodbye still on its way needs its key; the gateway destroys both once it is sent.
        if not await self._store.call("EXISTS", self._store.names(conversation).head):
            self._keyring.destroy(conversation)

    def _counters(self, draft: Draft, seals: Seals, snapshot: Snapshot, form: WrapUp) -> list[str]:
        told = seals.open_told(snapshot.head.get("told"))
        return tally(self._catalogue, contact_of(draft, snapshot, told, _CLOSED), form)

    async def set_duty(self, staff: str, *, on: bool) -> None:
        """Go on or off duty; going off keeps what one holds."""
        await self.repost(staff, Post.on if on else Post.off)

    async def repost(self, staff: str, change: Callable[[Post], Post]) -> Post:
        """Change how somebody works; who stops taking children lets go of what is on offer."""
        post = await self._duty.change(staff, change)
        if post.standing is not Standing.ON:
            for conversation in await self._offered_to(staff):
                with contextlib.suppress(Refused):
                    await self.refuse(conversation, staff)
        return post

    async def colleagues(self, staff: str) -> tuple[Post, ...]:
        """Return the posts of the other members of staff on duty."""
        posts = await self._duty.posts()
        return tuple(p for p in posts if p.name != staff and p.standing is Standing.ON)

    async def _cool_down(self, staff: str) -> None:
        until = self._clock() + self._patience.cool_down
        await self._duty.change(staff, lambda post: post.cooling(until))

    async def _held_by(self, staff: str) -> int:
        held = await asyncio.gather(
            *(self._store.call("HVALS", partition.held) for partition in self._store.partitions)
        )
        return sum(names.count(staff.encode()) for names in held)

    async def _offered_to(self, staff: str) -> list[str]:
        offered = await asyncio.gather(
            *(
                self._store.call("HGETALL", partition.offered)
                for partition in self._store.partitions
            )
        )
        pairs = [pair for found in offered for pair in mapping_of(found).items()]
        return [member for member, name in pairs if name == staff.encode()]

    async def _said_before(self, conversation: str, staff: str, line_id: str) -> Line:
        lines = await self.reading.lines(conversation, staff)
        return next(line for line in reversed(lines) if line.id == line_id)

    def _say(self, text_id: str, draft: Draft) -> str:
        return self._words.say(text_id, draft.after.language)
