"""The fake LINE server misbehaves only as told, and it stays known what was delivered."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.line.answer import MONTHLY_LIMIT, RATE_LIMIT
from tests.fakes.line.clock import HandClock
from tests.fakes.line.fault import Sort
from tests.fakes.line.hook import Caller, calling, listening, text
from tests.fakes.line.oddity import odd, old_verify
from tests.fakes.line.server import FakeLine, line_server
from tests.fakes.line.webhook import sign


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def fake(clock: HandClock) -> AsyncIterator[FakeLine]:
    async with line_server(clock) as fake:
        yield fake


@pytest.fixture
async def caller(fake: FakeLine) -> AsyncIterator[Caller]:
    async with calling(fake) as caller:
        yield caller


@pytest.mark.parametrize(
    ("sort", "status", "arrives"),
    [
        ("rate", 429, 0),
        ("quota", 429, 0),
        ("forbidden", 403, 0),
        ("bad_request", 400, 0),
        ("invalid_token", 400, 0),
        ("server_error", 500, 0),
        ("accepted", 409, 1),
        ("accept_then_500", 500, 1),
        ("garbage", 200, 1),
        ("slow", 200, 1),
    ],
)
async def test_a_fault_answers_one_thing_and_does_another(
    fake: FakeLine, caller: Caller, sort: Sort, status: int, arrives: int
) -> None:
    child = fake.child()
    fake.misbehave(sort, delay=0.01)
    said = await caller.push(child.user_id, text("x"))
    assert (said.status, len(child.received), fake.pushes) == (status, arrives, arrives)
    messages = {"rate": RATE_LIMIT, "quota": MONTHLY_LIMIT}
    assert sort not in messages or said.body == {"message": messages[sort]}
    assert sort != "garbage" or said.body.startswith("<html>")
    assert (await caller.push(child.user_id, text("y"))).status == 200


@pytest.mark.parametrize(
    ("sort", "arrives"),
    [("drop", 0), ("accept_then_drop", 1), ("hang", 0), ("accept_then_hang", 1)],
)
async def test_no_answer_at_all(fake: FakeLine, caller: Caller, sort: Sort, arrives: int) -> None:
    """The retry key tells whether it was done: 409 if so, 200 if not, and never twice."""
    child = fake.child()
    fake.misbehave(sort)
    key = str(uuid.uuid4())
    push = asyncio.create_task(caller.push(child.user_id, text("x"), key=key))
    await fake.until(lambda: bool(fake.script.done))
    if sort.endswith("hang"):
        assert not push.done()
        push.cancel()
    with pytest.raises((aiohttp.ClientError, asyncio.CancelledError)):
        await push
    assert (len(child.received), fake.calls[0].status) == (arrives, 0)
    said = await caller.push(child.user_id, text("x"), key=key)
    assert said.status == (409 if arrives else 200)
    assert len(child.received) == 1


async def test_trouble_for_a_minute_of_the_clock(
    fake: FakeLine, caller: Caller, clock: HandClock
) -> None:
    child = fake.child()
    fake.misbehave("server_error", on="any", times=None, seconds=60)
    statuses = []
    for _ in range(4):
        statuses.append((await caller.push(child.user_id, text("x"))).status)
        clock.pass_by(seconds=20)
    assert statuses == [500, 500, 500, 200]
    assert fake.script.done == [("push", "server_error")] * 3


async def test_a_share_of_requests_is_the_same_for_the_same_seed(clock: HandClock) -> None:
    async def statuses() -> list[int]:
        async with line_server(clock, seed=7) as fake, calling(fake) as caller:
            fake.misbehave("rate", times=None, fraction=0.3)
            child = fake.child()
            said = [(await caller.push(child.user_id, text("x"))).status for _ in range(100)]
            assert len(child.received) == said.count(200)
            return said

    first = await statuses()
    assert first == await statuses()
    assert 15 <= first.count(429) <= 45


async def test_without_redelivery_an_event_refused_is_lost_and_known(fake: FakeLine) -> None:
    async with listening(fake) as hook:
        hook.status = lambda _: 503
        await fake.child().says("หนูเอง")
    assert (len(hook.bodies), len(fake.undelivered)) == (1, 1)


async def test_an_event_refused_is_brought_again_with_the_same_ids(fake: FakeLine) -> None:
    fake.redelivery, fake.redelivery_pause = True, 0
    async with listening(fake) as hook:
        hook.status = lambda before: 503 if before < 3 else 200
        message_id = await fake.child().says("หนูเอง")
    first, *again = hook.events
    assert [each["deliveryContext"]["isRedelivery"] for each in again] == [True] * 3
    for each in again:
        assert each | {"deliveryContext": {"isRedelivery": False}} == first
    assert (first["message"]["id"], fake.undelivered) == (message_id, [])


async def test_it_gives_up_at_last(fake: FakeLine) -> None:
    fake.redelivery, fake.redelivery_pause, fake.redelivery_tries = True, 0, 4
    async with listening(fake) as hook:
        hook.status = lambda _: 500
        events = [fake.event(fake.child(), {"type": "unfollow"}) for _ in range(2)]
        assert await fake.post(events) == 500
        await fake.settled()
    assert (len(hook.bodies), fake.undelivered) == (1 + 2 * 4, events)


async def test_no_answer_in_time_is_no_answer(fake: FakeLine) -> None:
    fake.webhook_url = "http://127.0.0.1:9/line/webhook"
    assert await fake.verify() == 0
    assert [(each.status, each.taken) for each in fake.posts] == [(0, False)]


@pytest.mark.parametrize(
    ("sort", "flags"),
    [
        ("duplicate", [False, False]),
        ("duplicate_flagged", [False, True]),
        ("at_once", [False, False]),
        ("answer_lost", [False, True]),
    ],
)
async def test_an_event_comes_twice(fake: FakeLine, sort: Sort, flags: list[bool]) -> None:
    fake.redelivery, fake.redelivery_pause = True, 0
    fake.misbehave(sort, on="webhook")
    async with listening(fake) as hook:
        await fake.child().says("หนูเอง")
        await fake.settled()
    assert [each["deliveryContext"]["isRedelivery"] for each in hook.events] == flags
    assert len({each["webhookEventId"] for each in hook.events}) == 1


async def test_an_event_is_overtaken(fake: FakeLine) -> None:
    child = fake.child()
    fake.misbehave("late", on="webhook")
    async with listening(fake) as hook:
        for words in ("หนึ่ง", "สอง", "สาม"):
            await child.says(words)
    assert [each["message"]["text"] for each in hook.events] == ["สอง", "หนึ่ง", "สาม"]
    assert [each.text for each in child.shown] == ["หนึ่ง", "สอง", "สาม"]


async def test_several_children_in_one_request(fake: FakeLine) -> None:
    children = [fake.child() for _ in range(3)]
    events = [
        fake.event(each, {"type": "message", "message": {"type": "text", "text": f"คนที่ {n}"}})
        for n, each in enumerate(children)
    ]
    async with listening(fake) as hook:
        assert await fake.post(events) == 200
    assert [each["source"]["userId"] for each in hook.events] == [c.user_id for c in children]
    assert [each.shown[0].text for each in children] == ["คนที่ 0", "คนที่ 1", "คนที่ 2"]
    assert len(hook.bodies) == 1


async def test_raw_bytes_and_forged_signatures(fake: FakeLine) -> None:
    async with listening(fake) as hook:
        await fake.post(body=b"{", signature="Zm9yZ2Vk")
        await fake.post(body=b"{}")
    assert hook.bodies == [b"{", b"{}"]
    assert hook.signatures == ["Zm9yZ2Vk", sign(fake.channel_secret, b"{}")]


async def test_oddities_are_as_odd_as_they_say(fake: FakeLine) -> None:
    child = fake.child()
    events = odd(fake, child)
    assert "source" not in events["no source"]
    assert "userId" not in events["no userId"]["source"]
    assert "replyToken" not in events["no reply token"]
    assert events["standby"]["mode"] == "standby"
    assert [each["replyToken"][0] for each in old_verify(fake)] == ["0", "f"]
    assert child.shown == []
    async with listening(fake) as hook:
        assert await fake.post(list(events.values())) == 200
        assert await fake.verify() == 200
    assert len(hook.events) == len(events)


async def test_what_a_child_does(fake: FakeLine, caller: Caller) -> None:
    """Unsending, blocking and coming back, as the webhook hears it and the chat shows it."""
    child = fake.child()
    async with listening(fake) as hook:
        message_id = await child.says("ไม่น่าพิมพ์เลย")
        await child.unsends(message_id)
        assert child.shown == []
        await child.blocks()
        await caller.push(child.user_id, text("ไม่ถึง"))
        await child.follows(unblocked=True)
        await caller.push(child.user_id, text("ถึง"))
        await child.sends("image", {"id": "S", "index": 1, "total": 2})
        await child.presses("forged")
    types = ["message", "unsend", "unfollow", "follow", "message", "postback"]
    assert [each["type"] for each in hook.events] == types
    assert "replyToken" not in hook.events[2]
    assert hook.events[4]["message"]["imageSet"]["total"] == 2
    assert [(each.by, each.text) for each in child.shown] == [("bot", "ถึง"), ("child", "[image]")]
    assert child.received[0].request == 1


async def test_waiting_for_what_must_come(fake: FakeLine, caller: Caller) -> None:
    child = fake.child()
    with pytest.raises(TimeoutError):
        await child.hears(1, timeout=0.01)
    await caller.push(child.user_id, text("มาแล้ว"))
    assert [each.text for each in await child.hears(1)] == ["มาแล้ว"]


async def test_pressing_a_button_that_speaks_is_saying_it(fake: FakeLine, caller: Caller) -> None:
    child = fake.child()
    action = {"type": "message", "label": "1", "text": "หนึ่ง"}
    items = [{"type": "action", "action": action}]
    await caller.push(child.user_id, text("เลือก") | {"quickReply": {"items": items}})
    async with listening(fake) as hook:
        await child.presses("หนึ่ง")
    assert hook.events[0]["message"]["text"] == child.shown[-1].text == "หนึ่ง"


async def test_what_is_said_in_a_group_is_known(fake: FakeLine, caller: Caller) -> None:
    child = fake.child()
    group = {"type": "group", "groupId": "C1", "userId": child.user_id}
    event = fake.event(child, {"type": "join", "source": group})
    assert (await caller.reply(event["replyToken"], text("ผิดที่"))).status == 200
    assert ([each.text for each in fake.elsewhere], child.shown) == (["ผิดที่"], [])


SENDING: tuple[Sort, ...] = (
    "rate",
    "server_error",
    "drop",
    "accepted",
    "accept_then_500",
    "accept_then_drop",
)


async def test_a_careful_sender_loses_nothing_and_repeats_nothing(
    fake: FakeLine, caller: Caller
) -> None:
    """The retry key makes every fault harmless, so what is lost or doubled is the sender's doing."""
    for sort in SENDING:
        fake.misbehave(sort, times=None, fraction=0.1)
    children = [fake.child() for _ in range(5)]
    for number in range(300):
        await _push_until_done(caller, children[number % 5].user_id, str(number))
    for place, child in enumerate(children):
        heard = [int(each.text) for each in child.received]
        assert heard == list(range(place, 300, 5))
    assert {sort for _, sort in fake.script.done} == set(SENDING)


async def _push_until_done(caller: Caller, to: str, words: str) -> None:
    key = str(uuid.uuid4())
    while True:
        try:
            if (await caller.push(to, text(words), key=key)).status in (200, 409):
                return
        except aiohttp.ClientError:
            continue
