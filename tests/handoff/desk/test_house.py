"""The page of health: who may see it, and that it says what is so, as it changes."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from handoff.desk.account import Role
from handoff.vitals import Vitals
from tests.fakes.installation import healthy
from tests.fakes.staffing import enrolled
from tests.handoff.desk.at_desk import TOO_WIDE
from tests.handoff.desk.conftest import Place, serious, sign_in


def let_be(place: Place, vitals: Vitals) -> None:
    """Let the facts be these from now on."""

    async def told() -> Vitals:
        return vitals

    object.__setattr__(place.desk, "vitals", told)


def ailing(place: Place) -> Vitals:
    vitals = healthy(place.clock())
    files = replace(vitals.files, backed_up_at=None)
    assert vitals.store
    store = replace(vitals.store, sending_since=place.clock() - 40 * 60_000)
    return replace(vitals, files=files, store=store)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR])
async def test_those_who_lead_see_that_all_is_well(place: Place, role: Role) -> None:
    person = await place.signed_in("somchai", role)
    page = await (await person.get("/house")).text()
    assert 'id="verdict" class="verdict ok"' in page
    assert page.count('class="finding ok"') >= 12
    assert "remedy" not in page


async def test_a_counsellor_is_not_served(place: Place) -> None:
    person = await place.signed_in()
    assert (await person.get("/house")).status == 403
    assert (await person.get("/house/now")).status == 403


async def test_what_is_wrong_stands_first_with_what_to_do(place: Place) -> None:
    let_be(place, ailing(place))
    person = await place.signed_in("somchai", Role.SUPERVISOR)
    page = await (await person.get("/house/now")).text()
    bad, look, ok = (page.index(f'class="finding {state}"') for state in ("bad", "look", "ok"))
    assert bad < look < ok
    assert page.count('class="remedy"') == 2
    assert "last-backup" in page


@pytest.mark.browser
async def test_the_page_follows_by_itself_what_changes(page: Page, demo: Place) -> None:
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, demo, "somchai")
    await page.goto(demo.base + "/house")
    await expect(page.locator("#verdict")).to_have_class(re.compile("ok"))
    let_be(demo, ailing(demo))
    await demo.counselling.ring("line", "quota_gone")
    await expect(page.locator("#verdict")).to_have_class(re.compile("bad"))
    await expect(page.locator(".finding.bad")).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["th", "en"])
async def test_axe_finds_nothing_serious_and_nothing_is_cut_off(
    page: Page, demo: Place, language: str
) -> None:
    let_be(demo, ailing(demo))
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, demo, "somchai")
    await page.goto(demo.base + "/house")
    if language == "en":
        await page.click("header form button")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            assert await page.get_attribute("html", "lang") == language
            assert await serious(page) == []
            assert await page.evaluate(TOO_WIDE) <= 0
            await expect(page.locator("#verdict")).to_be_in_viewport()
