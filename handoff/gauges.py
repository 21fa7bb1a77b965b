"""How many of what there is now, for the operator's monitoring: numbers only, never whose."""

import asyncio
from collections.abc import Mapping

from handoff.store import Store


async def gauges(store: Store) -> Mapping[str, int]:
    """Return the numbers of this moment, over all partitions.

    Among them how much lies ready or on its way and is not handled yet, which should be near zero.
    """
    counts = {
        "open_conversations": ("SCARD", [partition.open for partition in store.partitions]),
        "waiting_children": ("ZCARD", [partition.waiting for partition in store.partitions]),
        "held_conversations": ("HLEN", [partition.held for partition in store.partitions]),
        "unhandled_mailboxes": ("XLEN", [partition.ready for partition in store.partitions]),
        "unsent_outboxes": ("XLEN", [partition.sending for partition in store.partitions]),
        "staff_on_duty": ("SCARD", [store.partitions[0].named("duty")]),
    }
    asked = [
        asyncio.gather(*(store.call(command, key) for key in keys))
        for command, keys in counts.values()
    ]
    found = await asyncio.gather(*asked)
    return {name: sum(map(int, numbers)) for name, numbers in zip(counts, found, strict=True)}
