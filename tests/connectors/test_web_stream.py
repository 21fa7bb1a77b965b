"""What a page sees as it happens: resumed without loss or doubling, ended cleanly, never held up."""

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import PageEvent, PageStatus
from connectors.web.stream import Limits, line_event, resume_point, status_event
from tests.connectors.chatting import (
    Chat,
    address_of,
    make_line,
    make_message,
    next_event,
    serving,
)


async def texts_until_status(response: ClientResponse) -> list[str]:
    texts: list[str] = []
    while (event := await next_event(response))["event"] != "status":
        texts.append(json.loads(event["data"])["text"])
    return texts


async def test_a_page_reads_what_was_said_then_how_things_stand() -> None:
    async with serving() as chat:
        token = chat.new_token()
        await chat.post(token, make_message("one"))
        await chat.deliver(address_of(token), make_line("two"))
        async with chat.events(token) as response:
            assert response.headers["Content-Type"] == "text/event-stream"
            first = await next_event(response)
            assert (first["id"], first["event"]) == ("000001", "line")
            assert json.loads(first["data"])["author"] == "child"
            assert json.loads((await next_event(response))["data"])["text"] == "two"
            status = await next_event(response)
            assert "id" not in status
            assert json.loads(status["data"]) == {"owner": "bot", "place": None, "on_duty": True}


async def test_a_page_sees_what_happens_afterwards() -> None:
    async with serving() as chat:
        token = chat.new_token()
        async with chat.events(token) as response:
            assert await texts_until_status(response) == []
            await chat.deliver(address_of(token), make_line("later"))
            assert await texts_until_status(response) == ["later"]
            chat.helpline.set_status(address_of(token), PageStatus("waiting", 2, on_duty=False))
            status = await next_event(response)
            assert json.loads(status["data"]) == {"owner": "waiting", "place": 2, "on_duty": False}


async def test_typing_is_shown_and_reads_nothing_again() -> None:
    async with serving() as chat:
        token = chat.new_token()
        async with chat.events(token) as response:
            await texts_until_status(response)
            await chat.connector.typing(address_of(token))
            assert await next_event(response) == {"event": "typing", "data": "{}"}


async def test_a_silent_stream_says_how_things_stand_now_and_then() -> None:
    async with (
        serving(limits=Limits(heartbeat=0.02)) as chat,
        chat.events(chat.new_token()) as response,
    ):
        events = [(await next_event(response))["event"] for _ in range(4)]
        assert events == ["status"] * 4


async def test_no_page_sees_anothers_lines() -> None:
    async with serving() as chat:
        mine, other = chat.new_token(), chat.new_token()
        await chat.deliver(address_of(other), make_line("not yours"))
        async with chat.events(mine) as response:
            assert await texts_until_status(response) == []
            await chat.deliver(address_of(other), make_line("not yours either"))
            await chat.deliver(address_of(mine), make_line("yours"))
            assert await texts_until_status(response) == ["yours"]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
async def test_cuts_at_any_place_lose_and_double_nothing(reads: list[int], before: int) -> None:
    """The page is cut after any number of events and goes on from the last one it has."""
    async with serving() as chat:
        token = chat.new_token()
        said = await say(chat, token, 0, before)
        seen: list[str] = []
        after = None
        for count in [*reads, 10_000]:
            said += await say(chat, token, len(said), 3)
            async with chat.events(token, after) as response:
                for _ in range(count):
                    event = await next_event(response)
                    if event["event"] == "status":
                        break
                    seen.append(json.loads(event["data"])["text"])
                    after = event["id"]
        assert seen == said


async def say(chat: Chat, token: str, start: int, count: int) -> list[str]:
    texts = [f"line {number}" for number in range(start, start + count)]
    for text in texts:
        await chat.deliver(address_of(token), make_line(text))
    return texts


