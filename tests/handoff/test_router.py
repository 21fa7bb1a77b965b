"""The router: every message reaches its owner once, in order, and no child meets silence."""

from connectors.base import Kind, Receipt
from handoff.conversation import State
from tests.handoff.house import House


async def test_a_greeting_is_answered_by_the_bot(house: House) -> None:
    await house.child("a", "hello")
    assert house.heard("a", "bot")


async def test_a_redelivered_event_changes_nothing(house: House) -> None:
    """The same event id, twice and late, is taken once."""
    first = await house.child("a", "hello", event_id="e1")
    heard = house.heard("a")
    again = await house.child("a", "hello", event_id="e1")
    assert (first, again) == (Receipt.ACCEPTED, Receipt.DUPLICATE)
    assert house.heard("a") == heard


async def test_a_person_is_brought_after_the_questions_are_skipped(house: House) -> None:
    conversation = await house.hand_over("a")
    board = await house.queue.board("nok")
    assert [card.id for card in board.waiting] == [conversation]


async def test_danger_is_answered_at_once_and_goes_to_the_front(house: House) -> None:
    await house.hand_over("a")
    house.clock.passes(minutes=5)
    await house.child("b", "I want to die")
    board = await house.queue.board("nok")
    assert board.waiting[0].id == await house.conversation("b")
    assert any("1323" in text or "1669" in text for text in house.heard("b", "bot"))


async def test_the_bot_is_silent_once_a_counsellor_has_the_child(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    before = house.heard("a", "bot")
    await house.child("a", "where can I get help")
    assert house.heard("a", "bot") == before
    assert (await house.queue.lines(conversation, "nok"))[-1].text == "where can I get help"


async def test_what_the_counsellor_writes_reaches_the_child(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.say(conversation, "nok", "I am here.")
    assert house.heard("a", "counsellor") == ["I am here."]
    assert (await house.queue.lines(conversation, "nok"))[-1].mark == "sent"


async def test_a_detail_is_masked_until_the_child_shares_it(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.child("a", "call me at 081-234-5678", event_id="e9")
    line = next(x for x in await house.queue.lines(conversation, "nok") if x.id == "e9")
    assert "081" not in line.text
    assert (line.masked, line.shown) == (1, False)
    await house.tap("a", "share:e9")
    line = next(x for x in await house.queue.lines(conversation, "nok") if x.id == "e9")
    assert "081-234-5678" in line.text
    assert (line.masked, line.shown) == (0, True)


async def test_forget_closes_and_destroys_the_keys(house: House) -> None:
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.child("a", kind=Kind.FORGET)
    assert await house.state(conversation) is None
    assert house.keyring.conversations() == frozenset()


async def test_silence_in_the_questions_brings_a_person_all_the_same(house: House) -> None:
    await house.child("a", "hello")
    await house.tap("a", "human")
    conversation = await house.conversation("a")
    assert await house.state(conversation) is State.BOT
    await house.pass_time(seconds=61)
    assert await house.state(conversation) is State.WAITING


async def test_a_platforms_event_id_stands_nowhere_in_the_clear(house: House) -> None:
    """An update id would let somebody with the platform's records find the child."""
    await house.child("a", "call me at 081-234-5678", event_id="update-778899")
    held = [await house.store.call("DUMP", key) for key in await house.store.call("KEYS", "*")]
    assert held
    assert not any(b"778899" in bytes(value) for value in held)
