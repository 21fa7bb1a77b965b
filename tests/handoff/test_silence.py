"""Silence while a counsellor has the child: asked once, let rest, taken up again; or given back."""

import pytest

from handoff.conversation import State
from handoff.patience import Patience
from tests.handoff.house import House

MINUTES = {
    name: getattr(Patience(), name) / 60_000 for name in ("check_in", "rest", "late", "give_back")
}


@pytest.fixture
async def held(house: House) -> str:
    """A conversation that nok has taken and in which nok has said hello."""
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.say(conversation, "nok", "hello")
    return conversation


def said(house: House, text_id: str) -> bool:
    """Say whether a child has read these words."""
    words = house.mind.content.words
    return any(
        line in {words.say(text_id, "th", hours=24), words.say(text_id, "en", hours=24)}
        for line in house.heard("a")
    )


async def test_a_silent_child_is_asked_once_and_not_before_its_time(
    house: House, held: str
) -> None:
    await house.pass_time(minutes=MINUTES["check_in"] - 1)
    assert not said(house, "silence.check_in")
    await house.pass_time(minutes=1)
    assert said(house, "silence.check_in")
    before = len(house.heard("a"))
    await house.pass_time(minutes=MINUTES["rest"] - 1)
    assert len(house.heard("a")) == before
    assert await house.state(held) is State.COUNSELLOR


async def test_a_child_that_stays_silent_rests_and_its_counsellor_is_free(
    house: House, held: str
) -> None:
    await house.pass_time(minutes=MINUTES["check_in"])
    await house.pass_time(minutes=MINUTES["rest"])
    assert said(house, "silence.resting")
    assert await house.state(held) is State.ASLEEP
    assert (await house.queue.board("nok")).mine == ()


async def test_a_child_that_comes_back_is_at_the_front_with_all_it_told(
    house: House, held: str
) -> None:
    await house.pass_time(minutes=MINUTES["check_in"])
    await house.pass_time(minutes=MINUTES["rest"])
    other = await house.hand_over("b")
    await house.child("a", "I am back")
    assert said(house, "silence.welcome_back")
    waiting = (await house.queue.board("nok")).waiting
    assert [card.id for card in waiting] == [held, other]
    await house.queue.claim(held, "dao")
    assert "hello" in [line.text for line in await house.queue.lines(held, "dao")]


async def test_a_child_that_never_comes_back_is_forgotten(house: House, held: str) -> None:
    await house.pass_time(minutes=MINUTES["check_in"])
    await house.pass_time(minutes=MINUTES["rest"])
    await house.pass_time(minutes=Patience().forget / 60_000)
    assert await house.state(held) is None
    assert not house.keyring.holds(held)


async def test_a_child_that_writes_is_neither_asked_nor_sent_to_rest(
    house: House, held: str
) -> None:
    await house.pass_time(minutes=MINUTES["check_in"])
    await house.child("a", "sorry, my mum was here")
    await house.say(held, "nok", "no problem")
    await house.pass_time(minutes=MINUTES["rest"] - 1)
    assert await house.state(held) is State.COUNSELLOR
    assert not said(house, "silence.resting")


async def test_a_counsellor_that_writes_again_gives_the_child_its_time_anew(
    house: House, held: str
) -> None:
    """Whoever was asked already is not let rest by the first question's time."""
    await house.pass_time(minutes=MINUTES["check_in"])
    await house.pass_time(minutes=MINUTES["rest"] - 1)
    await house.say(held, "nok", "I am still here")
    await house.pass_time(minutes=2)
    assert await house.state(held) is State.COUNSELLOR


async def test_a_child_whose_counsellor_is_silent_goes_back_with_its_place(
    house: House, held: str
) -> None:
    await house.child("a", "are you there?")
    house.clock.passes(seconds=1)
    await house.hand_over("b")
    await house.pass_time(minutes=MINUTES["give_back"] - 1)
    assert await house.state(held) is State.COUNSELLOR
    await house.pass_time(minutes=1)
    assert said(house, "silence.returned")
    waiting = (await house.queue.board("dao")).waiting
    assert waiting[0].id == held


async def test_a_counsellor_that_takes_a_child_and_says_nothing_loses_it(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.pass_time(minutes=MINUTES["give_back"])
    assert await house.state(conversation) is State.WAITING


async def test_the_desk_is_told_when_a_child_waits_too_long(house: House, held: str) -> None:
    cursor = (await house.queue.board("nok")).cursor
    await house.child("a", "are you there?")
    await house.pass_time(minutes=MINUTES["late"])
    kinds = []
    async for change in house.queue.changes(cursor):
        kinds.append((change.kind, change.conversation))
        if change.kind == "late":
            break
    assert kinds[-1] == ("late", held)
    board = await house.queue.board("nok")
    assert [card.late for card in board.mine] == [True]
    assert board.numbers.late == 1


async def test_an_answer_in_time_keeps_the_conversation(house: House, held: str) -> None:
    await house.child("a", "are you there?")
    await house.pass_time(minutes=MINUTES["give_back"] - 1)
    await house.say(held, "nok", "yes")
    await house.pass_time(minutes=2)
    assert await house.state(held) is State.COUNSELLOR
