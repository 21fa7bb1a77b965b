"""The desk by keyboard alone, in a real Chromium; and keys that can be turned off."""

import pytest
from playwright.async_api import Page, expect

from handoff.board import Told
from tests.fakes.staffing import PASSWORD, enrolled
from tests.fakes.wire import held
from tests.handoff.desk.at_desk import at_the_desk, at_the_lists, taking, talking
from tests.handoff.desk.conftest import EACH, WIDE, Place

pytestmark = pytest.mark.browser


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element of that id, or the summary inside it, has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        at = await page.evaluate(
            "document.activeElement.id || document.activeElement.parentElement.id"
        )
        if at == wanted:
            return
    raise AssertionError(f"Tab never comes to {wanted}")


@pytest.mark.parametrize("ending", ["end", "transfer"])
@WIDE
async def test_a_whole_conversation_without_a_mouse(page: Page, demo: Place, ending: str) -> None:
    """From the sign-in page over reply, ready reply and note to the closed or passed-on child."""
    await enrolled(demo.desk.staff, "malee")
    demo.clock.pass_by(seconds=30)
    await page.goto(demo.base + "/")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.type("malee")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Tab")
    await page.keyboard.type(await page.inner_text("[data-demo-code=malee]"))
    await page.keyboard.press("Enter")
    await page.wait_for_url(demo.base + "/desk")
    told = Told("child", "14_15", "bullying")
    conversation = await demo.counselling.arrive("hello", language="en", told=told)
    await expect(page.locator(f"#take-{conversation}")).to_be_visible()
    await page.keyboard.press("w")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("Hi, I'm here.")
    await page.keyboard.press("Enter")
    await page.keyboard.press("/")
    await page.keyboard.type("safe")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(2)
    await page.keyboard.press("Alt+n")
    await expect(page.locator("#note-text")).to_be_focused()
    await page.keyboard.type("Ask about school.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.note[data-seq]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.keyboard.press("p")
    await expect(page.locator("#to")).to_be_focused()
    await tab_to(page, ending)
    await page.keyboard.press("Enter")
    if ending == "end":
        await expect(page.locator("#closing h3")).to_be_focused()
        await tab_to(page, "close")
        await page.keyboard.press("Enter")
    await expect(page.locator(".done")).to_be_focused()
    assert len(demo.counselling.closed) == (ending == "end")
    await expect(page.locator("#mine .card")).to_have_count(0)


@WIDE
async def test_single_keys_go_from_child_to_child_and_are_letters_in_a_text(
    page: Page, demo: Place
) -> None:
    first = await talking(page, demo)
    second = await taking(page, demo)
    await page.keyboard.type("jkwrsnp?")
    await expect(page.locator("#text")).to_have_value("jkwrsnp?")
    await page.fill("#text", "")
    await page.focus("#scroll")
    for key, now in (("j", first), ("j", second), ("k", first), ("k", second)):
        await page.keyboard.press(key)
        await expect(page.locator("#conversation")).to_have_attribute("data-conversation", now)
        await expect(page.locator("#text")).to_be_focused()
        await page.focus("#scroll")
    await page.keyboard.press("r")
    await expect(page.locator("#reply-find")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#text")).to_be_focused()


@WIDE
async def test_shortcuts_are_where_they_are_on_a_thai_keyboard(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await page.focus("#scroll")
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent("
        "'keydown', {key: 'ื', code: 'KeyN', bubbles: true, cancelable: true}))"
    )
    await expect(page.locator("#note-text")).to_be_focused()


@EACH
async def test_the_list_of_keys_and_single_keys_off_for_good(page: Page, demo: Place) -> None:
    """WCAG 2.1.4: who speaks to the computer, or has a cat, turns them off."""
    await at_the_desk(page, demo)
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await expect(page.locator("#keys tr").first).to_contain_text("Alt")
    await page.keyboard.press("j")
    await page.focus("#keys-single")
    await page.keyboard.press("Space")
    await page.keyboard.press("Escape")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.reload()
    await taking(page, demo)
    await page.focus("#scroll")
    await page.keyboard.press("n")
    await page.keyboard.press("?")
    await expect(page.locator("#note-box")).not_to_have_attribute("open", "")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.keyboard.press("Alt+n")
    await expect(page.locator("#note-text")).to_be_focused()
    await page.keyboard.press("Escape")
    await at_the_lists(page)
    await page.click("#keys-open")
    await expect(page.locator("#keys-single")).not_to_be_checked()


@WIDE
async def test_no_key_sends_a_note_to_the_child_or_a_message_to_the_notes(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo)
    await page.keyboard.press("Alt+n")
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    await expect(page.locator("#note-text")).to_have_value("one\ntwo")
    await page.keyboard.press("Escape")
    await page.keyboard.type("xyz")
    await expect(page.locator("#text")).to_have_value("")
    await page.keyboard.press("Alt+m")
    await page.keyboard.type("to the child")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#text")).to_have_value("to the child")
    assert demo.counselling.said(conversation) == demo.counselling.said(conversation, "note") == []
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    await page.keyboard.press("Alt+n")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.note[data-seq]")).to_have_count(1)
    assert demo.counselling.said(conversation) == ["to the child"]
    assert demo.counselling.said(conversation, "note") == ["one\ntwo"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
async def test_a_note_looks_like_nothing_that_goes_to_the_child(
    page: Page, demo: Place, scheme: str, forced: str
) -> None:
    await page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if forced == "active" else "none",
    )
    await talking(page, demo)
    await page.fill("#text", "message")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Alt+n")
    await page.keyboard.type("note")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.note[data-seq]")).to_have_count(1)

    async def look(place: str) -> tuple[str, str]:
        style = (
            "(one) => [getComputedStyle(one).borderTopStyle, getComputedStyle(one).backgroundColor]"
        )
        border, background = await page.locator(place).first.evaluate(style)
        return border, background

    for note, message in ((".line.note", ".line.counsellor"), ("#note-text", "#text")):
        of_note, of_message = await look(note), await look(message)
        assert of_note[0] == "dashed"
        assert of_message[0] != "dashed"
        if forced == "none":
            assert of_note[1] != of_message[1]


@WIDE
async def test_nothing_typed_on_the_way_to_another_child_reaches_either(
    page: Page, demo: Place
) -> None:
    """A slow network and a quick hand: the next conversation is asked for, the old one still stands."""
    first = await talking(page, demo)
    second = await taking(page, demo)
    arrives = await held(page, f"**/desk/{first}")
    async with page.expect_request(f"**/desk/{first}"):
        await page.keyboard.press("Alt+j")
    await page.keyboard.type("not for you")
    await page.keyboard.press("Enter")
    arrives.set()
    await expect(page.locator("#conversation")).to_have_attribute("data-conversation", first)
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#text")).to_have_value("")
    await page.keyboard.type("for you")
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    assert (demo.counselling.said(first), demo.counselling.said(second)) == (["for you"], [])
