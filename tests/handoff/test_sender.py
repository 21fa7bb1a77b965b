"""The sender: in order, once, and what became of a line is noted as it is known."""

import pytest

from connectors.base import Outcome, Parcel, ReplyToken
from errors import HelplineError, StoreUnavailable, TryLater, Withheld
from handoff.board import Mark
from handoff.conversation import State
from handoff.store import Work
from tests.handoff.house import House, at_work


async def marks(house: House, conversation: str, last: int = 1) -> list[Mark | None]:
    return [line.mark for line in (await house.queue.lines(conversation, "nok"))[-last:]]


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

    async def send(parcel: Parcel) -> Outcome:
        carried.append(parcel.lines[0].text)
        if carried.count("one") == len(carried):
            raise HelplineError("the platform closed the line")
        return Outcome.SENT

    monkeypatch.setattr(house.channel, "send", send)
    await house.say(conversation, "nok", "one")
    await house.say(conversation, "nok", "two")
    assert await marks(house, conversation, 2) == [Mark.UNCERTAIN, Mark.SENT]
    assert carried == ["one", "one", "two"]


async def test_a_store_that_goes_away_leaves_the_line_where_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)

    async def send(_parcel: Parcel) -> Outcome:
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


@pytest.mark.parametrize("second", list(Outcome))
async def test_a_counsellors_line_that_may_not_have_come_is_sent_once_more_and_marked(
    house: House, second: Outcome
) -> None:
    conversation = await held(house)
    house.channel.parcels.clear()
    house.channel.outcomes = [Outcome.UNCERTAIN, second]
    await house.say(conversation, "nok", "Hello.")
    assert [[line.text for line in parcel.lines] for parcel in house.channel.parcels] == [
        ["Hello."],
        ["Hello."],
    ]
    assert not any(parcel.tried for parcel in house.channel.parcels)
    assert await marks(house, conversation) == [Mark.UNCERTAIN]
    if second is Outcome.BLOCKED:  # the first may have come all the same; the child has left
        await house.pass_time(seconds=1)
        assert (await house.queue.card(conversation, "nok")).child_left


