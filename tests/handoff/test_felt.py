"""The question after a talk: asked once, answered by a tap or a word, counted, never a reopening."""

import pytest

from handoff.board import WrapUp
from handoff.conversation import State
from handoff.statistics.counters import month_of
from tests.handoff.house import House

FORM = WrapUp(reason="bullying", risk="none", outcome="handed_over")


async def ended(house: House) -> str:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.queue.end(conversation, "nok")
    await house.settle()
    return conversation


async def counters(house: House) -> dict[bytes, bytes]:
    month = house.store.partitions[0].counters(month_of(house.clock()))
    found: dict[bytes, bytes] = await house.store.call("HGETALL", month)
    return found


async def test_the_question_has_four_buttons_and_can_be_left(house: House) -> None:
    await ended(house)
    last = house.channel.carried["a"][-1]
    assert [button.key for button in last.buttons] == [
        "felt:better",
        "felt:same",
        "felt:worse",
        "felt:not_said",
    ]


@pytest.mark.parametrize("typed", [False, True])
async def test_an_answer_is_counted_and_does_not_reopen_the_talk(
    house: House, *, typed: bool
) -> None:
    conversation = await ended(house)
    if typed:
        label = house.channel.carried["a"][-1].buttons[0].label
        await house.child("a", label)
    else:
        await house.tap("a", "felt:better")
    assert await house.state(conversation) is State.CLOSING
    assert len(house.heard("a", "notice")) >= 3
    await house.queue.close(conversation, "nok", FORM)
    assert (await counters(house))[b"felt:better"] == b"1"


async def test_an_answer_is_counted_also_when_nobody_fills_in_the_form(house: House) -> None:
    await ended(house)
    await house.tap("a", "felt:worse")
    await house.pass_time(minutes=31)
    assert (await counters(house))[b"felt:worse"] == b"1"


async def test_what_the_counsellor_writes_down_counts_before_it(house: House) -> None:
    conversation = await ended(house)
    await house.tap("a", "felt:same")
    form = WrapUp(reason="bullying", risk="none", outcome="handed_over", felt="better")
    await house.queue.close(conversation, "nok", form)
    assert b"felt:same" not in await counters(house)


async def test_a_word_after_the_question_still_reopens_the_talk(house: House) -> None:
    conversation = await ended(house)
    await house.child("a", "wait, one more thing")
    assert await house.state(conversation) is State.COUNSELLOR
