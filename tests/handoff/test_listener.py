"""What a child does besides writing: it changes and withdraws, sends pictures, leaves in a hurry."""

import pytest

from bot.language import Language
from bot.risk import Risk
from connectors.base import SORTS, Kind
from handoff.conversation import State
from handoff.seals import StoredLine
from tests.handoff.house import House


async def own(house: House, conversation: str) -> list[StoredLine]:
    """Return the child's own lines."""
    return [line for line in await house.transcript(conversation) if line.author == "child"]


async def held(house: House) -> str:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    return conversation


async def test_an_edited_message_replaces_its_words_and_is_not_answered_again(
    house: House,
) -> None:
    await house.child("a", "I feel sad", subject="7")
    answers = len(house.heard("a"))
    await house.child("a", "I feel lonely", kind=Kind.EDITED, subject="7")
    [line] = await own(house, await house.conversation("a"))
    assert (line.text, line.amended) == ("I feel lonely", "edited")
    assert len(house.heard("a")) == answers


async def test_an_edit_that_tells_of_danger_is_answered_at_once(house: House) -> None:
    await house.child("a", "I feel sad", subject="7")
    await house.child("a", "I want to die", kind=Kind.EDITED, subject="7")
    conversation = await house.conversation("a")
    assert await house.state(conversation) is State.WAITING
    assert (await own(house, conversation))[0].risk == Risk.DANGER
    assert "1669" in " ".join(house.heard("a")) or "191" in " ".join(house.heard("a"))


async def test_an_edit_hides_personal_details_and_tells_the_child(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "call me", subject="7")
    await house.child("a", "call me 081-234-5678", kind=Kind.EDITED, subject="7")
    line = (await own(house, conversation))[-1]
    assert "5678" not in line.text
    assert line.masked == 1
    notice = house.channel.carried["a"][-1]
    assert [button.key.partition(":")[0] for button in notice.buttons] == ["share", "keep"]
    await house.tap("a", notice.buttons[0].key)
    assert (await own(house, conversation))[-1].text == "call me 081-234-5678"


async def test_what_was_edited_cannot_be_shown_as_it_was(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "call me 081-234-5678", subject="7")
    share = house.channel.carried["a"][-1].buttons[0].key
    await house.child("a", "call me", kind=Kind.EDITED, subject="7")
    await house.tap("a", share)
    assert "5678" not in " ".join(line.text for line in await house.transcript(conversation))


async def test_an_edit_of_a_conversation_that_is_no_more_is_heard_as_new(house: House) -> None:
    await house.child("a", "I feel sad", kind=Kind.EDITED, subject="7")
    assert (await own(house, await house.conversation("a")))[0].text == "I feel sad"
    assert house.heard("a")


async def test_an_edit_while_a_counsellor_reads_is_shown_as_unread(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "hello", subject="7")
    await house.queue.seen(conversation, "nok", 1_000)
    await house.child("a", "hello?", kind=Kind.EDITED, subject="7")
    assert (await house.queue.card(conversation, "nok")).unread == 1
    assert [line.amended for line in await house.queue.lines(conversation, "nok")].count(
        "edited"
    ) == 1


async def test_a_withdrawn_message_is_gone_from_the_desk_and_from_what_was_hidden(
    house: House,
) -> None:
    conversation = await held(house)
    await house.child("a", "call me 081-234-5678, it is about a secret", subject="7")
    share = house.channel.carried["a"][-1].buttons[0].key
    await house.child("a", kind=Kind.WITHDRAWN, subject="7")
    await house.tap("a", share)
    lines = await house.queue.lines(conversation, "nok")
    assert [line.amended for line in lines].count("withdrawn") == 1
    assert "secret" not in " ".join(line.text for line in lines)
    names = house.store.names(conversation)
    assert not await house.store.call("EXISTS", names.finds)


