"""The page of one's own account: language, password, passkeys.

Everybody changes only what is their own here; nothing of it is shown to anybody else.
"""

from aiohttp import web

from errors import Refused
from handoff.desk.declined import Declined
from handoff.desk.guard import answer_of, form
from handoff.desk.page import COOKIE, Page
from handoff.desk.parts import DESK
from handoff.desk.password import LEAST
from handoff.desk.screen import name_of
from handoff.desk.site import site_of


async def own_page(request: web.Request) -> web.Response:
    """Show one's own account."""
    return await _shown(request)


async def password(request: web.Request) -> web.Response:
    """Set another password, proved by the present one and a code."""
    page, fields = Page(request), await form(request)
    chosen = fields.get("chosen", "")
    try:
        if chosen != fields.get("again", ""):
            raise Declined("again", "the two passwords differ")
        await page.desk.staff.change_password(
            page.who, fields.get("password", ""), fields.get("code", ""), chosen
        )
    except Refused as error:
        return await _shown(request, refused=error)
    return await _shown(request, done="own.changed")


async def passkey_asked(request: web.Request) -> web.Response:
    """Tell a browser what it needs to make a passkey."""
    name, visitor = name_of(Page(request)), request.cookies.get(COOKIE, "")
    options = await request.app[DESK].staff.passkeys.to_make(name, visitor, site_of(request))
    return web.Response(text=options, content_type="application/json")


async def add_passkey(request: web.Request) -> web.Response:
    """Keep the passkey a device has made."""
    page, made = Page(request), (await form(request)).get("passkey", "")
    try:
        await page.desk.staff.passkeys.make(name_of(page), answer_of(request, made))
    except Refused as error:
        return await _shown(request, refused=error)
    return await _shown(request, done="own.added")


async def remove_passkey(request: web.Request) -> web.Response:
    """Let a passkey open nothing any more."""
    page, fields = Page(request), await form(request)
    await page.desk.staff.passkeys.remove(name_of(page), fields.get("passkey", ""))
    return await _shown(request, done="own.removed")


async def _shown(
    request: web.Request, *, refused: Refused | None = None, done: str = ""
) -> web.Response:
    page = Page(request)
    return page.answer(
        "own.html",
        status=web.HTTPConflict.status_code if refused else web.HTTPOk.status_code,
        sentence=page.refusal(refused) if refused else "",
        done=page.say(done) if done else "",
        account=await page.desk.staff.account(name_of(page)),
        least=LEAST,
    )
