"""How a counsellor works: on and off duty, breaks, how many at once, a wish for help.

Everybody changes its own post only; a supervisor can take a wish back once it has been seen to.
"""

from collections.abc import Callable, Mapping

from aiohttp import web

from handoff.desk.guard import form
from handoff.desk.page import Page, elsewhere, is_fragment, number_in
from handoff.desk.screen import name_of
from handoff.post import USUAL, Post

_STEPS: Mapping[str, Callable[[Post], Post]] = {
    "on": Post.on,
    "off": Post.off,
    "break": Post.on_break,
    "minute": Post.needing_a_minute,
    "debrief": Post.wishing_to_talk,
    "fine": Post.seen_to,
    "ready": Post.ready,
}


async def duty(request: web.Request) -> web.Response:
    """Go on or off duty, as what the account can do."""
    page, fields = Page(request), await form(request)
    account = await page.desk.staff.account(name_of(page))
    go = Post.on if fields.get("on") == "1" else Post.off

    def change(post: Post) -> Post:
        return go(post.able(account.languages, account.skills))

    return await _changed(request, page, change)


async def step(request: web.Request) -> web.Response:
    """Take a break or come back, wish for help, or be ready again."""
    page, fields = Page(request), await form(request)
    change = _STEPS.get(fields.get("step", ""))
    if change is None:
        raise web.HTTPBadRequest
    return await _changed(request, page, change)


async def way(request: web.Request) -> web.Response:
    """Set how many conversations at once, and whether the next one is offered."""
    page, fields = Page(request), await form(request)
    asked = number_in(fields.get("capacity", ""))
    capacity = USUAL if asked is None else asked
    offered = fields.get("offered") == "1"
    return await _changed(
        request, page, lambda post: post.working(capacity=capacity, offered=offered)
    )


async def see_to(request: web.Request) -> web.Response:
    """Take back a colleague's wish for help: somebody has seen to it."""
    page = Page(request)
    await page.desk.counselling.repost(request.match_info["name"], Post.seen_to)
    if not is_fragment(request):
        return elsewhere("/board")
    board = await page.desk.counselling.board(name_of(page))
    return page.answer("_numbers.html", numbers=board.numbers)


async def _changed(
    request: web.Request, page: Page, change: Callable[[Post], Post]
) -> web.Response:
    await page.desk.counselling.repost(name_of(page), change)
    if not is_fragment(request):
        return elsewhere("/desk")
    board = await page.desk.counselling.board(name_of(page))
    return page.answer("_duty.html", board=board)
