"""LINE's SDK for Python holds a talk with the fake server and finds everything as at the real one."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from linebot.v3 import WebhookParser  # type: ignore[import-untyped]  # it ships none
from linebot.v3.exceptions import InvalidSignatureError  # type: ignore[import-untyped]  # as above
from linebot.v3.messaging import (  # type: ignore[import-untyped]  # as above
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    PostbackAction,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.models.events import UnknownEvent  # type: ignore[import-untyped]  # as above
from linebot.v3.webhook import SignatureValidator  # type: ignore[import-untyped]  # as above
from linebot.v3.webhooks import (  # type: ignore[import-untyped]  # as above
    FollowEvent,
    MessageEvent,
    PostbackEvent,
    UnfollowEvent,
    UnsendEvent,
)

from tests.fakes.line.answer import ALREADY_ACCEPTED, INVALID_REPLY_TOKEN, MONTHLY_LIMIT
from tests.fakes.line.clock import HandClock
from tests.fakes.line.event import Kind
from tests.fakes.line.hook import Hook, listening
from tests.fakes.line.oddity import odd, old_verify, usual
from tests.fakes.line.sdk_judge import sdk_findings
from tests.fakes.line.server import FakeLine, line_server

KINDS: tuple[Kind, ...] = ("image", "sticker", "video", "audio", "file", "location")


@pytest.fixture
async def fake() -> AsyncIterator[FakeLine]:
    async with line_server(HandClock(), judges=[sdk_findings]) as fake:
        yield fake
        assert fake.verdicts == []


@pytest.fixture
async def hook(fake: FakeLine) -> AsyncIterator[Hook]:
    async with listening(fake) as hook:
        yield hook


@pytest.fixture
async def api(fake: FakeLine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setenv("NO_PROXY", "*")
    settings = Configuration(host=fake.url, access_token=fake.channel_token)
    async with AsyncApiClient(settings) as transport:
        yield AsyncMessagingApi(transport)


def _parsed(fake: FakeLine, hook: Hook) -> list[Any]:
    """Every event that came, as the SDK reads it after it has verified the signature."""
    parser = WebhookParser(fake.channel_secret)
    posts = zip(hook.bodies, hook.signatures, strict=True)
    return [event for body, signed in posts for event in parser.parse(body.decode(), signed)]


async def _status(call: Any) -> tuple[int, Any, Any]:  # noqa: ANN401 - the SDK has no types
    """Status, JSON and headers of a call that the server refuses."""
    with pytest.raises(ApiException) as refused:
        await call
    error = refused.value
    return error.status, json.loads(error.body), error.headers


async def test_the_sdk_verifies_what_the_fake_signs(fake: FakeLine, hook: Hook) -> None:
    await fake.child().says("หนูกลัว 😢 \u200b\\ \"'")
    body, signature = hook.bodies[0].decode(), hook.signatures[0]
    assert SignatureValidator(fake.channel_secret).validate(body, signature)
    assert not SignatureValidator(fake.channel_secret).validate(body + " ", signature)
    with pytest.raises(InvalidSignatureError):
        WebhookParser("another secret").parse(body, signature)


async def test_reply_once_with_quick_replies(fake: FakeLine, hook: Hook, api: Any) -> None:  # noqa: ANN401 - the SDK has no types
    child = fake.child()
    await child.says("หนูกลัว 😢")
    [event] = _parsed(fake, hook)
    assert (event.message.text, event.source.user_id) == ("หนูกลัว 😢", child.user_id)
    action = PostbackAction(label="คุยกับพี่", data="person", displayText="คุยกับพี่")
    quick = QuickReply(items=[QuickReplyItem(action=action)])
    request = ReplyMessageRequest(
        replyToken=event.reply_token,
        messages=[TextMessage(text="พี่ฟังอยู่"), TextMessage(text="อยากคุยไหม", quickReply=quick)],
    )
    sent = await api.reply_message(request)
    assert [each.id for each in sent.sent_messages] == [each.id for each in child.received]
    assert child.shown[-1].buttons == [("คุยกับพี่", "person")]
    status, body, _ = await _status(api.reply_message(request))
    assert (status, body["message"], len(child.received)) == (400, INVALID_REPLY_TOKEN, 2)


async def test_push_with_a_retry_key(fake: FakeLine, api: Any) -> None:  # noqa: ANN401 - the SDK has no types
    child = fake.child()
    request = PushMessageRequest(to=child.user_id, messages=[TextMessage(text="พี่มาแล้ว 🙂")])
    key = str(uuid.uuid4())
    first = await api.push_message_with_http_info(request, x_line_retry_key=key)
    status, body, headers = await _status(api.push_message(request, x_line_retry_key=key))
    assert (status, body["message"]) == (409, ALREADY_ACCEPTED)
    assert headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert body["sentMessages"][0]["id"] == first.data.sent_messages[0].id
    assert len(child.received) == 1


async def test_quota_loading_and_settings(fake: FakeLine, hook: Hook, api: Any) -> None:  # noqa: ANN401 - the SDK has no types
    child = fake.child()
    fake.quota.limit, fake.quota.used = 1, 1
    request = PushMessageRequest(to=child.user_id, messages=[TextMessage(text="x")])
    status, body, _ = await _status(api.push_message(request))
    assert (status, body["message"]) == (429, MONTHLY_LIMIT)
    assert (await api.get_message_quota()).value == 1
    assert (await api.get_message_quota_consumption()).total_usage == 1
    await api.show_loading_animation(
        ShowLoadingAnimationRequest(chatId=child.user_id, loadingSeconds=20)
    )
    assert child.loading == 1
    assert (await api.get_bot_info()).chat_mode == "bot"
    assert (await api.get_webhook_endpoint()).endpoint == hook.url
    assert (await api.test_webhook_endpoint()).success
    await api.leave_group("C" + "0" * 32)
    assert fake.profile_calls == 0
    assert (await api.get_profile(child.user_id)).display_name == child.name
    assert fake.profile_calls == 1


async def test_errors_name_the_property(fake: FakeLine, api: Any) -> None:  # noqa: ANN401 - the SDK has no types
    """The SDK lets a text of 5,001 pass; the server does not."""
    request = PushMessageRequest(to=fake.child().user_id, messages=[TextMessage(text="ก" * 5001)])
    status, body, headers = await _status(api.push_message(request))
    assert (status, body["details"][0]["property"]) == (400, "messages[0].text")
    assert headers["x-line-request-id"]


async def test_everything_a_child_does_is_known_to_the_sdk(fake: FakeLine, hook: Hook) -> None:
    child = fake.child()
    await child.follows()
    message_id = await child.says("สวัสดี")
    for kind in KINDS:
        await child.sends(kind)
    await child.sends("image", {"id": "S", "index": 1, "total": 2})
    await child.presses("forged")
    await child.unsends(message_id)
    await child.blocks()
    parsed = _parsed(fake, hook)
    expected = [FollowEvent, *[MessageEvent] * 8, PostbackEvent, UnsendEvent, UnfollowEvent]
    assert [type(each) for each in parsed] == expected
    messages = [each.message for each in parsed if isinstance(each, MessageEvent)]
    assert [each.type for each in messages] == ["text", *KINDS, "image"]


async def test_every_usual_event_is_known_to_the_sdk(fake: FakeLine, hook: Hook) -> None:
    events = usual(fake, fake.child())
    await fake.post(list(events.values()))
    await fake.post(old_verify(fake))
    parsed = _parsed(fake, hook)
    assert len(parsed) == len(events) + 2
    assert [each for each in parsed if isinstance(each, UnknownEvent)] == []


async def test_some_oddities_are_unknown_to_the_sdk(fake: FakeLine, hook: Hook) -> None:
    """They are real traps: what the SDK reads as unknown has lost the child's message."""
    events = odd(fake, fake.child())
    await fake.post([events[name] for name in ("unknown type", "unknown message", "new sticker")])
    assert {type(each) for each in _parsed(fake, hook)} == {UnknownEvent}
