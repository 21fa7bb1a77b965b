"""The desk in a real Chromium: from the one-time link to the closed conversation, and when things break."""

import re

import pytest
from playwright.async_api import Page, expect

from bot.risk import Risk
from handoff.board import Destination, Mark, Told
from handoff.conversation import State
from handoff.desk.account import Role
from tests.fakes.staffing import PASSWORD, enrolled
from tests.fakes.wire import held, strung
from tests.handoff.desk.at_desk import (
    TOO_WIDE,
    at_the_desk,
    at_the_lists,
    is_quiet,
    open_again,
    talking,
    write,
)
from tests.handoff.desk.conftest import (
    EVERYWHERE,
    EYES,
    WIDE,
    Place,
    said,
    serious,
    sign_in,
    spoken,
)

pytestmark = pytest.mark.browser


@EVERYWHERE
async def test_from_the_one_time_link_to_the_closed_conversation(page: Page, demo: Place) -> None:
    link = await demo.desk.staff.invite("malee", Role.COUNSELLOR, ("th", "en"))
    await page.goto(f"{demo.base}/join/{link}")
    await page.fill("#password", PASSWORD)
    await page.fill("#again", PASSWORD)
    await page.fill("#code", await page.inner_text("#demo-code"))
    await page.press("#code", "Enter")
    await page.click("main a")
    await sign_in(page, demo)
    await page.click("#duty-button")
    await expect(page.locator("#duty .state.on")).to_be_visible()

    told = Told("child", "12_13", "sextortion")
    conversation = await demo.counselling.arrive("มีคนขู่หนู", risk=Risk.CONCERN, told=told)
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    await page.click(f"#take-{conversation}")
    await expect(page.locator(".line.child .text")).to_have_text("มีคนขู่หนู")
    sextortion = demo.desk.topics["sextortion"].label[await spoken(page)]
    await expect(page.locator("#about")).to_contain_text(sextortion)

    await demo.counselling.child_types(conversation)
    await expect(page.locator("#typing span")).to_be_visible()
    await demo.counselling.child_says(conversation, "เบอร์ ▮▮▮", masked=1)
    await expect(page.locator(".line.child .mask")).to_have_text("▮▮▮")
    assert await page.locator("#typing span").is_hidden(), "it says that a line is on its way"
    await page.click("[data-ask]")
    await expect(page.locator(".line.child .mark")).to_contain_text(
        await said(page, demo, "line.asked")
    )
    assert [asked for asked, _ in demo.counselling.asked] == [conversation]
    await write(page, "พี่อยู่ตรงนี้นะ")
    mine = page.locator(".line.counsellor")
    await expect(mine.locator(".mark.queued")).to_be_visible()
    sent = (await demo.counselling.lines(conversation, "malee"))[-1]
    await demo.counselling.mark(conversation, sent.id, Mark.SENT)
    await expect(mine.locator(".mark.sent")).to_be_visible()
    await expect(mine).to_have_count(1)

    await page.click("#pass-on summary")
    await page.click("#end")
    await expect(page.locator("#form-reason")).to_have_value("violence.sexual_exploitation_online")
    await expect(page.locator("input[name=risk][value=concern]")).to_be_checked()
    await page.select_option("#form-reason", "")
    await page.click("#close")
    await expect(page.locator("#reason-wrong")).to_be_visible()
    assert demo.counselling.closed == []
    await page.select_option("#form-reason", "violence.sexual_abuse_online")
    await page.click("#close")
    await expect(page.locator(".done")).to_be_focused()
    [(closed, form)] = demo.counselling.closed
    assert closed == conversation
    assert (form.reason, form.risk, form.outcome, form.age_band, form.online_harm) == (
        "violence.sexual_abuse_online",
        "concern",
        "handed_over",
        "12_13",
        ("blackmail_sexual",),
    )
    await expect(page.locator("#mine .card")).to_have_count(0)
    assert "มีคนขู่หนู" not in await page.content()


