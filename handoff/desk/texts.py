"""The page of everything a child may read: all staff look, a supervisor marks what was reviewed.

A mark is for the words the page showed; when they are others by now, nothing is marked. No word of
any child is ever here.
"""

import asyncio
from functools import partial

from aiohttp import web

from bot.readable import Readable
from errors import ConfigurationError
from handoff.desk.account import Role
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import Page, elsewhere, is_fragment
from handoff.desk.parts import Desk
from handoff.desk.replies import readable
from handoff.desk.reviews import Group, Reviewed, compared
from handoff.desk.screen import name_of
from handoff.thai_time import local

REVIEWERS = frozenset({Role.SUPERVISOR})


async def texts_page(request: web.Request) -> web.Response:
    """Show one group of texts, all of it or what is to be reviewed, beside the list of groups."""
    page = Page(request)
    everything, to_review = await _all(page.desk), request.query.get("show") == "review"
    groups = [one for one in everything.split() if one.left or not to_review]
    wanted = request.query.get("group")
    shown = next((one for one in groups if one.key == wanted), groups[0] if groups else None)
    return page.answer(
        "texts.html",
        everything=everything,
        groups=groups,
        shown=shown,
        entries=_entries(shown, to_review=to_review),
        to_review=to_review,
        may_mark=page.may(REVIEWERS),
        title_of=partial(_title, page),
        cursor="",
    )


async def mark(request: web.Request) -> web.Response:
    """Mark an entry as reviewed, or take the mark back, and show how it stands."""
    page, fields = Page(request), await form(request)
    entry = await _entry(page.desk, fields.get("entry", ""))
    if fields.get("digest") != entry.digest:
        raise Declined("text_changed", "this text has changed meanwhile: read it again")
    reviewed = fields.get("reviewed") == "1"
    await asyncio.to_thread(_keep, page, entry, reviewed=reviewed)
    more = "" if reviewed else "taken_back"
    request[PARTICULARS] = Particulars(about=entry.id, more=more)
    if not is_fragment(request):
        return elsewhere(f"/texts?group={entry.group}")
    everything = await _all(page.desk)
    group = next(one for one in everything.split() if one.key == entry.group)
    return page.answer(
        "_texts_marked.html",
        everything=everything,
        group=group,
        one=next(one for one in group.entries if one.entry.id == entry.id),
        may_mark=page.may(REVIEWERS),
    )


def _keep(page: Page, entry: Readable, *, reviewed: bool) -> None:
    reviews = page.desk.reviews
    try:
        if reviewed:
            today = local(page.desk.clock()).date()
            reviews.mark(entry, on=today, by=name_of(page))
        else:
            reviews.take_back(entry)
    except ConfigurationError as error:
        raise _unkept(error) from None


def _title(page: Page, file: str) -> str:
    """Return a file's name in words; the operator's own files have none but theirs."""
    known = f"desk.texts.file.{file}" in page.desk.words
    return page.say(f"texts.file.{file}") if known else file.replace("_", " ")


async def _entry(desk: Desk, entry_id: str) -> Readable:
    for entry in await _readables(desk):
        if entry.id == entry_id:
            return entry
    raise Declined("text_changed", "this text is no more: read the page again")


async def _readables(desk: Desk) -> tuple[Readable, ...]:
    """Return what is written in files, and the shared replies as they are offered now."""
    return (*desk.readables, *map(readable, await desk.replies.visible()))


async def _all(desk: Desk) -> Group:
    readables = await _readables(desk)
    try:
        return compared(readables, desk.reviews.read())
    except ConfigurationError as error:
        raise _unkept(error) from None


def _unkept(error: ConfigurationError) -> Declined:
    return Declined("reviews", str(error))


def _entries(shown: Group | None, *, to_review: bool) -> tuple[Reviewed, ...]:
    if shown is None:
        return ()
    return shown.left if to_review else shown.entries
