"""Reading along and taking over: never in secret, never without a reason, never by the child's loss."""

import uuid

import pytest

from errors import Refused
from handoff.conversation import State
from handoff.patience import Patience
from handoff.supervision import Reason, Supervision
from tests.handoff.house import House
from tests.handoff.test_queue import held


@pytest.fixture
def supervision(house: House) -> Supervision:
    return Supervision(
        lists=house.queue.reading,
        acts=house.queue.acts,
        words=house.mind.content.words,
        patience=Patience(),
    )


async def test_nobody_reads_along_without_a_reason_given(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    with pytest.raises(Refused, match="not yours"):
        await house.queue.lines(conversation, "somchai")
    await supervision.follow(conversation, "somchai", Reason.TRAINING)
    assert await house.queue.lines(conversation, "somchai") == await house.queue.lines(
        conversation, "nok"
    )


async def test_its_counsellor_is_shown_who_reads_along_and_why(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    cursor = (await house.queue.board("nok")).cursor
    await supervision.follow(conversation, "somchai", Reason.DANGER)
    card = await house.queue.card(conversation, "nok")
    assert card.followers == {"somchai": "danger"}
    change = await anext(aiter(house.queue.changes(cursor)))
    assert (change.kind, change.conversation) == ("state", conversation)
    assert [card.id for card in (await house.queue.board("somchai")).followed] == [conversation]


async def test_who_reads_along_whispers_and_never_writes_to_the_child(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    await supervision.follow(conversation, "somchai", Reason.ASKED)
    with pytest.raises(Refused):
        await house.queue.say(conversation, "somchai", str(uuid.uuid4()), "hello child")
    await house.queue.note(conversation, "somchai", str(uuid.uuid4()), "ask where it is now")
    await house.settle()
    line = (await house.queue.lines(conversation, "nok"))[-1]
    assert (line.author, line.by, line.text) == ("note", "somchai", "ask where it is now")
    assert "ask where it is now" not in house.heard("a")
    assert "hello child" not in house.heard("a")


async def test_leaving_ends_the_reading(house: House, supervision: Supervision) -> None:
    conversation = await held(house)
    await supervision.follow(conversation, "somchai", Reason.LATE)
    await supervision.follow(conversation, "wan", Reason.TRAINING)
    await supervision.leave(conversation, "somchai")
    with pytest.raises(Refused):
        await house.queue.lines(conversation, "somchai")
    assert (await house.queue.card(conversation, "nok")).followers == {"wan": "training"}


async def test_taking_over_needs_following_and_the_child_is_told(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    with pytest.raises(Refused, match="follow this conversation first"):
        await supervision.take_over(conversation, "somchai")
    await supervision.follow(conversation, "somchai", Reason.DANGER)
    await supervision.take_over(conversation, "somchai")
    await house.settle()

    card = await house.queue.card(conversation, "somchai")
    assert (card.counsellor, card.followers) == ("somchai", {})
    words = house.mind.content.words
    changed = {words.say("notice.counsellor_changed", language) for language in ("th", "en")}
    assert house.heard("a", "notice")[-1] in changed
    await house.say(conversation, "somchai", "I go on with you")
    with pytest.raises(Refused):
        await house.queue.lines(conversation, "nok")


async def test_a_child_that_waits_for_its_counsellor_waits_for_the_new_one(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    await house.child("a", "are you there")
    await supervision.follow(conversation, "somchai", Reason.LATE)
    await supervision.take_over(conversation, "somchai")
    await house.pass_time(minutes=16)
    assert await house.state(conversation) is State.WAITING


async def test_reading_along_ends_when_nobody_holds_it(
    house: House, supervision: Supervision
) -> None:
    conversation = await held(house)
    await supervision.follow(conversation, "somchai", Reason.TRAINING)
    await house.queue.hand_back(conversation, "nok")
    with pytest.raises(Refused):
        await house.queue.lines(conversation, "somchai")
    with pytest.raises(Refused, match="nobody holds"):
        await supervision.follow(conversation, "somchai", Reason.TRAINING)
    conversation = await held(house, "b")
    with pytest.raises(Refused, match="yourself"):
        await supervision.follow(conversation, "nok", Reason.TRAINING)