async def test_a_ready_reply_comes_in_the_childs_language_and_can_be_changed(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo, language="en")
    await page.press("#text", "/")
    await page.locator("#reply-find").press_sequentially("safe")
    await page.press("#reply-find", "Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type(" Just yes or no is fine.")
    await page.press("#text", "Enter")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    [said] = demo.counselling.said(conversation)
    assert said.startswith("Are you somewhere safe right now?")
    assert said.endswith("Just yes or no is fine.")


@EVERYWHERE
async def test_a_service_comes_as_a_clean_line_and_is_ticked_in_the_form(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo, language="en")
    await page.keyboard.press("Alt+s")
    await expect(page.locator("#service-find")).to_be_focused()
    await page.locator("#service-find").press_sequentially("1323")
    await page.press("#service-find", "Enter")
    await page.press("#text", "Enter")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    [said] = demo.counselling.said(conversation)
    assert said == "Mental health line 1323, day and night"
    await page.click("#pass-on summary")
    await page.click("#end")
    await page.click(".more summary")
    await expect(page.locator("input[name=referral][value=mental_health]")).to_be_checked()
    await expect(page.locator("input[name=referral][value=childline]")).not_to_be_checked()


@EVERYWHERE
async def test_passing_on_to_a_colleague(page: Page, demo: Place) -> None:
    await demo.counselling.set_duty("anan", on=True)
    conversation = await talking(page, demo)
    await page.click("#pass-on summary")
    await page.select_option("#to", "anan")
    await page.click("#transfer")
    await expect(page.locator(".done")).to_be_visible()
    assert demo.counselling.state(conversation) is State.OFFERED
    await expect(page.locator("#mine .card")).to_have_count(0)


@EVERYWHERE
async def test_accepting_what_a_colleague_passes_on(page: Page, demo: Place) -> None:
    await at_the_desk(page, demo)
    conversation = await demo.counselling.arrive("hello")
    await demo.counselling.taken_by(conversation, "anan")
    await demo.counselling.transfer(conversation, "anan", Destination("malee"))
    await page.click(f"#accept-{conversation}")
    await expect(page.locator(".line.child")).to_have_count(1)


@EVERYWHERE
async def test_what_is_typed_stays_while_everything_else_changes(page: Page, demo: Place) -> None:
    """Also from one conversation to another and back."""
    first = await talking(page, demo)
    await page.fill("#text", "ยังไม่ได้ส่ง")
    second = await demo.counselling.arrive("second")
    await demo.counselling.child_says(first, "more")
    await expect(page.locator(".line.child")).to_have_count(2)
    await expect(page.locator("#text")).to_have_value("ยังไม่ได้ส่ง")
    await at_the_lists(page)
    await page.click(f"#take-{second}")
    await expect(page.locator("#text")).to_have_value("")
    await open_again(page, first)
    await expect(page.locator("#text")).to_have_value("ยังไม่ได้ส่ง")
    assert demo.counselling.said(first) == []


@WIDE
async def test_what_a_cut_network_holds_back_arrives_once_and_in_order(
    page: Page, demo: Place
) -> None:
    await enrolled(demo.desk.staff, "malee")
    async with strung(demo.server.port or 0) as wire:
        await sign_in(page, demo, base=f"http://127.0.0.1:{wire.port}")
        conversation = await demo.counselling.arrive("before")
        await page.click(f"#take-{conversation}")
        await write(page, "หนึ่ง")
        await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
        wire.cut()
        await expect(page.locator("#connection")).not_to_be_empty()
        for text in ("สอง", "สาม"):
            await write(page, text)
        await expect(page.locator(".line.stuck button").first).to_be_visible()
        for number in range(5):
            await demo.counselling.child_says(conversation, f"meanwhile {number}")
        wire.mend()
        await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(3)
        await expect(page.locator(".line.child")).to_have_count(6)
        texts = await page.locator(".line .text").all_inner_texts()
        assert texts == ["before", "หนึ่ง", *(f"meanwhile {n}" for n in range(5)), "สอง", "สาม"]
        assert demo.counselling.said(conversation) == ["หนึ่ง", "สอง", "สาม"]
        later = await demo.counselling.arrive("after")
        await expect(page.locator(f"#waiting-{later}")).to_be_visible()


@EVERYWHERE
async def test_a_line_that_is_refused_stays_with_a_way_to_try_again(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo)
    demo.counselling.down = True
    await write(page, "พี่อยู่นี่")
    stuck = page.locator(".line.stuck")
    await expect(stuck.locator(".text")).to_have_text("พี่อยู่นี่")
    demo.counselling.down = False
    await stuck.locator("button").click()
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    assert demo.counselling.said(conversation) == ["พี่อยู่นี่"]


@EVERYWHERE
async def test_a_reload_shows_the_same_conversation(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await page.reload()
    await expect(page.locator(".line.child .text")).to_have_text("สวัสดี")


@EVERYWHERE
async def test_losing_a_conversation_takes_its_lines_from_the_page(page: Page, demo: Place) -> None:
    conversation = await talking(page, demo)
    await page.fill("#text", "ยังไม่ได้ส่ง")
    await demo.counselling.transfer(conversation, "malee", Destination())
    await expect(page.locator("#pane-notice .notice")).to_be_visible()
    await expect(page.locator(".line")).to_have_count(0)
    await expect(page.locator("#text")).to_have_value("ยังไม่ได้ส่ง")


@EVERYWHERE
async def test_a_conversation_that_goes_before_the_stream_is_there_goes_from_the_page(
    page: Page, demo: Place
) -> None:
    """The page was made while it was still one's own; nothing of others is told to its stream."""
    conversation = await talking(page, demo)
    gone = await held(page, "**/events*")
    await page.reload()
    await expect(page.locator("#lines .line")).not_to_have_count(0)
    await demo.counselling.transfer(conversation, "malee", Destination())
    gone.set()
    await expect(page.locator("#lines .line")).to_have_count(0)


@EVERYWHERE
async def test_the_end_of_the_session_ends_the_page(page: Page, demo: Place) -> None:
    await talking(page, demo)
    await demo.desk.staff.disable("malee")
    await page.wait_for_url(demo.base + "/")
    assert "สวัสดี" not in await page.content()


@WIDE
async def test_nothing_is_kept_in_the_browser_and_nothing_asked_elsewhere(
    page: Page, demo: Place
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    first = await talking(page, demo)
    second = await demo.counselling.arrive("second")
    await page.click(f"#take-{second}")
    await page.click(f"#open-{first}")
    await expect(page.locator("#conversation")).to_have_attribute("data-conversation", first)
    await write(page, "ความลับ")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    kept = await page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert kept == '[{},{},""]'
    assert {url for url in asked if not url.startswith(demo.base + "/")} == set()
    title = await said(page, demo, "title")
    assert re.fullmatch(rf"(\(\d+\) )?{title}", await page.title())


@EVERYWHERE
async def test_a_supervisor_sees_the_numbers_move(page: Page, demo: Place) -> None:
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await sign_in(page, demo, "somchai")
    await expect(page.locator("#number-waiting")).to_have_text("0")
    await demo.counselling.arrive("x", risk=Risk.DANGER)
    await expect(page.locator("#number-danger")).to_have_text("1")
    await expect(page.locator("#numbers [role=alert]")).to_be_visible()
    await demo.counselling.set_duty("anan", on=True)
    await expect(page.locator("#number-duty")).to_have_text("1")
    await expect(page.locator("#numbers [role=alert]")).to_have_count(0)
    await expect(page.locator("#loads tbody th")).to_have_text("anan")
    await expect(page.locator("#in-danger tbody tr")).to_have_count(1)
    await expect(page.locator("#in-danger tbody")).to_contain_text(
        await said(page, demo, "board.waits")
    )


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.SUPERVISOR])
async def test_alarms_come_and_go_on_every_open_page(page: Page, demo: Place, role: Role) -> None:
    await enrolled(demo.desk.staff, "malee", role)
    await sign_in(page, demo)
    await demo.counselling.ring("line", "quota_gone")
    await demo.counselling.ring("telegram", "poison")
    await expect(page.locator("#alarms [role=alert] .alarm b")).to_have_text("LINE")
    await expect(page.locator("#alarms [role=status] .alarm b")).to_have_text("Telegram")
    await expect(page.locator("#alarms time").first).not_to_be_empty()
    await demo.counselling.clear("line", "quota_gone")
    await expect(page.locator("#alarms .alarm")).to_have_count(1)
    await demo.counselling.clear("telegram", "poison")
    await expect(page.locator("#alarms")).to_be_empty()


@EVERYWHERE
async def test_what_a_child_changes_is_shown_at_once_however_far_up(
    page: Page, demo: Place
) -> None:
    conversation = await talking(page, demo)
    for number in range(30):
        await demo.counselling.child_says(conversation, f"line {number}")
    await expect(page.locator(".line.child")).to_have_count(31)
    lines = await demo.counselling.lines(conversation, "malee")
    changed = page.locator(f"#line-{lines[2].id}")
    await demo.counselling.amend(conversation, lines[2].id, "edited", "changed", risk=Risk.DANGER)
    await expect(changed.locator(".text")).to_have_text("changed")
    await expect(changed.locator(".amended")).to_be_visible()
    await expect(changed.locator(".flag")).to_be_visible()
    await expect(changed.locator("time")).not_to_be_empty()
    await demo.counselling.amend(conversation, lines[2].id, "withdrawn", "gone")
    await expect(changed.locator(".text")).to_have_text("gone")
    await expect(changed.locator(".flag")).to_have_count(0)
    await expect(page.locator(".line.child")).to_have_count(31)
    assert "changed" not in await page.inner_text("#lines")


@EYES
async def test_axe_finds_nothing_serious_on_any_page(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    found: dict[str, list[str]] = {}

    async def look(name: str) -> None:
        assert await page.get_attribute("html", "lang") == language
        if serious_ones := await serious(page):
            found[name] = serious_ones

    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(demo.base + "/")
    if language == "en":
        await page.click("header form button")
    link = await demo.desk.staff.invite("anan", Role.COUNSELLOR, ("th",))
    for name, path in {"sign-in": "/", "join": f"/join/{link}", "missing": "/nowhere"}.items():
        await page.goto(demo.base + path)
        await look(name)
    await at_the_desk(page, demo)
    await look("desk, empty")
    told = Told("for_friend", "16_17", "violence_home")
    conversation = await demo.counselling.arrive("กลัว", risk=Risk.DANGER, told=told, waited=90_000)
    await demo.counselling.arrive("hi", risk=Risk.CONCERN, language="en", designation=9)
    await demo.counselling.arrive("hi", designation=99)
    await page.click(f"#take-{conversation}")
    await demo.counselling.child_says(conversation, "▮▮▮ ช่วยด้วย", masked=1, risk=Risk.CONCERN)
    await write(page, "พี่อยู่ตรงนี้")
    await expect(page.locator(".line.counsellor[data-seq]")).to_have_count(1)
    await demo.counselling.child_leaves(conversation)
    await expect(page.locator("[data-left]")).to_be_visible()
    await look("conversation")
    for box in ("replies", "note-box", "pass-on"):
        await page.click(f"#{box} > summary")
        await look(box)
    await page.click("#end")
    await page.click(".more summary")
    await page.select_option("#form-reason", "")
    await look("closing form")
    await page.click("#close")
    await expect(page.locator("#reason-wrong")).to_be_visible()
    await look("closing form, wrong")
    await page.set_viewport_size({"width": 390, "height": 844})
    await look("closing form, narrow")
    await page.goto(demo.base + "/desk")
    await look("desk, narrow")
    await enrolled(demo.desk.staff, "somchai", Role.SUPERVISOR)
    await page.click("#sign-out button")
    await page.wait_for_url(demo.base + "/")
    await sign_in(page, demo, "somchai")
    await look("board")
    assert found == {}


@EYES
async def test_axe_finds_nothing_serious_in_alarms_and_changed_lines(
    page: Page, demo: Place, language: str, scheme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    conversation = await talking(page, demo)
    if language == "en":
        await page.click("header form button")
        await page.click(f"#open-{conversation}")
    for code in ("quota_low", "quota_gone", "conflict", "token"):
        await demo.counselling.ring("line", code)
    lines = [await demo.counselling.say(conversation, "malee", mark, "hi") for mark in Mark]
    for line in lines:
        await demo.counselling.mark(conversation, line.id, Mark(line.id))
    edited = (await demo.counselling.lines(conversation, "malee"))[0]
    await demo.counselling.amend(conversation, edited.id, "edited", "กลัว", risk=Risk.DANGER)
    await expect(page.locator("#alarms .alarm")).to_have_count(4)
    await expect(page.locator(".amended")).to_be_visible()
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.get_attribute("html", "lang") == language
        assert await serious(page) == []


@EVERYWHERE
async def test_nothing_is_cut_off_on_a_narrow_screen(page: Page, demo: Place) -> None:
    await page.set_viewport_size({"width": 390, "height": 700})
    conversation = await talking(page, demo)
    for code in ("quota_gone", "webhook", "token"):
        await demo.counselling.ring("line", code)
    await expect(page.locator("#alarms .alarm")).to_have_count(3)
    assert await page.evaluate(TOO_WIDE) <= 0
    await expect(page.locator("#send")).to_be_in_viewport()
    await page.click(".back a")
    await expect(page.locator(f"#open-{conversation}")).to_be_in_viewport()
    assert await page.evaluate(TOO_WIDE) <= 0


@EVERYWHERE
async def test_the_bell_leaves_people_off_duty_alone(page: Page, demo: Place) -> None:
    await at_the_desk(page, demo)
    await expect(page.locator("#duty .state.off")).to_be_visible()
    await demo.counselling.arrive("hello")
    await expect(page.locator("#waiting .card")).to_have_count(1)
    await is_quiet(page)


@EVERYWHERE
async def test_what_is_pressed_before_the_scripts_are_there_is_done_once_they_are(
    page: Page, demo: Place
) -> None:
    """By itself the browser would ask for the page again, with the form in its address."""
    await at_the_desk(page, demo)
    scripts = await held(page, "**/htmx*")
    await page.goto(f"{demo.base}/desk", wait_until="commit")
    await page.click("#duty-button")
    scripts.set()
    await expect(page.locator("#duty .state.on")).to_be_visible()
    assert page.url == f"{demo.base}/desk"
