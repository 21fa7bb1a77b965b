"""How a child goes: the last line on each channel, and who may be asked to let it go."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Tap, Wish
from bot.language import Languages
from bot.reading import Screening
from bot.risk import Risk
from bot.texts import BUTTONS

SHIPPED = Path(__file__).parents[2] / "bot/content"
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))
WEB = Moment(on_duty=True, place=None, at=EVENING, channel="web")
ENGLISH = DialogueState(language="en")
TELLING = ("counsellor", "helpline", "abuse", "help", "ปรึกษา", "ช่วย", "บอท")


@pytest.fixture(scope="module")
def dialogue(content: Content) -> Dialogue:
    return Dialogue(content)


@pytest.mark.parametrize("channel", ["web", "telegram", "line", "terminal"])
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("waiting", [True, False])
def test_the_last_line_of_a_quick_exit_is_neutral_and_on_line_says_how_to_delete(
    dialogue: Dialogue, channel: str, language: str, *, waiting: bool
) -> None:
    state = DialogueState(language="th" if language == "th" else "en")
    moment = replace(WEB, channel=channel)
    turn = (dialogue.wait if waiting else dialogue.answer)(state, Tap("exit"), moment)
    assert turn.wish is Wish.EXIT
    (reply,) = turn.replies
    assert not reply.choices
    assert not any(word in reply.text for word in TELLING)
    assert reply.text.startswith({"th": "โอเค", "en": "OK"}[language])
    assert ("chat list" in reply.text or "หน้ารวมแชต" in reply.text) is (channel == "line")


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("web", "Everything is forgotten."),
        ("line", "still on your phone"),
        ("telegram", "If anything is still here"),
    ],
)
def test_after_forgetting_it_is_said_what_may_be_left(
    dialogue: Dialogue, channel: str, words: str
) -> None:
    moment = replace(WEB, channel=channel)
    for answer in (dialogue.answer, dialogue.wait):
        turn = answer(ENGLISH, Tap("forget"), moment)
        assert turn.wish is Wish.FORGET
        assert words in turn.replies[0].text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("exit", "exit"),
        ("/exit", "exit"),
        ("ออกด่วน", "exit"),
        ("แม่มา!", "exit"),
        ("delete this chat", "forget"),
        ("/delete", "forget"),
        ("ลบแชต", "forget"),
        ("my mum made me exit", None),
        ("menu", None),
        ("", None),
    ],
)
def test_a_child_with_a_counsellor_can_leave_by_typing(
    dialogue: Dialogue, languages: Languages, text: str, key: str | None
) -> None:
    said = Screening(languages.normalise(text), text, "en", Risk.NONE)
    assert dialogue.leaving(said) == key


def test_a_child_with_a_counsellor_can_leave_by_a_button(dialogue: Dialogue) -> None:
    keys = {key: dialogue.leaving(Tap(key)) for key in (*BUTTONS, "", "card:delete_my_data")}
    assert {key: found for key, found in keys.items() if found} == {
        "exit": "exit",
        "forget": "forget",
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("/start", "start"),
        ("/human", "human"),
        ("/menu", "menu"),
        ("/help", "menu"),
        ("/exit", "exit"),
        ("/delete", "card:delete_my_data"),
        ("/thai", "lang:th"),
        ("/english", "lang:en"),
        ("/EXIT", "exit"),
    ],
)
def test_commands_work_as_typed_words_everywhere(
    content: Content, languages: Languages, text: str, key: str
) -> None:
    assert content.shortcuts.key(languages.normalise(text)) == key
