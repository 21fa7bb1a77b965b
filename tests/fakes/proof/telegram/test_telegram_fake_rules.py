"""What Telegram refuses, the fake refuses; what it does, the child's screen shows."""

import pytest

from tests.fakes.proof.telegram.asking import Ask, Clock
from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.server import FakeTelegram

HOUR = 3600


def keys(*data: str, per_row: int = 1) -> Json:
    """An inline keyboard with these keys."""
    buttons = [{"text": "ปุ่ม", "callback_data": each} for each in data]
    rows = [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]
    return {"inline_keyboard": rows}


def link(address: str) -> Json:
    """An inline keyboard with one address."""
    return {"inline_keyboard": [[{"text": "ไป", "url": address}]]}


async def sent(ask: Ask, child: Child, text: str = "a", **more: object) -> int:
    """Send a line that is taken; its number."""
    status, body = await ask("sendMessage", chat_id=child.chat_id, text=text, **more)
    assert status == 200
    return int(body["result"]["message_id"])


@pytest.mark.parametrize("text", ["ก" * 4096, "🌱" * 2048, "  a  ", "_*[]<b>&"])
async def test_plain_text_of_up_to_4096_units_is_shown_trimmed(
    child: Child, ask: Ask, text: str
) -> None:
    await sent(ask, child, text)
    assert [line.text for line in child.shown] == [text.strip()]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "message text is empty"),
        ({"text": " \n\t "}, "message text is empty"),
        ({"text": "ก" * 4097}, "message is too long"),
        ({"text": "🌱" * 2049}, "message is too long"),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"text": "a", "reply_markup": keys("")}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keys("ก" * 22)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keys(*["k"] * 101)}, "reply markup is too long"),
        ({"text": "a", "reply_markup": keys(*["k"] * 9, per_row=9)}, "too many buttons"),
        ({"text": "a", "reply_markup": link("tel:1323")}, "Unsupported URL protocol"),
        ({"text": "a", "reply_markup": link("https:")}, "Wrong HTTP URL"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "unallowed"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [{"text": "a"}]}}, "Array of Arrays"),
        ({"text": "a", "reply_markup": {"other": 1}}, "object expected as reply markup"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply markup"),
        ({"text": "a", "link_preview_options": [1]}, "object expected"),
        ({"text": "a", "parse_mode": "HTML"}, "plain text only"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "to be replied not found"),
    ],
)
async def test_a_line_that_does_not_fit_is_refused(
    child: Child, ask: Ask, params: Json, sentence: str
) -> None:
    status, body = await ask("sendMessage", chat_id=child.chat_id, **params)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert sentence in body["description"]
    assert not child.received


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (keys(*["k" * 64] * 100, per_row=8), [("ปุ่ม", "k" * 64)] * 100),
        (link("tg://resolve?domain=a"), [("ไป", "tg://resolve?domain=a")]),
        ({"keyboard": [["ก"], [{"text": "ข"}]]}, [("ก", "ก"), ("ข", "ข")]),
        ({"remove_keyboard": True}, []),
        ({"inline_keyboard": []}, []),
    ],
)
async def test_buttons_that_fit_are_shown(
    child: Child, ask: Ask, markup: Json, shown: list[tuple[str, str]]
) -> None:
    await sent(ask, child, reply_markup=markup)
    assert child.shown[0].buttons == shown


