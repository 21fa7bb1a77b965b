"""The day so far: counts by the hour, raised by the change itself, with nobody in them."""

import pytest

from handoff.history import History
from handoff.thai_time import day_of
from tests.handoff.house import House
from tests.handoff.test_queue import FORM, held


@pytest.fixture
def history(house: House) -> History:
    return History(house.store, house.clock)


async def counts(history: History) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in await history.today():
        for kind, count in one.counts.items():
            total[kind] = total.get(kind, 0) + count
    return total


async def test_each_step_of_a_conversation_is_counted_in_its_hour(
    house: House, history: History
) -> None:
    conversation = await held(house)
    await house.queue.end(conversation, "nok")
    await house.queue.close(conversation, "nok", FORM)
    assert await counts(history) == {"asked": 1, "taken": 1, "closed": 1}
    house.clock.passes(minutes=60)
    await house.hand_over("b")
    first, second = await history.today()
    assert second.hour == (first.hour + 1) % 24
    assert dict(second.counts) == {"asked": 1}


async def test_leaving_the_queue_and_coming_back_to_it_are_told_apart(
    house: House, history: History
) -> None:
    await house.hand_over("a")
    await house.tap("a", "leave")
    conversation = await held(house, "b")
    await house.child("b", "hello?")
    await house.pass_time(minutes=16)
    assert (await counts(history))["left"] == 1
    assert (await counts(history))["returned"] == 1
    await house.queue.claim(conversation, "dao")
    assert (await counts(history))["taken"] == 2


async def test_another_day_is_another_page(house: House, history: History) -> None:
    await house.hand_over("a")
    before = day_of(house.clock())
    house.clock.passes(minutes=24 * 60)
    assert day_of(house.clock()) != before
    assert await history.today() == ()


async def test_a_child_nobody_comes_to_is_told_to_the_desk(house: House) -> None:
    conversation = await house.hand_over("a")
    cursor = (await house.queue.board("nok")).cursor
    assert (await house.queue.board("nok")).numbers.breaches == 0
    await house.pass_time(minutes=5)
    change = await anext(aiter(house.queue.changes(cursor)))
    assert (change.kind, change.conversation) == ("late", conversation)
    board = await house.queue.board("nok")
    assert (board.numbers.breaches, board.waiting[0].late) == (1, True)
