"""The headers that shut a page in stand, exactly, on everything the application answers."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from connectors.web import headers
from tests.connectors.chatting import Chat, make_message, serving

Act = Callable[[], Awaitable[ClientResponse]]

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

PATHS = ["/chat", "/chat/session", "/chat/messages", "/chat/typing", "/chat/events", "/nowhere"]
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("verb", VERBS)
async def test_every_verb_on_every_path_is_answered_with_them(verb: str, path: str) -> None:
    async with serving() as chat, chat.http.request(verb, path) as response:
        assert {name: response.headers[name] for name in EXPECTED} == EXPECTED
        assert "geolocation=()" in response.headers["Permissions-Policy"]
        assert "camera=()" in response.headers["Permissions-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "Server" not in response.headers
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("status", [201, 202, 401, 403, 415, 400, 413, 429, 500, 503])
async def test_every_status_is_answered_with_them(status: int) -> None:
    async with serving() as chat:
        response = await answer_with(chat, status)
        assert response.status == status
        assert {name: response.headers[name] for name in EXPECTED} == EXPECTED
        assert "Server" not in response.headers


async def test_assets_alone_may_be_kept() -> None:
    async with serving() as chat:
        page = await (await chat.http.get("/chat")).text()
        address = page.split('rel="stylesheet" href="')[1].split('"')[0]
        response = await chat.http.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Security-Policy"] == EXPECTED["Content-Security-Policy"]


async def test_a_handler_cannot_loosen_them() -> None:
    async def loose(_request: web.Request) -> web.Response:
        return web.Response(headers={"Referrer-Policy": "unsafe-url", "Server": "mine"})

    app = web.Application()
    app.router.add_get("/", loose)
    headers.install(app)
    headers.install(app)
    async with TestClient(TestServer(app)) as http, http.get("/") as response:
        assert response.headers.getall("Referrer-Policy") == ["no-referrer"]
        assert "Server" not in response.headers


async def answer_with(chat: Chat, status: int) -> ClientResponse:
    token = chat.new_token()
    acts: dict[int, Act] = {
        201: lambda: chat.http.post("/chat/session"),
        400: lambda: chat.post(token, {}),
        401: lambda: chat.post("forged", make_message()),
        403: lambda: chat.post(token, make_message(), headers={"Sec-Fetch-Site": "cross-site"}),
        413: lambda: chat.post(token, make_message("a" * 20_000)),
        415: lambda: chat.post(token, data=b"{}", headers={"Content-Type": "text/plain"}),
    }
    chat.helpline.down = status == 503
    chat.helpline.broken = RuntimeError("planted") if status == 500 else None
    for _ in range(20 if status == 429 else 0):
        await chat.post(token, make_message())
    return await acts.get(status, lambda: chat.post(token, make_message()))()
