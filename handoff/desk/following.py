"""How a supervisor reads along with a conversation, whispers to its counsellor, and takes over.

What it reads it reads by the same pages as everybody; the reason is a code of a list.
"""

from aiohttp import web

from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import Page, elsewhere
from handoff.desk.screen import name_of
from handoff.supervision import Reason


async def held_page(request: web.Request) -> web.Response:
    """Show what a counsellor holds: designations and times, no word of anybody."""
    page, name = Page(request), request.match_info["name"]
    cards = await page.desk.supervision.held_by(name)
    return page.answer("held.html", name=name, cards=cards, reasons=tuple(Reason), me=name_of(page))


async def follow(request: web.Request) -> web.Response:
    """Begin to read along, for a reason, and open the conversation."""
    page, fields = Page(request), await form(request)
    if fields.get("reason") not in set(Reason):
        raise web.HTTPBadRequest
    reason, conversation = Reason(fields.get("reason", "")), request.match_info["conversation"]
    await page.desk.supervision.follow(conversation, name_of(page), reason)
    request[PARTICULARS] = Particulars(more=reason.value)
    return elsewhere(f"/desk/{conversation}")


async def leave(request: web.Request) -> web.Response:
    """Read along no more."""
    page = Page(request)
    await page.desk.supervision.leave(request.match_info["conversation"], name_of(page))
    return elsewhere("/board")


async def take_over(request: web.Request) -> web.Response:
    """Go on with the child in its counsellor's place."""
    page, conversation = Page(request), request.match_info["conversation"]
    await page.desk.supervision.take_over(conversation, name_of(page))
    return elsewhere(f"/desk/{conversation}")