async def test_who_cannot_be_reached_gets_nothing(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    group = fake.group()
    assert (await ask("leaveChat", chat_id=group.chat_id))[0] == 200
    await child.blocks()
    for chat_id, code in ((None, 400), (1, 400), ("@a", 400), (group.chat_id, 403)):
        status, body = await ask("sendMessage", chat_id=chat_id, text="a")
        assert status == body["error_code"] == code
    for method in ("sendMessage", "sendChatAction", "editMessageText"):
        status, body = await ask(method, chat_id=child.chat_id, text="a", action="typing")
        assert body["description"] == "Forbidden: bot was blocked by the user"
    await child.unblocks()
    await sent(ask, child)
    assert (await ask("leaveChat", chat_id=child.chat_id))[0] == 400


async def test_an_edit_changes_the_screen_and_takes_the_keyboard(
    child: Child, ask: Ask, clock: Clock
) -> None:
    number = await sent(ask, child, "one", reply_markup=keys("k"))
    clock.now += 5
    status, body = await ask(
        "editMessageText", chat_id=child.chat_id, message_id=number, text="two"
    )
    assert (status, body["result"]["edit_date"]) == (200, int(clock.now))
    assert [(line.text, line.buttons) for line in child.shown] == [("two", [])]
    assert [line.text for line in child.received] == ["one"]
    assert [line.text for line in child.chat.rewritten] == ["two"]


async def test_a_keyboard_is_changed_and_taken_alone(child: Child, ask: Ask) -> None:
    number = await sent(ask, child, "one", reply_markup=keys("k"))
    where = {"chat_id": child.chat_id, "message_id": number}
    same = await ask("editMessageReplyMarkup", **where, reply_markup=keys("k"))
    assert same[1]["description"].startswith("Bad Request: message is not modified")
    assert (await ask("editMessageReplyMarkup", **where, reply_markup=keys("l")))[0] == 200
    assert child.shown[0].buttons == [("ปุ่ม", "l")]
    assert (await ask("editMessageReplyMarkup", **where))[0] == 200
    assert child.shown[0].buttons == []


async def test_only_the_bots_own_lines_can_be_edited(child: Child, ask: Ask) -> None:
    theirs = await child.says("mine")
    typed = await sent(ask, child, reply_markup={"keyboard": [["ก"]]})
    wanted = {theirs: "can't be edited", typed: "can't be edited", 999: "to edit not found"}
    for number, sentence in wanted.items():
        _, body = await ask(
            "editMessageText", chat_id=child.chat_id, message_id=number, text="other"
        )
        assert sentence in body["description"]


async def test_both_sides_are_deleted_within_48_hours(child: Child, ask: Ask, clock: Clock) -> None:
    numbers = [await child.says("a"), await sent(ask, child)]
    where = {"chat_id": child.chat_id}
    clock.now += 48 * HOUR
    status, body = await ask("deleteMessages", **where, message_ids=numbers)
    assert (status, "can't be deleted" in body["description"]) == (400, True)
    clock.now -= 1
    assert (await ask("deleteMessages", **where, message_ids=[*numbers, 999]))[0] == 200
    assert child.shown == []
    assert len(child.received) == 1
    assert (await ask("deleteMessages", **where, message_ids=numbers))[0] == 200
    _, body = await ask("deleteMessage", **where, message_id=numbers[0])
    assert body["description"] == "Bad Request: message to delete not found"


@pytest.mark.parametrize("numbers", [[], list(range(1, 102)), ["a"], "no list"])
async def test_one_to_a_hundred_lines_are_deleted_at_once(
    child: Child, ask: Ask, numbers: object
) -> None:
    assert (await ask("deleteMessages", chat_id=child.chat_id, message_ids=numbers))[0] == 400


async def test_a_dice_stays_for_a_day_and_holds_the_others_back(
    child: Child, ask: Ask, clock: Clock
) -> None:
    numbers = [await child.says("a"), await child.sends("dice")]
    assert (await ask("deleteMessages", chat_id=child.chat_id, message_ids=numbers))[0] == 400
    assert (await ask("deleteMessage", chat_id=child.chat_id, message_id=numbers[0]))[0] == 200
    clock.now += 24 * HOUR
    assert (await ask("deleteMessages", chat_id=child.chat_id, message_ids=numbers))[0] == 200


async def test_a_press_is_answered_while_it_lives(
    fake: FakeTelegram, child: Child, ask: Ask, clock: Clock
) -> None:
    await sent(ask, child, reply_markup=keys("k"))
    press = await child.presses("k")
    long = await ask("answerCallbackQuery", callback_query_id=press, text="ก" * 201)
    assert long[0] == 400
    clock.now += 150
    status, body = await ask("answerCallbackQuery", callback_query_id=press)
    assert (status, fake.answered) == (400, set())
    assert "query is too old" in body["description"]
    young = await child.presses("k")
    assert (await ask("answerCallbackQuery", callback_query_id=young, text="ก" * 200))[0] == 200
    assert fake.answered == {young}


async def test_typing_is_counted(child: Child, ask: Ask) -> None:
    assert (await ask("sendChatAction", chat_id=child.chat_id, action="typing"))[0] == 200
    assert (await ask("sendChatAction", chat_id=child.chat_id, action="dancing"))[0] == 400
    assert child.typing == 1


async def test_too_many_lines_a_second_are_a_flood(
    fake: FakeTelegram, child: Child, ask: Ask, clock: Clock
) -> None:
    fake.chat_rate, fake.total_rate = 1, 2
    other, third = fake.child(), fake.child()
    await sent(ask, child)
    status, body = await ask("sendMessage", chat_id=child.chat_id, text="a")
    assert (status, body["parameters"]) == (429, {"retry_after": 1})
    await sent(ask, other)
    assert (await ask("sendMessage", chat_id=third.chat_id, text="a"))[0] == 429
    clock.now += 1
    await sent(ask, child)
    assert len(child.received) == 2


async def test_what_the_bot_says_of_itself_is_kept_by_language(ask: Ask) -> None:
    commands = [{"command": "stop", "description": "หยุด"}]
    assert (await ask("setMyCommands", commands=commands, language_code="th"))[0] == 200
    assert (await ask("getMyCommands", language_code="th"))[1]["result"] == commands
    assert (await ask("getMyCommands"))[1]["result"] == []
    await ask("setMyDescription", description="everyone")
    await ask("setMyDescription", description="ทุกคน", language_code="th")
    await ask("setMyShortDescription", short_description="short")
    told = await ask("getMyDescription", language_code="th")
    assert told[1]["result"] == {"description": "ทุกคน"}
    assert (await ask("getMyDescription"))[1]["result"] == {"description": "everyone"}
    short = await ask("getMyShortDescription", language_code="th")
    assert short[1]["result"] == {"short_description": "short"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("setMyDescription", {"description": "ก" * 513}),
        ("setMyShortDescription", {"short_description": "ก" * 121}),
        ("setMyName", {"name": "ก" * 65}),
        ("setMyDescription", {"description": "a", "language_code": "thai"}),
        ("setMyCommands", {}),
        ("setMyCommands", {"commands": [{"command": "หยุด", "description": "a"}]}),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "a"}] * 101}),
    ],
)
async def test_what_does_not_fit_the_bot_is_refused(ask: Ask, method: str, params: Json) -> None:
    assert (await ask(method, **params))[0] == 400


async def test_reading_a_profile_is_seen_and_gives_nothing(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    for method in ("getChat", "getUserProfilePhotos", "GETCHATMEMBER", "getFile"):
        assert (await ask(method, chat_id=child.chat_id))[0] == 400
    assert (await ask("getTheWeather"))[0] == 404
    assert [call.method for call in fake.profile_calls] == [
        "getChat",
        "getUserProfilePhotos",
        "GETCHATMEMBER",
        "getFile",
    ]


async def test_a_phone_sends_only_what_an_app_can(child: Child) -> None:
    number = await child.says("a")
    for impossible in (child.says(" "), child.says("ก" * 4097), child.sends("dice", caption="a")):
        with pytest.raises(ValueError, match="app sends"):
            await impossible
    with pytest.raises(ValueError, match="can be edited"):
        await child.edits(number + 1, "b")
