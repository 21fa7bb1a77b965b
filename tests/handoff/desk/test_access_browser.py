"""Every page of the desk for every pair of eyes and hands, in a real Chromium (WCAG 2.2 AA).

The pages are those of the table of routes, so that a new one is looked at without being asked for.
"""

import json
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.risk import Risk
from handoff.board import Destination, Mark, Told
from handoff.desk.account import Role
from handoff.desk.routes import ROUTES
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE, ending, taking
from tests.handoff.desk.conftest import AXE, EYES, Place, sign_in, speaking

pytestmark = pytest.mark.browser

WIDTHS = ((1280, 800), (390, 844))
TWICE = (640, 400)
"""1280 by 800 at 200 %: so many CSS pixels are left."""

_PLACE = re.compile(r"{(\w+):[^/]*}(?=/|$)")
SMALL = """[...document.querySelectorAll("a, button, summary, select, input, textarea")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest("p, li li, label, td, .more")
    && !one.matches(".skip, .unseen"))
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([box, one]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
"""What a finger would miss; a link within a sentence and a box with its label are excepted (2.5.8)."""

UNSEEN = """(() => { const one = document.activeElement;
  if (one === document.body || one.matches("dialog, main, [tabindex='-1']")) return "";
  const style = getComputedStyle(one);
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return seen ? "" : one.outerHTML.slice(0, 100); })()"""

MOVING = """[...document.querySelectorAll("*")].filter((one) => { const style = getComputedStyle(one);
  return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s");
}).map((one) => one.outerHTML.slice(0, 80))"""


async def faults(page: Page) -> list[str]:
    """Return everything axe-core finds, and what is cut off or too small."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
    found = await page.evaluate(f"axe.run(document, {rules})")
    marks = [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]
    if await page.evaluate(TOO_WIDE) > 0:
        marks.append("wider than the screen")
    return marks + [f"small: {one}" for one in await page.evaluate(SMALL)]


async def busy(place: Place) -> str:
    """Let much go on at the desk of malee; return a conversation of hers."""
    desk = place.counselling
    told = Told("for_friend", "16_17", "violence_home", region="south")
    held = await desk.arrive("กลัว", risk=Risk.DANGER, told=told, waited=90_000)
    await desk.taken_by(held, "malee")
    await desk.child_says(held, "▮▮▮ ช่วยด้วย", masked=1, risk=Risk.CONCERN)
    line = await desk.child_says(held, "▮▮▮", masked=1)
    await desk.child_shows(held, line.id, "0812345678")
    for mark in Mark:
        await desk.say(held, "malee", mark, "พี่อยู่ตรงนี้")
        await desk.mark(held, mark, Mark(mark))
    await desk.note(held, "malee", "note", "โทรหาหัวหน้าแล้ว")
    offered = await desk.arrive("hi", language="en", designation=9)
    await desk.taken_by(offered, "anan")
    await desk.transfer(offered, "anan", Destination(colleague="malee"))
    await desk.arrive("hi", risk=Risk.CONCERN, designation=99)
    await desk.set_duty("malee", on=True)
    for code in ("quota_gone", "webhook"):
        await desk.ring("line", code)
    return held


def addresses(role: Role, **known: str) -> list[str]:
    """Return the pages a role may open; parts of pages, which scripts ask for, are none."""
    found = []
    for door in ROUTES:
        if door.method != "GET" or door.by_itself or (door.roles and role not in door.roles):
            continue
        names = _PLACE.findall(door.path)
        assert set(names) <= known.keys(), f"say here what {door.path} is opened with"
        if all(known[name] for name in names):
            found.append(_PLACE.sub(lambda place: known[place[1]], door.path))
    return found


async def each_page(page: Page, place: Place, role: Role) -> AsyncIterator[str]:
    """Sign in and open one page after the other, with much going on."""
    link = await place.desk.staff.invite("ploy", Role.COUNSELLOR, ("th",))
    held = await busy(place)
    name = {Role.COUNSELLOR: "malee"}.get(role, "somchai")
    await enrolled(place.desk.staff, name, role)
    await sign_in(page, place, name)
    conversation = held if role is Role.COUNSELLOR else ""
    for address in addresses(role, conversation=conversation, token=link, name="malee"):
        await page.goto(place.base + address)
        yield address


@EYES
@pytest.mark.parametrize("role", Role)
async def test_axe_finds_nothing_on_any_page_at_any_width(
    page: Page, demo: Place, role: Role, scheme: str, language: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(f"{demo.base}/")
    await speaking(page, language)
    found: dict[str, list[str]] = {}
    async for address in each_page(page, demo, role):
        for width, height in (*WIDTHS, TWICE):
            await page.set_viewport_size({"width": width, "height": height})
            if marks := await faults(page):
                found[f"{address} {width}"] = marks
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


@EYES
async def test_axe_finds_nothing_in_what_unfolds(
    page: Page, demo: Place, scheme: str, language: str
) -> None:
    """The list of keys, the drawers under the conversation, the closing form, right and wrong."""
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(f"{demo.base}/")
    await speaking(page, language)
    await enrolled(demo.desk.staff, "malee")
    await sign_in(page, demo)
    await taking(page, demo, told=Told("child", "12_13", "sextortion"))
    found: dict[str, list[str]] = {}

    async def look(name: str) -> None:
        for width, height in WIDTHS:
            await page.set_viewport_size({"width": width, "height": height})
            if marks := await faults(page):
                found[f"{name} {width}"] = marks
        await page.set_viewport_size({"width": 1280, "height": 800})

    await page.focus("#scroll")
    await page.keyboard.press("?")
    await look("keys")
    await page.keyboard.press("Escape")
    await page.fill("#text", "พี่อยู่ตรงนี้")
    for box in ("replies", "services", "note-box", "pass-on"):
        await page.click(f"#{box} > summary")
        await look(box)
    await page.evaluate("document.getElementById('unkept').hidden = false")
    await look("unkept")
    await ending_from_there(page)
    await page.click(".more summary")
    await look("closing form")
    await page.select_option("#form-reason", "")
    await page.click("#close")
    await expect(page.locator("#reason-wrong")).to_be_visible()
    await look("closing form, wrong")
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


async def ending_from_there(page: Page) -> None:
    """End the conversation; the way to it is open already."""
    await page.click("#pass-on > summary")
    await ending(page)


@pytest.mark.parametrize("role", Role)
async def test_wherever_tab_goes_it_is_seen(page: Page, demo: Place, role: Role) -> None:
    async for address in each_page(page, demo, role):
        for _ in range(45):
            await page.keyboard.press("Tab")
            assert await page.evaluate(UNSEEN) == "", address


async def test_nothing_moves_for_who_wants_no_motion(page: Page, demo: Place) -> None:
    await page.emulate_media(reduced_motion="reduce")
    async for _ in each_page(page, demo, Role.COUNSELLOR):
        assert await page.evaluate(MOVING) == []


@pytest.mark.parametrize("size", [TWICE, (390, 700), (1280, 800)])
async def test_a_child_can_be_answered_at_any_size(
    page: Page, demo: Place, size: tuple[int, int]
) -> None:
    """Also at 200 %: the box and the button are on the screen, nothing lies over them."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await enrolled(demo.desk.staff, "malee")
    await sign_in(page, demo)
    conversation = await taking(page, demo)
    await expect(page.locator("#text")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    await page.fill("#text", "พี่อยู่ตรงนี้")
    await page.click("#send")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    assert demo.counselling.said(conversation) == ["พี่อยู่ตรงนี้"]
    assert await page.evaluate(TOO_WIDE) <= 0
