"""The benchmark's own HTTP, against a real server: a generator that misreads would measure nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bench.load import run_lanes, webhook
from bench.wire import Wire


async def _echo(request: web.Request) -> web.Response:
    token = request.headers.get("Authorization", "")
    return web.json_response({"got": await request.json(), "token": token}, status=202)


async def _signed(request: web.Request) -> web.Response:
    good = await request.read() == request.headers["X-Signature"].encode()
    return web.Response(status=200 if good else 401)


async def _chunked(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    for part in (b'[{"text"', b': "hi"}]'):
        await response.write(part)
    await response.write_eof()
    return response


async def _greet(request: web.Request) -> web.Response:
    return web.Response(text=f"hello {request.headers['X-Name']}")


async def _events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for number in range(3):
        await response.write(b"id: %d\nevent: line\ndata: {%d}\n\n" % (number, number))
    await response.write_eof()
    return response


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_post("/echo", _echo)
    app.router.add_post("/signed", _signed)
    app.router.add_post("/chunked", _chunked)
    app.router.add_get("/events", _events)
    app.router.add_get("/greet", _greet)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_many_posts_go_over_one_connection(port: int) -> None:
    wire = await Wire.open(port)
    for number in range(3):
        status, body = await wire.post("/echo", {"n": number}, "secret")
        assert status == 202
        assert body == b'{"got": {"n": %d}, "token": "Bearer secret"}' % number
    wire.close()


async def test_ready_made_requests_go_as_they_are_and_refusals_count_as_failed(port: int) -> None:
    posts = [{"body": body, "headers": {"X-Signature": "{ 1}"}} for body in ("{ 1}", "{1}", "{ 1}")]
    plan = {"port": port, "path": "/signed", "posts": posts, "lanes": 2, "rate": 1000}
    books = await webhook(plan)
    assert (len(books["times"]), books["failed"]) == (2, 1)


async def test_an_answer_in_pieces_is_read_whole(port: int) -> None:
    wire = await Wire.open(port)
    for _ in range(2):
        assert await wire.post("/chunked", {}) == (200, b'[{"text": "hi"}]')
    wire.close()


async def test_events_are_read_as_they_come(port: int) -> None:
    wire = await Wire.open(port)
    events = wire.events("/events", "")
    read = [await anext(events) for _ in range(3)]
    assert read == [b"data: {0}\n", b"data: {1}\n", b"data: {2}\n"]
    wire.close()


async def test_events_are_read_with_their_names_until_the_last(port: int) -> None:
    wire = await Wire.open(port)
    read = [event async for event in wire.named_events("/events", {})]
    assert read == [(b"line", b"data: {%d}\n" % number) for number in range(3)]
    wire.close()


async def test_a_page_is_read_over_a_connection_that_stays_open(port: int) -> None:
    wire = await Wire.open(port)
    for name in ("Malee", "Anan"):
        assert await wire.get("/greet", {"X-Name": name}) == (200, f"hello {name}".encode())
    wire.close()


async def test_every_job_is_done_once_and_failures_are_counted(port: int) -> None:
    done: list[int] = []

    def job(number: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
        async def do(wire: Wire) -> bool:
            await wire.post("/echo", {})
            done.append(number)
            return number % 2 == 0

        return do

    clock = await run_lanes(port, 4, map(job, range(10)))
    assert sorted(done) == list(range(10))
    assert (len(clock.times), clock.failed) == (5, 5)


async def test_with_a_rate_jobs_wait_until_they_are_due(port: int) -> None:
    begun: list[float] = []

    async def job(_: Wire) -> bool:
        begun.append(asyncio.get_running_loop().time())
        return True

    await run_lanes(port, 2, iter([job] * 4), rate=50)
    assert begun[-1] - begun[0] >= 0.05
