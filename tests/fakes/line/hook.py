"""The smallest webhook there is, and the smallest caller: they prove the fake without our connector.

Neither knows anything of LINE but addresses and headers. They must never mend what they are given.
"""

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.line.answer import Json
from tests.fakes.line.server import FakeLine


@dataclass(slots=True)
class Hook:
    """What came, and what is answered to it.

    Attributes:
        status: answered to each request, given how many came before it.
    """

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    status: Callable[[int], int] = lambda _: 200

    @property
    def events(self) -> list[Json]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]

    async def handle(self, request: web.Request) -> web.Response:
        status = self.status(len(self.bodies))
        self.bodies.append(await request.read())
        self.signatures.append(request.headers["x-line-signature"])
        return web.Response(status=status)


@asynccontextmanager
async def listening(fake: FakeLine) -> AsyncIterator[Hook]:
    """A webhook to which this server brings its events."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/line/webhook", hook.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hook.url = fake.webhook_url = f"http://127.0.0.1:{runner.addresses[0][1]}/line/webhook"
        yield hook
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the server as it came over the wire."""

    status: int
    body: Any
    headers: dict[str, str]


class Caller:
    """Calls the API by plain HTTP."""

    def __init__(self, fake: FakeLine, session: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._session = session

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Said:
        """One request; `raw` takes the place of the JSON."""
        sent = {"authorization": f"Bearer {self._fake.channel_token}"} | (headers or {})
        if body is not None or raw is not None:
            sent = {"content-type": "application/json"} | sent
        data = json.dumps(body).encode() if raw is None and body is not None else raw
        file = None if data is None else io.BytesIO(data)
        url = self._fake.url + path
        async with self._session.request(method, url, data=file, headers=sent) as answer:
            text = await answer.text(errors="replace")
            told = {name.lower(): value for name, value in answer.headers.items()}
            is_json = answer.content_type == "application/json"
            return Said(answer.status, json.loads(text) if is_json else text, told)

    async def reply(self, token: str, *messages: Json, **headers: str) -> Said:
        body = {"replyToken": token, "messages": list(messages)}
        return await self.call("POST", "/v2/bot/message/reply", body, headers=_dashed(headers))

    async def push(self, to: str, *messages: Json, key: str | None = None) -> Said:
        headers = {"x-line-retry-key": key} if key else {}
        body = {"to": to, "messages": list(messages)}
        return await self.call("POST", "/v2/bot/message/push", body, headers=headers)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def text(words: str, *buttons: tuple[str, str]) -> Json:
    """A text message, with buttons of label and data."""
    items = [
        {
            "type": "action",
            "action": {"type": "postback", "label": label, "data": data, "displayText": label},
        }
        for label, data in buttons
    ]
    return {"type": "text", "text": words} | ({"quickReply": {"items": items}} if items else {})


@asynccontextmanager
async def calling(fake: FakeLine) -> AsyncIterator[Caller]:
    """A caller of this server, with the channel's own token."""
    async with aiohttp.ClientSession() as session:
        yield Caller(fake, session)
