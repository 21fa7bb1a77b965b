"""The way in and out: sign-in, lock, the page behind a one-time link, the language, sign-out.

It never says whether a name exists, and signing in always begins a new session under a new token.
"""

from aiohttp import web

from errors import Refused
from handoff.desk.guard import PARTICULARS, Particulars, answer_of, form
from handoff.desk.page import (
    COOKIE,
    LANGUAGE_COOKIE,
    Page,
    elsewhere,
    language_from,
    session_of,
    set_cookie,
    within,
)
from handoff.desk.parts import DESK
from handoff.desk.password import LEAST
from handoff.desk.presence import PRESENCE
from handoff.desk.qr import picture_of
from handoff.desk.session import LONGEST_MS, Session
from handoff.desk.signposts import home_of
from handoff.desk.site import site_of

_YEAR = 365 * 24 * 60 * 60


async def sign_in_page(request: web.Request) -> web.Response:
    """Show the sign-in form, or send on who is signed in already."""
    session = session_of(request)
    if session:
        return elsewhere(home_of(session))
    return await _sign_in_page(request)


async def sign_in(request: web.Request) -> web.Response:
    """Begin a session and go to where this role works."""
    fields = await form(request)
    page = Page(request)
    staff = request.app[DESK].staff
    name, passkey = fields.get("name", ""), fields.get("passkey")
    try:
        if passkey:
            session = await staff.sign_in_with_passkey(
                answer_of(request, passkey), language=page.language
            )
        else:
            session = await staff.sign_in(
                name, fields.get("password", ""), fields.get("code", ""), language=page.language
            )
    except Refused as error:
        return await _sign_in_page(
            request, sentence=page.refusal(error), name=name[:64], status=409
        )
    request[PARTICULARS] = Particulars(by=session.name)
    old = session_of(request) or await _locked(request)
    if old:
        await staff.sign_out(old)
    back = fields.get("back", "") if old and old.name == session.name else ""
    welcome = elsewhere(within(back, home_of(session)))
    set_cookie(welcome, COOKIE, session.token, LONGEST_MS // 1000)
    return welcome


async def passkey_asked(request: web.Request) -> web.Response:
    """Tell a browser what it needs to prove its person by a passkey."""
    visitor = request.cookies.get(COOKIE, "")
    options = await request.app[DESK].staff.passkeys.to_prove(visitor, site_of(request))
    return web.Response(text=options, content_type="application/json")


async def sign_out(request: web.Request) -> web.Response:
    """End the session, its streams and its cookie."""
    session = session_of(request)
    if session:
        await request.app[DESK].staff.sign_out(session)
        await request.app[PRESENCE].leave(session.name)
    answer = elsewhere("/")
    answer.headers["Clear-Site-Data"] = '"cache"'  # what is in storage is sealed, or a wish
    answer.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return answer


async def join_page(request: web.Request) -> web.Response:
    """Show the page behind a one-time link."""
    try:
        return await _join_page(request)
    except Refused as error:
        return _link_is_dead(request, error)


async def join(request: web.Request) -> web.Response:
    """Set password and phone, and go to the sign-in page."""
    fields = await form(request)
    password, token = fields.get("password", ""), request.match_info["token"]
    page = Page(request)
    staff = request.app[DESK].staff
    try:
        await staff.enrolment(token)
    except Refused as error:
        return _link_is_dead(request, error)
    if password != fields.get("again", ""):
        return await _join_page(request, sentence=page.say("refused.again"), status=409)
    try:
        await staff.enrol(token, password, fields.get("code", ""))
    except Refused as error:
        return await _join_page(request, sentence=page.refusal(error), status=409)
    return page.answer("joined.html")


async def language(request: web.Request) -> web.Response:
    """Change the language of the pages and go back to where one was."""
    fields = await form(request)
    chosen = language_from(fields.get("language"))
    session = session_of(request)
    if session:
        await request.app[DESK].staff.speak(session, chosen)
    answer = elsewhere(within(fields.get("back", "/")))
    set_cookie(answer, LANGUAGE_COOKIE, chosen, _YEAR)
    return answer


async def lock(request: web.Request) -> web.Response:
    """Tell a page for how many milliseconds it may stay open; asking is no sign of life."""
    session, now = session_of(request), request.app[DESK].clock()
    return web.Response(text=str(session.left(now) if session else 0))


async def awake(_: web.Request) -> web.Response:
    """Take a sign of life of a person who only reads."""
    return web.Response(status=204)


async def _sign_in_page(
    request: web.Request, *, sentence: str = "", name: str = "", status: int = 200
) -> web.Response:
    page = Page(request)
    codes = await page.desk.staff.demo_codes() if page.desk.demo else {}
    locked = await _locked(request)
    return page.with_token(
        page.answer(
            "sign_in.html",
            status=status,
            sentence=sentence,
            name=name or (locked.name if locked else ""),
            locked=locked,
            codes=codes,
        )
    )


async def _locked(request: web.Request) -> Session | None:
    """Return whose page this browser had open when it locked."""
    cookie = request.cookies.get(COOKIE)
    return await request.app[DESK].staff.locked(cookie) if cookie else None


async def _join_page(
    request: web.Request, *, sentence: str = "", status: int = 200
) -> web.Response:
    page = Page(request)
    enrolment = await page.desk.staff.enrolment(request.match_info["token"])
    return page.with_token(
        page.answer(
            "join.html",
            status=status,
            sentence=sentence,
            enrolment=enrolment,
            picture=picture_of(enrolment.uri),
            least=LEAST,
        )
    )


def _link_is_dead(request: web.Request, error: Refused) -> web.Response:
    page = Page(request)
    return page.answer("failure.html", status=404, sentence=page.refusal(error))
