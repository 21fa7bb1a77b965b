"""What the child's page does when the network, the store or a receipt is lost: lose nothing."""

import time

import pytest
from playwright.async_api import Request, Route, expect

from connectors.pace import Rate
from connectors.web.connector import Rates
from tests.connectors.chatting import make_line
from tests.connectors.screens import OpenScreen
from tests.fakes.wire import held

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def is_stream(request: Request) -> bool:
    return request.url.endswith("/chat/events")


async def test_a_reload_shows_everything_once_more_and_goes_on(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        await child.page.get_by_role("button", name="Talk to a person").click()
        await expect(child.lines("queue")).to_be_visible()
        before = await child.texts()
        assert before[3] == "Talk to a person"
        await child.page.reload()
        await expect(child.lines("queue")).to_be_visible()
        assert await child.texts() == before
        await child.converse("again")
        assert len(child.helpline.pages) == 1


async def test_a_lost_network_loses_and_doubles_nothing(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        await child.context.set_offline(True)
        await child.write("one")
        await child.write("two")
        await expect(child.lines("child").nth(1)).to_contain_text("It will be sent again")
        await expect(child.page.locator("#trouble")).to_contain_text("No connection")
        await child.helpline.append(child.child, make_line("meanwhile", author="counsellor"))
        assert await child.stored() == ["token", "unsent"]
        async with child.page.expect_request(is_stream) as resumed:
            await child.context.set_offline(False)
        assert "last-event-id" in (await resumed.value).headers
        await expect(child.lines("child").nth(2)).to_contain_text("Received ✓")
        await expect(child.lines("counsellor")).to_have_count(1)
        await expect(child.page.get_by_text("You said two.")).to_be_visible()
        await expect(child.page.locator("#trouble")).to_be_empty()
        assert child.said == ["hello", "one", "two"]
        assert sorted(await child.texts()) == sorted(
            ["hello", "one", "two", "meanwhile", *["What now?"] * 3]
            + [f"You said {text}." for text in ("hello", "one", "two")]
        )


async def test_a_line_whose_receipt_was_lost_is_sent_again_and_counts_once(
    screen: OpenScreen,
) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    async with screen() as child:
        await child.page.route("**/chat/messages", lose, times=1)
        await child.converse("only once")
        await expect(child.lines("child")).to_contain_text("Received ✓")
        assert child.said == ["only once"]
        assert await child.texts() == ["only once", "You said only once.", "What now?"]


async def test_lines_written_while_the_store_is_down_survive_a_reload(screen: OpenScreen) -> None:
    async with screen() as child:
        child.helpline.down = True
        await child.write("first words")
        await expect(child.lines("child")).to_contain_text("It will be sent again")
        await child.page.reload()
        await expect(child.lines("child")).to_contain_text("first words")
        child.helpline.down = False
        await expect(child.lines("child")).to_contain_text("Received ✓", timeout=15_000)
        await expect(child.page.get_by_text("You said first words.")).to_be_visible()
        assert child.said == ["first words"]


async def test_while_nothing_can_be_reached_the_numbers_to_call_are_shown(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        child.helpline.down = True
        await child.write("hello")
        await expect(child.page.locator("#calls")).to_be_visible(timeout=15_000)
        numbers = await child.page.locator("#calls a").evaluate_all("a => a.map(b => b.href)")
        assert numbers == ["tel:191", "tel:1669", "tel:1387", "tel:1323"]


async def test_a_flood_of_lines_is_sent_slower_and_wholly_in_order(screen: OpenScreen) -> None:
    async with screen(rates=Rates(messages=Rate(3, 5)), clock=time.monotonic) as child:
        for number in range(6):
            await child.write(f"line {number}")
        await expect(child.page.get_by_text("You said line 5.")).to_be_visible(timeout=20_000)
        assert child.said == [f"line {number}" for number in range(6)]


async def test_a_refused_line_is_given_back_with_the_reason(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.page.evaluate("document.querySelector('#text').removeAttribute('maxlength')")
        await child.write("x" * 2_001)
        await expect(child.lines("child")).to_contain_text("The message is too long.")
        await expect(child.page.get_by_role("textbox")).to_have_value("x" * 2_001)
        await child.converse("short")


async def test_a_token_nobody_knows_any_more_is_replaced_and_the_line_arrives(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.page.evaluate("sessionStorage.setItem('token', 'A'.repeat(86))")
        await child.page.reload()
        await child.converse("still here")
        assert child.said == ["still here"]


async def test_where_the_script_does_not_run_there_are_numbers_to_call(screen: OpenScreen) -> None:
    async with screen(java_script_enabled=False) as child:
        late = child.page.locator("#late")
        await expect(late.get_by_text("If you can't write here")).to_be_visible(timeout=15_000)
        await expect(late.get_by_role("link").first).to_be_visible()
        assert await child.page.locator("#exit").get_attribute("href")


async def test_what_is_pressed_before_the_script_is_there_is_done_once_it_is(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        script = await held(child.page, "**/chat.js")
        await child.page.reload(wait_until="commit")
        await child.page.locator("[data-key=human]").click()
        assert child.said == []
        script.set()
        await expect(child.lines("queue")).to_contain_text("A counsellor will come.")
        assert child.said == ["human"]


async def test_a_line_sent_before_the_script_is_there_arrives_once(screen: OpenScreen) -> None:
    async with screen() as child:
        script = await held(child.page, "**/chat.js")
        await child.page.reload(wait_until="commit")
        await child.page.get_by_role("textbox").fill("hello")
        await child.page.locator(".send").click()
        await child.page.locator(".send").click()
        script.set()
        await expect(child.lines("bot").last).to_contain_text("What now?")
        assert child.said == ["hello"]


async def test_leaving_does_not_wait_for_the_script(screen: OpenScreen) -> None:
    """The page that was left is no step to go back to."""
    async with screen() as child:
        await child.page.route("**/chat.js", lambda route: route.abort())
        before = await child.page.evaluate("history.length")
        await child.page.reload(wait_until="commit")
        await child.page.locator("#exit").click()
        await expect(child.page).to_have_title("Weather")
        assert await child.page.evaluate("history.length") == before
