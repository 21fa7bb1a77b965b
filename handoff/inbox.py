"""The door into the helpline: an event is durable here before anyone is told that it was taken.

It finds the child's open conversation by a keyed hash, or opens one. It reads no words.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from bot.risk import Risk
from connectors.base import Address, Incoming, Kind, Receipt
from errors import StoreUnavailable
from handoff.change import blob
from handoff.conversation import Conversation, State
from handoff.faults import Steps
from handoff.index import Index
from handoff.keyring import Keyring
from handoff.keyspace import Names, new_conversation_id
from handoff.pseudonym import Pseudonyms
from handoff.record import head_of
from handoff.seals import Seals, message_of, seals_of
from handoff.store import Store

_ATTEMPTS = 8
_ENDINGS = {Kind.EXIT, Kind.FORGET, Kind.LEFT}


class StoreInbox:
    """Accepts events into the store (`connectors.base.Inbox`)."""

    def __init__(
        self,
        *,
        store: Store,
        index: Index,
        pseudonyms: Pseudonyms,
        keyring: Keyring,
        clock: Callable[[], int],
        steps: Steps,
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._store = store
        self._index = index
        self._pseudonyms = pseudonyms
        self._keyring = keyring
        self._clock = clock
        self._steps = steps

    async def accept(self, incoming: Incoming) -> Receipt:
        """Store the event durably, once; see `connectors.base.Inbox`."""
        for _ in range(_ATTEMPTS):
            names = await self._index.find(incoming.address)
            if names is not None:
                answer = await self._add(incoming, names)
            elif incoming.kind in _ENDINGS:
                return Receipt.DUPLICATE
            else:
                answer = await self._open(incoming)
            if answer in Receipt:
                await self._steps.reach("accept.stored")
                return Receipt(answer)
            self._index.drop(incoming.address)
        raise StoreUnavailable

    async def typing(self, address: Address) -> None:
        """Tell whoever has the conversation that the child is writing."""
        names = await self._index.find(address)
        if names is not None:
            await self._store.signal("child_typing", names.id)

    async def _open(self, incoming: Incoming) -> str:
        """Open a conversation with this event; another may be quicker."""
        partitions = len(self._store.partitions)
        number = self._pseudonyms.partition(incoming.address, partitions)
        conversation = new_conversation_id(number, partitions)
        try:
            await asyncio.to_thread(self._keyring.create, conversation)
        except OSError as error:
            raise StoreUnavailable("the keys of a new conversation cannot be kept") from error
        await self._steps.reach("accept.keys_made")
        seals = seals_of(self._keyring, conversation)
        names = self._store.names(conversation)
        answer = await self._put(incoming, names, seals, self._new_head(incoming, seals))
        if answer == Receipt.ACCEPTED:
            self._index.remember(incoming.address, names)
            await self._store.signal(*self._index.opening(incoming.address).split("|"))
        else:
            self._keyring.destroy(conversation)
        return answer

    async def _add(self, incoming: Incoming, names: Names) -> str:
        """Add the event to the child's conversation, unless that has just been closed."""
        if not self._keyring.holds(names.id):
            return "gone"
        return await self._put(incoming, names, seals_of(self._keyring, names.id), None)

    async def _put(
        self, incoming: Incoming, names: Names, seals: Seals, head: dict[str, Any] | None
    ) -> str:
        await self._steps.reach("accept.received")
        return await self._store.accept(
            names,
            seals.mail(message_of(incoming, self._clock())),
            child=self._pseudonyms.child(incoming.address)[0],
            events=self._pseudonyms.event(incoming.address.channel, incoming.event_id),
            head=head,
        )

    def _new_head(self, incoming: Incoming, seals: Seals) -> dict[str, Any]:
        conversation = Conversation(
            id=seals.conversation,
            version=0,
            state=State.BOT,
            channel=incoming.address.channel,
            language=incoming.page or "th",
            risk=Risk.NONE,
            designation=secrets.randbits(31),
            opened_at=self._clock(),
        )
        plain = {name: value for name, value in head_of(conversation).items() if value}
        return {
            **plain,
            "version": "0",
            "index": self._pseudonyms.child(incoming.address)[0],
            "route": blob(seals.route(incoming.address)),
        }
