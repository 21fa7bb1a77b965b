"""Accounts: a one-time link, what somebody can do, a reset, an end at once, a proof for exports."""

import re
from datetime import date

import pytest
from playwright.async_api import expect

from bench.contacts import Regime, counters_of
from handoff.audit import Deed
from handoff.desk.session import FRESH_MS
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from tests.fakes.desk import happened
from tests.fakes.staffing import PASSWORD
from tests.shifts.shift import Seat, Shift

pytestmark = pytest.mark.browser

MONTH = Period.parse("2026-09")


async def proves(seat: Seat, shift: Shift) -> None:
    """Prove anew who one is."""
    shift.house.clock.passes(seconds=30)
    await seat.page.fill("#password", PASSWORD)
    await seat.page.fill("#code", (await shift.desk.staff.demo_codes())[seat.name])
    await seat.page.press("#code", "Enter")


async def publish(shift: Shift) -> None:
    """Freeze the statistics of a month in which much happened."""
    store, catalogue = shift.house.store, shift.house.mind.catalogue
    await happened(store, counters_of(catalogue, Regime("a", 200), MONTH.months, seed=3))
    await Publishing(catalogue, Ledger(store)).freeze(MONTH, date(2026, 10, 9))


async def test_from_the_invitation_to_the_first_shift(shift: Shift) -> None:
    somchai, guest = await shift.supervisor("/staff"), await shift.guest("somjai")
    await somchai.page.click(".invite summary")
    await somchai.page.fill("#name", "somjai")
    await somchai.page.check(".invite [name=skill][value=legal]")
    await somchai.page.click("#invite")
    link = await somchai.page.inner_text("#link")
    await somchai.fits()
    await guest.page.goto(link)
    await guest.page.fill("#password", PASSWORD)
    await guest.page.fill("#again", PASSWORD)
    await guest.page.fill("#code", await guest.page.inner_text("#demo-code"))
    await guest.fits()
    await guest.page.press("#code", "Enter")
    await expect(guest.see(".button.main")).to_be_visible()
    await shift.signs_in(guest)
    await guest.goes_on_duty()
    await somchai.goes_to("/staff")
    card = somchai.see("#account-somjai")
    await expect(card).to_contain_text(somchai.say("skill_legal"))
    second = await shift.guest("somjai")
    await second.page.goto(link)
    await expect(second.see("#secret")).to_have_count(0)


async def test_a_closed_account_is_out_at_once(shift: Shift) -> None:
    """Its open pages too; what it held is not lost."""
    malee, somchai = await shift.counsellor(), await shift.supervisor("/staff")
    conversation = await shift.waits("kai", "ความลับคำหนึ่ง")
    await malee.takes(conversation)
    await somchai.page.click("#account-malee summary")
    await somchai.page.click("#account-malee .grave")
    await expect(somchai.see("#account-malee.disabled")).to_be_visible()
    await malee.page.wait_for_url(re.compile(r":\d+/$"))
    assert "ความลับ" not in await malee.page.content()
    napa = await shift.counsellor("napa")
    await shift.passes(minutes=15)
    await napa.takes(conversation)
    await expect(napa.see(".line.child .text").first).to_have_text("ความลับคำหนึ่ง")


async def test_a_reset_ends_the_old_password_and_gives_a_new_link(shift: Shift) -> None:
    malee, somchai = await shift.counsellor(), await shift.supervisor("/staff")
    await somchai.page.click("#account-malee summary")
    await somchai.page.click("#account-malee form[action='/staff/reset'] button")
    await expect(somchai.see("#link")).to_contain_text("/join/")
    await malee.page.wait_for_url(re.compile(r":\d+/$"))
    await malee.page.fill("#name", "malee")
    await malee.page.fill("#password", PASSWORD)
    await malee.page.fill("#code", "123456")
    await malee.page.press("#code", "Enter")
    await expect(malee.see("[role=alert]:visible")).to_have_text(malee.say("refused.sign_in"))


async def test_an_export_asks_for_a_proof_and_is_written_down(shift: Shift) -> None:
    await publish(shift)
    somchai = await shift.supervisor("/statistics")
    await somchai.fits()
    shift.house.clock.passes(seconds=FRESH_MS / 1000)
    await somchai.page.get_by_role("link", name="CSV").click()
    await expect(somchai.see("h1")).to_have_text(somchai.say("prove.heading"))
    await somchai.fits()
    async with somchai.page.expect_download() as taken:
        await proves(somchai, shift)
    assert (await taken.value).suggested_filename.endswith((".csv", ".zip"))
    await somchai.goes_to("/audit")
    exported = somchai.see("#audit tbody tr", saying=somchai.say(f"audit.deeds.{Deed.EXPORTED}"))
    await expect(exported).to_contain_text("somchai")
