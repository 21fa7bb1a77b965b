"""Polling the fake is as unforgiving as polling Telegram."""

import asyncio

import aiohttp
import pytest

from tests.fakes.proof.telegram.asking import Ask, Clock
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.server import FIRST_UPDATE, FakeTelegram


async def numbers(ask: Ask, **params: object) -> list[int]:
    """The numbers of the updates one poll brings."""
    status, body = await ask("getUpdates", **params)
    assert status == 200
    return [told["update_id"] for told in body["result"]]


async def test_updates_come_again_until_the_offset_passes_them(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    for word in ("a", "b", "c"):
        await child.says(word)
    first = FIRST_UPDATE
    assert await numbers(ask) == [first, first + 1, first + 2]
    assert await numbers(ask, offset=first + 1) == [first + 1, first + 2]
    assert fake.pending == 2
    assert await numbers(ask, offset=-1) == [first + 2]
    assert await numbers(ask, limit=1) == [first + 2]
    assert await numbers(ask, offset=first + 3) == []
    await fake.settled()


@pytest.mark.parametrize(("limit", "got"), [(1, 1), (100, 100), (1000, 100), (-5, 1), (None, 100)])
async def test_a_poll_brings_at_most_a_hundred(
    child: Child, ask: Ask, limit: int | None, got: int
) -> None:
    for _ in range(120):
        await child.says("a")
    assert len(await numbers(ask, limit=limit)) == got


async def test_a_poll_waits_for_news(fake: FakeTelegram, child: Child, ask: Ask) -> None:
    poll = asyncio.create_task(numbers(ask, timeout=50))
    await fake.until(lambda: fake.polling)
    await child.says("a")
    assert await poll == [FIRST_UPDATE]


async def test_the_kinds_asked_for_are_remembered(child: Child, ask: Ask) -> None:
    number = await child.says("before")
    await ask("getUpdates", allowed_updates=["edited_message"])
    await child.says("not asked for")
    await child.edits(number, "asked for")
    assert await numbers(ask) == [FIRST_UPDATE, FIRST_UPDATE + 1]
    await ask("getUpdates", allowed_updates=[])
    await child.says("asked for again")
    assert len(await numbers(ask)) == 3


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, ask: Ask) -> None:
    first = asyncio.create_task(ask("getUpdates", timeout=50))
    await fake.until(lambda: fake.polling)
    second = asyncio.create_task(ask("getUpdates", timeout=50))
    status, body = await first
    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")
    await fake.child().says("a")
    assert (await second)[0] == 200


async def test_messages_live_a_day_and_presses_two_minutes_and_a_half(
    clock: Clock, child: Child, ask: Ask
) -> None:
    await child.says("a")
    await child.presses("k")
    clock.now += 149
    assert len(await numbers(ask)) == 2
    clock.now += 1
    assert await numbers(ask) == [FIRST_UPDATE]
    clock.now += 86_400 - 150
    assert await numbers(ask) == []


async def test_numbers_may_jump_and_any_update_may_come(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    await child.says("a")
    fake.jump(7)
    await fake.update({"message": {"text": "no date, no chat"}})
    await fake.update({"from_the_future": {"a": 1}})
    assert await numbers(ask) == [FIRST_UPDATE, 7, 8]


@pytest.mark.parametrize(
    ("token", "status"), [("1:wrong", 401), ("123456:AAshort", 401), ("no-token-at-all", 404)]
)
async def test_only_its_own_token_is_taken(fake: FakeTelegram, token: str, status: int) -> None:
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.get(f"{fake.url}/bot{token}/getMe") as answer,
    ):
        assert answer.status == status
        assert (await answer.json())["error_code"] == status


async def test_a_form_and_the_address_carry_a_call_too(fake: FakeTelegram, child: Child) -> None:
    base = f"{fake.url}/bot{fake.token}"
    keyboard = '{"inline_keyboard": [[{"text": "ก", "callback_data": "k"}]]}'
    form = aiohttp.FormData({"chat_id": str(child.chat_id), "text": "รูป", "reply_markup": keyboard})
    parts = aiohttp.FormData(
        {"chat_id": str(child.chat_id), "text": "ส่วน"}, default_to_multipart=True
    )
    async with aiohttp.ClientSession(trust_env=False) as session:
        await session.post(f"{base}/sendMessage", data=form)
        await session.post(f"{base}/sendMessage", data=parts)
        await session.get(f"{base}/SENDMESSAGE?chat_id={child.chat_id}&text=a")
    assert [line.text for line in child.shown] == ["รูป", "ส่วน", "a"]
    assert child.shown[0].buttons == [("ก", "k")]
    assert fake.calls[0].params["chat_id"] == child.chat_id
