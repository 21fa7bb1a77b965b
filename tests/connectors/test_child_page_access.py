"""The child's page for everybody: keyboard, screen reader, contrast, and no other origin."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from connectors.base import PageStatus
from tests.connectors.chatting import make_line
from tests.connectors.screens import HUMAN, OpenScreen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


async def find_faults(page: Page) -> list[str]:
    """Return what axe-core finds serious; it is evaluated, as the page's policy allows no script."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


async def test_at_360_pixels_nothing_is_cut_off_and_every_target_is_large(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.page.evaluate("document.querySelector('#welcome').scrollIntoView()")
        await small_targets(child.page)
        await child.converse("x" * 300)
        await small_targets(child.page)


async def small_targets(page: Page) -> None:
    width = await page.evaluate("document.documentElement.scrollWidth")
    inner = await page.evaluate("document.querySelector('#scroller').scrollWidth")
    assert max(width, inner) <= 360
    targets = await page.locator("button:visible, a:visible, textarea:visible").all()
    for target in targets:
        box = await target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44, await target.inner_text()


@pytest.mark.parametrize(
    ("scheme", "width", "locale"),
    [
        ("light", 360, "th-TH"),
        ("dark", 360, "en-GB"),
        ("light", 1280, "en-GB"),
        ("dark", 1280, "th-TH"),
    ],
)
async def test_axe_finds_nothing_serious(
    screen: OpenScreen, scheme: str, width: int, locale: str
) -> None:
    size = {"width": width, "height": 740}
    async with screen(color_scheme=scheme, viewport=size, locale=locale) as child:
        assert await find_faults(child.page) == []
        await child.converse()
        for author in ("queue", "counsellor", "notice"):
            await child.helpline.append(child.child, make_line(author, HUMAN, author=author))
        child.helpline.set_status(child.child, PageStatus("waiting", 2, on_duty=False))
        await expect(child.page.locator("#calls")).to_be_visible()
        await child.page.locator("#menu-open").click()
        assert await find_faults(child.page) == []
        await child.page.locator("#menu-forget").click()
        assert await find_faults(child.page) == []


async def test_no_other_origin_is_asked_and_the_browser_has_no_complaint(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.converse()
        await child.page.reload()
        await expect(child.lines("bot").last).to_contain_text("What now?")
        own = child.chat.url.removesuffix("/chat")
        assert child.requests
        assert [url for url in child.requests if not url.startswith(own)] == []
        assert child.complaints == []


async def test_everything_can_be_done_by_keyboard(screen: OpenScreen) -> None:
    async with screen() as child:
        keyboard = child.page.keyboard
        await reach(child.page, "Where to get help")
        await keyboard.press("Enter")
        await expect(child.lines("child")).to_contain_text("Received ✓")
        await reach(child.page, "Write here")
        await keyboard.type("by keyboard")
        await keyboard.press("Enter")
        await expect(child.lines("bot").last).to_contain_text("What now?")
        await reach(child.page, "Talk to a person")
        await keyboard.press("Enter")
        await expect(child.lines("queue")).to_be_visible()
        await reach(child.page, "Menu")
        await keyboard.press("Enter")
        await reach(child.page, "Delete this chat")
        await keyboard.press("Enter")
        await reach(child.page, "Delete it")
        await keyboard.press("Enter")
        await expect(child.page.get_by_role("heading", name="Deleted")).to_be_visible()


async def reach(page: Page, name: str) -> None:
    """Press Tab until what is named has the focus, and see that the focus is visible."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(
            "(e => [e.labels?.[0]?.textContent ?? e.innerText, getComputedStyle(e).outlineStyle])"
            "(document.activeElement)"
        )
        if name in focused[0] and "\n\n" not in focused[0]:
            assert focused[1] == "solid"
            return
    pytest.fail(f"{name} is not reached by Tab")


async def test_the_conversation_is_read_out_as_it_grows_but_not_again_after_a_reload(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        log = child.page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        await child.converse()
        assert await child.lines("bot").first.locator(".text").get_attribute("lang") == "en"
        await child.page.route("**/chat/events", lambda route: route.abort())
        await child.page.reload()
        await expect(log).to_have_attribute("aria-live", "off")
        await child.page.unroute("**/chat/events")
        await expect(log).to_have_attribute("aria-live", "polite", timeout=15_000)
