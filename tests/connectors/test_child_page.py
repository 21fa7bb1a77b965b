"""The child's page in a real browser: the first screen and a conversation."""

import re

import pytest
from playwright.async_api import expect

from connectors.base import Button, Kind, PageStatus
from connectors.web.line import own_line
from tests.connectors.chatting import make_line
from tests.connectors.screens import OpenScreen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_first_screen_offers_help_in_both_languages_before_any_question(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        page = child.page
        assert await page.title() == "Chat"
        for words in ["I'm a bot", "เราเป็นบอท", "don't need to give your name", "ไม่ต้องบอกชื่อ"]:
            await expect(page.get_by_text(words)).to_be_in_viewport()
        choices = page.locator(".first button, .first a")
        assert await choices.count() == 5
        for choice in await choices.all():
            await expect(choice).to_be_in_viewport(ratio=1)
        for words in ["No IP address is kept", "can't send help unless", "browser history"]:
            assert await page.locator("#welcome").get_by_text(words).count() == 1
        assert not any("/chat/session" in url for url in child.requests)
        assert await child.stored() == []
        assert await child.context.cookies() == []


async def test_a_typed_line_is_marked_as_received_and_answered(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse("I am scared")
        assert await child.texts() == ["I am scared", "You said I am scared.", "What now?"]
        await expect(child.lines("child")).to_contain_text("Received ✓")
        await expect(child.lines("bot").first).to_contain_text("Bot")
        await expect(child.page.get_by_role("textbox")).to_have_value("")
        await expect(child.page.locator("#welcome")).to_be_hidden()
        await expect(child.page.locator("#status")).to_have_text("The bot is answering")


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Where to get help", "card:where_to_get_help"),
        ("Something happened online", "menu:online"),
        ("I feel bad or unsafe", "menu:unsafe"),
        ("Talk to a person", "human"),
    ],
)
async def test_a_choice_of_the_first_screen_is_one_tap(
    screen: OpenScreen, label: str, key: str
) -> None:
    async with screen() as child:
        await child.page.locator(".first").get_by_text(label).click()
        await expect(child.lines("child")).to_contain_text("Received ✓")
        assert (child.helpline.accepted[0].kind, child.said) == (Kind.TAP, [key])
        assert (await child.texts())[0] == label