async def test_stopping_ends_every_stream_cleanly_and_lets_no_new_one_in() -> None:
    async with serving() as chat:
        async with chat.events(chat.new_token()) as one, chat.events(chat.new_token()) as two:
            await next_event(one)
            await next_event(two)
            await chat.connector.stop()
            assert await one.content.read() == b""
            assert await two.content.read() == b""
        assert (await chat.events(chat.new_token())).status == 503
        await chat.connector.start()
        async with chat.events(chat.new_token()) as again:
            assert again.status == 200


async def test_a_store_that_goes_away_ends_the_stream_so_that_the_page_comes_back() -> None:
    async with serving() as chat:
        token = chat.new_token()
        async with chat.events(token) as response:
            await next_event(response)
            chat.helpline.down = True
            chat.helpline.page(address_of(token)).wake()
            assert await response.content.read() == b""


async def test_an_unforeseen_failure_ends_one_stream_and_is_reported_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as chat:
        token, other = chat.new_token(), chat.new_token()
        async with chat.events(token) as broken, chat.events(other) as whole:
            await next_event(broken)
            await next_event(whole)
            chat.helpline.broken = RuntimeError("planted")
            chat.helpline.page(address_of(token)).wake()
            assert await broken.content.read() == b""
            chat.helpline.broken = None
            await chat.deliver(address_of(other), make_line("still here"))
            assert await texts_until_status(whole) == ["still here"]
    assert "RuntimeError" in caplog.text
    assert "planted" not in caplog.text


async def test_a_fifth_stream_takes_the_place_of_the_oldest() -> None:
    """The oldest may be a dead line of a phone that moved between networks."""
    async with serving() as chat, AsyncExitStack() as stack:
        token = chat.new_token()
        opened = []
        for _ in range(5):
            opened.append(await stack.enter_async_context(chat.events(token)))
            await next_event(opened[-1])
        assert await opened[0].content.read() == b""
        await chat.deliver(address_of(token), make_line("to the others"))
        for response in opened[1:]:
            assert await texts_until_status(response) == ["to the others"]


async def test_a_page_that_does_not_read_is_let_go_and_holds_up_nobody() -> None:
    async with serving(limits=Limits(patience=0.5)) as chat:
        slow, quick = chat.new_token(), chat.new_token()
        for _ in range(1_500):
            await chat.deliver(address_of(slow), make_line("ก" * 2_000))
        with stuck_reader(chat, slow):
            async with chat.events(quick) as response:
                await texts_until_status(response)
                await chat.deliver(address_of(quick), make_line("at once"))
                assert await texts_until_status(response) == ["at once"]
            async with asyncio.timeout(20):
                await chat.helpline.page(address_of(slow)).let_go.wait()


def stuck_reader(chat: Chat, token: str) -> socket.socket:
    """Open a stream and never read from it."""
    url: Any = chat.http.make_url("/")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.connect((url.host, url.port))
    line.sendall(
        f"GET /chat/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )
    return line


async def test_a_page_that_goes_is_let_go() -> None:
    async with serving(limits=Limits(heartbeat=0.05)) as chat:
        token = chat.new_token()
        async with chat.events(token) as response:
            await next_event(response)
        async with asyncio.timeout(20):
            await chat.helpline.page(address_of(token)).let_go.wait()


@pytest.mark.parametrize("header", [None, "", "a b", "x" * 65, "ก", "a\tb"])
def test_what_cannot_be_an_id_means_from_the_start(header: str | None) -> None:
    assert resume_point(header) is None


def test_an_id_of_the_store_is_gone_on_from() -> None:
    assert resume_point("1763751234567-0") == "1763751234567-0"


def test_the_blocks_of_the_stream() -> None:
    assert line_event(PageEvent("7", b'{"a":1}')) == b'id: 7\nevent: line\ndata: {"a":1}\n\n'
    waiting = PageStatus("waiting", 1, on_duty=True)
    assert status_event(waiting).startswith(b'event: status\ndata: {"owner":"waiting"')
