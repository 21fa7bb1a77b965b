"""The page that tells how the helpline is: all well, or what is wrong and what to do about it.

It puts findings into words; which they are is decided by `handoff.findings`. Counts and times only.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from handoff.desk.page import Page
from handoff.desk.screen import name_of
from handoff.finding import Finding, State
from handoff.findings import findings


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in the reader's language; `remedy` is empty where nothing is to be done."""

    subject: str
    state: str
    means: str
    remedy: str
    since: int | None
    notes: tuple[dict[str, Any], ...]


async def house_page(request: web.Request) -> web.Response:
    """Show how everything is now; the page then asks again by itself."""
    page = Page(request)
    board = await page.desk.counselling.board(name_of(page))
    return page.answer("house.html", again=False, view=await _now(page), cursor=board.cursor)


async def house_now(request: web.Request) -> web.Response:
    """Return what changes of the page."""
    page = Page(request)
    return page.answer("_house.html", again=True, view=await _now(page))


async def _now(page: Page) -> dict[str, object]:
    vitals = await page.desk.vitals()
    told = [_told(page, one) for one in findings(vitals)]
    wrong = [one for one in told if one.state != State.OK]
    return {
        "wrong": wrong,
        "fine": [one for one in told if one.state == State.OK],
        "verdict": _verdict(page, wrong),
        "worst": wrong[0].state if wrong else State.OK.value,
        "looked_at": page.desk.clock(),
    }


def _verdict(page: Page, wrong: list[Told]) -> str:
    bad = sum(one.state == State.BAD for one in wrong)
    if bad:
        return page.say("health.verdict.bad", count=bad)
    return (
        page.say("health.verdict.look", count=len(wrong))
        if wrong
        else page.say("health.verdict.ok")
    )


def _told(page: Page, finding: Finding) -> Told:
    remedy = f"{finding.text}.remedy"
    has_remedy = f"desk.{remedy}" in page.desk.words
    named = f"desk.{finding.subject}" in page.desk.words
    return Told(
        page.say(finding.subject if named else f"health.subject.{finding.subject}"),
        finding.state.value,
        page.say(f"{finding.text}.means"),
        page.say(remedy) if has_remedy else "",
        finding.since,
        tuple(
            {
                "text": page.say(
                    f"health.note.{note.text}",
                    **{"count": f"{note.count:,}"} if note.count is not None else {},
                    **{"name": note.name} if note.name else {},
                ),
                "at": note.at,
            }
            for note in finding.notes
        ),
    )