async def test_only_the_newest_choices_can_be_tapped_and_calls_stay(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        await child.page.get_by_role("button", name="Talk to a person").click()
        await expect(child.lines("queue")).to_contain_text("A counsellor will come.")
        assert await child.page.locator(".choice").all_text_contents() == ["Stop waiting"]
        call = child.page.locator(".line").get_by_role("link", name="Call 1387")
        assert await call.get_attribute("href") == "tel:1387"
        assert child.said == ["hello", "human"]


async def test_a_tap_takes_the_choices_away_at_once(screen: OpenScreen) -> None:
    """Nothing answers `menu` here, and yet it cannot be tapped a second time."""
    async with screen() as child:
        await child.converse()
        await child.page.locator(".line").get_by_role("button", name="Menu").click()
        await expect(child.page.locator(".choice")).to_have_count(0)
        await expect(child.lines("child").last).to_have_text(re.compile("Menu.*Received ✓"))
        assert child.said == ["hello", "menu"]


async def test_a_link_opens_beside_the_page_and_tells_nobody_where_it_came_from(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.converse()
        key = "url:https://service.example/help"
        await child.helpline.append(child.child, make_line("Look", Button(key, "Website")))
        link = child.page.get_by_role("link", name="Website")
        assert await link.get_attribute("href") == "https://service.example/help"
        assert await link.get_attribute("rel") == "noopener noreferrer"


@pytest.mark.parametrize("key", ["url:javascript:alert(1)", "url:http://x.example", "tel:1;x=2"])
async def test_a_strange_link_is_only_a_choice(screen: OpenScreen, key: str) -> None:
    async with screen() as child:
        await child.converse()
        await child.helpline.append(child.child, make_line("Look", Button(key, "Strange")))
        await expect(child.page.get_by_role("button", name="Strange")).to_be_visible()
        assert await child.page.get_by_role("link", name="Strange").count() == 0


async def test_what_is_said_is_shown_as_text_and_never_run(screen: OpenScreen) -> None:
    async with screen() as child:
        evil = "<img src=x onerror=alert(1)><b>bold</b>"
        await child.converse(evil)
        assert (await child.texts())[0] == evil
        assert await child.page.locator("#log img, #log b").count() == 0


async def test_a_hidden_detail_is_told_under_its_line_and_shared_with_one_tap(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        await child.converse("call me on 0812345678")
        event_id = child.helpline.accepted[0].event_id
        helpline_page = child.helpline.page(child.child)
        helpline_page.add("m1", own_line(event_id, "call me on 0812345678", "en", masked=1))
        share = Button(f"share:{event_id}", "Let them see it")
        keep = Button(f"keep:{event_id}", "Keep it hidden")
        line = make_line("A number is hidden.", share, keep, author="notice", about=event_id)
        await child.helpline.append(child.child, line)
        own = child.lines("child")
        await expect(own).to_contain_text("1 personal detail is hidden from the counsellor.")
        await expect(child.page.get_by_role("button", name="Menu", exact=True).last).to_be_visible()
        await own.get_by_role("button", name="Let them see it").click()
        await expect(own.get_by_role("button")).to_have_count(0)
        await expect(child.lines("child")).to_have_count(1)
        assert child.said[-1] == share.key
        helpline_page.add("m2", own_line(event_id, "call me on 0812345678", "en"))
        helpline_page.wake()
        await expect(own).not_to_contain_text("hidden")
        await child.page.reload()
        await expect(own).to_contain_text("Received ✓")
        await expect(own.get_by_role("button")).to_have_count(0)


async def test_a_question_about_an_earlier_line_comes_into_sight(screen: OpenScreen) -> None:
    """A counsellor may ask about a line that has long been pushed out of sight."""
    async with screen() as child:
        await child.converse("call me on 0812345678")
        event_id = child.helpline.accepted[0].event_id
        for number in range(12):
            await child.helpline.append(child.child, make_line(f"A longer answer, part {number}."))
        own = child.lines("child")
        await expect(own).not_to_be_in_viewport()
        share = Button(f"share:{event_id}", "Let them see it")
        asked = make_line("May they see it?", share, author="notice", about=event_id)
        await child.helpline.append(child.child, asked)
        button = own.get_by_role("button", name="Let them see it")
        await expect(button).to_be_in_viewport(ratio=1)
        await child.helpline.append(child.child, make_line("And one more."))
        await expect(child.lines("bot").last).to_be_in_viewport()


async def test_the_status_tells_the_truth_about_waiting(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        status, calls = child.page.locator("#status"), child.page.locator("#calls")
        for now, words, shown in [
            (PageStatus("waiting", 3, on_duty=True), "Your place: 3", False),
            (PageStatus("waiting", 1, on_duty=True), "You are next", False),
            (PageStatus("waiting", None, on_duty=True), "in the queue", False),
            (PageStatus("waiting", 2, on_duty=False), "No counsellor is on duty", True),
            (PageStatus("counsellor", None, on_duty=True), "talking with a counsellor", False),
            (PageStatus("closed", None, on_duty=True), "This chat has ended", False),
        ]:
            child.helpline.set_status(child.child, now)
            await expect(status).to_contain_text(words)
            await expect(calls).to_be_visible(visible=shown)
        await child.converse("one more thing")


async def test_typing_is_shown_both_ways(screen: OpenScreen) -> None:
    async with screen() as child:
        await child.converse()
        child.helpline.set_status(child.child, PageStatus("counsellor", None, on_duty=True))
        await expect(child.page.locator("#status")).to_contain_text("counsellor")
        await child.chat.connector.typing(child.child)
        await expect(child.page.locator("#typing")).to_have_text("Counsellor is writing…")
        await child.helpline.append(child.child, make_line("Hello", author="counsellor"))
        await expect(child.page.locator("#typing")).to_be_hidden()
        before = len(child.helpline.typed)
        async with child.page.expect_response("**/chat/typing"):
            await child.page.get_by_role("textbox").press_sequentially("abc")
        assert len(child.helpline.typed) == before + 1


async def test_the_language_of_the_page_can_be_changed_before_and_during_a_conversation(
    screen: OpenScreen,
) -> None:
    async with screen() as child:
        page, switch = child.page, child.page.locator("#language")
        await switch.click()
        await expect(page.locator("html")).to_have_attribute("lang", "th")
        await expect(page.get_by_text("I'm a bot")).to_be_hidden()
        assert child.helpline.accepted == []
        await child.converse("สวัสดี")
        await switch.click()
        await expect(child.lines("child").last).to_contain_text("Received ✓")
        assert child.said == ["สวัสดี", "lang:en"]
        await expect(child.lines("bot").first).to_contain_text("Bot")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_what_takes_room_does_not_cover_the_newest_line(screen: OpenScreen) -> None:
    async with screen() as child:
        for number in range(4):
            await child.converse(f"line {number}")
        await expect(child.lines("bot")).to_have_count(8)
        child.helpline.set_status(child.child, PageStatus("waiting", 2, on_duty=False))
        await expect(child.page.locator("#calls")).to_be_visible()
        await expect(child.lines("bot").last).to_be_in_viewport(ratio=1)
