"""The desk's one screen: the lists, and the conversation a counsellor has open.

It reads, and changes nothing but what has been seen. A supervisor gets numbers from here, no texts.
"""

from collections import Counter

from aiohttp import web

from handoff.board import Card, Line, Mark
from handoff.conversation import HELD, State
from handoff.desk.closing import Fields, blank, read_form
from handoff.desk.counted import Counted, counted
from handoff.desk.events import lists
from handoff.desk.finder import replies_for, services_for
from handoff.desk.guard import form
from handoff.desk.page import Page, is_fragment, number_in
from handoff.desk.parts import DESK
from handoff.desk.stream import STREAMS
from handoff.history import KINDS
from handoff.post import Post


async def desk_page(request: web.Request) -> web.Response:
    """Show the lists, with no conversation open."""
    page = Page(request)
    return await whole(page, page.render("_nothing_open.html"))


async def conversation_page(request: web.Request) -> web.Response:
    """Show one conversation: the whole page, or only its part for the page's own script."""
    page = Page(request)
    card = await page.desk.counselling.card(request.match_info["conversation"], name_of(page))
    pane = await conversation_pane(page, card)
    if is_fragment(request):
        return web.Response(text=pane, content_type="text/html")
    return await whole(page, pane)


async def about(request: web.Request) -> web.Response:
    """Show the head of a conversation afresh: risk, language, whether the child has left."""
    page = Page(request)
    card = await page.desk.counselling.card(request.match_info["conversation"], name_of(page))
    if card.state is not State.COUNSELLOR and name_of(page) not in card.followers:
        return page.answer("_moved.html", card=card)
    return page.answer("_about.html", card=card)


async def destinations(request: web.Request) -> web.Response:
    """Return to whom any conversation can be passed on now."""
    page = Page(request)
    colleagues, skills = await _destinations(page)
    return page.answer("_destinations.html", colleagues=colleagues, skills=skills)


async def lines(request: web.Request) -> web.Response:
    """Return the lines after a number, and earlier ones that may have changed since."""
    page = Page(request)
    after = number_in(request.query.get("after", "")) or 0
    read = await _lines(page, request.match_info["conversation"])
    wanted = [line for line in read if line.seq > after or _may_be_shown_otherwise(line)]
    return page.answer("_lines.html", lines=wanted)


async def seen(request: web.Request) -> web.Response:
    """Remember up to where the counsellor has read."""
    page, fields = Page(request), await form(request)
    conversation = request.match_info["conversation"]
    seq = number_in(fields.get("seq", "")) or 0
    await page.desk.counselling.seen(conversation, name_of(page), seq)
    request.app[STREAMS].renew(name_of(page))
    return web.Response(status=204)


async def board_page(request: web.Request) -> web.Response:
    """Show the numbers."""
    page = Page(request)
    board = await page.desk.counselling.board(name_of(page))
    pending = any(block.is_pending for block in await page.desk.blocks.running())
    return page.answer("board.html", lists=lists(page, board), cursor=board.cursor, pending=pending)


async def day(request: web.Request) -> web.Response:
    """Show the day so far, by the hour."""
    page = Page(request)
    hours = await page.desk.today()
    total = sum((one.counts for one in hours), Counter())
    return page.answer("_day.html", hours=hours, total=total, kinds=KINDS)


async def health(_: web.Request) -> web.Response:
    """Say that this process answers."""
    return web.json_response({"status": "ok"})


async def static(request: web.Request) -> web.Response:
    """Return a script, a style or a picture."""
    asset = request.app[DESK].assets.find(request.match_info["digest"], request.match_info["name"])
    if asset is None:
        raise web.HTTPNotFound
    return web.Response(body=asset.body, content_type=asset.content_type, charset="utf-8")


async def whole(page: Page, pane: str, *, status: int = 200) -> web.Response:
    """Return the whole screen with a conversation or a word in its main part."""
    session = page.who
    board = await page.desk.counselling.board(name_of(page))
    return page.answer(
        "desk.html",
        status=status,
        pane=pane,
        lists=lists(page, board),
        cursor=board.cursor,
        drawer=page.desk.drawers.keys(session, page.desk.clock()),
    )


async def conversation_pane(page: Page, card: Card) -> str:
    """Return the part of the screen that holds one conversation."""
    if name_of(page) in card.followers:
        read = await _lines(page, card.id)
        return page.render("_followed.html", card=card, lines=read)
    if card.state not in HELD or card.counsellor != name_of(page):
        return page.render("_preview.html", card=card)
    read = await _lines(page, card.id)
    if card.state is State.CLOSING:
        prefilled = blank(card, page, read)
        return page.render(
            "_closing.html",
            card=card,
            lines=read,
            sent=prefilled,
            counted=await counters_of(page, card.id, prefilled),
            wrong={},
            more_wrong=False,
        )
    colleagues, skills = await _destinations(page)
    return page.render(
        "_talk.html",
        card=card,
        lines=read,
        colleagues=colleagues,
        skills=skills,
        replies=await replies_for(page, card),
        referrals=services_for(page, card),
    )


async def counters_of(page: Page, conversation: str, fields: Fields) -> Counted | None:
    """Return what closing with these fields would count, or None while the form is not complete."""
    wrap_up, _ = read_form(fields, page)
    if wrap_up is None:
        return None
    counters = await page.desk.counselling.counted(conversation, name_of(page), wrap_up)
    return counted(counters, page)


def name_of(page: Page) -> str:
    """Return the sign-in name of who asks."""
    return page.who.name


async def _destinations(page: Page) -> tuple[tuple[Post, ...], list[str]]:
    """Return who else is on duty, and what any of them knows about."""
    colleagues = await page.desk.counselling.colleagues(name_of(page))
    return colleagues, sorted({skill for post in colleagues for skill in post.skills})


async def _lines(page: Page, conversation: str) -> tuple[Line, ...]:
    return await page.desk.counselling.lines(conversation, name_of(page))


def _may_be_shown_otherwise(line: Line) -> bool:
    """Say whether a settled line can have become this: amended, shown, or doubtful after all."""
    return bool(line.amended) or line.shown or line.mark not in {None, Mark.SENT}
