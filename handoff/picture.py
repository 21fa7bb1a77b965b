"""All conversations that wait or are held, as one picture that every page of this desk shares.

It is made once and then kept by the feed: only what has changed is read again, so that a change
costs the same however many pages look. What it holds unsealed leaves it when a conversation is
closed. It never decides who may see what: that is `handoff.lists`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from errors import Refused
from handoff.alarms import StoreAlarms
from handoff.board import Alarm, Card, Change, Numbers
from handoff.conversation import HELD, QUEUED, State, queue_score
from handoff.duty import Duty
from handoff.feed import Feed
from handoff.overview import numbers_of, weighs_the_same
from handoff.post import Post
from handoff.shared_look import SharedLook

_SHOWN = QUEUED | HELD
type Cards = tuple[Card, ...]
type Move = tuple[Card | None, Card | None]
"""What a card was and what it is; None when there was none or there is none any more."""


@dataclass(frozen=True, slots=True)
class View:
    """The picture at one moment.

    Attributes:
        cursor: where the feed goes on from.
        waiting: next first, with their places.
        held, offered, followed: by sign-in name.
        posts: by sign-in name.
    """

    cursor: str
    waiting: Cards
    held: Mapping[str, Cards]
    offered: Mapping[str, Cards]
    followed: Mapping[str, Cards]
    posts: Mapping[str, Post]
    numbers: Numbers
    alarms: tuple[Alarm, ...]


class Picture:
    """Keeps the view of this process.

    Args:
        everything: reads the cards of all conversations that wait or are held.
        one: reads one card; None when it is gone.
        opened: counts all open conversations.
        feed: tells what has changed.
        duty: who works how.
        alarms: what stands.
    """

    def __init__(
        self,
        *,
        everything: Callable[[], Awaitable[list[Card]]],
        one: Callable[[str], Awaitable[Card | None]],
        opened: Callable[[], Awaitable[int]],
        feed: Feed,
        duty: Duty,
        alarms: StoreAlarms,
    ) -> None:
        self._everything, self._one, self._opened = everything, one, opened
        self._feed, self._duty, self._alarms = feed, duty, alarms
        self._cards: dict[str, Card] = {}
        self._doubted: set[str] = set()
        self._placed: Cards = ()
        self._is_numbered = False
        self._held = _ByName(lambda card: [card.counsellor] if card.counsellor else [])
        self._offered = _ByName(lambda card: [card.offered_to] if card.offered_to else [])
        self._followed = _ByName(lambda card: card.followers)
        self._view: View | None = None
        self._look = SharedLook(self._renew)

    async def view(self) -> View:
        """Return the picture as it is now: it holds whatever was done before this was asked."""
        await self._look()
        if self._view is None:
            raise LookupError("there is no picture after a look")
        return self._view

    def doubt(self, conversation: str) -> None:
        """Have a conversation read again, though the feed says nothing of it."""
        self._doubted.add(conversation)

    async def _renew(self) -> None:
        known = self._view
        try:
            changes = await self._feed.since(known.cursor) if known else None
        except Refused:
            changes = None
        if known is None or changes is None:
            await self._begin()
            return
        if not changes and not self._doubted:
            return
        doubted, self._doubted = self._doubted, set()
        try:
            await self._follow(known, changes, doubted)
        except BaseException:
            self._doubted |= doubted
            raise

    async def _follow(self, known: View, changes: Sequence[Change], doubted: set[str]) -> None:
        kinds = {change.kind for change in changes}
        moves = await self._read_again(
            {each.conversation for each in changes if each.conversation} | doubted
        )
        cursor = changes[-1].cursor if changes else None
        posts = await self._posts() if "duty" in kinds else known.posts
        alarms = await self._alarms.standing() if "alarm" in kinds else known.alarms
        numbers = known.numbers
        if posts != known.posts or not all(weighs_the_same(*move) for move in moves):
            numbers = self._numbers(posts)
        await self._draw(cursor or known.cursor, posts, alarms, numbers)

    async def _begin(self) -> None:
        cursor = await self._feed.cursor()
        self._doubted.clear()
        cards = {card.id: card for card in await self._everything()}
        for name in {*self._cards, *cards}:
            self._move(name, cards.get(name))
        posts = await self._posts()
        await self._draw(cursor, posts, await self._alarms.standing(), self._numbers(posts))

    async def _read_again(self, named: Iterable[str]) -> list[Move]:
        wanted = sorted(named)
        read = await asyncio.gather(*(self._one(name) for name in wanted))
        return [self._move(name, card) for name, card in zip(wanted, read, strict=True)]

    def _move(self, name: str, card: Card | None) -> Move:
        """Put a card where it belongs now, and nothing else anywhere."""
        before = self._cards.pop(name, None)
        after = card if card and card.state in _SHOWN else None
        if after:
            self._cards[name] = after
        for lists in (self._held, self._offered, self._followed):
            lists.move(before, after)
        if before != after and (_waits(before) or _waits(after)):
            self._is_numbered = False
        return before, after

    def _number(self) -> None:
        """Number those who wait; a list as it was stays the very same, for whoever shows it."""
        waiting = sorted(filter(_waits, self._cards.values()), key=next_first)
        self._placed = tuple(replace(card, place=n) for n, card in enumerate(waiting, 1))
        self._is_numbered = True

    async def _posts(self) -> Mapping[str, Post]:
        return {post.name: post for post in await self._duty.posts()}

    def _numbers(self, posts: Mapping[str, Post]) -> Numbers:
        return numbers_of(tuple(self._cards.values()), posts=tuple(posts.values()), with_bot=0)

    async def _draw(
        self,
        cursor: str,
        posts: Mapping[str, Post],
        alarms: tuple[Alarm, ...],
        numbers: Numbers,
    ) -> None:
        if not self._is_numbered:
            self._number()
        with_bot = await self._opened() - len(self._cards)
        self._view = View(
            cursor,
            self._placed,
            self._held.lists(),
            self._offered.lists(),
            self._followed.lists(),
            posts,
            replace(numbers, with_bot=max(with_bot, 0)),
            alarms,
        )


def _waits(card: Card | None) -> bool:
    return card is not None and card.state is State.WAITING


def next_first(card: Card) -> tuple[int, str]:
    """Return what the place of a card among those that wait goes by; the smallest is next."""
    return queue_score(card.risk, card.waiting_since or card.opened_at), card.id


class _ByName:
    """The cards of each name, the oldest first; a move touches the lists of its names alone."""

    def __init__(self, names: Callable[[Card], Iterable[str]]) -> None:
        self._names = names
        self._lists: dict[str, Cards] = {}

    def move(self, before: Card | None, after: Card | None) -> None:
        """Put a card in its place in the lists of those it concerns."""
        left = set(self._names(before)) if before else set()
        joined = set(self._names(after)) if after else set()
        for name in left | joined:
            kept = [
                card for card in self._lists.get(name, ()) if before is None or card.id != before.id
            ]
            if after and name in joined:
                kept.append(after)
            self._lists[name] = tuple(sorted(kept, key=lambda card: (card.opened_at, card.id)))
            if not kept:
                del self._lists[name]

    def lists(self) -> Mapping[str, Cards]:
        """Return the lists as they are now."""
        return dict(self._lists)