async def test_a_message_withdrawn_before_it_came_is_left_out(house: House) -> None:
    await house.child("a", "hello", subject="6")
    await house.child("a", kind=Kind.WITHDRAWN, subject="7")
    answers = len(house.heard("a"))
    await house.child("a", "a secret", subject="7")
    await house.child("a", "thank you", subject="8")
    texts = [line.text for line in await own(house, await house.conversation("a"))]
    assert texts == ["hello", "thank you"]
    assert len(house.heard("a")) > answers


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("language", ["th", "en"])
async def test_what_is_not_words_is_answered_and_shown_as_a_word_only(
    house: House, sort: str, language: Language
) -> None:
    await house.child("a", sort, kind=Kind.MEDIA, page=language)
    [line] = await own(house, await house.conversation("a"))
    words = house.mind.content.words
    assert line.text == words.say(f"notice.sent.{sort}", language)
    assert words.say(f"media.{sort}", language) in "\n".join(house.heard("a"))


async def test_a_counsellors_child_is_told_that_what_it_sent_was_not_opened(house: House) -> None:
    conversation = await held(house)
    before = len(house.heard("a"))
    await house.child("a", "picture", kind=Kind.MEDIA)
    assert len(house.heard("a", "notice")) > 0
    assert len(house.heard("a")) == before + 1
    assert (await house.queue.card(conversation, "nok")).unread == 1


async def test_words_passed_on_are_shown_as_such(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "pay me or else", forwarded=True)
    text = (await own(house, conversation))[-1].text
    assert "pay me or else" in text
    assert text != "pay me or else"


@pytest.mark.parametrize(("said", "key"), [("Talk to a person", "human"), ("ENGLISH", "lang:en")])
async def test_a_label_may_be_typed_instead_of_pressed(house: House, said: str, key: str) -> None:
    await house.tap("a", "lang:en")
    await house.child("a", said)
    typed = house.heard("a")
    await house.tap("b", "lang:en")
    await house.tap("b", key)
    assert typed == house.heard("b")


async def test_a_number_may_be_typed_instead_of_pressed(house: House) -> None:
    await house.tap("a", "lang:en")
    shown = house.channel.carried["a"][-1].buttons
    await house.child("a", "1")
    await house.tap("b", "lang:en")
    await house.tap("b", shown[0].key)
    assert house.heard("a") == house.heard("b")


async def test_a_counsellors_child_may_type_a_number_and_means_it(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "1")
    assert (await own(house, conversation))[-1].text == "1"


async def test_the_choice_to_show_a_detail_may_be_typed_to_a_counsellor(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "call me 081-234-5678")
    label = house.channel.carried["a"][-1].buttons[0].label
    await house.child("a", label)
    assert "081-234-5678" in " ".join(line.text for line in await own(house, conversation))


@pytest.mark.parametrize("said", ["/exit", "quick exit", "ออกด่วน"])
async def test_a_quick_exit_works_while_a_counsellor_has_the_child(house: House, said: str) -> None:
    conversation = await held(house)
    await house.child("a", said)
    last = house.channel.carried["a"][-1]
    assert last.clear
    assert last.author == "notice"
    assert (await house.queue.card(conversation, "nok")).child_left


async def test_delete_this_chat_forgets_everything_also_from_a_counsellor(house: House) -> None:
    conversation = await held(house)
    await house.child("a", "delete this chat")
    assert house.channel.carried["a"][-1].clear
    assert await house.state(conversation) is None


async def test_only_the_line_of_an_exit_clears_the_chat(house: House) -> None:
    await house.child("a", "hello")
    assert not any(line.clear for line in house.channel.carried["a"])
    await house.tap("a", "exit")
    assert house.channel.carried["a"][-1].clear


async def test_who_has_not_written_yet_is_greeted_in_both_languages(house: House) -> None:
    await house.tap("a", "start")
    words = house.mind.content.words
    first = house.heard("a")[0]
    assert words.say("greet.hello", "th") in first
    assert words.say("greet.hello", "en") in first
    await house.child("a", "hello")
    assert words.say("greet.again", "en") in house.heard("a")[-1]


async def test_a_person_who_has_come_is_told_with_a_sound(house: House) -> None:
    await held(house)
    assert house.channel.carried["a"][-1].matters
