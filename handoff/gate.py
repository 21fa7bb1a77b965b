"""Answers a child whom a block keeps out: the truth and the numbers, and danger as ever.

Nothing it writes is kept for staff; it stands on its own page, if it has one, for some minutes.
What ends a conversation ends it here too. When the block is over, the child is let in again.
"""

from bot.dialogue import Dialogue, Moment, Tap
from bot.reading import Reader
from connectors.base import Kind, ReplyToken
from handoff.blocks import Block
from handoff.change import blob
from handoff.conversation import Event, State
from handoff.doorkeeper import Doorkeeper
from handoff.draft import Draft
from handoff.hearing import Hearing, words_of
from handoff.record import plain
from handoff.seals import Message
from handoff.thai_time import local
from handoff.turn import Planner

BLOCK = "block"
"""Field of a head that names the block, and the due time at which its child is told of it."""
TURNED_AWAY = "turned_away"
"""The due time at which a conversation ends in which a blocked child was answered."""


class Gate:
    """Hears what comes from a blocked child. One for each gateway."""

    def __init__(
        self, *, doorkeeper: Doorkeeper, reader: Reader, dialogue: Dialogue, planner: Planner
    ) -> None:
        """Join the parts."""
        self._doorkeeper = doorkeeper
        self._reader = reader
        self._dialogue = dialogue
        self._planner = planner

    async def shut(self, hearing: Hearing) -> Block | None:
        """Return the block that keeps this child out; let it in again when that has ended."""
        draft, head = hearing.draft, hearing.snapshot.head
        if draft.before.state is not State.BLOCKED:
            return None
        address = hearing.seals.open_route(head["route"])
        block = await self._doorkeeper.keep_out(plain(head, BLOCK) or "", address)
        if block is None:
            draft.happen(Event.LIFT)
            draft.change.head[BLOCK] = ""
            draft.wake_at(TURNED_AWAY, 0)
            draft.wake_at("sleep", draft.now + self._planner.patience.sleep)
        return block

    async def hear(self, hearing: Hearing, entry: bytes, block: Block) -> None:
        """Draft what follows from one entry while the block lasts."""
        if entry.startswith(b"D"):
            self._fall_due(hearing, entry[1:].decode(), block)
        else:
            await self._turn_away(hearing, hearing.seals.open_mail(entry), block)

    def _fall_due(self, hearing: Hearing, kind: str, block: Block) -> None:
        draft, seals = hearing.draft, hearing.seals
        if kind == BLOCK:
            state, moment = hearing.progress.state, _moment(draft)
            turn = self._dialogue.pause(state, moment, local(block.until))
            self._planner.answer(draft, seals, turn, "notice")
        elif kind in {TURNED_AWAY, "cap"}:
            draft.happen(Event.CLOSE)
            draft.change.unless_mail = True

    async def _turn_away(self, hearing: Hearing, message: Message, block: Block) -> None:
        draft, seals, state = hearing.draft, hearing.seals, hearing.progress.state
        if message.reply_token:
            token = ReplyToken(message.reply_token, message.at)
            draft.change.head["reply"] = blob(seals.reply(token))
        if message.kind in {Kind.EXIT, Kind.FORGET, Kind.LEFT}:
            self._planner.leave(draft)
            return
        if message.kind is Kind.WITHDRAWN:
            return
        draft.wake_at(TURNED_AWAY, draft.now + self._planner.patience.turned_away)
        self._planner.echo(draft, message)
        screening = self._reader.screen(words_of(message), state.language or draft.after.language)
        leaving = self._dialogue.leaving(
            Tap(message.text) if message.kind is Kind.TAP else screening
        )
        if leaving:
            turn = self._dialogue.answer(state, Tap(leaving), _moment(draft))
        else:
            typed = bool(words_of(message))
            said = await self._reader.read(screening) if typed else None
            turn = self._dialogue.turn_away(state, said, _moment(draft), local(block.until))
        self._planner.answer(draft, seals, turn, "notice")


def _moment(draft: Draft) -> Moment:
    channel = draft.after.channel
    return Moment(on_duty=False, place=None, at=local(draft.now), channel=channel)
