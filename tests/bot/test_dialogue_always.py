"""What holds for the dialogue whatever is said, over arbitrary conversations."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Step, Tap, Turn, Wish
from bot.directory import Directory
from bot.intents import INTENTS
from bot.language import Language
from bot.reading import Reading, Screening
from bot.risk import Risk

SHIPPED = Path(__file__).parents[2] / "bot/content"
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))
EMERGENCY = ("191", "1669")
ON_DUTY = Moment(on_duty=True, place=None, at=EVENING, channel="web")
NOBODY = replace(ON_DUTY, on_duty=False)

KEYS = (
    *("human", "menu", "menu:online", "menu:unsafe", "leave", "place", "meanwhile", "exit"),
    *("forget", "skip", "skip_all", "lang:th", "lang:en", "contact_by:child", "age_band:12_13"),
    *("topic:bullying", "topic:suicide", "card:sextortion", "card:suicide", "card:danger_attack"),
    *(
        "card:ask_topic",
        "card:no_such",
        "share:1",
        "",
        ":",
        "contact_by:",
        "age_band:old",
        "topic:x",
    ),
)


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


readings = st.builds(
    reading,
    st.sampled_from([*sorted(INTENTS), "unheard_of"]),
    text=st.sampled_from(["some words", "ok", "menu", "talk to a person", "exit", "thai", ""]),
    risk=st.sampled_from(Risk),
    language=st.sampled_from(["th", "en"]),
    confidence=st.sampled_from([0.0, 0.1, 0.19, 0.2, 0.6, 1.0]),
    by=st.sampled_from(["rasa", "keywords"]),
)
taps = st.builds(Tap, st.sampled_from(KEYS) | st.text(max_size=70))
moments = st.builds(
    Moment,
    on_duty=st.booleans(),
    place=st.none() | st.integers(1, 99),
    at=st.just(EVENING),
    channel=st.sampled_from(["web", "line", "telegram", "other"]),
)
said = st.tuples(readings | taps, moments)


@pytest.fixture(scope="session")
def dialogue(content: Content) -> Dialogue:
    return Dialogue(content)


def check_form(turn: Turn) -> None:
    """What holds for every turn, whatever was said."""
    assert 1 <= len(turn.replies) <= 3
    assert all(reply.text.strip() for reply in turn.replies)
    assert all(not reply.choices for reply in turn.replies[:-1])
    assert "{" not in told(turn)
    choices = turn.replies[-1].choices
    assert len(choices) <= 13
    assert len({choice.key for choice in choices}) == len(choices)
    for choice in choices:
        assert choice.key.isascii()
        assert len(choice.key) <= 64
        assert 0 < len(choice.label.encode("utf-16-le")) // 2 <= 20
    if turn.wish not in {Wish.EXIT, Wish.FORGET}:
        assert choices, "a child needs a way on"


@given(st.lists(said, max_size=12))
@settings(max_examples=300, deadline=None)
def test_every_turn_has_its_form_and_is_always_the_same(
    dialogue: Dialogue, conversation: list[tuple[Reading | Tap, Moment]]
) -> None:
    state = DialogueState()
    for what, moment in conversation:
        turn = dialogue.answer(state, what, moment)
        check_form(turn)
        assert turn == dialogue.answer(state, what, moment)
        assert (
            msgspec.json.decode(msgspec.json.encode(turn.state), type=DialogueState) == turn.state
        )
        if turn.wish in {Wish.HAND_OVER, Wish.EXIT, Wish.FORGET}:
            assert turn.state.step is Step.NONE or turn.wish is not Wish.HAND_OVER
        state = turn.state


@given(st.lists(said, max_size=12), st.lists(said, max_size=8))
@settings(max_examples=200, deadline=None)
def test_waiting_keeps_the_form_and_never_hands_over_again(
    dialogue: Dialogue,
    before: list[tuple[Reading | Tap, Moment]],
    waiting: list[tuple[Reading | Tap, Moment]],
) -> None:
    state = DialogueState()
    for what, moment in before:
        state = dialogue.answer(state, what, moment).state
    for what, moment in waiting:
        heard = what.screening if isinstance(what, Reading) else what
        turn = dialogue.wait(state, heard, moment)
        check_form(turn)
        assert turn == dialogue.wait(state, heard, moment)
        assert turn.wish in {Wish.NONE, Wish.LEAVE_QUEUE, Wish.EXIT, Wish.FORGET}
        if isinstance(heard, Screening) and heard.risk is Risk.DANGER:
            assert any(number in told(turn) for number in EMERGENCY)
            assert turn.state.risk is Risk.DANGER
        state = turn.state


@given(st.lists(said, max_size=8), readings, moments)
@settings(max_examples=300, deadline=None)
def test_danger_is_handed_over_at_once_with_a_number_that_can_come(
    dialogue: Dialogue,
    before: list[tuple[Reading | Tap, Moment]],
    what: Reading,
    moment: Moment,
) -> None:
    state = DialogueState()
    for earlier, then in before:
        state = dialogue.answer(state, earlier, then).state
    danger = replace(what, screening=replace(what.screening, risk=Risk.DANGER))
    turn = dialogue.answer(state, danger, moment)
    assert turn.wish is Wish.HAND_OVER
    assert any(number in told(turn) for number in EMERGENCY)
    assert any(choice.key.startswith("tel:") for choice in turn.replies[-1].choices)
    assert turn.state.step is Step.NONE
    assert turn.state.risk is Risk.DANGER


@given(st.lists(said, max_size=8), st.lists(readings, min_size=3, max_size=3), moments)
@settings(max_examples=300, deadline=None)
def test_a_person_is_never_more_than_four_turns_away(
    dialogue: Dialogue,
    before: list[tuple[Reading | Tap, Moment]],
    after: list[Reading],
    moment: Moment,
) -> None:
    """Whatever is typed at the tap questions; only a wish to go, or for another language, waits."""
    state = DialogueState()
    for earlier, then in before:
        state = dialogue.answer(state, earlier, then).state
    turn = dialogue.answer(state, Tap("human"), moment)
    for what in after:
        if turn.wish is Wish.HAND_OVER:
            break
        assert turn.state.step is not Step.NONE
        words = replace(what.screening, text="some words")
        if what.intent in {"quick_exit", "change_language", "delete_my_data"}:
            continue
        turn = dialogue.answer(turn.state, replace(what, screening=words), moment)
    else:
        if not {what.intent for what in after} & {
            "quick_exit",
            "change_language",
            "delete_my_data",
        }:
            assert turn.wish is Wish.HAND_OVER


def test_with_every_service_confirmed_each_card_keeps_its_form() -> None:
    directory = Directory.load(SHIPPED / "services", demo=True)
    content = Content.load(SHIPPED, directory=directory)
    dialogue = Dialogue(content)
    for card in content.cards:
        for state in (DialogueState(language="th"), DialogueState(language="en")):
            for moment in (ON_DUTY, NOBODY):
                check_form(dialogue.answer(state, Tap(f"card:{card}"), moment))
                check_form(dialogue.wait(state, Tap(f"card:{card}"), moment))
