"""The fake misbehaves as told, and still knows exactly what each child got."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.proof.telegram.asking import Ask
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault, What
from tests.fakes.telegram.server import FakeTelegram, telegram_server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(trust_env=False) as made:
        yield made


async def send(session: aiohttp.ClientSession, fake: FakeTelegram, child: Child, text: str) -> int:
    """Send a line; the status, or what the library raises."""
    address = f"{fake.url}/bot{fake.token}/sendMessage"
    told = {"chat_id": child.chat_id, "text": text}
    async with session.post(address, json=told) as answer:
        await answer.json()
        return answer.status


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("429", retry_after=9), 429),
        (Fault("403"), 403),
        (Fault("400"), 400),
        (Fault("5xx"), 502),
        (Fault("5xx", status=500), 500),
    ],
)
async def test_a_refusing_fault_delivers_nothing_and_ends(
    fake: FakeTelegram, child: Child, ask: Ask, fault: Fault, status: int
) -> None:
    fake.misbehave(fault)
    got, body = await ask("sendMessage", chat_id=child.chat_id, text="a")
    assert (got, body["ok"], body["error_code"]) == (status, False, status)
    assert body.get("parameters") == ({"retry_after": 9} if status == 429 else None)
    assert child.received == []
    assert (await ask("sendMessage", chat_id=child.chat_id, text="b"))[0] == 200
    assert [(call.status, call.fault) for call in fake.calls] == [(status, fault.what), (200, "")]


@pytest.mark.parametrize(("what", "delivered"), [("drop", 0), ("accept_then_drop", 1)])
async def test_a_dropped_call_may_have_been_done(
    fake: FakeTelegram,
    child: Child,
    session: aiohttp.ClientSession,
    what: What,
    delivered: int,
) -> None:
    fake.misbehave(Fault(what))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await send(session, fake, child, "a")
    assert len(child.received) == delivered
    assert await send(session, fake, child, "b") == 200


async def test_a_hanging_call_was_done(
    fake: FakeTelegram, child: Child, session: aiohttp.ClientSession
) -> None:
    fake.misbehave(Fault("accept_then_hang", chat=child.chat_id))
    hanging = asyncio.create_task(send(session, fake, child, "a"))
    await fake.until(lambda: bool(child.received))
    assert await send(session, fake, child, "b") == 200
    assert not hanging.done()
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    assert [line.text for line in child.received] == ["a", "b"]
    assert [call.status for call in fake.calls] == [0, 200]


async def test_the_fake_ends_while_a_call_hangs(session: aiohttp.ClientSession) -> None:
    async with telegram_server() as fake:
        child = fake.child()
        fake.misbehave(Fault("accept_then_hang"))
        hanging = asyncio.create_task(send(session, fake, child, "a"))
        await fake.until(lambda: bool(child.received))
    assert await hanging == 503
    assert [line.text for line in child.received] == ["a"]


async def test_garbage_and_slowness_deliver(
    fake: FakeTelegram, child: Child, session: aiohttp.ClientSession
) -> None:
    fake.misbehave(Fault("garbage"), Fault("slow", seconds=0.001))
    with pytest.raises(aiohttp.ContentTypeError):
        await send(session, fake, child, "a")
    assert await send(session, fake, child, "b") == 200
    assert [line.text for line in child.received] == ["a", "b"]
    assert [call.fault for call in fake.calls] == ["garbage", "slow"]


async def test_a_fault_keeps_to_its_method_chat_and_number(
    fake: FakeTelegram, child: Child, session: aiohttp.ClientSession
) -> None:
    other = fake.child()
    fake.misbehave(Fault("5xx", method="sendMessage", chat=child.chat_id, after=1, times=2))
    mine = [await send(session, fake, child, "a") for _ in range(5)]
    theirs = [await send(session, fake, other, "a") for _ in range(5)]
    assert mine == [200, 502, 502, 200, 200]
    assert theirs == [200] * 5


async def test_a_share_of_the_calls_fails_the_same_way_each_time(
    fake: FakeTelegram, child: Child, session: aiohttp.ClientSession
) -> None:
    fake.misbehave(Fault("5xx", share=0.3))
    statuses = [await send(session, fake, child, "a") for _ in range(100)]
    assert statuses.count(502) == fake.script.struck("5xx")
    assert 15 <= statuses.count(502) <= 45
    assert len(child.received) == statuses.count(200)
    fake.behave()
    assert await send(session, fake, child, "a") == 200


async def test_polling_fails_only_when_it_is_named(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    await child.says("a")
    fake.misbehave(Fault("5xx", times=1), Fault("5xx", method="getUpdates", times=2, status=503))
    statuses = [(await ask("getUpdates"))[0] for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert fake.pending == 1


async def test_by_fault_a_confirmed_update_comes_again_once(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    fake.misbehave(Fault("duplicate"))
    await child.says("a")
    _, first = await ask("getUpdates")
    offset = first["result"][0]["update_id"] + 1
    _, again = await ask("getUpdates", offset=offset)
    assert again["result"] == first["result"]
    assert (await ask("getUpdates", offset=offset))[1]["result"] == []
    await fake.settled()


async def test_by_fault_two_chats_change_places_and_numbers_still_rise(
    fake: FakeTelegram, child: Child, ask: Ask
) -> None:
    other = fake.child()
    fake.misbehave(Fault("reorder", share=1.0))
    await child.says("1")
    await child.says("2")
    await other.says("3")
    _, body = await ask("getUpdates")
    assert [told["message"]["text"] for told in body["result"]] == ["1", "3", "2"]
    numbers = [told["update_id"] for told in body["result"]]
    assert numbers == sorted(numbers)
