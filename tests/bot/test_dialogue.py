"""The rules of the dialogue, one by one."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Reply, Step, Tap, Turn, Wish
from bot.directory import Directory
from bot.intents import WORRIES
from bot.language import Language
from bot.reading import Reading, Screening
from bot.risk import Risk
from errors import InvalidContent

SHIPPED = Path(__file__).parents[2] / "bot/content"
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))
ON_DUTY = Moment(on_duty=True, place=None, at=EVENING, channel="web")
NOBODY = replace(ON_DUTY, on_duty=False)


def reading(
    intent: str,
    *,
    text: str = "some words",
    risk: Risk = Risk.NONE,
    language: Language = "en",
    confidence: float = 0.9,
    by: str = "rasa",
) -> Reading:
    screening = Screening(text, text, language, risk)
    return Reading(screening, intent, confidence, "keywords" if by == "keywords" else "rasa")


def told(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def keys(turn: Turn) -> list[str]:
    return [choice.key for choice in turn.replies[-1].choices]


@pytest.fixture(scope="session")
def dialogue(content: Content) -> Dialogue:
    return Dialogue(content)


@pytest.mark.parametrize("key", ["human", "skip_all"])
def test_asking_twice_for_a_person_skips_every_question(dialogue: Dialogue, key: str) -> None:
    asked = dialogue.answer(DialogueState(), Tap("human"), ON_DUTY)
    assert asked.state.step is Step.CONTACT_BY
    assert dialogue.answer(asked.state, Tap(key), ON_DUTY).wish is Wish.HAND_OVER


def test_before_the_queue_a_child_hears_what_is_seen_and_the_limits_of_secrecy(
    dialogue: Dialogue,
) -> None:
    for moment in (ON_DUTY, NOBODY):
        words = told(dialogue.answer(DialogueState(language="en"), Tap("human"), moment))
        assert "no name, number or account" in words
        assert "We cannot send help unless you tell us where you are" in words


def test_with_nobody_on_duty_it_is_said_first_with_lines_that_are_open(dialogue: Dialogue) -> None:
    turn = dialogue.answer(DialogueState(language="en", greeted=True), Tap("human"), NOBODY)
    assert turn.replies[0].text.startswith("No counsellor is on duty right now")
    assert "1387" in turn.replies[0].text
    assert turn.state.step is Step.CONTACT_BY


def test_answers_given_before_are_not_asked_again(dialogue: Dialogue) -> None:
    state = DialogueState(contact_by="child", age_band="not_said")
    assert dialogue.answer(state, Tap("human"), ON_DUTY).wish is Wish.HAND_OVER


def test_a_worry_told_before_is_not_asked_for(dialogue: Dialogue) -> None:
    state = DialogueState(topic="bullying")
    for key in ("human", "contact_by:child", "age_band:14_15"):
        turn = dialogue.answer(state, Tap(key), ON_DUTY)
        state = turn.state
    assert turn.wish is Wish.HAND_OVER
    assert (state.contact_by, state.age_band, state.topic) == ("child", "14_15", "bullying")


def test_a_late_answer_is_noted_and_moves_nothing(dialogue: Dialogue) -> None:
    state = replace(DialogueState(), step=Step.AGE_BAND, contact_by="not_said")
    turn = dialogue.answer(state, Tap("contact_by:for_friend"), ON_DUTY)
    assert turn.state.contact_by == "for_friend"
    assert turn.state.step is Step.AGE_BAND
    waiting = dialogue.wait(DialogueState(), Tap("age_band:16_17"), ON_DUTY)
    assert waiting.state.age_band == "16_17"
    assert "leave" in keys(waiting)


def test_silence_at_a_question_hands_over(dialogue: Dialogue) -> None:
    state = replace(DialogueState(), step=Step.TOPIC)
    turn = dialogue.step_timed_out(state, NOBODY)
    assert turn.wish is Wish.HAND_OVER
    assert turn.state.step is Step.NONE


def test_misunderstandings_count_only_in_a_row(dialogue: Dialogue) -> None:
    state = DialogueState()
    for intent in ("out_of_scope", "distress", "out_of_scope"):
        turn = dialogue.answer(state, reading(intent), ON_DUTY)
        state = turn.state
    assert state.step is Step.NONE
    assert dialogue.answer(state, reading("out_of_scope"), ON_DUTY).state.step is Step.CONTACT_BY


def test_an_unsure_reading_is_not_taken(dialogue: Dialogue) -> None:
    turn = dialogue.answer(DialogueState(), reading("sextortion", confidence=0.19), ON_DUTY)
    assert turn.state.topic is None
    assert turn.state.misunderstandings == 1


def test_two_forged_buttons_lead_to_a_person(dialogue: Dialogue) -> None:
    once = dialogue.answer(DialogueState(), Tap("card:no_such"), ON_DUTY)
    assert dialogue.answer(once.state, Tap("\x00"), ON_DUTY).state.step is Step.CONTACT_BY


def test_what_sounds_heavy_but_is_not_understood_is_never_called_so(dialogue: Dialogue) -> None:
    turn = dialogue.answer(
        DialogueState(), reading("greet", risk=Risk.CONCERN), replace(ON_DUTY, channel="line")
    )
    assert "did not get that" not in told(turn)
    assert keys(turn)[0] == "human"


def test_concern_offers_a_person_first(dialogue: Dialogue) -> None:
    calm = dialogue.answer(DialogueState(), reading("images_shared"), ON_DUTY)
    heavy = dialogue.answer(DialogueState(), reading("images_shared", risk=Risk.CONCERN), ON_DUTY)
    assert keys(calm)[0] != "human"
    assert keys(heavy)[0] == "human"
    assert heavy.state.risk is Risk.CONCERN


def test_danger_is_never_answered_with_the_same_words_twice_running(dialogue: Dialogue) -> None:
    state, before = DialogueState(), ""
    for _ in range(6):
        turn = dialogue.answer(state, reading("suicide", risk=Risk.DANGER), ON_DUTY)
        assert told(turn) != before
        state, before = turn.state, told(turn)
    words = ""
    for _ in range(6):
        waiting = dialogue.wait(state, reading("suicide", risk=Risk.DANGER).screening, ON_DUTY)
        assert told(waiting) != words
        state, words = waiting.state, told(waiting)


def test_a_wish_to_die_is_danger_even_when_only_the_model_hears_it(dialogue: Dialogue) -> None:
    turn = dialogue.answer(DialogueState(), reading("suicide"), ON_DUTY)
    assert turn.wish is Wish.HAND_OVER
    assert turn.state.topics == ("suicide",)


@pytest.mark.parametrize(
    ("intent", "numbers"),
    [
        ("suicide", ("1323", "1669")),
        ("violence_home", ("191", "1669")),
        ("online_meeting", ("191",)),
        ("for_friend", ("1669", "191")),
        ("out_of_scope", ("191", "1669", "1387")),
    ],
)
def test_the_numbers_fit_the_danger(
    dialogue: Dialogue, intent: str, numbers: tuple[str, ...]
) -> None:
    turn = dialogue.answer(DialogueState(), reading(intent, risk=Risk.DANGER), ON_DUTY)
    for number in numbers:
        assert f"tel:{number}" in keys(turn)
        assert number in told(turn)


@pytest.mark.parametrize("worry", sorted(WORRIES))
def test_every_worry_has_its_answer_and_is_counted_once(dialogue: Dialogue, worry: str) -> None:
    first = dialogue.answer(DialogueState(), reading(worry), ON_DUTY)
    second = dialogue.answer(first.state, reading(worry), ON_DUTY)
    assert second.state.topic == worry
    assert second.state.topics == (worry,)


def test_the_first_turn_says_that_this_is_a_bot_and_later_ones_do_not(dialogue: Dialogue) -> None:
    first = dialogue.answer(DialogueState(), reading("school"), ON_DUTY)
    assert "This is a bot" in first.replies[0].text
    assert "This is a bot" not in told(dialogue.answer(first.state, reading("school"), ON_DUTY))


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("web", "Your browser may remember"),
        ("line", "LINE does know your account"),
        ("telegram", "Telegram does know your account"),
        ("terminal", "We don't know who you are"),
    ],
)
def test_the_greeting_says_what_is_known_on_this_channel(
    dialogue: Dialogue, channel: str, words: str
) -> None:
    moment = replace(ON_DUTY, channel=channel)
    turn = dialogue.answer(DialogueState(), reading("greet"), moment)
    assert "This is a bot, not a person" in told(turn)
    assert words in told(turn)
    assert keys(turn) == ["card:where_to_get_help", "menu:online", "menu:unsafe", "human"]


def test_leaving_in_a_hurry_is_answered_with_a_word_that_tells_nothing(dialogue: Dialogue) -> None:
    for what in (reading("quick_exit"), Tap("exit"), reading("distress", text="exit")):
        turn = dialogue.answer(DialogueState(language="en"), what, ON_DUTY)
        assert turn.wish is Wish.EXIT
        assert turn.replies == (Reply("OK"),)


def test_forgetting_is_asked_once(dialogue: Dialogue) -> None:
    asked = dialogue.answer(DialogueState(), reading("delete_my_data"), ON_DUTY)
    assert asked.wish is Wish.NONE
    assert keys(asked) == ["forget", "menu"]
    assert dialogue.answer(asked.state, reading("yes"), ON_DUTY).wish is Wish.FORGET
    assert dialogue.answer(asked.state, Tap("forget"), ON_DUTY).wish is Wish.FORGET
    assert dialogue.answer(asked.state, reading("no"), ON_DUTY).wish is Wish.NONE


def test_yes_agrees_only_to_what_was_offered_last(dialogue: Dialogue) -> None:
    offered = dialogue.answer(DialogueState(), reading("bullying"), ON_DUTY)
    assert dialogue.answer(offered.state, reading("yes"), ON_DUTY).state.step is Step.CONTACT_BY
    thanked = dialogue.answer(offered.state, reading("thanks"), ON_DUTY)
    assert dialogue.answer(thanked.state, reading("yes"), ON_DUTY).state.step is Step.NONE


def test_one_latin_word_does_not_change_the_language(dialogue: Dialogue) -> None:
    thai = DialogueState(language="th")
    assert dialogue.answer(thai, reading("thanks", text="ok"), ON_DUTY).state.language == "th"
    assert dialogue.answer(thai, reading("thanks"), ON_DUTY).state.language == "en"


def test_a_language_asked_for_is_kept(dialogue: Dialogue) -> None:
    turn = dialogue.answer(DialogueState(language="th"), Tap("lang:en"), ON_DUTY)
    thai = reading("school", language="th")
    assert dialogue.answer(turn.state, thai, ON_DUTY).state.language == "en"
    assert dialogue.wait(turn.state, thai.screening, ON_DUTY).state.language == "en"


@pytest.mark.parametrize(
    ("current", "text", "language"),
    [
        ("th", "พูดภาษาอังกฤษได้ไหม", "en"),
        ("en", "can you speak thai with me", "th"),
        ("en", "อังกฤษไม่เก่ง ขอภาษาไทย", "th"),
        ("th", "เปลี่ยนภาษาหน่อย", "en"),
        ("th", "can we change the language", "en"),
    ],
)
def test_another_language_is_the_one_that_is_named_or_else_the_other(
    dialogue: Dialogue, current: Language, text: str, language: Language
) -> None:
    state = DialogueState(language=current)
    turn = dialogue.answer(state, reading("change_language", text=text), ON_DUTY)
    assert turn.state.language == language


def test_silence_of_the_model_leads_to_a_person_and_a_message_without_words_does_not(
    dialogue: Dialogue,
) -> None:
    silence = reading("out_of_scope", confidence=0.0, by="keywords")
    assert dialogue.answer(DialogueState(), silence, ON_DUTY).state.step is Step.CONTACT_BY
    blank = reading("out_of_scope", text="", confidence=0.0, by="keywords")
    assert dialogue.answer(DialogueState(), blank, ON_DUTY).state.step is Step.NONE


def test_starting_a_messenger_chat_greets_and_settles_no_language(dialogue: Dialogue) -> None:
    start = reading("out_of_scope", text="/start", language="en")
    turn = dialogue.answer(DialogueState(), start, ON_DUTY)
    assert "นี่คือบอท ไม่ใช่คน" in told(turn)
    assert turn.state.language is None
    english = dialogue.answer(turn.state, Tap("lang:en"), ON_DUTY)
    assert "This is a bot" in told(english)
    known = dialogue.answer(DialogueState(language="en"), start, ON_DUTY)
    assert "This is a bot, not a person" in told(known)
    assert "lang:en" not in keys(known)


@pytest.mark.parametrize("intent", ["delete_my_data", "out_of_scope"])
def test_at_a_tap_question_what_asks_something_itself_ends_the_questions(
    dialogue: Dialogue, intent: str
) -> None:
    asked = dialogue.answer(DialogueState(), Tap("human"), ON_DUTY)
    turn = dialogue.answer(asked.state, reading(intent, text="words here"), ON_DUTY)
    assert ("forget" in keys(turn)) is (intent == "delete_my_data")
    assert (turn.state.step is Step.NONE) is (intent == "delete_my_data")


def test_switching_at_a_question_asks_it_again_in_the_new_language(dialogue: Dialogue) -> None:
    asked = dialogue.answer(DialogueState(language="th"), Tap("human"), ON_DUTY)
    turn = dialogue.answer(asked.state, Tap("lang:en"), ON_DUTY)
    assert turn.state.step is Step.CONTACT_BY
    assert "Who is this about" in told(turn)


def test_a_picture_is_refused_kindly_and_the_question_stays(dialogue: Dialogue) -> None:
    asked = dialogue.answer(DialogueState(language="en"), Tap("human"), ON_DUTY)
    turn = dialogue.media(asked.state, "picture", ON_DUTY)
    assert "not opened and not kept" in told(turn)
    assert turn.state.step is Step.CONTACT_BY
    assert "skip_all" in keys(turn)


def test_a_picture_sent_from_the_queue_is_answered_with_the_buttons_of_the_queue(
    dialogue: Dialogue,
) -> None:
    turn = dialogue.media(DialogueState(language="en"), "picture", replace(ON_DUTY, place=2))
    assert "not opened and not kept" in told(turn)
    assert keys(turn)[-3:] == ["place", "meanwhile", "leave"]


def test_waiting_tells_the_place_and_that_nobody_is_on_duty(dialogue: Dialogue) -> None:
    state = DialogueState(language="en")
    words = reading("distress").screening
    assert "number 3" in told(dialogue.wait(state, words, replace(ON_DUTY, place=3)))
    assert "Kept for the counsellor." in told(dialogue.wait(state, words, ON_DUTY))
    assert "Nobody is on duty" in told(dialogue.wait(state, words, NOBODY))
    assert "number 3" in told(dialogue.wait(state, Tap("place"), replace(ON_DUTY, place=3)))
    assert "no counsellor is on duty" in told(dialogue.wait(state, Tap("human"), NOBODY))
    assert "as soon as it's your turn" in told(dialogue.wait(state, Tap("x"), ON_DUTY))


def test_a_card_may_be_read_while_waiting_and_the_place_is_kept(dialogue: Dialogue) -> None:
    turn = dialogue.wait(DialogueState(language="en"), Tap("card:keep_evidence"), ON_DUTY)
    assert "Keep what they did" in told(turn)
    assert turn.wish is Wish.NONE
    assert "leave" in keys(turn)
    assert "human" not in keys(turn)


def test_leaving_the_queue_leads_back_to_the_menu(dialogue: Dialogue) -> None:
    turn = dialogue.wait(DialogueState(), Tap("leave"), ON_DUTY)
    assert turn.wish is Wish.LEAVE_QUEUE
    assert "human" in keys(turn)


def test_a_service_that_learns_something_of_the_child_says_what() -> None:
    directory = Directory.load(SHIPPED / "services", demo=True)
    dialogue = Dialogue(Content.load(SHIPPED, directory=directory))
    turn = dialogue.answer(DialogueState(language="en"), Tap("card:remove_images"), ON_DUTY)
    assert "records the IP address" in told(turn)
    assert "url:https://takeitdown.ncmec.org" in keys(turn)


def test_a_line_is_told_in_full_and_what_nobody_knows_is_said_so(dialogue: Dialogue) -> None:
    state = DialogueState(language="en", greeted=True, age_band="18_plus")
    childline = told(dialogue.answer(state, Tap("card:about_1387"), ON_DUTY))
    assert "call 1387 (24 hours · in Thai; English not known)" in childline
    assert "It is free." in childline
    assert "up to 17 years" in childline
    assert "May see the number you call from" in childline
    assert "don't know if the call costs" in told(
        dialogue.answer(state, Tap("card:about_1300"), ON_DUTY)
    )


def test_a_demonstration_marks_what_nobody_has_called() -> None:
    directory = Directory.load(SHIPPED / "services", demo=True)
    dialogue = Dialogue(Content.load(SHIPPED, directory=directory))
    words = told(dialogue.answer(DialogueState(language="en"), Tap("card:sextortion"), ON_DUTY))
    assert "demo, not yet tried" in words
    assert "call 1387 (24 hours · in Thai; English not known)\n" in f"{words}\n"


def test_where_to_get_help_fits_the_worry_told_before(dialogue: Dialogue) -> None:
    ask = Tap("card:where_to_get_help")
    general = keys(dialogue.answer(DialogueState(language="th"), ask, ON_DUTY))
    told_before = DialogueState(language="th", topic="violence_home")
    fitting = keys(dialogue.answer(told_before, ask, ON_DUTY))
    assert general[:3] == ["tel:1387", "tel:1300", "tel:1323"]
    assert fitting[:3] == ["tel:191", "tel:1387", "tel:1300"]


def test_who_is_too_old_for_a_line_for_children_is_told_of_another(dialogue: Dialogue) -> None:
    grown = DialogueState(language="th", age_band="18_plus")
    assert "tel:1387" not in keys(dialogue.answer(grown, Tap("card:family"), ON_DUTY))
    assert "tel:1300" in keys(dialogue.answer(grown, Tap("card:family"), ON_DUTY))
    asking = replace(grown, contact_by="adult")
    assert "tel:1387" in keys(dialogue.answer(asking, Tap("card:family"), ON_DUTY))


def test_the_last_resort_stands_in_both_languages_with_numbers(dialogue: Dialogue) -> None:
    words = dialogue.word("last_resort", DialogueState()).text
    assert "Something is not working" in words
    assert "ตอนนี้ระบบมีปัญหา" in words
    assert all(number in words for number in ("191", "1669", "1387", "1323"))


def test_a_notice_is_filled_and_spoken_in_the_language_of_the_conversation(
    dialogue: Dialogue,
) -> None:
    assert "(2)" in dialogue.word("notice.masked", DialogueState(language="en"), count=2).text
    assert "3 จุด" in dialogue.word("notice.masked", DialogueState(), count=3).text
    with pytest.raises(InvalidContent, match="no_such"):
        dialogue.word("no_such", DialogueState())