async def test_a_line_whose_try_was_cut_off_and_then_refused_is_uncertain(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash nobody knows what became of the first try; that the child has left is known."""
    conversation = await held(house)

    async def put_off(_parcel: Parcel) -> Outcome:
        monkeypatch.undo()
        house.channel.outcome = Outcome.BLOCKED
        raise TryLater(0, unchanged=True)

    monkeypatch.setattr(house.channel, "send", put_off)
    await house.say(conversation, "nok", "Hello.")
    assert await marks(house, conversation) == [Mark.UNCERTAIN]
    await house.pass_time(seconds=1)
    assert (await house.queue.card(conversation, "nok")).child_left


async def test_small_talk_that_may_have_come_is_not_sent_again(house: House) -> None:
    house.channel.outcome = Outcome.UNCERTAIN
    await house.child("a", "hello")
    ids = [parcel.lines[0].id for parcel in house.channel.parcels]
    assert len(ids) == len(set(ids))


async def test_what_a_child_in_danger_is_told_matters(house: House) -> None:
    await house.child("a", "hello")
    house.channel.parcels.clear()
    await house.child("a", "I want to die")
    lines = [line for parcel in house.channel.parcels for line in parcel.lines]
    assert lines
    assert all(line.matters for line in lines)


async def test_a_platform_that_takes_nothing_now_is_asked_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)
    tried: list[Parcel] = []

    async def send(parcel: Parcel) -> Outcome:
        tried.append(parcel)
        if len(tried) < 4:
            raise TryLater(0, unchanged=len(tried) == 2)
        return Outcome.SENT

    monkeypatch.setattr(house.channel, "send", send)
    await house.say(conversation, "nok", "Hello.")
    assert [parcel.tried for parcel in tried] == [False, False, True, False]
    assert await marks(house, conversation) == [Mark.SENT]


async def test_a_line_begun_by_a_process_that_died_is_known_to_have_been_tried(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)

    async def die(_parcel: Parcel) -> Outcome:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(house.channel, "send", die)
        with pytest.raises(KeyboardInterrupt):
            await house.say(conversation, "nok", "Hello.")
    house.channel.parcels.clear()
    await house.settle()
    assert [parcel.tried for parcel in house.channel.parcels] == [True]


async def test_several_lines_go_in_one_request_where_the_platform_can(house: House) -> None:
    house.channel.capacity = 5
    await house.child("a", "hello")
    assert [len(parcel.lines) for parcel in house.channel.parcels] == [
        len(house.channel.carried["a"])
    ]


async def test_a_parcel_that_is_tried_again_holds_the_same_lines(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A platform that knows the parcel by its key would drop a line that was added to it."""
    conversation = await held(house)
    house.channel.capacity = 5
    tried: list[list[str]] = []

    async def send(parcel: Parcel) -> Outcome:
        tried.append([line.text for line in parcel.lines])
        if len(tried) == 1:
            await house.queue.say(conversation, "nok", f"{2:036d}", "two")
            raise TryLater(0, unchanged=True)
        return Outcome.SENT

    monkeypatch.setattr(house.channel, "send", send)
    await house.say(conversation, "nok", "one")
    assert tried == [["one"], ["one"], ["two"]]


async def test_what_is_withheld_goes_with_the_answer_to_the_childs_next_message(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)
    house.channel.capacity = 5
    carried: list[tuple[ReplyToken | None, list[str]]] = []

    async def send(parcel: Parcel) -> Outcome:
        if parcel.reply is None:
            raise Withheld
        carried.append((parcel.reply, [line.text for line in parcel.lines]))
        return Outcome.SENT

    monkeypatch.setattr(house.channel, "send", send)
    await house.say(conversation, "nok", "one")
    await house.say(conversation, "nok", "two")
    assert await marks(house, conversation, 2) == [Mark.QUEUED, Mark.QUEUED]
    await house.child("a", "are you there?", reply_token="token")
    assert carried == [(ReplyToken("token", house.clock.now), ["one", "two"])]
    lines = await house.queue.lines(conversation, "nok")
    assert [line.mark for line in lines if line.author == "counsellor"] == [Mark.SENT, Mark.SENT]


async def test_a_reply_token_is_used_once(house: House) -> None:
    await house.child("a", "hello", reply_token="token")
    tokens = [parcel.reply.token for parcel in house.channel.parcels if parcel.reply]
    assert tokens == ["token"]
    assert len(house.channel.parcels) > 1


async def test_a_child_that_cannot_be_reached_any_more_has_left(house: House) -> None:
    conversation = await held(house)
    house.channel.outcome = Outcome.BLOCKED
    await house.say(conversation, "nok", "Hello.")
    await house.pass_time(seconds=1)
    card = await house.queue.card(conversation, "nok")
    assert card.child_left
    assert card.state is State.CLOSING


async def test_a_long_line_goes_in_parts_and_is_one_line_at_the_desk(house: House) -> None:
    conversation = await held(house)
    text = " ".join(f"This is sentence number {number}." for number in range(60))
    house.channel.parcels.clear()
    await house.say(conversation, "nok", text)
    parts = [line.text for parcel in house.channel.parcels for line in parcel.lines]
    assert len(parts) > 1
    assert " ".join(parts) == text
    [line] = [line for line in await house.queue.lines(conversation, "nok") if line.text == text]
    assert line.mark is Mark.SENT


async def test_a_part_that_failed_shows_on_the_whole_line(house: House) -> None:
    conversation = await held(house)
    house.channel.outcomes = [Outcome.FAILED, Outcome.SENT]
    await house.say(conversation, "nok", "word " * 300)
    assert await marks(house, conversation) == [Mark.FAILED]


async def test_waiting_for_a_turn_leaves_nothing_in_doubt(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends while a line only waits must not have to take it for sent."""
    conversation = await held(house)

    async def die(_parcel: Parcel) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(house.channel, "turn", die)
        with pytest.raises(KeyboardInterrupt):
            await house.say(conversation, "nok", "Hello.")
    house.channel.parcels.clear()
    await house.settle()
    assert [parcel.tried for parcel in house.channel.parcels] == [False]


async def test_a_turn_that_is_long_in_coming_is_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await held(house)
    asked = []

    async def turn(parcel: Parcel) -> None:
        asked.append(parcel)
        if len(asked) == 1:
            raise TryLater(0)

    monkeypatch.setattr(house.channel, "turn", turn)
    await house.say(conversation, "nok", "Hello.")
    assert len(asked) == 2
    assert await marks(house, conversation) == [Mark.SENT]
