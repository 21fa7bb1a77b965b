"""The feed: every change after a cursor, in order, and nothing lost on the way."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from errors import Refused
from handoff.board import Change
from handoff.store import Store
from tests.handoff.house import House, Mind, at_work


async def take(changes: AsyncIterator[Change], count: int) -> list[Change]:
    async with asyncio.timeout(30):
        return [await anext(changes) for _ in range(count)]


async def test_following_on_from_a_board_misses_nothing(house: House) -> None:
    cursor = (await house.queue.board("nok")).cursor
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    written = await house.store.call("XLEN", house.store.partitions[0].desk)
    found = await take(house.queue.changes(cursor), written)
    assert {change.conversation for change in found} == {conversation}
    assert [change.kind for change in found].count("state") >= 2
    later = await take(house.queue.changes(str(found[3].cursor)), written - 4)
    assert later == found[4:]


async def test_a_change_says_nothing_of_what_was_said(house: House) -> None:
    cursor = (await house.queue.board("nok")).cursor
    await house.child("a", "my secret")
    found = await take(house.queue.changes(cursor), 1)
    assert "secret" not in repr(found)


async def test_new_changes_come_as_they_happen(house: House) -> None:
    cursor = (await house.queue.board("nok")).cursor
    async with at_work(house):
        await house.signals_heard()
        following = asyncio.create_task(take(house.queue.changes(cursor), 1))
        await house.queue.set_duty("nok", on=True)
        [change] = await following
    assert (change.kind, change.conversation) == ("duty", None)


async def test_a_childs_typing_passes_by_without_a_cursor(house: House) -> None:
    conversation = await house.hand_over("a")
    cursor = (await house.queue.board("nok")).cursor
    async with at_work(house):
        await house.signals_heard()
        following = asyncio.create_task(take(house.queue.changes(cursor), 1))
        while not following.done():
            await house.store.signal("child_typing", conversation)
            await asyncio.sleep(0.01)
        [change] = await following
    assert change == Change(None, "typing", conversation)


@pytest.mark.parametrize("cursor", ["", "x", "1-1,1-1", "1", "one-two"])
async def test_what_is_no_cursor_is_refused(house: House, cursor: str) -> None:
    with pytest.raises(Refused):
        await take(house.queue.changes(cursor), 1)


async def test_a_cursor_too_old_is_refused_rather_than_losing_something(house: House) -> None:
    cursor = (await house.queue.board("nok")).cursor
    await house.child("a", "hello")
    old = (await house.queue.board("nok")).cursor
    assert cursor != old
    for number in range(5):
        await house.child("a", f"hello {number}")
    await house.store.call("XTRIM", house.store.partitions[0].desk, "MAXLEN", 2)
    with pytest.raises(Refused, match="read the lists again"):
        await take(house.queue.changes(old), 1)


async def test_the_changes_of_all_partitions_are_one_stream(house: House, mind: Mind) -> None:
    """The cursor holds a place in each of them."""
    store = Store(house.store.client, partitions=3)
    await store.open()
    many = House(store.client, house.folder / "many", mind=mind, partitions=3, store=store)
    cursor = (await many.queue.board("nok")).cursor
    assert cursor.count(",") == 2
    conversations = set()
    for number in range(8):
        await many.child(f"child-{number}", "hello", settle=False)
        conversations.add(await many.conversation(f"child-{number}"))
    await many.settle()
    found = await take(many.queue.changes(cursor), 8)
    assert {change.conversation for change in found} <= conversations
    assert len({change.cursor for change in found}) == 8
