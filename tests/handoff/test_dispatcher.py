"""Offers over a real store: by event, in the queue's order, and nothing is lost between two people."""

import asyncio

import pytest

from handoff.board import Destination
from handoff.conversation import State
from handoff.dispatcher import Dispatcher
from handoff.patience import Patience
from handoff.post import Post
from tests.handoff.house import House
from tests.handoff.test_queue import FORM


@pytest.fixture
def dispatcher(house: House) -> Dispatcher:
    return dispatcher_of(house)


def dispatcher_of(house: House, look_again: float = 5) -> Dispatcher:
    return Dispatcher(
        duty=house.duty,
        lists=house.queue.reading,
        acts=house.queue.acts,
        signals=house.signals,
        clock=house.clock,
        patience=Patience(),
        look_again=look_again,
    )


async def offered_to(house: House, staff: str) -> list[str]:
    return [card.id for card in (await house.queue.board(staff)).offered]


async def ready(house: House, *names: str, capacity: int = 1) -> None:
    for name in names:
        await house.queue.repost(
            name, lambda post: post.on().working(capacity=capacity, offered=True)
        )


async def test_the_next_child_is_offered_danger_first(house: House, dispatcher: Dispatcher) -> None:
    await house.hand_over("first")
    house.clock.passes(minutes=1)
    second = await house.hand_over("second")
    await house.child("second", "I want to die")
    await ready(house, "nok")
    await dispatcher.offer_all()
    assert await offered_to(house, "nok") == [second]


async def test_nothing_is_offered_to_who_takes_from_the_list(
    house: House, dispatcher: Dispatcher
) -> None:
    await house.hand_over("a")
    await house.queue.set_duty("nok", on=True)
    await dispatcher.offer_all()
    assert await offered_to(house, "nok") == []


async def test_an_offer_that_runs_out_goes_to_somebody_else_with_its_place(
    house: House, dispatcher: Dispatcher
) -> None:
    conversation = await house.hand_over("a")
    since = (await house.queue.board("nok")).waiting[0].waiting_since
    await ready(house, "dao", "nok")
    await dispatcher.offer_all()
    assert await offered_to(house, "dao") == [conversation]

    await house.pass_time(seconds=61)
    await dispatcher.offer_all()

    assert await offered_to(house, "dao") == []
    assert await offered_to(house, "nok") == [conversation]
    card = await house.queue.claim(conversation, "nok")
    assert card.waiting_since == since


async def test_what_everybody_has_declined_waits_for_whoever_takes_it(
    house: House, dispatcher: Dispatcher
) -> None:
    conversation = await house.hand_over("a")
    await ready(house, "nok")
    await dispatcher.offer_all()
    await house.queue.refuse(conversation, "nok")
    await dispatcher.offer_all()
    board = await house.queue.board("nok")
    assert (board.offered, [card.id for card in board.waiting]) == ((), [conversation])
    await house.queue.claim(conversation, "nok")


async def test_going_on_a_break_lets_go_of_what_is_on_offer(
    house: House, dispatcher: Dispatcher
) -> None:
    conversation = await house.hand_over("a")
    await ready(house, "nok")
    await dispatcher.offer_all()
    await house.queue.repost("nok", Post.on_break)
    board = await house.queue.board("nok")
    assert [card.id for card in board.waiting] == [conversation]


async def test_after_a_conversation_in_danger_there_is_time_to_breathe(
    house: House, dispatcher: Dispatcher
) -> None:
    await ready(house, "nok")
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.queue.end(conversation, "nok")
    hard = {**{name: getattr(FORM, name) for name in FORM.__slots__}, "risk": "danger"}
    await house.queue.close(conversation, "nok", type(FORM)(**hard))
    second = await house.hand_over("b")

    seconds = await dispatcher.offer_all()
    assert await offered_to(house, "nok") == []
    assert seconds == 5

    house.clock.passes(minutes=10)
    await dispatcher.offer_all()
    assert await offered_to(house, "nok") == [second]


async def test_a_freed_place_takes_the_longest_waiting_without_anybody_asking(
    house: House,
) -> None:
    """Nothing here looks by itself: what is not told in time is not done at all."""
    await ready(house, "nok")
    held = await house.hand_over("a")
    house.clock.passes(seconds=1)
    waiting = await house.hand_over("b")
    listening = asyncio.create_task(house.signals.listen())
    await house.signals_heard()
    running = asyncio.create_task(dispatcher_of(house, look_again=3600).run())
    try:
        async with asyncio.timeout(30):
            await until_offered(house, held)
            await house.queue.claim(held, "nok")
            await house.queue.hand_back(held, "nok")
            await until_offered(house, waiting)
    finally:
        for task in (running, listening):
            task.cancel()


async def until_offered(house: House, conversation: str) -> None:
    while await offered_to(house, "nok") != [conversation]:
        await asyncio.sleep(0)


async def test_a_child_passed_on_for_a_language_finds_who_speaks_it(
    house: House, dispatcher: Dispatcher
) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "lek")
    await ready(house, "dao", "nok")
    await house.queue.repost("dao", lambda post: post.able(("th",), ()))
    await house.queue.repost("nok", lambda post: post.able(("th", "en"), ()))
    note = "speaks English only, told about school"
    await house.queue.transfer(conversation, "lek", Destination(wants="language:en"), note)
    await dispatcher.offer_all()
    assert await offered_to(house, "nok") == [conversation]

    await house.queue.claim(conversation, "nok")
    lines = await house.queue.lines(conversation, "nok")
    assert [(line.text, line.by) for line in lines if line.author == "note"] == [(note, "lek")]
    assert note not in "".join(house.heard("a"))
    assert (await house.queue.card(conversation, "nok")).wants == ""


async def test_two_desks_offer_a_child_once(house: House, dispatcher: Dispatcher) -> None:
    await house.hand_over("a")
    await ready(house, "dao", "nok")
    await asyncio.gather(*(dispatcher.offer_all() for _ in range(4)))
    offers = [*await offered_to(house, "dao"), *await offered_to(house, "nok")]
    assert len(offers) == 1
    conversation = offers[0]
    assert (await house.queue.board("x")).numbers.waiting == 1
    assert (await house.store.load(conversation)).head["state"].decode() == State.OFFERED  # type: ignore[union-attr]
