"""What one mailbox entry means: a child said, pressed or changed something, or a time is up.

It fills a draft; whoever called commits it. It answers nothing while a counsellor has the child,
and it writes to no store.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.dialogue import Dialogue, Moment, Step, Tap, Turn
from bot.reading import Reader, Screening
from bot.risk import Risk
from connectors.base import Kind, ReplyToken
from errors import StoreUnavailable
from handoff import silence
from handoff.change import blob
from handoff.conversation import HELD, QUEUED, Event, State
from handoff.draft import Draft
from handoff.duty import Duty
from handoff.gate import Gate
from handoff.hearing import Hearing, words_of
from handoff.house_rules import HouseRules
from handoff.places import place_of
from handoff.record import plain
from handoff.seals import Message
from handoff.store import Snapshot, Store
from handoff.thai_time import local
from handoff.turn import ASKED, KEEP, SHARE, Earlier, Planner
from handoff.waits import Waits

_WITHDRAWN = "withdrawn"
"""Stands among the marks for a message that was taken back before it came."""
_MOMENT_SECONDS = 0.7
"""An answer that takes longer shows that somebody is writing."""


class Listener:
    """Hears mailbox entries. One for each gateway."""

    def __init__(
        self,
        *,
        store: Store,
        reader: Reader,
        dialogue: Dialogue,
        planner: Planner,
        duty: Duty,
        waits: Waits,
        gate: Gate,
        rules: HouseRules,
    ) -> None:
        """Join the parts."""
        self._store = store
        self._reader = reader
        self._dialogue = dialogue
        self._planner = planner
        self._duty = duty
        self._waits = waits
        self._gate = gate
        self._rules = rules

    async def fill(self, hearing: Hearing, entry: bytes) -> None:
        """Draft what follows from one entry."""
        if hearing.snapshot.version == "0":
            hearing.draft.wake_at("cap", hearing.draft.now + self._planner.patience.cap)
        if block := await self._gate.shut(hearing):
            await self._gate.hear(hearing, entry, block)
        elif entry.startswith(b"D"):
            await self._fall_due(hearing, entry[1:].decode())
        else:
            await self._take(hearing, hearing.seals.open_mail(entry))

    async def _take(self, hearing: Hearing, message: Message) -> None:
        draft = hearing.draft
        if draft.before.state is State.CLOSED:
            return
        if message.reply_token:
            token = ReplyToken(message.reply_token, message.at)
            draft.change.head["reply"] = blob(hearing.seals.reply(token))
        if message.kind is Kind.FORGET:
            draft.happen(Event.CLOSE)
        elif message.kind in {Kind.EXIT, Kind.LEFT}:
            self._planner.leave(draft)
            draft.notify("state")
        elif message.kind is Kind.WITHDRAWN:
            await self._withdraw(hearing, message)
        elif message.kind is Kind.EDITED:
            await self._amend(hearing, message)
        else:
            await self._heed(hearing, self._chosen(hearing, message))

    def _chosen(self, hearing: Hearing, message: Message) -> Message:
        """Take typed words for the button they stand for."""
        if message.kind is not Kind.TEXT:
            return message
        state = hearing.draft.after.state
        with_staff = state in HELD
        choices = hearing.progress.choices
        if state is State.CLOSING:
            felt = self._planner.felt(hearing.draft)
            key = self._reader.chosen(message.text, felt)
            return replace(message, kind=Kind.TAP, text=key) if key else message
        key = self._reader.chosen(message.text, choices, only_about_lines=with_staff)
        return replace(message, kind=Kind.TAP, text=key) if key else message

    async def _heed(self, hearing: Hearing, message: Message) -> None:
        if message.kind is Kind.TAP and message.text.startswith((SHARE, KEEP)):
            await self._decide_detail(hearing, message.text)
        elif message.kind is Kind.TAP and self._planner.feels(hearing.draft, message.text):
            self._feel(hearing, message)
        else:
            await self._listen(hearing, message)

    def _feel(self, hearing: Hearing, message: Message) -> None:
        """Take the answer to the question after a talk."""
        draft, seals, progress = hearing.draft, hearing.seals, hearing.progress
        screening = self._reader.screen("", draft.after.language)
        self._planner.receive(draft, seals, message, screening, progress)
        self._planner.note_felt(draft, seals, message.text, progress.state)

    async def _earlier(self, hearing: Hearing, line_id: str) -> Earlier | None:
        """Return a line of the child that stands in the transcript."""
        sealed = await self._store.call("LRANGE", hearing.snapshot.names.transcript, 0, -1)
        lines = (hearing.seals.open_line(line) for line in sealed)
        return next(
            (Earlier(at, line) for at, line in enumerate(lines) if line.id == line_id), None
        )

    async def _withdraw(self, hearing: Hearing, message: Message) -> None:
        """Take the words of a message away; one that has not come yet will be left out."""
        earlier = await self._earlier(hearing, message.event_id)
        if earlier is None:
            hearing.draft.change.marks.append((message.event_id, _WITHDRAWN))
        else:
            self._planner.withdraw(hearing.draft, hearing.seals, earlier)

    async def _amend(self, hearing: Hearing, message: Message) -> None:
        """Put changed words in their place; they are answered only if they now tell of danger.

        What was said in a conversation that is no more, is heard as new.
        """
        draft = hearing.draft
        earlier = await self._earlier(hearing, message.event_id)
        if earlier is None:
            await self._listen(hearing, replace(message, kind=Kind.TEXT))
            return
        screening = self._reader.screen(message.text, draft.after.language)
        self._planner.amend(draft, hearing.seals, message, screening, earlier)
        if draft.after.state in HELD:
            self._planner.relay(draft, unread_of(hearing.snapshot))
            self._planner.hear(draft, hearing.seals, message, hearing.progress.state)
        elif screening.risk is Risk.DANGER and earlier.line.risk != Risk.DANGER:
            self._wake(hearing)
            await self._answer(hearing, replace(message, kind=Kind.TEXT), screening)

    async def _listen(self, hearing: Hearing, message: Message) -> None:
        """Keep what the child said and let the owner answer."""
        draft, progress = hearing.draft, hearing.progress
        self._wake(hearing)
        if message.kind is not Kind.TAP and draft.after.channel not in self._planner.pages:
            draft.change.once = message.event_id
        language = progress.state.language or draft.after.language
        screening = self._reader.screen(words_of(message), language)
        self._planner.receive(draft, hearing.seals, message, screening, progress)
        await self._answer(hearing, message, screening)

    async def _answer(self, hearing: Hearing, message: Message, screening: Screening) -> None:
        """Let the owner answer: a counsellor in its own time, the queue by rule, or the bot."""
        draft = hearing.draft
        if draft.after.state in HELD:
            await self._relay(hearing, message, screening)
        elif draft.after.state in QUEUED:
            draft.waits_from(draft.after.child_since or draft.now)
            turn = await self._queue_turn(hearing, message, screening)
            self._planner.answer(draft, hearing.seals, turn, "queue")
        else:
            turn = await self._bot_turn(hearing, message, screening)
            self._planner.answer(draft, hearing.seals, turn, "bot")

    async def _relay(self, hearing: Hearing, message: Message, screening: Screening) -> None:
        """Put it before the counsellor; a child that wants to be gone is gone at once."""
        draft, state = hearing.draft, hearing.progress.state
        said = Tap(message.text) if message.kind is Kind.TAP else screening
        leaving = self._dialogue.leaving(said)
        if leaving:
            turn = self._dialogue.answer(state, Tap(leaving), await self._moment(draft))
            self._planner.answer(draft, hearing.seals, turn, "notice")
            draft.notify("state")
            return
        self._planner.relay(draft, unread_of(hearing.snapshot))
        self._planner.hear(draft, hearing.seals, message, state)

    async def _bot_turn(self, hearing: Hearing, message: Message, screening: Screening) -> Turn:
        draft, state = hearing.draft, hearing.progress.state
        moment = await self._moment(draft)
        if state.language is None and message.kind is not Kind.TEXT:
            # Nothing was typed yet: the language of the page, if it told one, is all to go by.
            state = replace(state, language=message.page)
        if message.kind is Kind.MEDIA:
            turn = self._dialogue.media(state, message.text, moment)
        elif message.kind is Kind.TAP:
            turn = self._dialogue.answer(state, Tap(message.text), moment)
        else:
            async with self._seen_writing(draft.after.id):
                reading = await self._reader.read(screening)
            draft.worsen(reading.screening.risk)
            turn = self._dialogue.answer(state, reading, moment)
        if state.step is Step.NONE and turn.state.step is not Step.NONE:
            draft.change.head["asked_at"] = str(draft.now)
        return turn

    @contextlib.asynccontextmanager
    async def _seen_writing(self, conversation: str) -> AsyncIterator[None]:
        """Show the child that it is being answered, if that takes longer than a moment."""

        async def show() -> None:
            await asyncio.sleep(_MOMENT_SECONDS)
            with contextlib.suppress(StoreUnavailable):
                await self._store.signal("staff_typing", conversation)

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()

    async def _queue_turn(self, hearing: Hearing, message: Message, screening: Screening) -> Turn:
        state = hearing.progress.state
        moment = await self._moment(hearing.draft)
        if message.kind is Kind.MEDIA:
            return self._dialogue.media(state, message.text, moment, waiting=True)
        said = Tap(message.text) if message.kind is Kind.TAP else screening
        return self._dialogue.wait(state, said, moment)

    async def _decide_detail(self, hearing: Hearing, key: str) -> None:
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

    async def _ask_to_see(self, hearing: Hearing, line_id: str) -> None:
        """Ask the child for its counsellor, once for each line; what it decided stays decided."""
        draft, names = hearing.draft, hearing.snapshot.names
        if draft.before.state is not State.COUNSELLOR:
            return
        draft.change.once = ASKED + line_id
        draft.change.marks.append((ASKED + line_id, "asked"))
        if await self._store.call("HEXISTS", names.finds, hearing.seals.find_name(line_id)):
            self._planner.ask_to_see(draft, hearing.seals, line_id, hearing.progress.state)
        else:
            self._planner.tell_kept(draft)

    async def _fall_due(self, hearing: Hearing, kind: str) -> None:
        draft, progress = hearing.draft, hearing.progress
        state = draft.before.state
        if kind.startswith(ASKED):
            await self._ask_to_see(hearing, kind.removeprefix(ASKED))
        elif kind == "step" and state is State.BOT and progress.state.step is not Step.NONE:
            turn = self._dialogue.step_timed_out(progress.state, await self._moment(draft))
            self._planner.answer(draft, hearing.seals, turn, "bot")
        elif kind == "sleep" and state is State.BOT:
            draft.happen(Event.SLEEP)
            draft.wake_at("forget", draft.now + self._planner.patience.forget)
        elif kind == "left" and state is not State.CLOSED:
            self._planner.leave(draft)
            draft.notify("state")
        elif kind == "offer" and state is State.OFFERED:
            draft.happen(Event.OFFER_EXPIRED)
        elif (
            (kind == "forget" and state is State.ASLEEP)
            or (kind == "wrap_up" and state is State.CLOSING)
            or (kind == "cap" and state is not State.CLOSED)
        ):
            draft.happen(Event.CLOSE)
            draft.change.unless_mail = True
        else:
            silence.fall_due(draft, kind, self._planner.patience, self._planner.word)

    def _wake(self, hearing: Hearing) -> None:
        self._planner.wake(hearing.draft, returning=returns(hearing.snapshot))

    async def _moment(self, draft: Draft) -> Moment:
        conversation = draft.after
        place = minutes = None
        if conversation.state in QUEUED:
            names = self._store.names(conversation.id)
            place, minutes = await asyncio.gather(place_of(self._store, names), self._waits.usual())
        on_duty, hours = await asyncio.gather(self._duty.anyone(), self._rules.hours())
        return Moment(
            on_duty=on_duty,
            place=place,
            at=local(draft.now),
            channel=conversation.channel,
            minutes=minutes,
            hours=hours,
        )


def returns(snapshot: Snapshot) -> bool:
    """Say whether a counsellor had this conversation before it fell asleep."""
    return silence.RETURNING in snapshot.head


def unread_of(snapshot: Snapshot) -> int:
    """Return how many lines of the child the counsellor has not seen."""
    return int(plain(snapshot.head, "unread") or 0)
