"""The idle lock in a real Chromium: nothing stays on the page, and only the same person comes back to it."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from handoff.desk.account import Role
from handoff.desk.page import COOKIE
from handoff.desk.session import Session
from tests.fakes.staffing import PASSWORD, enrolled
from tests.handoff.desk.at_desk import until_kept
from tests.handoff.desk.conftest import EVERYWHERE, Place, said, serious, sign_in

pytestmark = pytest.mark.browser
BEGUN = "พี่อยู่ตรงนี้"
SECRET = "คำลับของเด็ก"


async def locked_out_of_a_conversation(page: Page, place: Place) -> str:
    """Open a conversation and let it lock; return its address."""
    await enrolled(place.desk.staff, "malee")
    await sign_in(page, place)
    conversation = await place.counselling.arrive(SECRET)
    await page.click(f"#take-{conversation}")
    await expect(page.locator(".line.child")).to_have_text(re.compile(SECRET))
    await page.fill("#text", BEGUN)
    await until_kept(page)
    place.clock.pass_by(minutes=30)
    await page.wait_for_url(f"{place.base}/")
    return f"{place.base}/desk/{conversation}"


async def unlock(page: Page, place: Place, name: str) -> None:
    place.clock.pass_by(seconds=30)
    await page.reload()
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", await page.inner_text(f"[data-demo-code={name}]"))
    await page.press("#code", "Enter")


@EVERYWHERE
async def test_the_same_person_goes_on_where_it_was(page: Page, demo: Place) -> None:
    address = await locked_out_of_a_conversation(page, demo)
    assert SECRET not in await page.content()
    await expect(page.locator("h1")).to_have_text(await said(page, demo, "lock.heading"))
    await expect(page.locator("#name")).to_have_value("malee")
    assert await serious(page) == []
    await page.fill("#password", PASSWORD)
    await page.fill("#code", await page.inner_text("[data-demo-code=malee]"))
    await page.press("#code", "Enter")
    await page.wait_for_url(address)
    await expect(page.locator(".line.child")).to_have_text(re.compile(SECRET))
    await expect(page.locator("#text")).to_have_value(BEGUN)


@EVERYWHERE
async def test_somebody_else_gets_nothing_of_it(page: Page, demo: Place) -> None:
    await locked_out_of_a_conversation(page, demo)
    await enrolled(demo.desk.staff, "anan")
    await unlock(page, demo, "anan")
    await page.wait_for_url(f"{demo.base}/desk")
    assert SECRET not in await page.content()
    await page.go_back()
    assert SECRET not in await page.content()
    lies_there = await page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert SECRET not in lies_there
    assert BEGUN not in lies_there


@EVERYWHERE
async def test_a_page_without_a_stream_locks_by_its_own_clock(page: Page, demo: Place) -> None:
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await page.clock.install()
    await sign_in(page, demo, "somchai")
    await page.goto(f"{demo.base}/staff")
    await expect(page.locator("#account-somchai")).to_be_visible()
    demo.clock.pass_by(minutes=20)
    await demo.desk.staff.touch(await _session(page, demo))  # in another tab
    demo.clock.pass_by(minutes=11)
    await page.clock.fast_forward(int(timedelta(minutes=31).total_seconds() * 1000))
    await page.clock.run_for(6000)
    await expect(page.locator("#account-somchai")).to_be_visible()
    demo.clock.pass_by(minutes=19)
    await page.clock.fast_forward(int(timedelta(minutes=20).total_seconds() * 1000))
    await page.clock.run_for(6000)
    await page.wait_for_url(f"{demo.base}/")
    await expect(page.locator("#account-somchai")).to_have_count(0)


@EVERYWHERE
async def test_without_a_connection_the_page_is_emptied_all_the_same(
    page: Page, demo: Place
) -> None:
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await page.clock.install()
    await sign_in(page, demo, "somchai")
    await page.goto(f"{demo.base}/staff")
    locked = await said(page, demo, "lock.away")
    await page.context.set_offline(True)
    await page.clock.fast_forward(int(timedelta(minutes=31).total_seconds() * 1000))
    await page.clock.run_for(6000)
    await expect(page.locator("body")).to_have_text(locked)
    assert "somchai" not in await page.content()
    demo.clock.pass_by(minutes=31)
    await page.context.set_offline(False)
    await page.clock.run_for(6000)
    await page.wait_for_url(f"{demo.base}/")
    await expect(page.locator("#back")).to_have_value("/staff")


async def _session(page: Page, place: Place) -> Session:
    """Return the session of the page's cookie."""
    [token] = [one["value"] for one in await page.context.cookies() if one["name"] == COOKIE]
    session = await place.desk.staff.session(token)
    assert session
    return session
