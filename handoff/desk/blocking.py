"""The page of blocks: a supervisor sees which run, decides about long ones, and lifts them.

It shows a two-word name, a reason and times. Whom a block keeps out is not known here.
"""

from aiohttp import web

from handoff.blocks import Block
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import Page, elsewhere, is_fragment
from handoff.desk.screen import name_of

_SHOWN_OF_ID = 8


async def blocks_page(request: web.Request) -> web.Response:
    """Show the blocks that run."""
    page = Page(request)
    return page.answer("blocks.html", blocks=await _sorted(page), done="", cursor="")


async def lengthen(request: web.Request) -> web.Response:
    """Let a block last as long as it was asked for."""
    return await _settle(request, longer=True)


async def keep_short(request: web.Request) -> web.Response:
    """Let a block end after a day, though it was asked for longer."""
    return await _settle(request, longer=False)


async def lift(request: web.Request) -> web.Response:
    """End a block now."""
    page, block_id = Page(request), await _asked_for(request)
    if await page.desk.blocks.get(block_id) is None:
        raise Declined("block_over", "this block has ended")
    await page.desk.blocks.lift(block_id)
    return await _shown(request, page, "lifted")


async def _settle(request: web.Request, *, longer: bool) -> web.Response:
    page, block_id = Page(request), await _asked_for(request)
    await page.desk.blocks.settle(block_id, by=name_of(page), longer=longer)
    return await _shown(request, page, "lengthened" if longer else "left_short")


async def _asked_for(request: web.Request) -> str:
    block_id = (await form(request)).get("block", "")
    request[PARTICULARS] = Particulars(about=block_id[:_SHOWN_OF_ID])
    return block_id


async def _shown(request: web.Request, page: Page, done: str) -> web.Response:
    if not is_fragment(request):
        return elsewhere("/blocks")
    return page.answer("_blocks.html", blocks=await _sorted(page), done=done)


async def _sorted(page: Page) -> list[Block]:
    """Return what waits for a decision first, then what ends first."""
    return sorted(await page.desk.blocks.running(), key=lambda block: not block.is_pending)
