"""The page of staff: who there is, and inviting, resetting, disabling and describing colleagues.

Supervisors look after counsellors, operators after everybody; a one-time link is shown once and
never again. It never shows a password, a code or when exactly somebody was here.
"""

from collections.abc import Iterable

from aiohttp import web

from bot.language import LANGUAGES, Language
from bot.words import Words
from errors import Refused
from handoff.desk.account import Account
from handoff.desk.authority import check_invites, check_leads, leads, led_by
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import Page
from handoff.desk.qr import picture_of
from handoff.desk.site import site_of

_SKILL = "desk.skill_"


def skills_in(words: Words) -> tuple[str, ...]:
    """Return the codes of all skills: whatever the words have a name for."""
    return tuple(text_id.removeprefix(_SKILL) for text_id in words if text_id.startswith(_SKILL))


async def roster_page(request: web.Request) -> web.Response:
    """Show everybody."""
    return await _shown(request)


async def invite(request: web.Request) -> web.Response:
    """Make an account and show its one-time link, once."""
    page, fields = Page(request), await form(request)
    name, role = fields.get("name", "").strip(), fields.get("role", "")
    try:
        check_invites(page.who.role, role)
        languages, skills = await _abilities(request)
        token = await page.desk.staff.invite(name, role, languages, skills)
    except Refused as error:
        return await _shown(request, refused=error, typed=name[:32])
    request[PARTICULARS] = Particulars(about=name, more=role)
    return await _shown(request, link=(name, token))


async def reset(request: web.Request) -> web.Response:
    """Void what somebody signs in with, and show a new one-time link, once."""
    try:
        name = (await _led(request)).name
        token = await Page(request).desk.staff.reset(name)
    except Refused as error:
        return await _shown(request, refused=error)
    return await _shown(request, link=(name, token))


async def disable(request: web.Request) -> web.Response:
    """Let somebody in no more, at once."""
    try:
        name = (await _led(request)).name
        await Page(request).desk.staff.disable(name)
    except Refused as error:
        return await _shown(request, refused=error)
    return await _shown(request, done="roster.disabled", about=name)


async def able(request: web.Request) -> web.Response:
    """Note what somebody speaks and knows more about; what it is offered follows at once."""
    page = Page(request)
    try:
        name = (await _led(request)).name
        languages, skills = await _abilities(request)
        await page.desk.staff.able(name, languages, skills)
    except Refused as error:
        return await _shown(request, refused=error)
    await page.desk.counselling.repost(name, lambda post: post.able(languages, skills))
    return await _shown(request, done="roster.changed", about=name)


async def _led(request: web.Request) -> Account:
    """Return whose account the form is about, if it may be changed by who asks."""
    page = Page(request)
    other = await page.desk.staff.account((await form(request)).get("name", ""))
    by = page.who
    check_leads(by.role, by.name, other)
    request[PARTICULARS] = Particulars(about=other.name)
    return other


async def _abilities(request: web.Request) -> tuple[tuple[Language, ...], tuple[str, ...]]:
    fields, page = await form(request), Page(request)
    spoken = _ticked(fields.getall("language", []), LANGUAGES)
    if not spoken:
        raise Declined("no_language", "choose at least one language")
    return spoken, _ticked(fields.getall("skill", []), skills_in(page.desk.words))


def _ticked[Code: str](sent: Iterable[str], known: tuple[Code, ...]) -> tuple[Code, ...]:
    """Return the known codes among those sent, in their own order."""
    chosen = set(sent)
    return tuple(code for code in known if code in chosen)


async def _shown(
    request: web.Request,
    *,
    refused: Refused | None = None,
    typed: str = "",
    link: tuple[str, str] | None = None,
    done: str = "",
    about: str = "",
) -> web.Response:
    page = Page(request)
    by = page.who
    everybody = await page.desk.staff.list()
    address = f"{site_of(request).origin}/join/{link[1]}" if link else ""
    return page.answer(
        "roster.html",
        status=web.HTTPConflict.status_code if refused else web.HTTPOk.status_code,
        sentence=page.refusal(refused) if refused else "",
        typed=typed,
        invited=link[0] if link else "",
        address=address,
        picture=picture_of(address) if address else "",
        done=page.say(done, name=about) if done else "",
        everybody=everybody,
        led=frozenset(one.name for one in everybody if leads(by.role, by.name, one)),
        roles=led_by(by.role),
        languages=LANGUAGES,
        skills=skills_in(page.desk.words),
    )
