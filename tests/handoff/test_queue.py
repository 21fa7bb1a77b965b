"""The queue: who is next, who may take it, and what only the one who holds it may do."""

import asyncio
import uuid

import pytest

from connectors.base import Kind
from errors import Refused
from handoff.board import Destination, Mark, WrapUp
from handoff.conversation import State
from handoff.post import MOST, USUAL
from tests.handoff.house import House

FORM = WrapUp(
    reason="bullying", risk="concern", outcome="handed_over", online_harm=("image_shared",)
)


async def held(house: House, who: str = "a", staff: str = "nok") -> str:
    conversation = await house.hand_over(who)
    await house.queue.claim(conversation, staff)
    await house.settle()
    return conversation


async def test_the_longest_wait_comes_first_and_danger_before_it(house: House) -> None:
    for who in ("first", "second", "third"):
        await house.hand_over(who)
        house.clock.passes(minutes=1)
    await house.child("third", "I want to die")
    board = await house.queue.board("nok")
    order = [card.id for card in board.waiting]
    assert order == [await house.conversation(who) for who in ("third", "first", "second")]
    assert [card.place for card in board.waiting] == [1, 2, 3]
    assert board.numbers.waiting == 3
    assert board.numbers.waiting_danger == 1
    assert board.numbers.longest_wait_since == board.waiting[1].waiting_since


async def test_a_claim_tells_the_child_and_empties_the_place(house: House) -> None:
    conversation = await held(house)
    board = await house.queue.board("nok")
    assert board.waiting == ()
    assert [card.id for card in board.mine] == [conversation]
    words = house.mind.content.words
    joined = {words.say("notice.counsellor_joined", language) for language in ("th", "en")}
    assert joined & set(house.heard("a", "notice"))


async def test_a_claim_made_again_by_the_same_person_is_theirs_still(house: House) -> None:
    """The answer to the first may have been lost on its way; the child is told once."""
    conversation = await held(house)
    card = await house.queue.claim(conversation, "nok")
    await house.settle()
    assert card.counsellor == "nok"
    assert len(house.heard("a", "notice")) == 1
    with pytest.raises(Refused):
        await house.queue.claim(conversation, "dao")


async def test_nobody_takes_more_than_they_have_set_by_taking_all_at_once(house: House) -> None:
    """Two tabs, or a hand that is quicker than the page."""
    waiting = [await house.hand_over(who) for who in ("a", "b", "c", "d")]
    done = await asyncio.gather(
        *(house.queue.claim(conversation, "nok") for conversation in waiting),
        return_exceptions=True,
    )
    assert [isinstance(one, Refused) for one in done].count(True) == len(waiting) - USUAL
    assert len((await house.queue.board("nok")).mine) == USUAL


async def test_nobody_takes_more_than_they_have_set(house: House) -> None:
    for number in range(USUAL):
        await held(house, f"child-{number}")
    conversation = await house.hand_over("one too many")
    with pytest.raises(Refused, match="as you have set"):
        await house.queue.claim(conversation, "nok")
    await house.queue.repost("nok", lambda post: post.working(capacity=3, offered=False))
    await house.queue.claim(conversation, "nok")


async def test_nobody_accepts_more_than_anybody_can_hold(house: House) -> None:
    await house.queue.repost("nok", lambda post: post.on().working(capacity=99, offered=False))
    for number in range(MOST):
        await held(house, f"child-{number}")
    conversation = await held(house, "one too many", "dao")
    await house.queue.transfer(conversation, "dao", Destination("nok"))
    with pytest.raises(Refused, match="as you have set"):
        await house.queue.claim(conversation, "nok")
    assert (await house.queue.board("nok")).offered


async def test_only_the_one_who_holds_it_reads_and_writes(house: House) -> None:
    conversation = await held(house)
    line_id = str(uuid.uuid4())
    for act in (
        house.queue.lines(conversation, "dao"),
        house.queue.say(conversation, "dao", line_id, "x"),
        house.queue.note(conversation, "dao", line_id, "x"),
        house.queue.hand_back(conversation, "dao"),
        house.queue.transfer(conversation, "dao", Destination()),
        house.queue.end(conversation, "dao"),
        house.queue.close(conversation, "dao", FORM),
        house.queue.seen(conversation, "dao", 1),
        house.queue.typing(conversation, "dao"),
        house.queue.card(conversation, "dao"),
    ):
        with pytest.raises(Refused):
            await act
    assert await house.state(conversation) is State.COUNSELLOR


async def test_the_same_line_is_sent_once(house: House) -> None:
    conversation = await held(house)
    line_id = str(uuid.uuid4())
    lines = await asyncio.gather(
        *(house.queue.say(conversation, "nok", line_id, "Hello.") for _ in range(5))
    )
    await house.settle()
    assert len({line.seq for line in lines}) == 1
    assert house.heard("a", "counsellor") == ["Hello."]


