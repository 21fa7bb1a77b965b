"""Leaving the child's page: in a hurry, or for good."""

import re

import pytest
from playwright.async_api import expect

from connectors.base import Kind
from tests.connectors.screens import OpenScreen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("way", ["#exit", "#exit-choice", "Escape"])
async def test_quick_exit_leaves_nothing(screen: OpenScreen, way: str) -> None:
    """The screen is empty at once, storage too, and going back does not lead to the page."""
    async with screen() as child:
        page = child.page
        if way != "#exit-choice":
            await child.converse("secret words")
        depth = await page.evaluate("history.length")
        if way == "Escape":
            await page.keyboard.press("Escape")
            await page.keyboard.press("Escape")
        else:
            await page.locator(way).click()
        await page.wait_for_url("**/weather")
        assert await page.evaluate("history.length") == depth
        await page.go_back()
        assert page.url == "about:blank"
        await page.goto(child.chat.url)
        assert await child.stored() == []
        assert await page.evaluate("localStorage.length") == 0
        assert await child.context.cookies() == []
        assert await child.lines("child").count() == 0
        if way != "#exit-choice":
            assert child.helpline.accepted[-1].kind is Kind.EXIT
        assert not any(re.search("token|Bearer|secret", url) for url in child.requests)


async def test_quick_exit_works_while_a_panel_is_open_and_without_a_network(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.converse("secret words")
        await child.page.locator("#menu-open").click()
        await child.page.locator("#menu-forget").click()
        await child.context.set_offline(True)
        await child.page.locator("#exit").click()
        await child.page.wait_for_url(lambda url: "/chat" not in url)
        await child.context.set_offline(False)
        await child.page.goto(child.chat.url)
        assert await child.stored() == []


async def test_a_page_brought_back_by_the_browser_is_loaded_afresh(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse("secret words")
        await child.page.evaluate("sessionStorage.clear()")
        restored = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
        async with child.page.expect_navigation():
            await child.page.evaluate(restored)
        await expect(child.page.locator("#welcome")).to_be_visible()
        await expect(child.lines("child")).to_have_count(0)


async def test_delete_asks_once_then_forgets_everything(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse("secret words")
        await child.page.locator("#menu-open").click()
        await child.page.locator("#menu-forget").click()
        await child.page.get_by_role("button", name="Keep it").click()
        await expect(child.lines("child")).to_be_visible()
        await child.page.locator("#menu-open").click()
        await child.page.locator("#menu-forget").click()
        await child.page.get_by_role("button", name="Delete it").click()
        await expect(child.page.get_by_role("heading", name="Deleted")).to_be_visible()
        assert child.helpline.accepted[-1].kind is Kind.FORGET
        assert await child.stored() == []
        assert "secret words" not in await child.page.content()
        await child.page.get_by_role("button", name="Start again").click()
        await expect(child.page.locator("#welcome")).to_be_visible()
        await child.converse("anew")
        assert child.helpline.accepted[-1].address != child.helpline.accepted[0].address


async def test_delete_never_claims_what_has_not_happened(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        child.helpline.down = True
        await child.page.locator("#menu-open").click()
        await child.page.locator("#menu-forget").click()
        await child.page.get_by_role("button", name="Delete it").click()
        await expect(child.page.locator("#forget-state")).to_contain_text("Not deleted yet")
        await child.page.reload()
        await expect(child.page.locator("#forget-state")).to_be_visible()
        child.helpline.down = False
        await expect(child.page.get_by_role("heading", name="Deleted")).to_be_visible(
            timeout=15_000
        )
        assert child.helpline.accepted[-1].kind is Kind.FORGET
