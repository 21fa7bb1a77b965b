"""Every turn the dialogue can make fits every platform: a sweep over cards, menus, steps, queue."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Step, Tap, Turn, Wish
from bot.directory import Directory
from bot.intents import INTENTS
from bot.language import Language
from bot.limits import TURN, key_faults, label_faults, text_faults
from bot.reading import Reading, Screening
from bot.risk import Risk
from bot.texts import BUTTONS, SORTS, TEXTS

SHIPPED = Path(__file__).parents[2] / "bot/content"
NIGHT = datetime(2026, 11, 21, 3, tzinfo=timezone(timedelta(hours=7)))
SPLIT = 1_000
"""Characters above which a line is split for its platform; no turn of the bot comes near."""

MOMENTS = (
    Moment(on_duty=True, place=None, at=NIGHT, channel="telegram"),
    Moment(on_duty=False, place=None, at=NIGHT, channel="line"),
    Moment(on_duty=True, place=9_999, at=NIGHT, channel="line"),
    Moment(on_duty=False, place=9_999, at=NIGHT, channel="web"),
)
STATES = (
    DialogueState(),
    *(
        DialogueState(language=language, step=step, greeted=greeted, misunderstandings=greeted)
        for language, step, greeted in product(get_args(Language), Step, (True, False))
    ),
)


@pytest.fixture(scope="module", params=["first lines", "every service"])
def carried(request: pytest.FixtureRequest) -> Content:
    """The shipped content before any service is confirmed, and with all of them."""
    demo = request.param == "every service"
    directory = Directory.load(SHIPPED / "services", demo=demo)
    return Content.load(SHIPPED, directory=directory)


def check_carried(turn: Turn) -> None:
    """Whatever Telegram or LINE would refuse, or cut."""
    assert 1 <= len(turn.replies) <= 3
    for reply in turn.replies:
        assert not list(text_faults(reply.text)), reply.text
        assert len(reply.text) <= SPLIT
    choices = turn.replies[-1].choices
    assert len(choices) <= TURN
    assert len({choice.key for choice in choices}) == len(choices)
    for choice in choices:
        assert not list(key_faults(choice.key)), choice.key
        assert not list(label_faults(choice.label)), choice.label
    assert choices or turn.wish in {Wish.EXIT, Wish.FORGET}


def keys_of(content: Content) -> list[str]:
    cards = [f"card:{name}" for name in (*content.cards, *content.by_intent)]
    topics = [f"topic:{intent}" for intent in INTENTS]
    return [*cards, *topics, *BUTTONS, "start", "menu:x", "card:x", ""]


def said(intent: str, risk: Risk, language: Language | None) -> Reading:
    screening = Screening("some words", "some words", language or "th", risk)
    return Reading(screening, intent, 0.9, "rasa")


def turns(dialogue: Dialogue, state: DialogueState, content: Content) -> Iterator[Turn]:
    for moment in MOMENTS:
        for key in keys_of(content):
            yield dialogue.answer(state, Tap(key), moment)
        for sort, waiting in product((*SORTS, "hologram"), (True, False)):
            yield dialogue.media(state, sort, moment, waiting=waiting)
        yield dialogue.step_timed_out(state, moment)
        for intent, risk in product(sorted(INTENTS), Risk):
            yield dialogue.answer(state, said(intent, risk, state.language), moment)


@pytest.mark.parametrize("state", STATES, ids=lambda one: f"{one.language}-{one.step}")
def test_every_turn_of_the_bot_can_be_carried(carried: Content, state: DialogueState) -> None:
    dialogue = Dialogue(carried)
    for turn in turns(dialogue, state, carried):
        check_carried(turn)


@pytest.mark.parametrize("language", [None, "th", "en"])
@pytest.mark.parametrize("dangers", range(5))
def test_every_turn_of_the_queue_can_be_carried(
    carried: Content, language: Language | None, dangers: int
) -> None:
    dialogue = Dialogue(carried)
    state = DialogueState(language=language, dangers=dangers)
    for moment in MOMENTS:
        for key in keys_of(carried):
            check_carried(dialogue.wait(state, Tap(key), moment))
        for risk in Risk:
            screening = said("distress", risk, language).screening
            check_carried(dialogue.wait(state, screening, moment))
            check_carried(dialogue.wait(state, replace(screening, text="😢"), moment))


@pytest.mark.parametrize("channel", ["web", "telegram", "line"])
@pytest.mark.parametrize("key", ["start", "exit", "forget"])
def test_what_is_said_by_channel_can_be_carried(carried: Content, channel: str, key: str) -> None:
    dialogue = Dialogue(carried)
    for state, moment in product(STATES, MOMENTS):
        there = replace(moment, channel=channel)
        check_carried(dialogue.answer(state, Tap(key), there))
        check_carried(dialogue.wait(state, Tap(key), there))


@pytest.mark.parametrize("language", get_args(Language))
def test_every_line_said_by_id_can_be_carried(carried: Content, language: Language) -> None:
    dialogue = Dialogue(carried)
    for text_id, fields in TEXTS.items():
        filled = dict.fromkeys(fields, "1387")
        reply = dialogue.word(text_id, DialogueState(language=language), **filled)
        assert not list(text_faults(reply.text))
