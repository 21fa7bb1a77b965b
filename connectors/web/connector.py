"""The web channel: a page of its own, on which a child writes without any account.

The page is known only by a random token that it keeps itself; there is no cookie, and no IP address
is looked at or kept. This module never logs a word, a token or an address.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
from aiohttp import hdrs, web

from connectors import faults
from connectors.base import Address, Connector, Inbox, Language, Outcome, Pages, Parcel, Receipt
from connectors.pace import Pace, Rate, whole_seconds
from connectors.web import door as web_door
from connectors.web import form as web_form
from connectors.web import headers
from connectors.web.form import Unfit
from connectors.web.page import Asset, ChatPage, Words
from connectors.web.stream import Limits, Streams, resume_point
from connectors.web.token import PageTokens
from errors import InvalidContent, StoreUnavailable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FOREVER = "public, max-age=31536000, immutable"

REFUSALS: Final = (
    "not_json",
    "wrong_fields",
    "empty",
    "too_long",
    "too_large",
    "too_slow",
    "wrong_type",
    "forged",
    "elsewhere",
    "too_fast",
    "store_down",
    "broken",
)
"""The codes of what a page may be refused; each has words under `page.error.<code>`."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast one page may write, may show that it types, and all pages together may begin."""

    messages: Rate = field(default_factory=lambda: Rate(20, 2))
    typing: Rate = field(default_factory=lambda: Rate(5, 1))
    sessions: Rate = field(default_factory=lambda: Rate(500, 50))


