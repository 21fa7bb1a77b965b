"""What the fake LINE server emits, takes and answers is what LINE's own description says."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.fakes.line.answer import Json
from tests.fakes.line.clock import HandClock
from tests.fakes.line.event import Kind
from tests.fakes.line.hook import calling, listening, text
from tests.fakes.line.judge import FOLDER, LineJudge
from tests.fakes.line.oddity import odd, old_verify, usual
from tests.fakes.line.server import line_server

PUSH = "/v2/bot/message/push"
KINDS: tuple[Kind, ...] = ("text", "image", "sticker", "video", "audio", "file", "location")

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="LINE's OpenAPI data is not beside this checkout"
)


@pytest.fixture(scope="module")
def judge() -> LineJudge:
    return LineJudge.load()


def _push(message: Json) -> Json:
    return {"to": "U" + "0" * 32, "messages": [message]}


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ({"type": "text"}, "$.messages[0]"),
        ({"type": "hologram"}, "$.messages[0]"),
        (text("x", ("ok", "d" * 301)), "$.messages[0].quickReply.items[0].action.data"),
        (text("x", *[("ok", "d")] * 14), "$.messages[0].quickReply.items"),
        (
            text("x") | {"quickReply": {"items": [{"type": "action", "action": {"type": "no"}}]}},
            "$.messages[0].quickReply.items[0].action",
        ),
    ],
)
def test_the_judge_sees_inside_messages(judge: LineJudge, message: Json, where: str) -> None:
    """As published the description lets all of these pass."""
    [finding] = judge.check_request("POST", PUSH, _push(message))
    assert finding.partition(":")[0] == where


def test_the_judge_knows_paths_methods_and_statuses(judge: LineJudge) -> None:
    assert judge.check_request("POST", PUSH, _push(text("ดี", ("ไป", "go")))) == []
    assert judge.check_request("GET", PUSH) != []
    assert judge.check_request("POST", "/v2/bot/nothing", {}) != []
    assert judge.check_request("GET", "/v2/bot/info", {"x": 1}) != []
    assert judge.check_response("POST", PUSH, 200, {"sentMessages": []}) != []
    assert judge.check_response("POST", PUSH, 204, None) != []
    assert judge.check_response("POST", PUSH, 401, {}) != []
    assert judge.check_response("POST", PUSH, 401, {"message": "no"}) == []


def test_the_judge_sees_inside_events(judge: LineJudge) -> None:
    event = {"type": "message", "message": {"type": "text", "id": "1", "text": "x"}}
    [finding] = judge.check_webhook({"destination": "U" + "0" * 32, "events": [event]})
    assert finding.startswith("$.events[0]")
    described = judge.webhook_openapi("/here")
    assert list(described["paths"]) == ["/here"]
    assert "discriminator" not in str(described)


def test_the_webhook_can_be_fuzzed(judge: LineJudge) -> None:
    """Events of many types are made from the rewritten description by schemathesis, all valid."""
    described = schemathesis.openapi.from_dict(judge.webhook_openapi())
    posting = described["/line/webhook"]["POST"].as_strategy()
    seen: set[str] = set()
    findings: list[str] = []

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=posting)
    def make(case: Any) -> None:  # noqa: ANN401 - its body is any JSON
        seen.update(event["type"] for event in case.body["events"])
        findings.extend(judge.check_webhook(case.body))

    make()
    assert findings == []
    assert len(seen) >= 10


async def test_everything_emitted_is_as_described(judge: LineJudge) -> None:
    async with line_server(HandClock()) as fake, listening(fake) as hook:
        child = fake.child()
        await child.follows()
        for kind in KINDS[1:]:
            await child.sends(kind)
        await child.sends("image", {"id": "S", "index": 1, "total": 2})
        message_id = await child.says("หนูกลัว 😢")
        await child.unsends(message_id)
        await child.presses("forged")
        await child.blocks()
        await fake.post(list(usual(fake, child).values()))
        await fake.post(old_verify(fake))
        await fake.verify()
        findings = [finding for body in hook.bodies for finding in judge.check_webhook(body)]
    assert len(hook.bodies) == 15
    assert findings == []


async def test_some_oddities_are_not_as_described(judge: LineJudge) -> None:
    async with line_server(HandClock()) as fake, listening(fake) as hook:
        events = odd(fake, fake.child())
        for event in events.values():
            await fake.post([event])
        as_described = {
            name
            for name, body in zip(events, hook.bodies, strict=True)
            if not judge.check_webhook(body)
        }
    assert {"no source", "no userId", "standby", "group", "room", "unknown fields"} <= as_described
    assert as_described & {"unknown type", "unknown message", "no mode", "no message"} == set()


async def test_everything_taken_and_answered_is_as_described(judge: LineJudge) -> None:
    async with (
        line_server(HandClock(), judges=[judge.check_request]) as fake,
        listening(fake) as hook,
        calling(fake) as caller,
    ):
        child = fake.child()
        await child.says("สวัสดี")
        token = hook.events[0]["replyToken"]
        key = "5a5f3bd0-8c3e-4a0e-9d3a-6a8d5c1e7f10"
        await caller.reply(token, text("ดี", ("ไป", "go")))
        await caller.reply(token, text("ดี"))
        for _ in range(2):
            await caller.push(child.user_id, text("ดี"), key=key)
        await caller.push(child.user_id, {"type": "text"})
        fake.misbehave("quota")
        fake.misbehave("forbidden")
        for _ in range(2):
            await caller.push(child.user_id, text("ดี"))
        loading = {"chatId": child.user_id, "loadingSeconds": 5}
        await caller.call("POST", "/v2/bot/chat/loading/start", loading)
        for path in ("message/quota", "message/quota/consumption", "info"):
            await caller.call("GET", f"/v2/bot/{path}")
        await caller.call("GET", "/v2/bot/channel/webhook/endpoint")
        await caller.call("POST", "/v2/bot/channel/webhook/test", {})
        await caller.call("GET", f"/v2/bot/profile/{child.user_id}")
        await caller.call("POST", "/v2/bot/group/C1/leave")
        await caller.call("GET", "/v2/bot/info", headers={"authorization": "Bearer no"})
    findings = [
        (each.path, finding)
        for each in fake.calls
        for finding in judge.check_response(each.method, each.path, each.status, each.answer)
    ]
    assert (findings, fake.verdicts) == ([], [])
    statuses = [200, 400, 200, 409, 400, 429, 403, 202, *[200] * 7, 401]
    assert [each.status for each in fake.calls] == statuses
