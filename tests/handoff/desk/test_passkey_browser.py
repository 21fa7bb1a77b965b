"""Passkeys in a real Chromium with a virtual device: made, used, asked for again, copied, taken away."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page, expect

from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.session import FRESH_MS
from tests.conftest import launched
from tests.fakes.staffing import enrolled
from tests.handoff.desk.conftest import EACH, Place, said, serious, sign_in

pytestmark = pytest.mark.browser


class Device:
    """Chromium's virtual authenticator, which has a person to touch it."""

    def __init__(self, wire: CDPSession, device: str) -> None:
        self._wire = wire
        self._id = {"authenticatorId": device}

    async def keys(self) -> list[dict[str, object]]:
        found = await self._wire.send("WebAuthn.getCredentials", self._id)
        keys: list[dict[str, object]] = found["credentials"]
        return keys

    async def put_back(self, key: dict[str, object]) -> None:
        """Lay an older copy of a key over the one that is there."""
        await self._wire.send("WebAuthn.clearCredentials", self._id)
        await self._wire.send("WebAuthn.addCredential", self._id | {"credential": key})

    async def know_its_person(self, *, known: bool) -> None:
        how = self._id | {"isUserVerified": known}
        await self._wire.send("WebAuthn.setUserVerified", how)


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser for each test: an authenticator and what is asked of it must not outlive its test."""
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def device(page: Page) -> Device:
    wire = await page.context.new_cdp_session(page)
    await wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = await wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Device(wire, made["authenticatorId"])


def at_home(place: Place) -> str:
    """Return the address under which passkeys work: a number is none."""
    return f"http://localhost:{place.server.port}"


async def made(page: Page, place: Place) -> None:
    """Sign in with password and code, and make a passkey."""
    await enrolled(place.desk.staff, "malee", Role.SUPERVISOR)
    await sign_in(page, place, base=at_home(place))
    await page.goto(f"{at_home(place)}/account")
    await page.click("#add-passkey button")
    await expect(page.locator("#done")).to_have_text(await said(page, place, "own.added"))
    await expect(page.locator("#passkey-1")).to_contain_text("localhost")


async def come_back(page: Page, place: Place) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{at_home(place)}/")
    await page.click("[data-passkey] button")


@EACH
async def test_a_passkey_signs_in_without_name_password_or_code(
    page: Page, demo: Place, device: Device
) -> None:
    await made(page, demo)
    assert await serious(page) == []
    for _ in range(2):
        await come_back(page, demo)
        await page.wait_for_url(f"{at_home(demo)}/board")
    deeds = [entry.deed for entry in await demo.desk.audit.latest(10)]
    assert deeds == [Deed.SIGNED_IN, Deed.SIGNED_IN, Deed.ADDED_PASSKEY, Deed.SIGNED_IN]
    [key] = await device.keys()
    [kept] = (await demo.desk.staff.account("malee")).passkeys
    assert kept.sign_count == key["signCount"]


async def test_a_page_that_another_one_outdated_is_read_again(
    page: Page, demo: Place, device: Device
) -> None:
    await made(page, demo)
    await page.context.clear_cookies()
    await page.goto(f"{at_home(demo)}/")
    await page.context.clear_cookies()
    async with page.expect_event("load"):
        await page.click("[data-passkey] button")
    await page.click("[data-passkey] button")
    await page.wait_for_url(f"{at_home(demo)}/board")


async def test_it_proves_anew_and_goes_on(page: Page, demo: Place, device: Device) -> None:
    await made(page, demo)
    demo.clock.now += FRESH_MS
    await page.click("main ul button")
    await page.click("[data-passkey] button")
    await expect(page.locator("#done")).to_have_text("ลบพาสคีย์แล้ว")
    assert (await demo.desk.staff.account("malee")).passkeys == ()


async def test_a_device_that_does_not_know_its_person_opens_nothing(
    page: Page, demo: Place, device: Device
) -> None:
    await made(page, demo)
    await device.know_its_person(known=False)
    await come_back(page, demo)
    await expect(page.locator("[data-passkey] .notice")).to_be_visible()
    assert page.url == f"{at_home(demo)}/"


async def test_an_older_copy_of_a_key_opens_nothing(
    page: Page, demo: Place, device: Device
) -> None:
    await made(page, demo)
    [copied] = await device.keys()
    await come_back(page, demo)
    await page.wait_for_url(f"{at_home(demo)}/board")
    await device.put_back(copied)
    await come_back(page, demo)
    await expect(page.locator("main > .notice")).to_contain_text("พาสคีย์")


@pytest.mark.parametrize("way", ["remove", "reset", "disable"])
async def test_a_key_that_was_taken_away_opens_nothing(
    page: Page, demo: Place, device: Device, way: str
) -> None:
    await made(page, demo)
    staff = demo.desk.staff
    if way == "remove":
        [key] = (await staff.account("malee")).passkeys
        await staff.passkeys.remove("malee", key.id)
    else:
        await getattr(staff, way)("malee")
    await come_back(page, demo)
    await expect(page.locator("main > .notice")).to_contain_text("พาสคีย์")


async def test_an_answer_is_good_once_and_for_one_browser(
    page: Page, demo: Place, device: Device
) -> None:
    await made(page, demo)
    await page.context.clear_cookies()
    await page.goto(f"{at_home(demo)}/")
    async with page.expect_request(
        lambda request: request.method == "POST" and "passkey=" in (request.post_data or "")
    ) as sent:
        await page.click("[data-passkey] button")
    request = await sent.value
    await page.wait_for_url(f"{at_home(demo)}/board")
    headers = await request.all_headers()
    again = await demo.http.post(
        f"{demo.base}/",
        data=request.post_data,
        headers={name: headers[name] for name in ("cookie", "content-type", "sec-fetch-site")}
        | {"Host": f"localhost:{demo.server.port}"},
        allow_redirects=False,
    )
    assert again.status == 409
