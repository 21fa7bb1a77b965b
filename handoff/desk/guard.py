"""Who may pass: finds the session, asks the table for roles, and refuses forged and foreign posts.

It decides from the cookie and the table of routes alone. Anything not in the table is refused.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from errors import Refused
from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.page import COOKIE, SESSION, session_of
from handoff.desk.parts import DESK
from handoff.desk.passkey import Answer
from handoff.desk.session import Session, csrf_for
from handoff.desk.site import site_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SHOWN_OF_ID = 8
"""Digits of a conversation's id that the audit log keeps: enough to tell those of one day apart."""

EVERYBODY: frozenset[Role] = frozenset()
"""For pages that need no sign-in."""


@dataclass(frozen=True, slots=True)
class Door:
    """One route: what it serves and whom.

    Attributes:
        roles: who may pass; `EVERYBODY` needs no session.
        notice: the id of the page's element in which a refusal of this action is shown.
        by_itself: the page asks this without a person doing anything, so it is no sign of life.
        deed: what the audit log remembers when it has been done.
        reauthenticate: whoever passes has proved within five minutes who it is, or is asked again.
    """

    method: str
    path: str
    handler: Handler
    roles: frozenset[Role]
    notice: str = "notice"
    by_itself: bool = False
    deed: Deed | None = None
    reauthenticate: bool = False


class SignInNeeded(web.HTTPUnauthorized):
    """There is no session: show the sign-in page."""


class ProofNeeded(web.HTTPUnauthorized):
    """The person has to prove anew who it is; `refused` says why the last try did not do."""

    def __init__(self, refused: Refused | None = None) -> None:
        super().__init__()
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a handler knows of its deed that the address does not say (`handoff.audit.Entry`)."""

    by: str = ""
    about: str = ""
    more: str = ""


DOOR = web.RequestKey("door", Door)
PARTICULARS = web.RequestKey("particulars", Particulars)
_FORM = web.RequestKey("form", MultiDictProxy[str])


def guarded(door: Door) -> Handler:
    """Return the handler behind its door."""

    async def pass_through(request: web.Request) -> web.StreamResponse:
        request[DOOR] = door
        staff, cookie = request.app[DESK].staff, request.cookies.get(COOKIE)
        # Health and files ask the store nothing, so they answer while it is away.
        asks = door.roles or not door.by_itself
        session = await staff.session(cookie) if cookie and asks else None
        if session:
            request[SESSION] = session
        if door.roles and not session:
            raise SignInNeeded
        if door.roles and session and session.role not in door.roles:
            raise web.HTTPForbidden
        if door.method == "POST":
            await _check_origin_and_token(request)
        if session and not door.by_itself:
            await staff.touch(session)
        if session and door.reauthenticate:
            request[SESSION] = await _proved(request, session)
        answer = await door.handler(request)
        if door.deed and answer.status < web.HTTPBadRequest.status_code:
            await _remember(request, door.deed)
        return answer

    return pass_through


async def _proved(request: web.Request, session: Session) -> Session:
    """Return the session once its person has proved lately, or with this very post, who it is."""
    desk = request.app[DESK]
    if session.fresh(desk.clock()):
        return session
    fields = await form(request) if request.method == "POST" else {}
    password, passkey = fields.get("proof_password"), fields.get("proof_passkey")
    try:
        if passkey:
            return await desk.staff.prove_with_passkey(session, answer_of(request, passkey))
        if password:
            return await desk.staff.prove(session, password, fields.get("proof_code", ""))
        raise ProofNeeded
    except Refused as error:
        raise ProofNeeded(error) from None


async def _remember(request: web.Request, deed: Deed) -> None:
    """Put it into the audit log before anybody sees the answer."""
    known, session = request.get(PARTICULARS, Particulars()), session_of(request)
    by = known.by or (session.name if session else "")
    about = known.about or request.match_info.get("conversation", "")[:_SHOWN_OF_ID]
    await request.app[DESK].audit.note(deed, by=by, about=about, more=known.more)


async def form(request: web.Request) -> MultiDictProxy[str]:
    """Return the text fields of a post, without control characters.

    Raises:
        HTTPBadRequest: it is not a form in UTF-8.
    """
    if _FORM in request:
        return request[_FORM]
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    try:
        posted = await request.post()
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    fields = MultiDict(
        (name, _plain(text)) for name, text in posted.items() if isinstance(text, str)
    )
    request[_FORM] = MultiDictProxy(fields)
    return request[_FORM]


def answer_of(request: web.Request, text: str) -> Answer:
    """Return what a browser brings back from its device."""
    return Answer(text, request.cookies.get(COOKIE, ""), site_of(request))


def same_origin(request: web.Request) -> bool:
    """Say whether a post comes from our own pages.

    Browsers say so in `Sec-Fetch-Site`; where that is missing, `Origin` must name this host. Under
    `no-referrer` a plain form sends `Origin: null`, which by itself proves nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


async def _check_origin_and_token(request: web.Request) -> None:
    if not same_origin(request):
        raise web.HTTPForbidden
    session = session_of(request)
    cookie = session.token if session else request.cookies.get(COOKIE, "")
    sent = request.headers.get("X-CSRF-Token") or str((await form(request)).get("csrf", ""))
    if not cookie or not hmac.compare_digest(sent.encode(), csrf_for(cookie).encode()):
        raise web.HTTPForbidden


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    readable = "".join(sign for sign in lines if sign == "\n" or sign.isprintable())
    return readable.encode("utf-8", "ignore").decode()
