"""The page of opening hours: a supervisor or operator sets them and reads what a child is told.

What is wrong is told beside its field and nothing that was typed is lost. Nothing here tells a
child anything: the gateway reads the hours when it needs them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.dialogue import Moment
from bot.hours import OpeningHours
from bot.language import LANGUAGES, Language
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.hours_form import HoursForm, changed
from handoff.desk.page import INCOMPLETE, Page, elsewhere, is_fragment, number_in
from handoff.thai_time import local

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Told:
    """What a child is told who finds nobody on duty at a moment, in both languages."""

    at: datetime
    is_open: bool
    sentences: tuple[tuple[Language, str], ...]


async def rules_page(request: web.Request) -> web.Response:
    """Show the opening hours as they are set."""
    page = Page(request)
    written = await page.desk.rules.read()
    shown = HoursForm.of(written.content, _now(page).date())
    return _shown(page, "rules.html", shown, written.version, hours=written.content)


async def set_rules(request: web.Request) -> web.Response:
    """Set the opening hours, or show the form again with what is wrong."""
    page, fields = Page(request), await form(request)
    sent, today = HoursForm.sent(fields), _now(page).date()
    hours, wrong = sent.read(today)
    before = await page.desk.rules.read()
    if wrong:
        return _again(request, page, sent, _version(fields.get("version", "")), wrong)
    try:
        await page.desk.rules.set_hours(hours, after=_version(fields.get("version", "")))
    except Declined:
        return _again(request, page, sent, before.version, {"form": "meanwhile"})
    named = changed(before.content, hours)
    more = ", ".join(named[:_MOST_NAMED]) + (", …" if len(named) > _MOST_NAMED else "")
    request[PARTICULARS] = Particulars(more=more)
    if not is_fragment(request):
        return elsewhere("/rules")
    shown = HoursForm.of(hours, today)
    return _shown(page, "_rules.html", shown, before.version + 1, hours=hours, done=True)


async def preview(request: web.Request) -> web.Response:
    """Show what a child would be told by the form as it stands; nothing is set."""
    page, fields = Page(request), await form(request)
    hours, wrong = HoursForm.sent(fields).read(_now(page).date())
    return page.answer("_rules_told.html", told=() if wrong else _told(page, hours), wrong=wrong)


def _again(
    request: web.Request, page: Page, sent: HoursForm, version: int, wrong: Mapping[str, str]
) -> web.Response:
    template = "_rules.html" if is_fragment(request) else "rules.html"
    return _shown(page, template, sent, version, wrong=wrong, status=INCOMPLETE)


def _shown(
    page: Page,
    template: str,
    shown: HoursForm,
    version: int,
    *,
    hours: OpeningHours | None = None,
    wrong: Mapping[str, str] | None = None,
    done: bool = False,
    status: int = 200,
) -> web.Response:
    return page.answer(
        template,
        status=status,
        shown=shown,
        version=version,
        wrong=wrong or {},
        done=done,
        told=_told(page, hours) if hours else (),
        cursor="",
    )


def _told(page: Page, hours: OpeningHours) -> tuple[Told, ...]:
    """Return what is told now, and after the next change."""
    now = _now(page)
    later = hours.next_change(now)
    return tuple(_told_at(page, hours, at) for at in (now, later) if at)


def _told_at(page: Page, hours: OpeningHours, at: datetime) -> Told:
    moment = Moment(on_duty=False, place=None, at=at, channel="web", hours=hours)
    said = ((one, page.desk.dialogue.opens(one, moment)) for one in LANGUAGES)
    sentences = tuple((language, " ".join(lines)) for language, lines in said if lines)
    return Told(at, hours.is_open(at), sentences)


def _now(page: Page) -> datetime:
    return local(page.desk.clock())


def _version(text: str) -> int:
    """Return the version a form was made from; one that never stands for anything else."""
    found = number_in(text)
    return -1 if found is None else found