async def test_a_note_never_reaches_the_child(house: House) -> None:
    conversation = await held(house)
    heard = house.heard("a")
    line_id = str(uuid.uuid4())
    first = await house.queue.note(conversation, "nok", line_id, "thoughts")
    again = await house.queue.note(conversation, "nok", line_id, "thoughts")
    await house.settle()
    assert house.heard("a") == heard
    assert (first.seq, first.mark) == (again.seq, again.mark)
    assert [line.author for line in await house.queue.lines(conversation, "nok")][-1] == "note"


async def test_lines_go_on_from_where_one_has_read(house: House) -> None:
    conversation = await held(house)
    everything = await house.queue.lines(conversation, "nok")
    assert [line.seq for line in everything] == list(range(1, len(everything) + 1))
    assert await house.queue.lines(conversation, "nok", after=3) == everything[3:]


async def test_unread_lines_are_counted_until_seen(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "one")
    await house.child("a", "two")
    [card] = (await house.queue.board("nok")).mine
    assert card.unread == 2
    assert card.child_since is not None
    lines = await house.queue.lines(conversation, "nok")
    await house.queue.seen(conversation, "nok", lines[-2].seq)
    assert (await house.queue.card(conversation, "nok")).unread == 2
    await house.queue.seen(conversation, "nok", lines[-1].seq)
    card = await house.queue.card(conversation, "nok")
    assert card.unread == 0
    assert card.child_since is not None
    await house.say(conversation, "nok", "Yes?")
    assert (await house.queue.card(conversation, "nok")).child_since is None


async def test_handed_back_the_bot_answers_again_and_the_child_is_told(house: House) -> None:
    conversation = await held(house)
    await house.queue.hand_back(conversation, "nok")
    await house.settle()
    before = len(house.heard("a", "bot"))
    await house.child("a", "where can i get help")
    assert len(house.heard("a", "bot")) > before
    assert (await house.queue.board("nok")).mine == ()
    with pytest.raises(Refused):
        await house.queue.lines(conversation, "nok")


async def test_back_in_the_queue_it_keeps_its_place(house: House) -> None:
    conversation = await held(house)
    house.clock.passes(minutes=5)
    later = await house.hand_over("b")
    await house.queue.transfer(conversation, "nok", Destination())
    await house.settle()
    assert [card.id for card in (await house.queue.board("nok")).waiting] == [conversation, later]


async def test_an_offer_is_for_one_colleague_and_runs_out(house: House) -> None:
    conversation = await held(house)
    with pytest.raises(Refused, match="not on duty"):
        await house.queue.transfer(conversation, "nok", Destination("dao"))
    for name in ("dao", "lek"):
        await house.queue.set_duty(name, on=True)
    assert [post.name for post in await house.queue.colleagues("dao")] == ["lek"]
    await house.queue.transfer(conversation, "nok", Destination("dao"))
    await house.settle()
    assert [card.id for card in (await house.queue.board("dao")).offered] == [conversation]
    for refused in (
        house.queue.claim(conversation, "lek"),
        house.queue.refuse(conversation, "lek"),
    ):
        with pytest.raises(Refused):
            await refused
    await house.pass_time(seconds=61)
    assert await house.state(conversation) is State.WAITING
    assert (await house.queue.board("dao")).offered == ()


async def test_an_offer_taken_does_not_run_out(house: House) -> None:
    conversation = await held(house)
    await house.queue.set_duty("dao", on=True)
    await house.queue.transfer(conversation, "nok", Destination("dao"))
    await house.queue.claim(conversation, "dao")
    await house.pass_time(seconds=61)
    assert [card.id for card in (await house.queue.board("dao")).mine] == [conversation]


async def test_an_offer_declined_goes_back_to_its_place(house: House) -> None:
    conversation = await held(house)
    await house.queue.set_duty("dao", on=True)
    await house.queue.transfer(conversation, "nok", Destination("dao"))
    await house.queue.refuse(conversation, "dao")
    assert [card.id for card in (await house.queue.board("nok")).waiting] == [conversation]


async def test_a_word_after_the_goodbye_opens_the_conversation_again(house: House) -> None:
    conversation = await held(house)
    await house.queue.end(conversation, "nok")
    await house.settle()
    assert await house.state(conversation) is State.CLOSING
    await house.child("a", "one more thing")
    assert await house.state(conversation) is State.COUNSELLOR
    await house.pass_time(minutes=31)
    assert await house.state(conversation) is State.WAITING  # nobody answered; it is not closed


async def test_closing_is_refused_while_the_child_has_just_written(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "wait", settle=False)
    with pytest.raises(Refused, match="just written"):
        await house.queue.close(conversation, "nok", FORM)
    await house.settle()
    assert "wait" in [line.text for line in await house.queue.lines(conversation, "nok")]


