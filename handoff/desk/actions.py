"""What a counsellor does with a conversation: take, write, pass on, end, close.

Each action names who asks and lets the helpline behind the seam decide; a refusal goes back to the
person as a sentence and nothing has changed.
"""

import re
import uuid
from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import MultiDictProxy

from errors import Refused
from handoff.blocks import HOURS
from handoff.board import Destination, Line
from handoff.desk.closing import REQUIRED, read_form
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import INCOMPLETE, Page, is_fragment
from handoff.desk.screen import conversation_pane, counters_of, name_of, whole

LONGEST_LINE = 2000
"""Characters of one line; Telegram takes 4096 and LINE 5000, a child reads less."""

_CHILD_LINE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
"""What the id of a line can be: a page's or ours, never one that means something in the store."""

_Send = Callable[[str, str, str, str], Awaitable[Line]]


async def claim(request: web.Request) -> web.Response:
    """Take a conversation from the queue, or accept an offer, and open it."""
    page, conversation = Page(request), request.match_info["conversation"]
    card = await page.desk.counselling.claim(conversation, name_of(page))
    pane = await conversation_pane(page, card)
    return await _opened(request, page, pane)


async def refuse(request: web.Request) -> web.Response:
    """Decline an offer; whatever is open stays open."""
    page = Page(request)
    await page.desk.counselling.refuse(request.match_info["conversation"], name_of(page))
    if is_fragment(request):
        return page.answer("_done.html", sentence=page.say("left.refused"))
    return await _left(request, page, "left.refused")


async def say(request: web.Request) -> web.Response:
    """Send a line to the child and return it as it now stands."""
    return await _write(request, Page(request).desk.counselling.say)


async def note(request: web.Request) -> web.Response:
    """Keep a note for staff and return it."""
    return await _write(request, Page(request).desk.counselling.note)


async def ask_to_see(request: web.Request) -> web.Response:
    """Have the child asked whether hidden details of one of its lines may be seen."""
    page, fields = Page(request), await form(request)
    line_id = fields.get("line_id", "")
    if not _CHILD_LINE.fullmatch(line_id):
        raise web.HTTPBadRequest
    conversation = request.match_info["conversation"]
    await page.desk.counselling.ask_to_see(conversation, name_of(page), line_id)
    return web.Response(status=204)


async def typing(request: web.Request) -> web.Response:
    """Show the child that somebody is writing."""
    page = Page(request)
    await page.desk.counselling.typing(request.match_info["conversation"], name_of(page))
    return web.Response(status=204)


async def hand_back(request: web.Request) -> web.Response:
    """Give the child back to the bot."""
    page = Page(request)
    await page.desk.counselling.hand_back(request.match_info["conversation"], name_of(page))
    return await _left(request, page, "left.handed_back")


async def transfer(request: web.Request) -> web.Response:
    """Offer the conversation to a colleague, or put it back into the queue, with a note."""
    page, fields = Page(request), await form(request)
    to, note = _destination(page, fields.get("to", "")), fields.get("note", "").strip()
    if len(note) > LONGEST_LINE:
        raise _too_long()
    request[PARTICULARS] = Particulars(more=to.colleague or to.wants)
    conversation = request.match_info["conversation"]
    await page.desk.counselling.transfer(conversation, name_of(page), to, note)
    return await _left(request, page, "left.offered" if to.colleague else "left.requeued")


async def block(request: web.Request) -> web.Response:
    """Keep a child out for a while that abuses the chat."""
    page, fields = Page(request), await form(request)
    conversation, staff = request.match_info["conversation"], name_of(page)
    card = await page.desk.counselling.card(conversation, staff)
    begun = await page.desk.blocks.begin(
        designation=card.designation,
        reason=fields.get("reason", ""),
        by=staff,
        hours=_hours(fields),
    )
    try:
        await page.desk.counselling.block(conversation, staff, begun.id)
    except Refused:
        await page.desk.blocks.lift(begun.id)
        raise
    more = f"{begun.reason} {begun.asked_hours}h {begun.id[:8]}"
    request[PARTICULARS] = Particulars(more=more)
    return await _left(request, page, "left.blocked")


async def end(request: web.Request) -> web.Response:
    """Say goodbye to the child and show the closing form."""
    page, conversation = Page(request), request.match_info["conversation"]
    await page.desk.counselling.end(conversation, name_of(page))
    card = await page.desk.counselling.card(conversation, name_of(page))
    pane = await conversation_pane(page, card)
    return await _opened(request, page, pane)


async def close(request: web.Request) -> web.Response:
    """Count the closing form and forget the conversation, or show the form with what is wrong."""
    page, fields = Page(request), await form(request)
    conversation = request.match_info["conversation"]
    card = await page.desk.counselling.card(conversation, name_of(page))
    wrap_up, wrong = read_form(fields, page)
    if wrap_up is None:
        lines = await page.desk.counselling.lines(conversation, name_of(page))
        pane = page.render(
            "_closing.html",
            card=card,
            lines=lines,
            sent=fields,
            counted=None,
            wrong=wrong,
            more_wrong=bool(wrong.keys() - set(REQUIRED)),
        )
        return await _opened(request, page, pane, status=INCOMPLETE)
    await page.desk.counselling.close(conversation, name_of(page), wrap_up)
    return await _left(request, page, "left.closed")


async def counted_by(request: web.Request) -> web.Response:
    """Show which counters closing with the form as it stands would raise."""
    page, fields = Page(request), await form(request)
    counters = await counters_of(page, request.match_info["conversation"], fields)
    return page.answer("_counted.html", counted=counters)


async def _write(request: web.Request, send: _Send) -> web.Response:
    page, fields = Page(request), await form(request)
    text, line_id = _text(fields), _line_id(fields)
    line = await send(request.match_info["conversation"], name_of(page), line_id, text)
    return page.answer("_lines.html", lines=(line,))


def _text(fields: MultiDictProxy[str]) -> str:
    text = fields.get("text", "").strip()
    if not text:
        raise Declined("empty", "there is nothing to send")
    if len(text) > LONGEST_LINE:
        raise _too_long()
    return text


def _too_long() -> Declined:
    return Declined("too_long", f"a line has at most {LONGEST_LINE} characters", most=LONGEST_LINE)


def _destination(page: Page, chosen: str) -> Destination:
    """Return where a conversation goes: `colleague:…`, `language:…`, `skill:…`, or the queue."""
    if chosen.startswith("colleague:"):
        return Destination(colleague=chosen.removeprefix("colleague:"))
    known = chosen.startswith(("language:", "skill:")) and page.names_wish(chosen)
    return Destination(wants=chosen if known else "")


def _hours(fields: MultiDictProxy[str]) -> int:
    return next((hours for hours in HOURS if str(hours) == fields.get("hours")), 0)


def _line_id(fields: MultiDictProxy[str]) -> str:
    try:
        return str(uuid.UUID(fields.get("line_id", "")))
    except ValueError:
        raise web.HTTPBadRequest from None


async def _left(request: web.Request, page: Page, text_id: str) -> web.Response:
    return await _opened(
        request, page, page.render("_nothing_open.html", sentence=page.say(text_id))
    )


async def _opened(
    request: web.Request, page: Page, pane: str, *, status: int = 200
) -> web.Response:
    if not is_fragment(request):
        return await whole(page, pane, status=status)
    return web.Response(text=pane, content_type="text/html", status=status)
