"""When a channel last brought a message in and last carried a line out: to the minute, never whose.

Noted in passing and written on the beat, so that no child waits for it.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from connectors.base import Address, Connector, Inbox, Incoming, Outcome, Parcel, Receipt
from handoff.store import Store, mapping_of

type Way = Literal["in", "out"]

_MINUTE = 60_000


class Traffic:
    """The last minute of each channel and way."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._key = store.partitions[0].named("traffic")
        self._clock = clock
        self._noted: dict[str, int] = {}

    def note(self, channel: str, way: Way) -> None:
        """Remember that something passed just now."""
        self._noted[f"{channel}|{way}"] = self._clock() // _MINUTE * _MINUTE

    async def write(self) -> None:
        """Write down what has passed since the last time."""
        noted = dict(self._noted)
        if not noted:
            return
        await self._store.call(
            "HSET", self._key, *(part for pair in noted.items() for part in pair)
        )
        self._noted = {name: at for name, at in self._noted.items() if noted.get(name) != at}

    async def read(self) -> dict[tuple[str, str], int]:
        """Return the last minute by channel and way."""
        found = mapping_of(await self._store.call("HGETALL", self._key))
        return {_place(name): int(at) for name, at in found.items()}


class NotedInbox:
    """An inbox whose arrivals are noted (`connectors.base.Inbox`)."""

    def __init__(self, inbox: Inbox, traffic: Traffic) -> None:
        self._inbox = inbox
        self._traffic = traffic

    async def accept(self, incoming: Incoming) -> Receipt:
        """Accept an event and note that its channel brings messages."""
        return (await self.accept_all([incoming]))[0]

    async def accept_all(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Accept events and note that their channels bring messages."""
        receipts = await self._inbox.accept_all(incoming)
        for one in incoming:
            self._traffic.note(one.address.channel, "in")
        return receipts

    async def typing(self, address: Address) -> None:
        """Pass it on."""
        await self._inbox.typing(address)


class NotedConnector(Connector):
    """A connector whose delivered parcels are noted."""

    def __init__(self, connector: Connector, traffic: Traffic) -> None:
        self._connector = connector
        self._traffic = traffic
        self.channel = connector.channel
        self.capacity = connector.capacity
        self.repeatable = connector.repeatable

    async def start(self) -> None:
        """Pass it on."""
        await self._connector.start()

    async def stop(self) -> None:
        """Pass it on."""
        await self._connector.stop()

    async def turn(self, parcel: Parcel) -> None:
        """Pass it on."""
        await self._connector.turn(parcel)

    async def send(self, parcel: Parcel) -> Outcome:
        """Carry a parcel, and note it if it arrived."""
        outcome = await self._connector.send(parcel)
        if outcome is Outcome.SENT:
            self._traffic.note(self.channel, "out")
        return outcome

    async def typing(self, address: Address) -> None:
        """Pass it on."""
        await self._connector.typing(address)


def _place(name: str) -> tuple[str, str]:
    channel, _, way = name.partition("|")
    return channel, way
