"""The door into the helpline: an event is durable here before anyone is told that it was taken.

It finds the child's open conversation by a keyed hash, or opens one. It reads no words.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.risk import Risk
from connectors.base import Address, Incoming, Kind, Receipt
from errors import StoreUnavailable
from handoff.blocks import Block
from handoff.change import blob
from handoff.conversation import Conversation, State
from handoff.doorkeeper import Doorkeeper
from handoff.faults import Steps
from handoff.gate import BLOCK
from handoff.index import Index
from handoff.keymaker import KeyMaker
from handoff.keyring import Keyring
from handoff.keyspace import Names, Partition, new_conversation_id
from handoff.pseudonym import Pseudonyms
from handoff.record import head_of
from handoff.seals import Seals, message_of, seals_of
from handoff.store import Accepting, Store

_ATTEMPTS = 8
_ENDINGS = {Kind.EXIT, Kind.FORGET, Kind.LEFT, Kind.WITHDRAWN}
"""What says nothing to a helpline that has no conversation with the child."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What one child did, and the conversation that is to take it; `head` if it is a new one."""

    address: Address
    incoming: tuple[Incoming, ...]
    names: Names
    seals: Seals
    head: dict[str, Any] | None


class StoreInbox:
    """Accepts events into the store (`connectors.base.Inbox`)."""

    def __init__(
        self,
        *,
        store: Store,
        index: Index,
        pseudonyms: Pseudonyms,
        keyring: Keyring,
        doorkeeper: Doorkeeper,
        clock: Callable[[], int],
        steps: Steps,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._index = index
        self._pseudonyms = pseudonyms
        self._keyring = keyring
        self._keymaker = KeyMaker(keyring)
        self._doorkeeper = doorkeeper
        self._clock = clock
        self._steps = steps

    async def accept(self, incoming: Incoming) -> Receipt:
        """Store the event durably, once; see `connectors.base.Inbox`."""
        return (await self.accept_all([incoming]))[0]

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Store several events, all or none; see `connectors.base.Inbox`.

        With more than one partition (a Cluster) it is all or none for each of them; what was stored
        before another one failed is then a duplicate when the platform sends everything again.
        """
        receipts: dict[str, Receipt] = {}
        partitions: defaultdict[int, list[Incoming]] = defaultdict(list)
        for one in incoming:
            number = self._pseudonyms.partition(one.address, len(self._store.partitions))
            partitions[number].append(one)
        for number, events in partitions.items():
            receipts.update(await self._take(self._store.partitions[number], events))
        return [receipts[one.event_id] for one in incoming]

    async def _take(
        self, partition: Partition, incoming: Sequence[Incoming]
    ) -> Mapping[str, Receipt]:
        by_child: dict[Address, list[Incoming]] = {}
        for one in incoming:
            by_child.setdefault(one.address, []).append(one)
        for _ in range(_ATTEMPTS):
            found = (self._group(address, events) for address, events in by_child.items())
            groups = await asyncio.gather(*found)
            taken = [group for group in groups if group is not None]
            answers = await self._put(partition, taken) if taken else []
            receipts = [answer for answer in answers if isinstance(answer, list)]
            if len(receipts) == len(taken):
                await self._steps.reach("accept.stored")
                return _receipts(incoming, taken, receipts)
        raise StoreUnavailable

    async def _group(self, address: Address, incoming: Sequence[Incoming]) -> _Group | None:
        """Find or begin the child's conversation; None if there is nothing to say to it."""
        names = await self._index.find(address)
        if names is not None and self._keyring.holds(names.id):
            seals = seals_of(self._keyring, names.id)
            return _Group(address, tuple(incoming), names, seals, None)
        self._index.drop(address)
        said = tuple(one for one in incoming if one.kind not in _ENDINGS)
        return await self._begin(address, said) if said else None

    async def _begin(self, address: Address, incoming: tuple[Incoming, ...]) -> _Group:
        """Make what a new conversation needs; another process may be quicker to open one."""
        partitions = len(self._store.partitions)
        number = self._pseudonyms.partition(address, partitions)
        conversation = new_conversation_id(number, partitions)
        try:
            _, block = await asyncio.gather(
                self._keymaker.make(conversation), self._doorkeeper.found(address)
            )
        except OSError as error:
            raise StoreUnavailable("the keys of a new conversation cannot be kept") from error
        await self._steps.reach("accept.keys_made")
        seals = seals_of(self._keyring, conversation)
        names = self._store.names(conversation)
        head = self._new_head(incoming[0], seals, block)
        return _Group(address, incoming, names, seals, head)

    async def _put(
        self, partition: Partition, groups: Sequence[_Group]
    ) -> Sequence[list[str] | str]:
        """Store what all children did; of each, its receipts or what stood in the way."""
        await self._steps.reach("accept.received")
        now = self._clock()
        answers = await self._store.accept(
            partition,
            [
                Accepting(
                    group.names,
                    [group.seals.mail(message_of(one, group.seals, now)) for one in group.incoming],
                    [
                        self._pseudonyms.event(one.address.channel, one.event_id)
                        for one in group.incoming
                    ],
                    self._pseudonyms.child(group.address)[0],
                    group.head,
                    self._index.opening(group.address),
                )
                for group in groups
            ],
        )
        for group, answer in zip(groups, answers, strict=True):
            self._settle(group, answer)
        return answers

    def _settle(self, group: _Group, answer: list[str] | str) -> None:
        """Keep what was opened, and take back what was made for nothing."""
        opened = isinstance(answer, list) and Receipt.ACCEPTED in answer
        if group.head is not None and opened:
            self._index.remember(group.address, group.names)
        elif group.head is not None:
            self._keyring.destroy(group.names.id)
        if not isinstance(answer, list):
            self._index.drop(group.address)

    async def typing(self, address: Address) -> None:
        """Tell whoever has the conversation that the child is writing."""
        names = await self._index.find(address)
        if names is not None:
            await self._store.signal("child_typing", names.id)

    def _new_head(self, incoming: Incoming, seals: Seals, block: Block | None) -> dict[str, Any]:
        conversation = Conversation(
            id=seals.conversation,
            version=0,
            state=State.BLOCKED if block else State.BOT,
            channel=incoming.address.channel,
            language=incoming.page or "th",
            risk=Risk.NONE,
            designation=secrets.randbits(31),
            opened_at=self._clock(),
        )
        plain = {name: value for name, value in head_of(conversation).items() if value}
        return {
            **plain,
            **({BLOCK: block.id} if block else {}),
            "version": "0",
            "index": self._pseudonyms.child(incoming.address)[0],
            "route": blob(seals.route(incoming.address)),
        }


def _receipts(
    incoming: Sequence[Incoming], groups: Sequence[_Group], answers: Sequence[Sequence[str]]
) -> Mapping[str, Receipt]:
    """Return the receipt of each event; what a helpline has no conversation for is done with."""
    found = {one.event_id: Receipt.DUPLICATE for one in incoming}
    for group, answer in zip(groups, answers, strict=True):
        for one, receipt in zip(group.incoming, answer, strict=True):
            if found[one.event_id] is not Receipt.ACCEPTED:
                found[one.event_id] = Receipt(receipt)
    return found
