"""How LINE brings events to a webhook: signed, with little patience, again where it is told to.

It must never wait for the whole redelivery before it lets another event pass: on the real platform
events overtake each other.
"""

import asyncio
import base64
import hashlib
import hmac
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.fakes.line.answer import Json


def sign(secret: str, body: bytes) -> str:
    """The signature LINE puts into `x-line-signature`."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(frozen=True, slots=True)
class Post:
    """One request to the webhook; status 0 where no answer came in time."""

    body: bytes = field(repr=False)
    signature: str
    status: int
    answer: bytes = field(default=b"", repr=False)

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


class Courier:
    """Posts to one webhook after another, each as long as LINE waits."""

    def __init__(self, session: aiohttp.ClientSession, secret: str, bot: str) -> None:
        self._session = session
        self._secret = secret
        self._bot = bot
        self.posts: list[Post] = []

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 2.0,  # noqa: ASYNC109 - LINE's patience, not the caller's
    ) -> Post:
        """Post these bytes; a signature given is used as it is, even a forged one."""
        signature = sign(self._secret, body) if signature is None else signature
        sent = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": signature,
        } | dict(headers or {})
        status, answer = await self._carry(url, body, sent, timeout)
        post = Post(body, signature, status, answer)
        self.posts.append(post)
        return post

    async def _carry(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        patience: float,
    ) -> tuple[int, bytes]:
        try:
            async with (
                asyncio.timeout(patience),
                self._session.post(url, data=io.BytesIO(body), headers=headers) as answer,
            ):
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError):
            return 0, b""

    def body(self, events: Sequence[Json], destination: str | None = None) -> bytes:
        """The bytes of one request, as LINE writes them: no spaces, Thai as it is."""
        whole = {"destination": destination or self._bot, "events": list(events)}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
