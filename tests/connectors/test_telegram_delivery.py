"""Lines to a child through Telegram: once each, plain, within its limits, and honestly marked."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from connectors.base import Button, Outcome
from connectors.pace import Rate
from connectors.telegram.pace import Rates
from errors import TryLater
from tests.connectors.telegram_chatting import (
    SHORT,
    address_of,
    joined,
    make_parcel,
    serving,
)
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server


async def test_a_line_is_plain_and_without_a_preview() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        text = "_ไม่_ *หนา* <b>x</b> https://example.org"
        assert await chat.send(child, text) is Outcome.SENT
        assert [line.text for line in child.shown] == [text]
        [call] = chat.calls("sendMessage")
        assert call["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in call
        assert "protect_content" not in call
        assert chat.trail.numbers == {address_of(child): [child.shown[0].message_id]}


async def test_buttons_are_pressed_by_their_keys() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        buttons = (
            Button("menu", "เมนู"),
            Button("tel:191", "โทร 191"),
            Button("url:https://e.org/", "ดู"),
        )
        await chat.send(child, buttons=buttons)
        assert child.shown[0].buttons == [("เมนู", "menu"), ("ดู", "https://e.org/")]
        await child.presses("menu")
        await chat.fake.settled()
        assert chat.inbox.texts == ["menu"]


@pytest.mark.parametrize(
    ("told", "silent"),
    [
        ({"author": "bot"}, True),
        ({"author": "queue"}, True),
        ({"author": "notice"}, True),
        ({"author": "counsellor"}, False),
        ({"author": "bot", "matters": True}, False),
    ],
)
async def test_only_what_a_person_or_safety_says_is_heard(
    told: dict[str, Any], *, silent: bool
) -> None:
    """A phone that sounds may bring somebody who should not see it."""
    async with serving() as chat:
        await chat.send(chat.fake.child(), **told)
        assert chat.calls("sendMessage")[0]["disable_notification"] is silent


@pytest.mark.parametrize("text", ["ก" * 4096, "😀" * 2048])
async def test_the_longest_text_goes(text: str) -> None:
    async with serving() as chat:
        child = chat.fake.child()
        assert await chat.send(child, text) is Outcome.SENT
        assert child.shown[0].text == text


@pytest.mark.parametrize("text", ["", " \n", "ก" * 4097, "😀" * 2048 + "x", "half a pair \ud83d"])
async def test_what_telegram_would_not_take_is_never_sent(text: str) -> None:
    async with serving() as chat:
        assert await chat.send(chat.fake.child(), text) is Outcome.FAILED
        assert chat.calls("sendMessage") == []


async def test_a_line_that_may_have_arrived_is_not_sent_again() -> None:
    async with serving() as chat:
        parcel = make_parcel(chat.fake.child(), tried=True)
        assert await chat.connector.send(parcel) is Outcome.UNCERTAIN
        assert chat.calls("sendMessage") == []


@pytest.mark.parametrize(
    ("fault", "outcome", "arrived"),
    [
        (Fault("403"), Outcome.BLOCKED, 0),
        (Fault("400"), Outcome.FAILED, 0),
        (Fault("5xx"), Outcome.UNCERTAIN, 0),
        (Fault("5xx", status=500), Outcome.UNCERTAIN, 0),
        (Fault("drop"), Outcome.UNCERTAIN, 0),
        (Fault("accept_then_drop"), Outcome.UNCERTAIN, 1),
        (Fault("accept_then_hang"), Outcome.UNCERTAIN, 1),
        (Fault("garbage"), Outcome.UNCERTAIN, 1),
        (Fault("slow", seconds=0.05), Outcome.SENT, 1),
    ],
    ids=lambda each: each.what if isinstance(each, Fault) else None,
)
async def test_the_outcome_is_what_is_truly_known(
    fault: Fault, outcome: Outcome, arrived: int
) -> None:
    async with serving() as chat:
        child = chat.fake.child()
        chat.fake.misbehave(fault)
        assert await chat.send(child) is outcome
        assert len(child.received) == arrived
        assert len(chat.calls("sendMessage")) == 1, "a connector never sends again by itself"


async def test_a_child_who_blocked_the_bot_is_gone() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        await child.blocks()
        assert await chat.send(child) is Outcome.BLOCKED


async def test_a_flood_holds_its_chat_and_no_other() -> None:
    async with serving() as chat:
        child, other = chat.fake.child(), chat.fake.child()
        chat.fake.misbehave(Fault("429", chat=child.chat_id, retry_after=7))
        with pytest.raises(TryLater) as later:
            await chat.send(child)
        assert later.value.retry_after == 7
        assert not later.value.unchanged, "certainly not taken"
        with pytest.raises(TryLater) as held:
            await chat.send(child)
        assert 0 < (held.value.retry_after or 0) <= 7
        assert len(chat.calls("sendMessage")) == 1
        assert await chat.send(other) is Outcome.SENT


async def test_nobody_at_the_far_end_is_not_taken() -> None:
    async with telegram_server() as gone:
        url = gone.url
    async with telegram_server() as fake, joined(fake, api_url=url) as chat:
        with pytest.raises(TryLater) as later:
            await chat.send(fake.child())
        assert (later.value.retry_after, later.value.unchanged) == (None, False)


async def test_a_refused_token_rings_and_keeps_the_line() -> None:
    async with telegram_server() as fake, joined(fake, token="123456:wrong") as chat:
        child = fake.child()
        with pytest.raises(TryLater):
            await chat.send(child)
        assert chat.alarms.standing == {"token"}
        fake.token = "123456:wrong"
        assert await chat.send(child) is Outcome.SENT
        assert chat.alarms.standing == set()


async def test_a_trail_that_fails_does_not_put_a_line_in_doubt() -> None:
    async with serving() as chat:
        chat.trail.down = True
        assert await chat.send(chat.fake.child()) is Outcome.SENT


async def test_no_proxy_of_the_environment_sees_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    async with serving() as chat:
        child = chat.fake.child()
        await child.says("สวัสดี")
        await chat.fake.settled()
        assert await chat.send(child) is Outcome.SENT


async def test_a_hanging_chat_delays_no_other() -> None:
    async with serving(pauses=replace(SHORT, answer=60)) as chat:
        slow, others = chat.fake.child(), [chat.fake.child() for _ in range(20)]
        chat.fake.misbehave(Fault("accept_then_hang", chat=slow.chat_id))
        hanging = asyncio.create_task(chat.send(slow))
        await chat.fake.until(lambda: bool(chat.calls("sendMessage")))
        outcomes = await asyncio.gather(*(chat.send(other) for other in others))
        assert outcomes == [Outcome.SENT] * 20
        assert not hanging.done()
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_the_platforms_own_rates_are_kept() -> None:
    """Against a server that refuses a second message in a second, nothing is refused."""
    rates = Rates(chat=Rate(1, 20), overall=Rate(1, 100))
    async with serving(rates=rates) as chat:
        chat.fake.chat_rate, chat.fake.total_rate = 25, 200
        child, other = chat.fake.child(), chat.fake.child()
        for n in range(4):
            assert await chat.send(child, f"{n}") is Outcome.SENT
            assert await chat.send(other, f"{n}") is Outcome.SENT
        assert [line.text for line in child.shown] == ["0", "1", "2", "3"]
        assert {call.status for call in chat.fake.calls if call.method == "sendMessage"} == {200}


async def test_the_typing_sign_is_shown_and_never_waited_for() -> None:
    async with serving() as chat:
        child, other = chat.fake.child(), chat.fake.child()
        chat.fake.misbehave(Fault("accept_then_hang", method="sendChatAction", chat=other.chat_id))
        await chat.connector.typing(address_of(other))
        for _ in range(3):
            await chat.connector.typing(address_of(child))
        await chat.fake.until(lambda: child.typing == 1)
        assert len(chat.calls("sendChatAction")) == 2


@pytest.mark.parametrize("what", ["400", "403", "5xx", "garbage", "drop", "429"])
async def test_a_typing_sign_that_fails_is_nothing(what: str) -> None:
    async with serving() as chat:
        child = chat.fake.child()
        chat.fake.misbehave(Fault(what, method="sendChatAction"))  # type: ignore[arg-type]
        await chat.connector.typing(address_of(child))
        await chat.fake.until(lambda: bool(chat.calls("sendChatAction")))
        assert await chat.send(child) is Outcome.SENT
        assert not chat.alarms.standing
