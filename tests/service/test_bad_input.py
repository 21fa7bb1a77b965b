"""Whatever is thrown at the public port: a clear refusal, nothing accepted lost, nobody else disturbed."""

import asyncio
import gzip
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.service.installation import Child, Installation, eventually

pytestmark = pytest.mark.service
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=30), connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        yield session


@pytest.fixture
async def running(installation: Installation) -> Installation:
    await asyncio.to_thread(installation.start)
    return installation


def form(**changes: object) -> dict[str, object]:
    return {"id": str(uuid.uuid4()), "kind": "text", "language": "en", "text": "hello", **changes}


def bad_bodies() -> dict[str, tuple[bytes, int]]:
    """Return bodies that are no message, with the status each must get."""
    return {
        "a megabyte": (json.dumps(form(text="x" * 1_000_000)).encode(), 413),
        "a megabyte of nothing": (b"\0" * 1_000_000, 413),
        "too many characters": (json.dumps(form(text="y" * 2_001)).encode(), 400),
        "broken UTF-8": (json.dumps(form()).encode().replace(b"hello", b"\xff\xfe\xc3("), 400),
        "half a character": (json.dumps(form(text="\ud800")).encode(), 400),
        "control characters only": (json.dumps(form(text="\x00\x07\x1b\u202e")).encode(), 400),
        "no JSON": (b"{not json", 400),
        "deep JSON": (b"[" * 8_000, 400),
        "a list": (b"[]", 400),
        "an unknown field": (json.dumps(form(owner="counsellor")).encode(), 400),
        "an unknown kind": (json.dumps(form(kind="media")).encode(), 400),
        "no UUID": (json.dumps(form(id="1 OR 1=1")).encode(), 400),
        "a button with spaces": (json.dumps(form(kind="tap", text="a b")).encode(), 400),
        "nothing": (b"", 400),
    }


async def post(
    http: aiohttp.ClientSession, child: Child, body: bytes, **headers: str
) -> tuple[int, dict[str, object]]:
    sent = child.headers | JSON | headers
    async with http.post(f"{child.public}/chat/messages", data=body, headers=sent) as answer:
        return answer.status, await answer.json()


async def arrive(http: aiohttp.ClientSession, running: Installation, name: str) -> Child:
    child = Child(http, running.public, name)
    await child.come()
    return child


async def test_what_cannot_be_taken_is_refused_and_the_rest_goes_on(
    running: Installation, http: aiohttp.ClientSession
) -> None:
    """One throws everything at the port while another talks: that one notices nothing."""
    quiet, wild = await arrive(http, running, "quiet"), await arrive(http, running, "wild")
    following = [asyncio.create_task(child.follow()) for child in (quiet, wild)]
    await wild.write("before")
    talking = asyncio.create_task(_talk(quiet, 8))
    for name, (body, status) in bad_bodies().items():
        got, said = await post(http, wild, body)
        assert got == status, name
        assert set(said) == {"error", "message"}
        assert set(said["message"]) == {"th", "en"}  # type: ignore[call-overload]
    await _forged(http, wild)
    await talking
    await wild.write("after")
    for child in (quiet, wild):
        await eventually(lambda c=child: set(c.accepted) <= set(c.own()), "all is dealt with")  # type: ignore[misc]
        kept = [line for line in child.own() if line in child.accepted]
        assert kept == child.accepted
    assert quiet.own() == quiet.accepted
    assert len(quiet.heard("bot")) >= len(quiet.accepted)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)


async def _talk(child: Child, turns: int) -> None:
    for turn in range(turns):
        await child.write(f"where can i get help {turn}")


async def _forged(http: aiohttp.ClientSession, child: Child) -> None:
    """Tokens that are not ours, another site, other types."""
    body = json.dumps(form()).encode()
    flipped = child.token[:-2] + ("A" if child.token[-2] != "A" else "B") + child.token[-1]
    forged = {
        "empty": "",
        "short": "Bearer abc",
        "flipped": f"Bearer {flipped}",
        "other scheme": f"Basic {child.token}",
        "long": f"Bearer {'A' * 4_000}",
    }
    for name, token in forged.items():
        status, said = await post(http, child, body, Authorization=token)
        assert (status, said["error"]) == (401, "forged"), name
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        status, said = await post(http, child, body, **{"Content-Type": content_type})
        assert (status, said["error"]) == (415, "wrong_type")
    packed = gzip.compress(body)
    status, said = await post(http, child, packed, **{"Content-Encoding": "gzip"})
    assert (status, said["error"]) == (415, "wrong_type")
    status, said = await post(http, child, body, **{"Sec-Fetch-Site": "cross-site"})
    assert (status, said["error"]) == (403, "elsewhere")


async def test_a_hundred_messages_in_a_second_and_replays(
    running: Installation, http: aiohttp.ClientSession
) -> None:
    """What is answered with 202 is there once; the rest is told to wait; a replay changes nothing."""
    flood, quiet = await arrive(http, running, "flood"), await arrive(http, running, "quiet")
    following = [asyncio.create_task(child.follow()) for child in (flood, quiet)]
    messages = [form(text=f"line {number}") for number in range(100)]
    bodies = [json.dumps(message).encode() for message in messages]
    talking = asyncio.create_task(_talk(quiet, 5))
    answers = await asyncio.gather(*(post(http, flood, body) for body in bodies))
    await talking
    statuses = Counter(status for status, _ in answers)
    assert set(statuses) == {202, 429}
    assert {said.get("error") for status, said in answers if status == 429} == {"too_fast"}
    taken = {
        str(message["id"])
        for message, (status, _) in zip(messages, answers, strict=True)
        if status == 202
    }
    await eventually(lambda: taken <= set(flood.own()), "all that was taken is there")
    again = next(
        body for message, body in zip(messages, bodies, strict=True) if str(message["id"]) in taken
    )
    status, said = await post(http, flood, again)
    while status == 429:
        await asyncio.sleep(0.1)
        status, said = await post(http, flood, again)
    assert (status, said["receipt"]) == (202, "duplicate")
    await flood.write("the last one")
    await eventually(lambda: flood.accepted[-1] in flood.own(), "the last one is there")
    assert Counter(flood.own()) == Counter([*taken, *flood.accepted])
    assert quiet.own() == quiet.accepted
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
