"""What the desk reads: the lists, one conversation, its lines.

It changes nothing. Transcript keys only: nothing here can open a route.
"""

import asyncio
from collections.abc import Callable, Mapping

from bot.risk import Risk
from errors import Refused
from handoff.alarms import StoreAlarms
from handoff.board import Board, Card, Line, Mark, Told
from handoff.conversation import Conversation, State, may_claim, owned_by
from handoff.duty import Duty
from handoff.feed import Feed
from handoff.keyring import Keyring
from handoff.matching import Waiting
from handoff.patience import Patience
from handoff.picture import Picture
from handoff.post import Post
from handoff.record import WANTS, conversation_of, followers, passed_by, plain
from handoff.sealing import Unreadable
from handoff.seals import Seals, StoredLine, seals_of
from handoff.store import Snapshot, Store, pairs_of
from handoff.turn import ASKED

_FIRST = 100
"""So many of those who wait are looked at when offers are made; nobody has more places free."""


class Lists:
    """The conversations as staff may see them."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        duty: Duty,
        feed: Feed,
        alarms: StoreAlarms,
        clock: Callable[[], int],
        patience: Patience,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._patience = patience
        self._picture = Picture(
            everything=self._cards,
            one=self._card_or_none,
            opened=self._opened,
            feed=feed,
            duty=duty,
            alarms=alarms,
        )

    async def board(self, staff: str) -> Board:
        """Return the lists as they are now, with the cursor to follow on from."""
        view = await self._picture.view()
        return Board(
            waiting=view.waiting,
            mine=view.held.get(staff, ()),
            offered=view.offered.get(staff, ()),
            numbers=view.numbers,
            post=view.posts.get(staff, Post(staff)),
            followed=view.followed.get(staff, ()),
            cursor=view.cursor,
            alarms=view.alarms,
        )

    def doubt(self, conversation: str) -> None:
        """Have a conversation read again for the lists, though the feed says nothing of it."""
        self._picture.doubt(conversation)

    async def card(self, conversation: str, staff: str) -> Card:
        """Return one conversation: one that waits, or one this person holds or follows."""
        snapshot = await self.read(conversation)
        current = conversation_of(snapshot)
        known = {current.counsellor, current.offered_to, *followers(snapshot)}
        if staff not in known and not may_claim(current):
            raise Refused("this conversation is not yours")
        return self.card_of(snapshot)

    async def lines(self, conversation: str, staff: str, after: int = 0) -> tuple[Line, ...]:
        """Return the transcript after a line number; marks are as they are now."""
        snapshot = await self.read(conversation)
        read_by(snapshot, staff)
        sealed, marks = await asyncio.gather(
            self._store.call("LRANGE", snapshot.names.transcript, after, -1),
            self._store.call("HGETALL", snapshot.names.marks),
        )
        seals = self.seals(conversation)
        return tuple(
            _shown(seals.open_line(line), seq, marks) for seq, line in enumerate(sealed, after + 1)
        )

    async def queued(self) -> tuple[list[Waiting], list[str]]:
        """Return the first of those who wait, next first, and the owner of each held or offered."""
        places, owners = [], []
        for partition in self._store.partitions:
            waiting, held, offered = await self._store.calls(
                ("ZRANGE", partition.waiting, 0, _FIRST - 1, "WITHSCORES"),
                ("HVALS", partition.held),
                ("HVALS", partition.offered),
            )
            places += [(float(score), member.decode()) for member, score in pairs_of(waiting)]
            owners += [name.decode() for name in (*held, *offered)]
        heads = await asyncio.gather(*(self._store.load(name) for _, name in sorted(places)))
        return [_waiting(head) for head in heads if head is not None], owners

    async def read(self, conversation: str) -> Snapshot:
        """Return a conversation as it is in the store.

        Raises:
            Refused: it has ended.
        """
        snapshot = await self._store.load(conversation)
        if snapshot is None or plain(snapshot.head, "state") == State.CLOSED:
            raise Refused("this conversation has ended")
        return snapshot

    def seals(self, conversation: str) -> Seals:
        """Return what opens and seals a transcript.

        Raises:
            Refused: its keys are destroyed.
        """
        try:
            return seals_of(self._keyring, conversation, desk=True)
        except Unreadable:
            raise Refused("this conversation has ended") from None

    async def _cards(self) -> list[Card]:
        """Return the cards of all that wait or are held."""
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
        cards = await asyncio.gather(*(self._card_or_none(member) for member in known))
        return [card for card in cards if card is not None]

    async def _opened(self) -> int:
        counts = await asyncio.gather(
            *(self._store.call("SCARD", partition.open) for partition in self._store.partitions)
        )
        return sum(counts)

    async def _card_or_none(self, conversation: str) -> Card | None:
        snapshot = await self._store.load(conversation)
        if snapshot is None:
            return None
        try:
            return self.card_of(snapshot)
        except Refused:
            return None

    def card_of(self, snapshot: Snapshot) -> Card:
        """Return what a list shows of a conversation."""
        current = conversation_of(snapshot)
        told = Told()
        if current.state not in {State.BOT, State.ASLEEP, State.BLOCKED}:
            told = self.seals(current.id).open_told(snapshot.head.get("told"))
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
            wants=plain(snapshot.head, WANTS) or "",
            followers=followers(snapshot),
        )

    def _is_late(self, current: Conversation) -> bool:
        patience = self._patience
        since, least = {
            State.COUNSELLOR: (current.child_since, patience.late),
            State.WAITING: (current.waiting_since, patience.breach),
            State.OFFERED: (current.waiting_since, patience.breach),
        }.get(current.state, (None, 0))
        return since is not None and self._clock() - since >= least


def read_by(snapshot: Snapshot, staff: str) -> Conversation:
    """Return the conversation if this member of staff holds or follows it.

    Raises:
        Refused: it may not read it.
    """
    current = conversation_of(snapshot)
    return current if staff in followers(snapshot) else owned_by(current, staff)


def _waiting(snapshot: Snapshot) -> Waiting:
    conversation = conversation_of(snapshot)
    wants = plain(snapshot.head, WANTS) or ""
    return Waiting(conversation.id, conversation.language, wants, passed_by(snapshot))


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
        shown=line.shown,
        asked=(ASKED + line.id).encode() in marks,
        by=line.by,
    )
