"""What Telegram is told at the start: commands and descriptions, and what it must not allow."""

import pytest

from bot.words import Words
from composition.mind import CONTENT
from connectors.telegram.setup import COMMANDS, DANGERS, Introduction
from errors import InvalidContent
from tests.connectors.telegram_chatting import WORDS, introduced, joined, serving
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server


def test_the_reviewed_words_fit_telegram() -> None:
    introduction = Introduction(Words.load(CONTENT / "pages" / "telegram.yml"))
    assert set(introduction.commands) == {"th", "en", ""}
    for commands in introduction.commands.values():
        assert tuple(command.command for command in commands) == COMMANDS


@pytest.mark.parametrize(
    ("text_id", "length"),
    [("telegram.command.exit", 257), ("telegram.description", 513), ("telegram.short", 121)],
)
def test_words_that_do_not_fit_are_refused(text_id: str, length: int) -> None:
    with pytest.raises(InvalidContent, match=text_id.rpartition(".")[2]):
        Introduction({**WORDS, text_id: {"th": "ก" * length, "en": "x"}})


def test_words_that_are_missing_are_named() -> None:
    with pytest.raises(InvalidContent, match=r"telegram\.short"):
        Introduction({key: text for key, text in WORDS.items() if key != "telegram.short"})


async def test_each_language_has_its_words_and_all_others_both() -> None:
    async with serving() as chat:
        told = {
            call.get("language_code", ""): call["commands"] for call in chat.calls("setMyCommands")
        }
        assert [each["command"] for each in told["th"]] == list(COMMANDS)
        assert told["th"][1]["description"] == "ไทย command.human"
        assert told["en"][1]["description"] == "English command.human"
        assert told[""][1]["description"] == "ไทย command.human · English command.human"
        described = {
            call.get("language_code", ""): call["description"]
            for call in chat.calls("setMyDescription")
        }
        assert described["th"] == "ไทย description"


async def test_what_is_set_already_is_not_set_again() -> None:
    """Telegram takes only a few changes of these a day."""
    async with telegram_server() as fake:
        for _ in range(2):
            async with joined(fake) as chat:
                await chat.connector.start()
                await introduced(chat)
                await fake.until(lambda: len(chat.calls("getMyShortDescription")) % 3 == 0)
        assert len(chat.calls("setMyCommands")) == 3
        assert len(chat.calls("setMyDescription")) == 3
        assert len(chat.calls("setMyShortDescription")) == 3


@pytest.mark.parametrize("danger", DANGERS)
async def test_dangerous_settings_ring_and_the_helpline_goes_on(danger: str) -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        fake.me[danger] = True
        await chat.connector.start()
        await chat.alarms.until(lambda: "settings" in chat.alarms.standing)
        await fake.child().says("สวัสดี")
        await fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]


async def test_a_setting_that_was_mended_takes_the_alarm_back() -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        chat.alarms.standing.add("settings")
        await chat.connector.start()
        await chat.alarms.until(lambda: not chat.alarms.standing)


@pytest.mark.parametrize("what", ["5xx", "drop", "garbage", "400"])
@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "setMyDescription"])
async def test_what_fails_is_tried_again(method: str, what: str) -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        fake.misbehave(Fault(what, method=method, times=2))  # type: ignore[arg-type]
        await chat.connector.start()
        await introduced(chat)
        assert len(chat.calls(method)) >= 3
