"""The counters agree with a replay of everything that was closed, to the last unit."""

import asyncio
import random
from collections import Counter

from redis.asyncio import Redis

from bench.contacts import Regime, contacts
from handoff.change import Change
from handoff.keyspace import new_conversation_id
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import tally
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.store import Store

CONVERSATIONS = 10_000
MONTH = "2026-10"


async def test_counters_agree_with_a_replay_of_10000_closings(
    redis: Redis, catalogue: Catalogue
) -> None:
    """Every third closing is sent again, as after an answer that was lost, and counts nothing."""
    store = Store(redis, partitions=3)
    await store.open()
    chance = random.Random(6)  # noqa: S311 - a simulation
    expected: Counter[str] = Counter()
    closings = []
    for number, (contact, form) in enumerate(
        contacts(catalogue, Regime("a", 1), MONTH, CONVERSATIONS, chance)
    ):
        counts = tally(catalogue, contact, form)
        expected.update(counts)
        closings.append((new_conversation_id(number % 3, 3), counts, number % 3 == 0))

    async def close(conversation: str, counts: list[str], *, again: bool) -> None:
        names = store.names(conversation)
        await store.call("HSET", names.head, "version", "1")
        change = Change(version="1", close=True, counts=counts)
        answers = [await store.commit(names, change, index="", month=MONTH)]
        if again:
            answers.append(await store.commit(names, change, index="", month=MONTH))
        assert [status for status, _ in answers] == ["ok", "stale"][: len(answers)]

    for start in range(0, CONVERSATIONS, 500):
        await asyncio.gather(
            *(
                close(name, counts, again=again)
                for name, counts, again in closings[start : start + 500]
            )
        )
    counted = await Ledger(store).counters(Period.parse(MONTH))
    assert counted == expected
    assert counted["contacts"] == CONVERSATIONS
