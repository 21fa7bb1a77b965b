"""What a child is answered that sent no words: kindly, truly, and with what helps instead."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Step, Tap, Turn, Wish
from bot.directory import Directory
from bot.reading import Reading, Screening
from bot.risk import Risk
from bot.texts import SORTS
from connectors import base

SHIPPED = Path(__file__).parents[2] / "bot/content"
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))
ON_DUTY = Moment(on_duty=True, place=None, at=EVENING, channel="telegram")
ENGLISH = DialogueState(language="en", greeted=True)


def told(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def keys(turn: Turn) -> list[str]:
    return [choice.key for choice in turn.replies[-1].choices]


def typed(text: str, risk: Risk = Risk.NONE, intent: str = "yes") -> Reading:
    return Reading(Screening(text, text, "en", risk), intent, 0.9, "rasa")


@pytest.fixture(scope="module")
def dialogue(content: Content) -> Dialogue:
    return Dialogue(content)


def test_the_sorts_are_those_of_the_channels() -> None:
    assert SORTS == base.SORTS


@pytest.mark.parametrize("sort", [one for one in SORTS if one != "sticker"])
def test_every_sort_is_said_not_to_be_kept(dialogue: Dialogue, sort: str) -> None:
    turn = dialogue.media(ENGLISH, sort, ON_DUTY)
    assert "not kept" in told(turn)
    assert "human" in keys(turn)
    assert turn.state == ENGLISH
    thai = dialogue.media(DialogueState(language="th"), sort, ON_DUTY)
    assert "ไม่ได้เก็บไว้" in told(thai)


def test_each_sort_has_its_own_answer(dialogue: Dialogue) -> None:
    said = {told(dialogue.media(ENGLISH, sort, ON_DUTY)) for sort in SORTS}
    assert len(said) == len(SORTS)
    assert told(dialogue.media(ENGLISH, "hologram", ON_DUTY)) == told(
        dialogue.media(ENGLISH, "other", ON_DUTY)
    )


@pytest.mark.parametrize("sort", ["picture", "video"])
def test_a_picture_is_not_to_be_sent_to_anyone_and_what_helps_stands_under_it(
    dialogue: Dialogue, sort: str
) -> None:
    turn = dialogue.media(ENGLISH, sort, ON_DUTY)
    for part in ("please don't send it to anyone, not even here", "not your fault"):
        assert part in told(turn)
    assert "Take It Down" in told(turn)
    assert "police" in told(turn)
    assert keys(turn) == ["card:remove_images", "card:report_police", "human", "menu"]


def test_confirmed_sites_stand_under_a_picture_with_their_links() -> None:
    directory = Directory.load(SHIPPED / "services", demo=True)
    dialogue = Dialogue(Content.load(SHIPPED, directory=directory))
    turn = dialogue.media(ENGLISH, "picture", ON_DUTY)
    assert keys(turn)[:2] == ["url:https://takeitdown.ncmec.org", "url:https://help.ticac.org"]
    assert "help.ticac.org" in told(turn)


def test_a_place_and_a_voice_lead_to_a_call(dialogue: Dialogue) -> None:
    assert keys(dialogue.media(ENGLISH, "location", ON_DUTY))[0] == "tel:191"
    assert keys(dialogue.media(ENGLISH, "voice", ON_DUTY))[0] == "tel:1387"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("on_duty", [True, False])
def test_in_the_queue_the_buttons_of_the_queue_stay(
    dialogue: Dialogue, sort: str, *, on_duty: bool
) -> None:
    for place, waiting in ((2, False), (None, True)):
        moment = replace(ON_DUTY, on_duty=on_duty, place=place)
        turn = dialogue.media(ENGLISH, sort, moment, waiting=waiting)
        assert keys(turn)[-3:] == ["place", "meanwhile", "leave"]
        assert "human" not in keys(turn)
        assert ("card:remove_images" in keys(turn)) is (sort in {"picture", "video"})


@pytest.mark.parametrize("step", [Step.CONTACT_BY, Step.AGE_BAND, Step.TOPIC])
def test_an_open_question_stays_open_with_all_its_answers(dialogue: Dialogue, step: Step) -> None:
    turn = dialogue.media(replace(ENGLISH, step=step), "picture", ON_DUTY)
    assert turn.state.step is step
    assert keys(turn)[-1] == "skip_all"
    assert ("card:remove_images" in keys(turn)) is (step is not Step.TOPIC)


@pytest.mark.parametrize("text", ["😢", ".", "?", "", "❤", "!", "😢😢 ..."])
def test_a_message_without_words_is_no_misunderstanding(dialogue: Dialogue, text: str) -> None:
    turn = dialogue.answer(replace(ENGLISH, misunderstandings=1), typed(text), ON_DUTY)
    assert "It's OK if words are hard to find" in told(turn)
    assert turn.state.misunderstandings == 1
    assert turn.wish is Wish.NONE
    assert "human" in keys(turn)


def test_a_message_without_words_agrees_to_nothing(dialogue: Dialogue) -> None:
    asked = dialogue.answer(ENGLISH, Tap("card:delete_my_data"), ON_DUTY)
    assert asked.state.asked == "forget"
    assert dialogue.answer(asked.state, typed("👍"), ON_DUTY).wish is Wish.NONE


def test_a_message_without_words_leaves_the_question_open(dialogue: Dialogue) -> None:
    turn = dialogue.answer(replace(ENGLISH, step=Step.AGE_BAND), typed("😢"), ON_DUTY)
    assert turn.state.step is Step.AGE_BAND
    assert "skip_all" in keys(turn)


def test_danger_comes_before_all_that_has_no_words(dialogue: Dialogue) -> None:
    turn = dialogue.answer(ENGLISH, typed("😢", Risk.DANGER), ON_DUTY)
    assert turn.wish is Wish.HAND_OVER
    assert "191" in told(turn)


@pytest.mark.parametrize("sort", SORTS)
def test_the_counsellor_reads_what_came_and_never_that_it_was_seen(
    dialogue: Dialogue, sort: str
) -> None:
    for state in (ENGLISH, DialogueState(language="th")):
        line = dialogue.word(f"notice.sent.{sort}", state).text
        assert "opened" in line or "ไม่มีใครเปิด" in line or sort == "sticker"


def test_what_was_passed_on_is_told_as_such(dialogue: Dialogue) -> None:
    line = dialogue.word("notice.forwarded", ENGLISH, text="{hello}").text
    assert line == "Passed on from somebody else: {hello}"
