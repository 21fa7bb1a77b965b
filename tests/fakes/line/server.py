"""A LINE Messaging API server for tests, as strict as the real one and as unreliable when told to.

It enforces token life, retry keys, lengths and quota, brings signed events to a webhook, and knows
exactly what each child was shown. It must never be more lenient than the platform: where LINE's
documents leave a choice, it takes the harder one.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import aiohttp
from aiohttp import web

from tests.fakes.line.account import repeated
from tests.fakes.line.answer import Answer, Call, Json, invalid
from tests.fakes.line.channel import Channel
from tests.fakes.line.door import BIGGEST, PRYING, Pace, admit, place_of
from tests.fakes.line.fault import REFUSALS, Fault

type Judge = Callable[[str, str, Json], Sequence[str]]
"""Says what is wrong with an accepted request: method, path, body."""


class FakeLine(Channel):
    """One LINE channel with its friends, and the server its owner calls.

    Attributes:
        url: the root of the API.
        channel_token: what the owner must show.
        calls: every request made, in order.
        chat_mode: "bot" as it should be, "chat" when the operator left the chat on.
        webhook_active: the switch "Use webhook" of the console.
        judges: asked about every request that was accepted; their findings are in `verdicts`.
    """

    def __init__(
        self, session: aiohttp.ClientSession, clock: Callable[[], float], seed: int
    ) -> None:
        super().__init__(session, clock, seed)
        self.pace = Pace(time.monotonic)
        self.url = ""
        self.webhook_active = True
        self.chat_mode = "bot"
        self.calls: list[Call] = []
        self.judges: list[Judge] = []
        self.verdicts: list[str] = []
        self.closing = asyncio.Event()

    @property
    def profile_calls(self) -> int:
        """Requests that would have told who a child is, whatever they were answered."""
        return sum(place_of(call.method, call.path) in PRYING for call in self.calls)

    async def stop(self) -> None:
        """Let go of requests that hang, and of deliveries still to come."""
        self.closing.set()
        await super().stop()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request of the account's owner."""
        call = Call(len(self.calls), request.method, request.path, headers=_headers(request))
        self.calls.append(call)
        answer = admit(call, await request.read(), self.channel_token)
        place = place_of(call.method, call.path) or ""
        answer = answer or self.pace.admit(place)
        fault = None if answer else self.script.next(_scripted(place))
        answer = answer or await self._answer(place, call, fault)
        return await self._respond(request, call, answer, fault)

    async def _answer(self, place: str, call: Call, fault: Fault | None) -> Answer:
        if fault and fault.sort in REFUSALS:
            return REFUSALS[fault.sort]
        if fault and fault.sort in ("drop", "hang"):
            return Answer(0)
        answer = await self._carry_out(place, call, self.account.pen.request_id())
        if answer.accepted:
            self._judge(call)
        return answer

    def _judge(self, call: Call) -> None:
        for judge in self.judges:
            self.verdicts += judge(call.method, call.path, call.body)

    async def _carry_out(self, place: str, call: Call, request: str) -> Answer:
        account = self.account
        if place == "test":
            return Answer(200, await self._test((call.body or {}).get("endpoint")))
        doing: dict[str, Callable[[], Answer]] = {
            "reply": lambda: account.reply(call, request),
            "push": lambda: account.push(call, request),
            "loading": lambda: account.load(call),
            "leave": lambda: account.leave(call.path),
            "quota": lambda: Answer(200, account.quota_limit()),
            "consumption": lambda: Answer(200, {"totalUsage": account.quota.used}),
            "info": lambda: Answer(200, self._info()),
            "endpoint": self._endpoint,
            "set_endpoint": lambda: self._set_endpoint(call),
            "profile": lambda: self._profile(call),
            "content": lambda: Answer(200, raw=b"\xff\xd8planted", content_type="image/jpeg"),
        }
        return doing[place]()

    def _info(self) -> Json:
        return {
            "userId": self.bot_id,
            "basicId": "@216ruzgx",
            "displayName": "Helpline",
            "chatMode": self.chat_mode,
            "markAsReadMode": "auto" if self.chat_mode == "bot" else "manual",
        }

    def _endpoint(self) -> Answer:
        if not self.webhook_url:
            return Answer(404, {"message": "Not found"})
        return Answer(200, {"endpoint": self.webhook_url, "active": self.webhook_active})

    def _set_endpoint(self, call: Call) -> Answer:
        """LINE takes https only; this one takes an address of this machine too."""
        url = call.body.get("endpoint")
        local = isinstance(url, str) and url.startswith(("https://", "http://127.0.0.1:"))
        if not local or len(url) > 500:
            return invalid([("endpoint", "Must be a valid HTTPS URL")])
        self.webhook_url = url
        return Answer(200)

    async def _test(self, url: str | None) -> Json:
        """Try the webhook, or another address, as the button in the console does."""
        post = await self._carry(self.courier.body([]), None, None, url)
        return {
            "success": post.taken,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock())),
            "statusCode": post.status,
            "reason": "OK" if post.taken else "COULD_NOT_CONNECT",
            "detail": str(post.status),
        }

    def _profile(self, call: Call) -> Answer:
        user_id = call.path.rpartition("/")[2]
        child = self.account.children.get(user_id)
        name = child.name if child else "Planted Name"
        return Answer(200, {"userId": user_id, "displayName": name})

    async def _respond(
        self, request: web.Request, call: Call, answer: Answer, fault: Fault | None
    ) -> web.StreamResponse:
        sort = fault.sort if fault else ""
        if sort in ("hang", "accept_then_hang", "drop", "accept_then_drop"):
            return await self._vanish(request, wait=sort.endswith("hang"))
        if fault and sort == "slow":
            with suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.delay)
        return self._write(call, _spoilt(answer, sort))

    async def _vanish(self, request: web.Request, *, wait: bool) -> web.StreamResponse:
        self.change()
        if wait:
            await self.closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _write(self, call: Call, answer: Answer) -> web.Response:
        call.status, call.answer = answer.status, answer.body
        self.change()
        headers = {"x-line-request-id": self.account.pen.request_id(), **answer.headers}
        raw = json.dumps(answer.body, ensure_ascii=False).encode()
        return web.Response(
            status=answer.status,
            body=raw if answer.raw is None else answer.raw,
            content_type=answer.content_type,
            headers=headers,
        )


def _headers(request: web.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _scripted(place: str) -> str:
    return "quota" if place == "consumption" else place


def _spoilt(answer: Answer, sort: str) -> Answer:
    """What the caller gets to see of an answer to a request that was carried out."""
    if sort == "accept_then_500":
        return REFUSALS["server_error"]
    if sort == "garbage":
        return Answer(200, raw=b"<html>502 Bad Gateway</html>", content_type="text/html")
    if sort == "accepted" and "x-line-request-id" in answer.headers:
        return repeated(answer.headers["x-line-request-id"], answer.body["sentMessages"])
    return answer


@asynccontextmanager
async def line_server(
    clock: Callable[[], float] = time.time, *, seed: int = 0, judges: Sequence[Judge] = ()
) -> AsyncIterator[FakeLine]:
    """A server on a free port of this machine.

    Args:
        clock: seconds since the epoch; tokens, keys and times of events live by it.
        seed: of everything left to chance.
        judges: asked about every request that is accepted.
    """
    async with aiohttp.ClientSession() as session:
        fake = FakeLine(session, clock, seed)
        fake.judges = list(judges)
        app = web.Application(client_max_size=4 * BIGGEST)
        app.router.add_route("*", "/{rest:.*}", fake.handle)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield fake
        finally:
            await fake.stop()
            await runner.cleanup()
