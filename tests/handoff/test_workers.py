"""Workers: each announcement is worked on by one task, and none is left lying by anybody's death."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from errors import StoreUnavailable
from handoff import workers as module
from handoff.store import Store, Work
from handoff.workers import Workers

DEADLINE = 12
"""Seconds; less than it takes until another process would take over."""


@pytest.fixture
async def store(redis: Redis) -> Store:
    store = Store(redis)
    await store.open()
    return store


async def announce(store: Store, conversation: str) -> str:
    entry = await store.call("XADD", store.partitions[0].ready, "*", "conversation", conversation)
    return str(entry.decode())


async def let_go(store: Store, work: Work) -> None:
    await store.call("XACK", store.partitions[0].ready, "routers", work.entry)
    await store.call("XDEL", store.partitions[0].ready, work.entry)


@asynccontextmanager
async def at_work(
    store: Store, work: Callable[[Work], Awaitable[None]], name: str = "a"
) -> AsyncIterator[None]:
    running = asyncio.create_task(Workers(store=store, what="ready", name=name, work=work).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def all_done(store: Store) -> None:
    async with asyncio.timeout(DEADLINE):
        while await store.call("XLEN", store.partitions[0].ready):
            await asyncio.sleep(0.01)


async def test_everything_announced_is_worked_on_once(store: Store) -> None:
    seen: Counter[str] = Counter()

    async def work(work: Work) -> None:
        seen[work.conversation] += 1
        await let_go(store, work)

    async with at_work(store, work), at_work(store, work, "b"):
        for number in range(200):
            await announce(store, str(number))
        await all_done(store)
    assert seen == Counter(map(str, range(200)))


async def test_an_announcement_whose_delivery_was_lost_is_found_again(store: Store) -> None:
    """The store gave it to this process, and its answer died with the connection."""
    seen = asyncio.Event()

    async def work(work: Work) -> None:
        await let_go(store, work)
        seen.set()

    async with at_work(store, work):
        await announce(store, "first")
        await all_done(store)
        seen.clear()
        stream = store.partitions[0].ready
        both = store.client.pipeline()  # at once, before the waiting worker is served
        both.xadd(stream, {"conversation": "lost"})
        both.xreadgroup("routers", "a", {stream: ">"})
        await both.execute()
        async with asyncio.timeout(DEADLINE):
            await seen.wait()
    assert await store.call("XLEN", stream) == 0


async def test_what_is_being_worked_on_is_not_begun_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_BACK_SECONDS", 0)
    monkeypatch.setattr(module, "_DEAD_AFTER_MILLISECONDS", 0)
    begun: Counter[str] = Counter()
    go_on = asyncio.Event()

    async def work(work: Work) -> None:
        begun[work.conversation] += 1
        if work.conversation == "slow":
            await go_on.wait()
        await let_go(store, work)

    async with at_work(store, work):
        await announce(store, "slow")
        for number in range(20):
            await announce(store, str(number))
            while not begun[str(number)]:
                await asyncio.sleep(0)
        go_on.set()
        await all_done(store)
    assert set(begun.values()) == {1}


async def test_the_work_of_a_dead_process_is_taken_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_DEAD_AFTER_MILLISECONDS", 0)
    stream = store.partitions[0].ready
    await announce(store, "orphan")
    await store.client.xreadgroup("routers", "dead", {stream: ">"})
    seen: list[str] = []

    async def work(work: Work) -> None:
        seen.append(work.conversation)
        await let_go(store, work)

    async with at_work(store, work):
        await all_done(store)
    assert seen == ["orphan"]


@pytest.mark.parametrize("failure", [StoreUnavailable(), ZeroDivisionError()])
async def test_work_that_fails_is_tried_again(store: Store, failure: Exception) -> None:
    tries: list[str] = []

    async def work(work: Work) -> None:
        tries.append(work.conversation)
        if len(tries) < 2:
            raise failure
        await let_go(store, work)

    async with at_work(store, work):
        await announce(store, "a")
        await all_done(store)
    assert tries == ["a", "a"]
