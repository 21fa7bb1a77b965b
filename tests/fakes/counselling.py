"""The helpline behind the desk, in memory: the same transitions, no store, no keys.

Tests of the desk drive it from the child's side (`arrive`, `child_says`, `mark`) and look at what the
desk did (`said`, `closed`). It keeps to `handoff.desk.seam.Counselling` and decides nothing the real
one would not.
"""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from bot.content import Content
from bot.language import Language
from bot.risk import Risk
from composition.mind import CONTENT, catalogue_of
from errors import Refused, StoreUnavailable
from handoff.board import (
    Alarm,
    Amended,
    Author,
    Board,
    Card,
    Change,
    Destination,
    Line,
    Mark,
    Told,
    WrapUp,
)
from handoff.conversation import HELD, Conversation, Event, State, apply, may_claim, owned_by
from handoff.history import Hour
from handoff.overview import numbers_of
from handoff.post import Post, Standing
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import Contact, tally
from handoff.supervision import Reason


@dataclass(slots=True)
class _Case:
    conversation: Conversation
    told: Told
    lines: list[Line] = field(default_factory=list)
    seen: int = 0
    left: bool = False
    wants: str = ""
    followers: dict[str, str] = field(default_factory=dict)


class FakeCounselling:
    """Everything in lists and dictionaries; `now` is the clock it is given."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._cases: dict[str, _Case] = {}
        self._posts: dict[str, Post] = {}
        self._changes: list[Change] = []
        self._forgotten = 0
        self._happened = asyncio.Condition()
        self._alarms: dict[tuple[str, str], Alarm] = {}
        self.closed: list[tuple[str, WrapUp]] = []
        self.typed: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.hours: list[Hour] = []
        self.blocked: list[tuple[str, str]] = []
        self.followed = 0
        """How often the changes were followed from the start."""
        self.down = False
        self._late = False

    # What the child's side does.

    async def arrive(
        self,
        *texts: str,
        risk: Risk = Risk.NONE,
        language: Language = "th",
        told: Told | None = None,
        waited: int = 0,
        designation: int = 0,
        channel: str = "web",
    ) -> str:
        """Let a child ask for a person, having waited so many milliseconds; return the id."""
        name, since = secrets.token_hex(16), self._now() - waited
        conversation = Conversation(
            name, 1, State.WAITING, channel, language, risk, designation, since, waiting_since=since
        )
        self._cases[name] = _Case(conversation, told or Told())
        for text in texts:
            self._append(name, str(uuid.uuid4()), "child", text, risk=risk)
        await self._tell("state", name)
        return name

    async def child_says(
        self, name: str, text: str, *, risk: Risk = Risk.NONE, masked: int = 0
    ) -> Line:
        case = self._cases[name]
        waits_since = case.conversation.child_since or self._now()
        case.conversation = replace(case.conversation.at_risk(risk), child_since=waits_since)
        line = self._append(name, str(uuid.uuid4()), "child", text, risk=risk, masked=masked)
        await self._tell("line", name)
        return line

    async def child_types(self, name: str) -> None:
        await self._tell("typing", name)

    async def child_leaves(self, name: str) -> None:
        self._cases[name].left = True
        await self._tell("state", name)

    def waits_too_long(self) -> None:
        """Let everybody who waits for a person have waited too long."""
        self._late = True

    def tells(self, name: str, told: Told) -> None:
        """Let the child tell more, without a word."""
        self._cases[name].told = told

    async def mark(self, name: str, line_id: str, mark: Mark) -> None:
        case = self._cases[name]
        case.lines = [
            replace(line, mark=mark) if line.id == line_id else line for line in case.lines
        ]
        await self._tell("line", name)

    async def amend(
        self, name: str, line_id: str, amended: Amended, text: str, *, risk: Risk = Risk.NONE
    ) -> None:
        """Let the child change a line of its own or take it back; the text is the new one."""
        case = self._cases[name]
        case.lines = [
            replace(line, amended=amended, text=text, risk=risk) if line.id == line_id else line
            for line in case.lines
        ]
        await self._tell("line", name)

    async def child_shows(self, name: str, line_id: str, text: str) -> None:
        """Let the child show what is hidden in a line of its own."""
        case = self._cases[name]
        case.lines = [
            replace(line, text=text, masked=0, shown=True) if line.id == line_id else line
            for line in case.lines
        ]
        await self._tell("line", name)

    async def ring(self, channel: str, code: str) -> None:
        """Let an alarm stand."""
        self._alarms[channel, code] = Alarm(channel, code, self._now())
        await self._tell("alarm", None)

    async def clear(self, channel: str, code: str) -> None:
        """Take an alarm back."""
        del self._alarms[channel, code]
        await self._tell("alarm", None)

    async def taken_by(self, name: str, staff: str) -> None:
        """Let a colleague claim it."""
        await self.claim(name, staff)

    def forget_changes(self) -> None:
        """Let every cursor given so far be too old."""
        self._forgotten = len(self._changes) + 1
        self._changes.append(Change(str(len(self._changes) + 1), "duty"))

    def said(self, name: str, author: Author = "counsellor") -> list[str]:
        """Return the texts of one author, in order."""
        return [line.text for line in self._cases[name].lines if line.author == author]

    def state(self, name: str) -> State:
        return self._cases[name].conversation.state

    def is_on_duty(self, staff: str) -> bool:
        return self._post(staff).standing is Standing.ON

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something has come true."""
        async with self._happened:
            await self._happened.wait_for(happened)

    # The seam.

    async def board(self, staff: str) -> Board:
        await self._reachable()
        cards = [self._card(case) for case in self._cases.values()]
        waiting = sorted(
            (card for card in cards if card.state is State.WAITING),
            key=lambda card: (card.risk is not Risk.DANGER, card.waiting_since or 0),
        )
        placed = tuple(replace(card, place=at) for at, card in enumerate(waiting, start=1))
        return Board(
            placed,
            tuple(card for card in cards if card.counsellor == staff),
            tuple(card for card in cards if card.offered_to == staff),
            numbers_of(
                cards,
                posts=sorted(self._posts.values(), key=lambda post: post.name),
                with_bot=sum(card.state is State.BOT for card in cards),
            ),
            self._post(staff),
            tuple(card for card in cards if staff in card.followers),
            str(len(self._changes)),
            tuple(self._alarms.values()),
        )

    async def changes(self, after: str) -> AsyncIterator[Change]:
        at = int(after)
        if at < self._forgotten:
            raise Refused("the cursor is too old")
        self.followed += 1
        while True:
            async with self._happened:
                while len(self._changes) <= at:
                    await self._happened.wait()
            await self._reachable()
            while at < len(self._changes):
                at += 1
                yield self._changes[at - 1]

    async def since(self, after: str) -> Sequence[Change]:
        if int(after) < self._forgotten:
            raise Refused("the cursor is too old")
        return self._changes[int(after) :]

    async def cursor(self) -> str:
        return str(len(self._changes))

    async def card(self, conversation: str, staff: str) -> Card:
        await self._reachable()
        case = self._case(conversation)
        current = case.conversation
        if staff not in {current.counsellor, current.offered_to, *case.followers} and not may_claim(
            current
        ):
            raise Refused("this conversation is not yours")
        return self._card(case)

    async def lines(self, conversation: str, staff: str, after: int = 0) -> tuple[Line, ...]:
        await self._reachable()
        case = self._case(conversation)
        if staff not in case.followers:
            owned_by(case.conversation, staff)
        return tuple(line for line in case.lines if line.seq > after)

    async def claim(self, conversation: str, staff: str) -> Card:
        offered = self._case(conversation).conversation.state is State.OFFERED
        await self._apply(conversation, Event.ACCEPT if offered else Event.CLAIM, staff)
        return self._card(self._case(conversation))

    async def refuse(self, conversation: str, staff: str) -> None:
        await self._apply(conversation, Event.REFUSE, staff)

    async def say(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        return await self._write(conversation, staff, line_id, "counsellor", text)

    async def note(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        return await self._write(conversation, staff, line_id, "note", text)

    async def seen(self, conversation: str, staff: str, seq: int) -> None:
        case = self._case(conversation)
        owned_by(case.conversation, staff)
        case.seen = max(case.seen, seq)

    async def ask_to_see(self, conversation: str, staff: str, line_id: str) -> None:
        case = self._case(conversation)
        owned_by(case.conversation, staff)
        case.lines = [
            replace(line, asked=True) if line.id == line_id else line for line in case.lines
        ]
        self.asked.append((conversation, line_id))
        await self._tell("line", conversation)

    async def typing(self, conversation: str, staff: str) -> None:
        owned_by(self._case(conversation).conversation, staff)
        self.typed.append(conversation)

    async def hand_back(self, conversation: str, staff: str) -> None:
        owned_by(self._case(conversation).conversation, staff)
        await self._apply(conversation, Event.HAND_BACK, staff)

    async def transfer(
        self, conversation: str, staff: str, to: Destination, note: str = ""
    ) -> None:
        case = self._case(conversation)
        owned_by(case.conversation, staff)
        if note:
            self._append(conversation, str(uuid.uuid4()), "note", note)
        event = Event.TRANSFER if to.colleague else Event.REQUEUE
        await self._apply(conversation, event, to.colleague or staff)
        case.wants = to.wants

    async def end(self, conversation: str, staff: str) -> None:
        owned_by(self._case(conversation).conversation, staff)
        await self._apply(conversation, Event.END, staff)

    async def counted(self, conversation: str, staff: str, form: WrapUp) -> tuple[str, ...]:
        case = self._case(conversation)
        owned_by(case.conversation, staff)
        contact = Contact(case.conversation, case.told, self._now(), "handed_over")
        return tuple(tally(_catalogue(), contact, form))

    async def block(self, conversation: str, staff: str, block_id: str) -> None:
        owned_by(self._case(conversation).conversation, staff)
        await self._apply(conversation, Event.BLOCK, staff)
        self.blocked.append((conversation, block_id))

    async def close(self, conversation: str, staff: str, form: WrapUp) -> None:
        owned_by(self._case(conversation).conversation, staff)
        del self._cases[conversation]
        self.closed.append((conversation, form))
        await self._tell("closed", conversation)

    async def set_duty(self, staff: str, *, on: bool) -> None:
        await self.repost(staff, Post.on if on else Post.off)

    async def repost(self, staff: str, change: Callable[[Post], Post]) -> Post:
        self._posts[staff] = change(self._post(staff))
        await self._tell("duty", None)
        return self._posts[staff]

    async def colleagues(self, staff: str) -> tuple[Post, ...]:
        posts = sorted(self._posts.values(), key=lambda post: post.name)
        return tuple(p for p in posts if p.name != staff and p.standing is Standing.ON)

    def _post(self, staff: str) -> Post:
        return self._posts.get(staff, Post(staff))

    async def today(self) -> tuple[Hour, ...]:
        return tuple(self.hours)

    async def held_by(self, counsellor: str) -> tuple[Card, ...]:
        return (await self.board(counsellor)).mine

    async def follow(self, conversation: str, staff: str, reason: Reason) -> None:
        self._case(conversation).followers[staff] = reason.value
        await self._tell("state", conversation)

    async def leave(self, conversation: str, staff: str) -> None:
        self._case(conversation).followers.pop(staff, None)
        await self._tell("state", conversation)

    async def take_over(self, conversation: str, staff: str) -> None:
        if staff not in self._case(conversation).followers:
            raise Refused("follow this conversation first")
        await self._apply(conversation, Event.TAKE_OVER, staff)
        await self.leave(conversation, staff)

    async def _apply(self, name: str, event: Event, by: str) -> None:
        await self._reachable()
        case = self._case(name)
        before = case.conversation
        case.conversation = apply(before, event, now=self._now(), by=by)
        if before.state in HELD and case.conversation.state not in HELD:
            case.followers.clear()
        await self._tell("state", name)

    async def _write(self, name: str, staff: str, line_id: str, author: Author, text: str) -> Line:
        await self._reachable()
        case = self._case(name)
        if author != "note" or staff not in case.followers:
            owned_by(case.conversation, staff)
        for line in case.lines:
            if line.id == line_id:
                return line
        mark = Mark.QUEUED if author == "counsellor" else None
        case.conversation = replace(case.conversation, child_since=None)
        line = self._append(name, line_id, author, text, mark=mark)
        await self._tell("line", name)
        return line

    def _append(
        self,
        name: str,
        line_id: str,
        author: Author,
        text: str,
        *,
        risk: Risk = Risk.NONE,
        masked: int = 0,
        mark: Mark | None = None,
    ) -> Line:
        lines = self._cases[name].lines
        line = Line(line_id, len(lines) + 1, self._now(), author, text, risk, masked, mark)
        lines.append(line)
        return line

    def _case(self, name: str) -> _Case:
        if name not in self._cases:
            raise Refused("this conversation is gone")
        return self._cases[name]

    def _card(self, case: _Case) -> Card:
        held = case.conversation
        unread = [line for line in case.lines if line.author == "child" and line.seq > case.seen]
        return Card(
            held.id,
            held.version,
            held.state,
            held.channel,
            held.language,
            held.risk,
            held.designation,
            held.opened_at,
            case.told,
            waiting_since=held.waiting_since,
            child_since=held.child_since,
            counsellor=held.counsellor,
            offered_to=held.offered_to,
            unread=len(unread),
            child_left=case.left,
            late=self._late and held.state is State.WAITING,
            wants=case.wants,
            followers=dict(case.followers),
        )

    async def _reachable(self) -> None:
        if self.down:
            raise StoreUnavailable

    async def _tell(self, kind: str, name: str | None) -> None:
        cursor = str(len(self._changes) + 1)
        async with self._happened:
            self._changes.append(Change(cursor, kind, name))  # type: ignore[arg-type]
            self._happened.notify_all()


@cache
def _catalogue() -> Catalogue:
    return catalogue_of(Content.load(CONTENT))
