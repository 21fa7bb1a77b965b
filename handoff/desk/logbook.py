"""The page of the audit log: who did what and when, the newest first.

It shows what was written and changes nothing; there is no word of a child in it.
"""

from aiohttp import web

from handoff.desk.page import Page, number_in

_AT_ONCE = 100


async def logbook_page(request: web.Request) -> web.Response:
    """Show the latest entries, or those before a number."""
    page = Page(request)
    before = number_in(request.query.get("before", ""), digits=15)
    entries = await page.desk.audit.latest(_AT_ONCE, before)
    earlier = entries[-1].seq if entries and entries[-1].seq > 1 else None
    return page.answer("logbook.html", entries=entries, earlier=earlier, before=before)
