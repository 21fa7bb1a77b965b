"""The fake LINE server refuses what the real one refuses, asked by plain HTTP."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.fakes.line.answer import INVALID_REPLY_TOKEN, MONTHLY_LIMIT, RATE_LIMIT, Json
from tests.fakes.line.child import Child
from tests.fakes.line.clock import HandClock
from tests.fakes.line.hook import Caller, Hook, calling, listening, text
from tests.fakes.line.server import FakeLine, line_server

PUSH = "/v2/bot/message/push"
LOADING = "/v2/bot/chat/loading/start"


@dataclass(frozen=True, slots=True)
class Stage:
    fake: FakeLine
    hook: Hook
    caller: Caller
    clock: HandClock
    child: Child

    async def token(self) -> str:
        """The reply token of a line the child has just written."""
        await self.child.says("หนูกลัว 😢")
        return str(self.hook.events[-1]["replyToken"])


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = HandClock()
    async with (
        line_server(clock) as fake,
        listening(fake) as hook,
        calling(fake) as caller,
    ):
        yield Stage(fake, hook, caller, clock, fake.child())


async def test_a_reply_token_works_once(stage: Stage) -> None:
    token = await stage.token()
    first = await stage.caller.reply(token, text("หนึ่ง"), text("สอง"))
    second = await stage.caller.reply(token, text("สาม"))
    assert (first.status, second.status) == (200, 400)
    assert second.body == {"message": INVALID_REPLY_TOKEN}
    assert [each.text for each in stage.child.received] == ["หนึ่ง", "สอง"]
    assert [each["id"] for each in first.body["sentMessages"]] == [
        each.id for each in stage.child.received
    ]
    assert first.headers["x-line-request-id"]
    assert (stage.fake.replies, stage.fake.pushes, stage.fake.quota.used) == (1, 0, 0)


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400), (3600, 400)])
async def test_a_reply_token_lives_a_minute(stage: Stage, seconds: float, status: int) -> None:
    token = await stage.token()
    stage.clock.pass_by(seconds=seconds)
    assert (await stage.caller.reply(token, text("ช้าไหม"))).status == status
    assert len(stage.child.received) == (status == 200)


@pytest.mark.parametrize(
    ("redelivered_at", "used_at", "status"),
    [(300, 359, 200), (300, 360, 400), (1190, 1199, 200), (1190, 1200, 400), (1300, 1301, 400)],
)
async def test_a_redelivered_token_lives_a_minute_more_but_never_beyond_twenty(
    stage: Stage, redelivered_at: float, used_at: float, status: int
) -> None:
    stage.fake.misbehave("late", on="webhook")
    await stage.child.says("มีใครอยู่ไหม")
    stage.clock.pass_by(seconds=redelivered_at)
    await stage.fake.settled()
    [event] = stage.hook.events
    assert event["deliveryContext"] == {"isRedelivery": True}
    stage.clock.pass_by(seconds=used_at - redelivered_at)
    assert (await stage.caller.reply(event["replyToken"], text("อยู่นะ"))).status == status


async def test_a_refused_reply_sends_nothing_and_leaves_the_token(stage: Stage) -> None:
    token = await stage.token()
    assert (await stage.caller.reply(token, text("ดี"), {"type": "text"})).status == 400
    with_key = await stage.caller.reply(token, text("ดี"), x_line_retry_key=str(uuid.uuid4()))
    assert with_key.status == 400
    assert stage.child.received == []
    assert (await stage.caller.reply(token, text("ดี"))).status == 200


async def test_the_same_retry_key_is_the_same_push_for_a_day(stage: Stage) -> None:
    key = str(uuid.uuid4())
    first = await stage.caller.push(stage.child.user_id, text("พี่อยู่นี่"), key=key)
    stage.clock.pass_by(hours=23, minutes=59)
    again = await stage.caller.push(stage.child.user_id, text("คนละข้อความ"), key=key)
    assert (first.status, again.status) == (200, 409)
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.body["sentMessages"] == first.body["sentMessages"]
    assert [each.text for each in stage.child.received] == ["พี่อยู่นี่"]
    stage.clock.pass_by(minutes=1)
    later = await stage.caller.push(stage.child.user_id, text("วันใหม่"), key=key)
    assert later.status == 200
    assert stage.fake.pushes == 2


@pytest.mark.parametrize("key", ["1", "not-a-uuid", "f" * 32, "{" + str(uuid.UUID(int=7)) + "}"])
async def test_a_retry_key_is_a_uuid(stage: Stage, key: str) -> None:
    assert (await stage.caller.push(stage.child.user_id, text("x"), key=key)).status == 400
    assert stage.child.received == []


async def test_a_refused_push_does_not_spend_its_key(stage: Stage) -> None:
    key = str(uuid.uuid4())
    stage.fake.quota.limit = 0
    refused = await stage.caller.push(stage.child.user_id, text("x"), key=key)
    assert (refused.status, refused.body) == (429, {"message": MONTHLY_LIMIT})
    stage.fake.quota.limit = 1
    assert (await stage.caller.push(stage.child.user_id, text("x"), key=key)).status == 200


async def test_a_push_of_five_counts_one_and_a_blocked_child_counts_none(stage: Stage) -> None:
    stage.fake.quota.limit = 2
    five = [text(str(n)) for n in range(5)]
    assert (await stage.caller.push(stage.child.user_id, *five)).status == 200
    away = stage.fake.child()
    await away.blocks()
    gone = stage.fake.child()
    gone.deleted = True
    for child in (away, gone):
        assert (await stage.caller.push(child.user_id, text("ยังอยู่ไหม"))).status == 200
        assert child.received == []
    assert (stage.fake.quota.used, stage.fake.pushes) == (1, 3)
    assert (await stage.caller.push(stage.child.user_id, text("สอง"))).status == 200
    assert (await stage.caller.push(stage.child.user_id, text("สาม"))).status == 429
    consumption = await stage.caller.call("GET", "/v2/bot/message/quota/consumption")
    quota = await stage.caller.call("GET", "/v2/bot/message/quota")
    assert consumption.body == {"totalUsage": 2}
    assert quota.body == {"type": "limited", "value": 2}


async def test_nobody_else_hears_a_line(stage: Stage) -> None:
    other = stage.fake.child()
    await stage.caller.push(stage.child.user_id, text("ถึงหนูคนเดียว"))
    assert (other.received, len(stage.child.received)) == ([], 1)
    assert (await stage.caller.push("U" + "0" * 32, text("ถึงใคร"))).status == 400


def _with(action: Json) -> Json:
    return {
        "type": "text",
        "text": "เลือกได้เลย",
        "quickReply": {"items": [{"type": "action", "action": action}]},
    }


def _postback(**fields: str) -> Json:
    return {"type": "postback", "label": "ok", "data": "k", "displayText": "ok"} | fields


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ({"type": "text"}, "messages[0].text"),
        (text(" "), "messages[0].text"),
        (text("ก" * 5001), "messages[0].text"),
        (text("😀" * 2501), "messages[0].text"),
        ({"type": "hologram"}, "messages[0].type"),
        ("words", "messages[0].type"),
        (text("x", *[("ok", "k")] * 14), "messages[0].quickReply.items"),
        (text("x") | {"quickReply": {"items": []}}, "messages[0].quickReply.items"),
        (_with(_postback(label="ติดต่อเจ้าหน้าที่ตอนนี้")), "messages[0].quickReply.items[0].action.label"),
        (_with(_postback(label="😀" * 11)), "messages[0].quickReply.items[0].action.label"),
        (
            _with(_postback(label="Talk to a counsellor!")),
            "messages[0].quickReply.items[0].action.label",
        ),
        (_with(_postback(label="")), "messages[0].quickReply.items[0].action.label"),
        (_with(_postback(data="d" * 301)), "messages[0].quickReply.items[0].action.data"),
        (
            _with(_postback(displayText="d" * 301)),
            "messages[0].quickReply.items[0].action.displayText",
        ),
        (
            _with({"type": "message", "label": "x", "text": "x" * 301}),
            "messages[0].quickReply.items[0].action.text",
        ),
        (
            _with({"type": "uri", "label": "x", "uri": "ftp://example.org"}),
            "messages[0].quickReply.items[0].action.uri",
        ),
        (
            _with({"type": "uri", "label": "x", "uri": "https://example.org/" + "x" * 981}),
            "messages[0].quickReply.items[0].action.uri",
        ),
        (_with({"type": "dance", "label": "x"}), "messages[0].quickReply.items[0].action.type"),
        (text("x") | {"sender": {"name": "LINE friend"}}, "messages[0].sender.name"),
        (text("x") | {"sender": {"name": "พ" * 21}}, "messages[0].sender.name"),
    ],
)
async def test_a_message_beyond_the_limits_is_refused(
    stage: Stage, message: Json, where: str
) -> None:
    refused = await stage.caller.push(stage.child.user_id, message)
    assert refused.status == 400
    assert [detail["property"] for detail in refused.body["details"]] == [where]
    assert (stage.child.received, stage.fake.pushes) == ([], 0)


@pytest.mark.parametrize(
    "message",
    [
        text("ก" * 5000),
        text("😀" * 2500),
        text("x", *[("ขอความช่วยเหลือด่วน", "k" * 300)] * 13),
        _with(_postback(label="Talk to a counsellor")),
        _with({"type": "uri", "label": "1387", "uri": "tel:1387"}),
        _with({"type": "uri", "label": "x", "uri": "https://example.org/" + "x" * 980}),
        {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    ],
)
async def test_a_message_at_the_limits_is_taken(stage: Stage, message: Json) -> None:
    assert (await stage.caller.push(stage.child.user_id, message)).status == 200
    assert len(stage.child.received) == 1


@pytest.mark.parametrize("count", [0, 6])
async def test_one_to_five_messages_at_a_time(stage: Stage, count: int) -> None:
    refused = await stage.caller.push(stage.child.user_id, *[text("x")] * count)
    assert (refused.status, refused.body["details"][0]["property"]) == (400, "messages")


async def test_quick_replies_vanish_when_a_newer_message_arrives(stage: Stage) -> None:
    await stage.caller.push(stage.child.user_id, text("หนึ่ง", ("ไป", "go")), text("สอง"))
    assert [each.buttons for each in stage.child.shown] == [[], []]
    await stage.caller.push(stage.child.user_id, text("สาม", ("ไป", "go")))
    assert stage.child.shown[-1].buttons == [("ไป", "go")]
    await stage.child.presses("go")
    assert [(each.by, each.text, each.buttons) for each in stage.child.shown[-2:]] == [
        ("bot", "สาม", []),
        ("child", "ไป", []),
    ]
    assert stage.hook.events[-1]["postback"] == {"data": "go"}


@pytest.mark.parametrize(
    ("seconds", "status"), [(5, 202), (60, 202), (7, 400), (0, 400), (65, 400), (True, 400)]
)
async def test_the_loading_sign_takes_steps_of_five(
    stage: Stage, seconds: int, status: int
) -> None:
    body = {"chatId": stage.child.user_id, "loadingSeconds": seconds}
    assert (await stage.caller.call("POST", LOADING, body)).status == status
    assert stage.child.loading == (status == 202)


async def test_the_door(stage: Stage) -> None:
    """Token, path, method, content type, size and JSON are looked at first."""
    body = {"to": stage.child.user_id, "messages": [text("x")]}
    call = stage.caller.call
    assert (await call("POST", PUSH, body, headers={"authorization": "Bearer no"})).status == 401
    assert (await call("POST", "/v2/bot/nothing", body)).status == 404
    assert (await call("GET", PUSH)).status == 404
    as_text = {"content-type": "text/plain"}
    assert (await call("POST", PUSH, body, headers=as_text)).status == 415
    assert (await call("POST", PUSH, raw=b"{" + b" " * (2 * 1024 * 1024))).status == 413
    for raw in (b"{", b"[]", b"\xff"):
        assert (await call("POST", PUSH, raw=raw)).status == 400
    assert stage.child.received == []
    assert [each.status for each in stage.fake.calls] == [401, 404, 404, 415, 413, 400, 400, 400]


async def test_faster_than_line_takes_it(stage: Stage) -> None:
    stage.fake.pace.a_second["push"] = 0
    refused = await stage.caller.push(stage.child.user_id, text("x"))
    assert (refused.status, refused.body) == (429, {"message": RATE_LIMIT})


async def test_what_tells_who_a_child_is_is_counted(stage: Stage) -> None:
    prying = (
        f"/v2/bot/profile/{stage.child.user_id}",
        f"/v2/bot/group/C1/member/{stage.child.user_id}",
        "/v2/bot/room/R1/members/ids",
        "/v2/bot/group/C1/summary",
        "/v2/bot/followers/ids",
        "/v2/bot/insight/followers",
        "/v2/bot/message/514000000000000001/content",
    )
    for path in prying:
        await stage.caller.call("GET", path)
    assert stage.fake.profile_calls == len(prying)
    assert (await stage.caller.call("GET", prying[0])).body["displayName"] == stage.child.name


async def test_the_channel_as_an_operator_sees_it(stage: Stage) -> None:
    call = stage.caller.call
    info = (await call("GET", "/v2/bot/info")).body
    assert (info["chatMode"], info["markAsReadMode"]) == ("bot", "auto")
    stage.fake.chat_mode = "chat"
    assert (await call("GET", "/v2/bot/info")).body["markAsReadMode"] == "manual"
    endpoint = "/v2/bot/channel/webhook/endpoint"
    assert (await call("GET", endpoint)).body == {"endpoint": stage.hook.url, "active": True}
    tested = (await call("POST", "/v2/bot/channel/webhook/test", {})).body
    assert (tested["success"], tested["statusCode"]) == (True, 200)
    assert (await call("PUT", endpoint, {"endpoint": "http://example.org"})).status == 400
    assert (await call("PUT", endpoint, {"endpoint": "https://example.org/l"})).status == 200
    assert stage.fake.webhook_url == "https://example.org/l"
    assert (await call("POST", "/v2/bot/group/C123/leave")).status == 200
    assert stage.fake.left == ["C123"]
