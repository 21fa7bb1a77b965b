"""The sender: in order, once, and what became of a line is noted as it is known."""

import pytest

from connectors.base import Address, Outcome, Outgoing
from errors import HelplineError, StoreUnavailable
from handoff.board import Mark
from handoff.store import Work
from tests.handoff.house import House, at_work


async def held(house: House) -> str:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    return conversation


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_what_is_known_of_a_line_is_what_the_desk_shows(
    house: House, outcome: Outcome
) -> None:
    conversation = await held(house)
    house.channel.outcome = outcome
    await house.say(conversation, "nok", "Hello.")
    assert (await house.queue.lines(conversation, "nok"))[-1].mark == Mark(outcome.value)


async def test_lines_arrive_in_the_order_in_which_they_were_written(house: House) -> None:
    conversation = await held(house)
    for number in range(20):
        line_id = f"{number:036d}"
        await house.queue.say(conversation, "nok", line_id, f"line {number}")
    await house.settle()
    assert house.heard("a", "counsellor") == [f"line {number}" for number in range(20)]


async def test_a_failure_of_the_channel_is_uncertain_and_does_not_hold_up_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)
    carried = []

    async def send(_: Address, outgoing: Outgoing) -> Outcome:
        carried.append(outgoing.text)
        if len(carried) == 1:
            raise HelplineError("the platform closed the line")
        return Outcome.SENT

    monkeypatch.setattr(house.channel, "send", send)
    await house.say(conversation, "nok", "one")
    await house.say(conversation, "nok", "two")
    marks = [line.mark for line in (await house.queue.lines(conversation, "nok"))[-2:]]
    assert marks == [Mark.UNCERTAIN, Mark.SENT]


async def test_a_store_that_goes_away_leaves_the_line_where_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)

    async def send(_address: Address, _outgoing: Outgoing) -> Outcome:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(house.channel, "send", send)
        with pytest.raises(StoreUnavailable):
            await house.say(conversation, "nok", "Hello.")
    assert (await house.queue.lines(conversation, "nok"))[-1].mark is Mark.QUEUED
    await house.settle()
    assert house.heard("a", "counsellor") == ["Hello."]


async def test_a_line_whose_keys_are_gone_is_let_go_of(house: House) -> None:
    """It can never be opened again; it must not stop the worker for ever."""
    conversation = await held(house)
    await house.queue.say(conversation, "nok", f"{1:036d}", "Hello.")
    house.keyring.destroy(conversation)
    [work] = await house.announced("sending")
    await house.sender.work(work)
    assert house.heard("a", "counsellor") == []
    assert not await house.store.call("LLEN", house.store.names(conversation).outbox)


async def test_work_already_done_by_another_is_let_go_of(house: House) -> None:
    conversation = await held(house)
    await house.queue.say(conversation, "nok", f"{1:036d}", "Hello.")
    [work] = await house.announced("sending")
    await house.sender.work(work)
    await house.sender.work(Work(conversation, work.entry))
    assert house.heard("a", "counsellor") == ["Hello."]


async def test_a_counsellors_typing_reaches_the_child(house: House) -> None:
    conversation = await held(house)
    async with at_work(house):
        while not house.channel.typed:
            await house.queue.typing(conversation, "nok")
            await house.signals_heard()
    assert set(house.channel.typed) == {"a"}
