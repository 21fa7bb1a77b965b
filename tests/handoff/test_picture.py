"""One picture for every page of a desk: whatever happens, it shows what a fresh look would show."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from errors import StoreUnavailable
from handoff.board import Board
from handoff.post import Post
from handoff.shared_look import SharedLook
from tests.handoff.house import House
from tests.handoff.test_queue import FORM


async def kept_and_fresh(house: House, staff: str) -> tuple[Board, Board]:
    """The board of the desk that has watched all along, and that of one that has just begun."""
    return await house.queue.board(staff), await house.beside().queue.board(staff)


async def test_it_shows_what_a_fresh_look_shows_after_every_step(house: House) -> None:
    other = house.beside()
    await house.queue.board("nok")
    first, second = await house.hand_over("a"), await house.hand_over("b")
    steps: list[Callable[[], Awaitable[object]]] = [
        lambda: house.queue.set_duty("nok", on=True),
        lambda: other.queue.claim(first, "nok"),
        lambda: house.child("a", "I want to die"),
        lambda: other.say(first, "nok", "I am here"),
        lambda: house.child("a", "thank you"),
        lambda: house.queue.seen(first, "nok", 99),
        lambda: other.queue.repost("dao", Post.needing_a_minute),
        lambda: house.pass_time(minutes=6),
        lambda: house.alarms.ring("line", "token"),
        lambda: other.queue.end(first, "nok"),
        lambda: other.queue.close(first, "nok", FORM),
        lambda: house.tap("b", "leave"),
        lambda: house.alarms.clear("line", "token"),
    ]
    for step in steps:
        await step()
        await house.settle()
        for staff in ("nok", "dao"):
            kept, fresh = await kept_and_fresh(house, staff)
            assert kept == fresh
    assert second not in {card.id for card in (await house.queue.board("nok")).waiting}


async def test_many_pages_share_one_picture(house: House) -> None:
    await house.hand_over("a")
    boards = await asyncio.gather(*(house.queue.board(f"staff-{n}") for n in range(50)))
    assert all(board.waiting is boards[0].waiting for board in boards)
    assert all(board.numbers is boards[0].numbers for board in boards)


async def test_those_who_wait_are_listed_anew_only_when_their_list_changes(house: House) -> None:
    """What is shown of them is made from the list, once for all pages, so it is to be the same."""
    await house.queue.claim(await house.hand_over("a"), "nok")
    await house.settle()
    await house.hand_over("b")
    before = (await house.queue.board("nok")).waiting
    await house.child("a", "hello")
    after = await house.queue.board("nok")
    assert after.mine[0].unread == 1
    assert after.waiting is before
    await house.hand_over("c")
    assert [card.place for card in (await house.queue.board("nok")).waiting] == [1, 2]


async def test_what_is_in_doubt_stays_so_until_it_has_been_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.child("a", "hello")
    await house.queue.board("nok")
    monkeypatch.setattr(house.store, "load", _away)
    house.queue.reading.doubt(conversation)
    with pytest.raises(StoreUnavailable):
        await house.queue.board("nok")
    monkeypatch.undo()
    await house.store.touch(house.store.names(conversation), unread="0")
    assert (await house.queue.board("nok")).mine[0].unread == 0


async def _away(_: str) -> None:
    raise StoreUnavailable


async def test_who_has_just_acted_sees_it(house: House) -> None:
    """A look that was under way before the act is not what it is given."""
    conversation = await house.hand_over("a")
    looking = asyncio.create_task(house.queue.board("dao"))
    await asyncio.sleep(0)
    await house.queue.claim(conversation, "nok")
    assert [card.id for card in (await house.queue.board("nok")).mine] == [conversation]
    await looking


async def test_a_picture_that_was_left_behind_is_made_anew(house: House) -> None:
    await house.queue.set_duty("dao", on=True)
    await house.queue.board("nok")
    conversation = await house.hand_over("a")
    for partition in house.store.partitions:
        await house.store.call("XTRIM", partition.desk, "MAXLEN", 0)
    await house.queue.set_duty("nok", on=True)
    board = await house.queue.board("nok")
    assert [card.id for card in board.waiting] == [conversation]


async def test_those_who_ask_while_a_look_is_under_way_share_the_next() -> None:
    looks: list[asyncio.Event] = []

    async def look() -> None:
        looks.append(asyncio.Event())
        await looks[-1].wait()

    shared = SharedLook(look)
    first = asyncio.create_task(shared())
    await asyncio.sleep(0.001)
    others = [asyncio.create_task(shared()) for _ in range(9)]
    await asyncio.sleep(0.001)
    assert len(looks) == 1
    looks[0].set()
    await first
    while len(looks) < 2:
        await asyncio.sleep(0)
    assert not any(other.done() for other in others)
    looks[1].set()
    await asyncio.gather(*others)
    assert len(looks) == 2


async def test_everybody_who_waits_is_told_that_a_look_failed() -> None:
    async def look() -> None:
        raise OSError("the store is away")

    shared = SharedLook(look)
    told = await asyncio.gather(*(shared() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [OSError] * 3
    with pytest.raises(OSError, match="away"):
        await shared()
