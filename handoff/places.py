"""Places in the queue, over all partitions."""

import asyncio

from handoff.keyspace import Names
from handoff.store import Store


async def place_of(store: Store, names: Names) -> int:
    """Return a waiting child's place, 1 for next; a conversation on offer is next."""
    score = await store.call("ZSCORE", names.partition.waiting, names.id)
    if score is None:
        return 1
    before = await asyncio.gather(
        *(
            store.call("ZCOUNT", partition.waiting, "-inf", f"({float(score):.0f}")
            for partition in store.partitions
        )
    )
    return 1 + sum(map(int, before))