async def test_closing_counts_the_form_once_and_forgets(house: House) -> None:
    conversation = await held(house)
    foretold = await house.queue.counted(conversation, "nok", FORM)
    with pytest.raises(Refused, match="not yours"):
        await house.queue.counted(conversation, "anan", FORM)
    await house.queue.close(conversation, "nok", FORM)
    with pytest.raises(Refused, match="ended"):
        await house.queue.close(conversation, "nok", FORM)
    await house.settle()
    names = house.store.partitions[0]
    [month] = [key async for key in house.store.client.scan_iter("*counters:*")]
    counters = await house.store.call("HGETALL", month)
    assert (counters[b"contacts"], counters[b"reason:bullying"]) == (b"1", b"1")
    assert counters[b"online_harm:image_shared"] == b"1"
    assert {name.decode(): int(count) for name, count in counters.items()} == dict.fromkeys(
        foretold, 1
    )
    assert await house.state(conversation) is None
    assert not await house.store.call("EXISTS", names.open)
    assert house.keyring.conversations() == frozenset()


async def test_a_line_on_its_way_still_arrives_when_all_is_closed(house: House) -> None:
    """The keys are destroyed once the last line is with the child, not before."""
    conversation = await held(house)
    await house.queue.say(conversation, "nok", str(uuid.uuid4()), "Take care.")
    await house.queue.close(conversation, "nok", FORM)
    assert house.keyring.holds(conversation)
    await house.settle()
    assert house.heard("a", "counsellor") == ["Take care."]
    assert house.keyring.conversations() == frozenset()


async def test_the_bots_goodbye_still_arrives_when_a_child_leaves(house: House) -> None:
    await house.child("a", "hello")
    before = len(house.heard("a"))
    await house.tap("a", "exit")
    assert len(house.heard("a")) > before
    assert house.keyring.conversations() == frozenset()


async def test_a_child_that_leaves_a_counsellor_can_still_be_wrapped_up(house: House) -> None:
    conversation = await held(house)
    await house.child("a", kind=Kind.EXIT)
    card = await house.queue.card(conversation, "nok")
    assert (card.state, card.child_left) == (State.CLOSING, True)
    await house.queue.close(conversation, "nok", FORM)
    assert await house.state(conversation) is None


async def test_the_numbers_a_supervisor_sees(house: House) -> None:
    await house.child("with the bot", "hello")
    await house.hand_over("waits")
    await held(house, "held")
    await house.queue.set_duty("nok", on=True)
    numbers = (await house.queue.board("supervisor")).numbers
    assert (numbers.with_bot, numbers.waiting, numbers.in_conversation) == (1, 1, 1)
    assert numbers.on_duty == 1
    await house.queue.set_duty("nok", on=False)
    assert (await house.queue.board("nok")).numbers.on_duty == 0


async def test_a_card_never_says_who_the_child_is(house: House) -> None:
    conversation = await house.hand_over("telegram-id-77")
    assert "telegram-id-77" not in repr(await house.queue.board("nok"))
    assert "telegram-id-77" not in repr(await house.queue.card(conversation, "nok"))


async def test_a_line_shows_what_became_of_it(house: House) -> None:
    conversation = await held(house)
    line = await house.queue.say(conversation, "nok", str(uuid.uuid4()), "Hello.")
    assert line.mark is Mark.QUEUED
    await house.settle()
    assert (await house.queue.lines(conversation, "nok"))[-1].mark is Mark.SENT


async def hidden(house: House) -> tuple[str, str]:
    """Return a conversation in which the child hid a number, and the line it stands in."""
    conversation = await held(house)
    await house.child("a", "call me 081-234-5678")
    line = next(one for one in await house.queue.lines(conversation, "nok") if one.masked)
    return conversation, line.id


async def ask(house: House, conversation: str, line_id: str) -> None:
    await house.queue.ask_to_see(conversation, "nok", line_id)
    await house.timekeeper.fire_all()
    await house.settle()


async def test_a_child_that_is_asked_may_show_what_was_hidden(house: House) -> None:
    conversation, line_id = await hidden(house)
    await ask(house, conversation, line_id)
    asked = house.channel.carried["a"][-1]
    assert asked.text in {
        house.mind.content.words.say("notice.asked_to_see", language) for language in ("th", "en")
    }
    assert [one.asked for one in await house.queue.lines(conversation, "nok") if one.masked] == [
        True
    ]
    await house.tap("a", asked.buttons[0].key)
    assert "call me 081-234-5678" in [
        one.text for one in await house.queue.lines(conversation, "nok")
    ]


async def test_a_child_is_asked_once_for_each_line(house: House) -> None:
    conversation, line_id = await hidden(house)
    await ask(house, conversation, line_id)
    heard = len(house.heard("a"))
    await ask(house, conversation, line_id)
    assert len(house.heard("a")) == heard


async def test_a_child_that_chose_to_keep_it_hidden_is_not_asked(house: House) -> None:
    conversation, line_id = await hidden(house)
    await house.tap("a", f"keep:{line_id}")
    heard = len(house.heard("a"))
    await ask(house, conversation, line_id)
    assert len(house.heard("a")) == heard
    last = (await house.queue.lines(conversation, "nok"))[-1]
    assert last.author == "note"
    assert "5678" not in " ".join(one.text for one in await house.queue.lines(conversation, "nok"))


async def test_nobody_else_may_have_a_child_asked(house: House) -> None:
    conversation, line_id = await hidden(house)
    with pytest.raises(Refused):
        await house.queue.ask_to_see(conversation, "dao", line_id)