class WebConnector(Connector):
    """The child's page and what it talks to."""

    channel = "web"
    repeatable = True

    def __init__(
        self,
        *,
        inbox: Inbox,
        pages: Pages,
        words: Words,
        token_key: bytes,
        neutral_site: str,
        clock: Callable[[], float],
        limits: Limits | None = None,
        rates: Rates | None = None,
    ) -> None:
        """Read the page's files and make the page.

        Args:
            inbox: where what a child does is stored.
            pages: what a page may know of its conversation.
            words: the texts of `bot/content/pages/child.yml`.
            token_key: at least 32 random bytes; with another key every open page begins anew.
            neutral_site: where the quick exit leads.
            clock: monotonic seconds.
            limits: of the event streams.
            rates: how fast a page may do things.

        Raises:
            InvalidContent: a text of the page is missing.
            ConfigurationError: the key or the neutral site is not fit.
        """
        rates = rates or Rates()
        self._inbox = inbox
        self._pages = pages
        self._refusals = _refusals(words)
        self._page = ChatPage.load(words, neutral_site)
        self._tokens = PageTokens(token_key)
        self._streams = Streams(pages, limits or Limits())
        self._messages = Pace(rates.messages, clock)
        self._typing = Pace(rates.typing, clock)
        self._sessions = Pace(rates.sessions, clock)
        self._stopped = False

    def add_routes(self, app: web.Application) -> None:
        """Add the page to an application, and the security headers to all that it answers."""
        headers.install(app)
        app.router.add_get("/chat", self._guarded(self._show_page))
        app.router.add_get("/chat/static/{digest}/{name}", self._guarded(self._show_asset))
        app.router.add_get("/chat/events", self._guarded(self._stream), allow_head=False)
        app.router.add_post("/chat/session", self._guarded(self._begin))
        app.router.add_post("/chat/messages", self._guarded(self._take_message))
        app.router.add_post("/chat/typing", self._guarded(self._take_typing))
        app.on_shutdown.append(self._shut_down)

    async def start(self) -> None:
        """Let pages follow their conversations."""
        self._stopped = False

    async def stop(self) -> None:
        """End every stream; pages come back by themselves and miss nothing."""
        self._stopped = True
        await self._streams.close()

    async def send(self, parcel: Parcel) -> Outcome:
        """Add a line to the child's page.

        Raises:
            StoreUnavailable: it may not be there; sent again with the same id it stands once.
        """
        for outgoing in parcel.lines:
            if not await self._pages.append(parcel.address, outgoing):
                return Outcome.BLOCKED
        return Outcome.SENT

    async def typing(self, address: Address) -> None:
        """Show on the page that somebody is writing."""
        await self._pages.typing(address)

    async def _show_page(self, request: web.Request) -> web.Response:
        return _file(request, self._page.html, headers.NO_STORE)

    async def _show_asset(self, request: web.Request) -> web.Response:
        asset = self._page.assets.get(request.match_info["name"])
        if asset is None or request.match_info["digest"] != self._page.digest:
            raise web.HTTPNotFound
        return _file(request, asset, _FOREVER)

    async def _begin(self, request: web.Request) -> web.Response:
        web_door.refuse_elsewhere(request)
        _keep_pace(self._sessions.wait())
        return _json(201, {"token": self._tokens.issue()})

    async def _take_message(self, request: web.Request) -> web.Response:
        web_door.refuse_elsewhere(request)
        address = self._address(request)
        web_door.refuse_other_types(request)
        _keep_pace(self._messages.wait(address.id))
        incoming = web_form.incoming(address, await web_door.body(request))
        receipt: Receipt = await self._inbox.accept(incoming)
        return _json(202, {"receipt": receipt.value})

    async def _take_typing(self, request: web.Request) -> web.Response:
        web_door.refuse_elsewhere(request)
        address = self._address(request)
        if not self._typing.wait(address.id):
            await self._inbox.typing(address)
        return web.Response(status=204)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        web_door.refuse_elsewhere(request)
        address = self._address(request)
        if self._stopped:
            raise StoreUnavailable("the helpline is stopping")
        after = resume_point(request.headers.get("Last-Event-ID"))
        return await self._streams.serve(request, address, after)

    def _address(self, request: web.Request) -> Address:
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        address_id = self._tokens.address(token) if scheme.lower() == "bearer" else None
        if address_id is None:
            raise Unfit(401, "forged")
        return Address(self.channel, address_id)

    def _guarded(self, handler: Handler) -> Handler:
        """Let no failure reach a child but as words, and none reach a log but as its kind."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except web.HTTPException:
                raise
            except Unfit as unfit:
                return self._refusal(unfit.status, unfit.code, unfit.wait)
            except StoreUnavailable as error:
                return self._refusal(503, "store_down", error.retry_after)
            except ConnectionError:
                raise
            except Exception as error:  # noqa: BLE001 - aiohttp would log the address and the text
                faults.report("web", error)
                return self._refusal(500, "broken", 2)

        return guarded

    def _refusal(self, status: int, code: str, wait: float | None) -> web.Response:
        response = _json(status, {"error": code, "message": self._refusals[code]})
        if wait is not None:
            response.headers[hdrs.RETRY_AFTER] = whole_seconds(wait)
        if status == 401:  # noqa: PLR2004 - the one status that must name its scheme
            response.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
        return response

    async def _shut_down(self, _app: web.Application) -> None:
        await self.stop()


def _refusals(words: Words) -> Mapping[str, Mapping[Language, str]]:
    try:
        return {code: dict(words[f"page.error.{code}"]) for code in REFUSALS}
    except KeyError as error:
        raise InvalidContent(f"the child's page: a text is missing: {error}") from None


def _file(request: web.Request, asset: Asset, cache: str) -> web.Response:
    packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower()
    response = web.Response(
        body=asset.packed if packed else asset.body,
        content_type=asset.content_type,
        charset="utf-8",
        headers={hdrs.CACHE_CONTROL: cache, hdrs.VARY: hdrs.ACCEPT_ENCODING},
    )
    if packed:
        response.headers[hdrs.CONTENT_ENCODING] = "gzip"
    return response


def _json(status: int, content: object) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(content), content_type="application/json"
    )


def _keep_pace(wait: float) -> None:
    if wait:
        raise Unfit(429, "too_fast", wait=wait)
