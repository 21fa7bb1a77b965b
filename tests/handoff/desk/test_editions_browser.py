"""Charts and tables of an edition in a real Chromium: for every eye, on a phone and on a desk."""

import json
from collections import Counter
from datetime import date

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from redis.asyncio import Redis

from bench.contacts import Regime, counters_of
from handoff.desk.account import Role
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.store import Store
from tests.fakes.desk import catalogue, happened
from tests.fakes.staffing import enrolled
from tests.handoff.desk.conftest import EYES, Place, sign_in, speaking
from tests.handoff.desk.test_access_browser import TWICE, WIDTHS, faults

pytestmark = pytest.mark.browser

QUARTER = Period.parse("2026-Q3")
SHOWN = (
    "/statistics",
    "/statistics?period=2026-08&with=2026-07&table=reason_main",
    "/statistics?period=2026-Q3&with=2026-08&table=reason_by_age",
)


@pytest.fixture(scope="module")
def counted() -> dict[str, Counter[str]]:
    return counters_of(catalogue(), Regime("a", 300), QUARTER.months, seed=3)


@pytest_asyncio.fixture(loop_scope="session")
async def _frozen(redis: Redis, counted: dict[str, Counter[str]]) -> None:
    """A quarter is frozen, and the months in it."""
    store = Store(redis)
    await store.open()
    await happened(store, counted)
    await Publishing(catalogue(), Ledger(store)).freeze(QUARTER, date(2026, 10, 9))


@pytest.mark.usefixtures("_frozen")
@EYES
async def test_charts_can_be_read_by_everybody_at_any_width(
    page: Page, demo: Place, scheme: str, language: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(f"{demo.base}/")
    await speaking(page, language)
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, demo, "somchai")
    found: dict[str, list[str]] = {}
    for address in SHOWN:
        await page.goto(demo.base + address)
        for width, height in (*WIDTHS, TWICE):
            await page.set_viewport_size({"width": width, "height": height})
            await expect(page.locator("#figures svg").first).to_be_visible()
            if marks := await faults(page):
                found[f"{address} {width}"] = marks
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)
