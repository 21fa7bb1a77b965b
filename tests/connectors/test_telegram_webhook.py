"""Telegram by webhook: the right secret only, an empty answer, and never a 5xx for content."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from urllib.parse import urlsplit

import aiohttp
import pytest

from connectors.telegram.webhook import MOST_BYTES, SECRET_HEADER
from tests.connectors.telegram_chatting import SECRET, Chat, introduced, joined, serving
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server

UPDATE = {
    "update_id": 1,
    "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": "สวัสดี"},
}


@asynccontextmanager
async def posting(
    chat: Chat, body: bytes, headers: dict[str, str] | None = None
) -> AsyncIterator[aiohttp.ClientResponse]:
    told = {SECRET_HEADER: SECRET} if headers is None else headers
    async with (
        aiohttp.ClientSession(trust_env=False) as http,
        http.post(chat.access.webhook_url or "", data=BytesIO(body), headers=told) as response,
    ):
        yield response


async def test_what_a_child_does_is_taken_in() -> None:
    async with serving("webhook") as chat:
        child, other = chat.fake.child(), chat.fake.child()
        for text in ("หนึ่ง", "สอง"):
            await child.says(text)
            await other.says(text)
        await chat.fake.settled()
        assert sorted(chat.inbox.texts) == sorted(["หนึ่ง", "สอง"] * 2)
        assert set(chat.fake.webhook_answers) == {(200, "")}
        assert chat.fake.executed == []
        assert chat.calls("getUpdates") == []


async def test_telegram_is_told_where_to_post() -> None:
    async with serving("webhook") as chat:
        [told] = chat.calls("setWebhook")
        assert told["url"] == chat.access.webhook_url
        assert told["url"].endswith("/telegram/webhook")
        assert told["secret_token"] == SECRET
        assert told["max_connections"] == 40
        assert "my_chat_member" in told["allowed_updates"]
        assert told.get("drop_pending_updates") in (None, False)


async def test_a_store_that_is_down_is_answered_503_and_nothing_is_lost() -> None:
    async with serving("webhook") as chat:
        chat.inbox.down = 2
        await chat.fake.child().says("สวัสดี")
        await chat.fake.settled()
        assert [status for status, _ in chat.fake.webhook_answers] == [503, 503, 200]
        assert chat.fake.asked_pauses == [7, 7]
        assert chat.inbox.texts == ["สวัสดี"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: "wrong"},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: "ความลับ"},
        {"Authorization": SECRET},
    ],
)
async def test_without_the_secret_nothing_is_taken_in(headers: dict[str, str]) -> None:
    async with serving("webhook") as chat:
        async with posting(chat, json.dumps(UPDATE).encode(), headers) as response:
            assert (response.status, await response.text()) == (403, "")
        assert chat.inbox.accepted == []
        assert not chat.alarms.standing


@pytest.mark.parametrize("header", [SECRET_HEADER, SECRET_HEADER.lower(), SECRET_HEADER.upper()])
async def test_the_case_of_the_header_does_not_matter(header: str) -> None:
    async with serving("webhook") as chat:
        async with posting(chat, json.dumps(UPDATE).encode(), {header: SECRET}) as response:
            assert response.status == 200
        assert chat.inbox.texts == ["สวัสดี"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b'{"update_id": 1, "message": 5}',
        b"x" * (MOST_BYTES + 1),
    ],
    ids=range(7),
)
async def test_content_is_never_a_reason_to_send_it_again(body: bytes) -> None:
    """A 5xx or a 4xx would keep all later messages of that child back for a day."""
    async with serving("webhook") as chat:
        async with posting(chat, body) as response:
            assert (response.status, await response.text()) == (200, "")
        assert chat.alarms.standing == {"poison"}
        await chat.fake.child().says("สวัสดี")
        await chat.fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]


async def test_a_post_that_breaks_off_is_no_poison() -> None:
    """Telegram got no answer, so it posts it again."""
    async with serving("webhook") as chat:
        parts = urlsplit(chat.access.webhook_url or "")
        told = f"POST {parts.path} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"{told}Content-Length: 100\r\n\r\n{{".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await chat.fake.child().says("สวัสดี")
        await chat.fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]
        assert not chat.alarms.rang


async def test_what_cannot_be_stored_is_not_sent_again() -> None:
    async with serving("webhook") as chat:
        chat.inbox.chokes_on = "poison"
        child = chat.fake.child()
        await child.says("poison")
        await child.says("หลัง")
        await chat.fake.settled()
        assert chat.inbox.texts == ["หลัง"]
        assert chat.alarms.standing == {"poison"}


@pytest.mark.parametrize("what", ["duplicate", "reorder"])
async def test_an_update_that_comes_twice_or_late_is_taken_once(what: str) -> None:
    async with serving("webhook") as chat:
        chat.fake.misbehave(Fault(what, times=2))  # type: ignore[arg-type]
        child = chat.fake.child()
        for text in ("หนึ่ง", "สอง", "สาม"):
            await child.says(text)
        await chat.fake.settled()
        assert chat.inbox.texts == ["หนึ่ง", "สอง", "สาม"]


async def test_a_webhook_that_telegram_refuses_rings_until_it_is_set() -> None:
    async with telegram_server() as fake, joined(fake, "webhook") as chat:
        fake.misbehave(Fault("400", method="setWebhook", times=2))
        await chat.connector.start()
        await chat.alarms.until(lambda: "webhook" in chat.alarms.standing)
        await chat.alarms.until(lambda: "webhook" not in chat.alarms.standing)
        assert fake.webhook is not None


async def test_a_webhook_without_a_public_address_rings() -> None:
    async with telegram_server() as fake, joined(fake, "webhook", public_url=None) as chat:
        await chat.connector.start()
        await chat.alarms.until(lambda: "webhook" in chat.alarms.standing)
        assert chat.calls("setWebhook") == []


async def test_polling_has_no_door() -> None:
    async with serving() as chat:
        async with posting(chat, json.dumps(UPDATE).encode()) as response:
            assert response.status == 404
        assert chat.inbox.accepted == []


async def test_a_restart_loses_nothing() -> None:
    async with telegram_server() as fake, joined(fake, "webhook") as chat:
        await chat.connector.start()
        await introduced(chat)
        await chat.connector.stop()
        await fake.child().says("สวัสดี")
        await chat.connector.start()
        await fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]
