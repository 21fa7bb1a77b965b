"""All conversations that wait or are held, as one picture that every page of this desk shares.

It is made once and then kept by the feed: only what has changed is read again, so that a change
costs the same however many pages look. What it holds unsealed leaves it when a conversation is
closed. It never decides who may see what: that is `handoff.lists`.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from errors import Refused
from handoff.alarms import StoreAlarms
from handoff.board import Alarm, Card, Change, Numbers
from handoff.conversation import HELD, QUEUED, State, queue_score
from handoff.duty import Duty
from handoff.feed import Feed
from handoff.overview import numbers_of
from handoff.post import Post
from handoff.shared_look import SharedLook

_SHOWN = QUEUED | HELD
type Cards = tuple[Card, ...]


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
        self._queue: list[Card] = []
        self._placed: Cards = ()
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
        await self._read_again(
            {each.conversation for each in changes if each.conversation} | doubted
        )
        cursor = changes[-1].cursor if changes else None
        posts = await self._posts() if "duty" in kinds else known.posts
        alarms = await self._alarms.standing() if "alarm" in kinds else known.alarms
        await self._draw(cursor or known.cursor, posts, alarms)

    async def _begin(self) -> None:
        cursor = await self._feed.cursor()
        self._doubted.clear()
        self._cards = {card.id: card for card in await self._everything()}
        await self._draw(cursor, await self._posts(), await self._alarms.standing())

    async def _read_again(self, named: Iterable[str]) -> None:
        wanted = sorted(named)
        read = await asyncio.gather(*(self._one(name) for name in wanted))
        for name, card in zip(wanted, read, strict=True):
            if card is not None and card.state in _SHOWN:
                self._cards[name] = card
            else:
                self._cards.pop(name, None)

    async def _posts(self) -> Mapping[str, Post]:
        return {post.name: post for post in await self._duty.posts()}

    async def _draw(
        self, cursor: str, posts: Mapping[str, Post], alarms: tuple[Alarm, ...]
    ) -> None:
        cards = list(self._cards.values())
        waiting = sorted((card for card in cards if card.state is State.WAITING), key=next_first)
        if waiting != self._queue:  # otherwise whoever shows them can tell that nothing has changed
            self._queue = waiting
            self._placed = tuple(replace(card, place=n) for n, card in enumerate(waiting, 1))
        with_bot = await self._opened() - len(cards)
        self._view = View(
            cursor,
            self._placed,
            _by(cards, lambda card: [card.counsellor] if card.counsellor else []),
            _by(cards, lambda card: [card.offered_to] if card.offered_to else []),
            _by(cards, lambda card: card.followers),
            posts,
            numbers_of(cards, posts=tuple(posts.values()), with_bot=max(with_bot, 0)),
            alarms,
        )


def next_first(card: Card) -> int:
    """Return the place of a card among those that wait, as a number; the smallest is next."""
    return queue_score(card.risk, card.waiting_since or card.opened_at)


def _by(cards: Iterable[Card], names: Callable[[Card], Iterable[str]]) -> Mapping[str, Cards]:
    """Return the cards of each name, the oldest first."""
    found: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        for name in names(card):
            found[name].append(card)
    return {name: tuple(sorted(of, key=lambda card: card.opened_at)) for name, of in found.items()}
