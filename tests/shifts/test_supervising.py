"""A supervisor's evening: the board as it lives, the day behind it, reading along, the audit log."""

import pytest
from playwright.async_api import expect

from handoff.audit import Deed
from handoff.supervision import Reason
from tests.shifts.shift import Shift
from tests.shifts.test_screen import DANGER

pytestmark = pytest.mark.browser


async def test_the_board_lives(shift: Shift) -> None:
    """Who waits by risk, language and age; who works with what load; what is too long; no words."""
    somchai = await shift.supervisor()
    await expect(somchai.see("#number-waiting")).to_have_text("0")
    first = await shift.waits("kai", "ความลับคำหนึ่ง", language="th")
    await shift.waits("nok", DANGER["en"])
    await expect(somchai.see("#number-waiting")).to_have_text("2")
    await expect(somchai.see("#number-danger")).to_have_text("1")
    for language in ("th", "en"):
        asked = somchai.say(f"language_{language}")
        await expect(somchai.see("#numbers .aside")).to_contain_text(f"{asked} 1")
    await expect(somchai.see("#numbers [role=alert]")).to_have_text(somchai.say("board.alert"))
    await expect(somchai.see("#in-danger tbody tr")).to_have_count(1)
    await shift.passes(minutes=5)
    await expect(somchai.see("#number-breaches")).to_have_text("2")

    malee = await shift.counsellor()
    await expect(somchai.see("#numbers [role=alert]")).to_have_count(0)
    await malee.takes(first)
    await expect(somchai.see("#loads tbody tr")).to_contain_text("1 / 2")
    await expect(somchai.see("#number-talking")).to_have_text("1")
    await expect(somchai.see("#number-waiting")).to_contain_text("1")
    assert "ความลับ" not in await somchai.page.content()
    await somchai.fits()


async def test_the_day_is_told_by_the_hour_without_a_word(shift: Shift) -> None:
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    conversation = await shift.waits("kai", "ความลับคำหนึ่ง")
    await malee.takes(conversation)
    await malee.closes()
    await somchai.page.reload()
    whole = somchai.see("#today tfoot td")
    for place, count in enumerate(("1", "1", "0", "0", "1")):
        await expect(whole.nth(place)).to_have_text(count)
    await expect(somchai.see("#today thead")).to_contain_text(somchai.say("board.happened.asked"))
    assert "ความลับ" not in await somchai.page.content()
    await somchai.fits()


async def test_reading_along_has_a_reason_that_is_shown_and_written_down(shift: Shift) -> None:
    malee, somchai = await shift.counsellor(), await shift.supervisor()
    conversation = await shift.waits("kai", "คำแรกของน้อง")
    await malee.takes(conversation)
    await somchai.page.click("#see-malee")
    await somchai.page.select_option(f"#reason-{conversation}", Reason.TRAINING)
    await somchai.page.click(f"#follow-{conversation}")
    await expect(somchai.see(".line.child .text").first).to_have_text("คำแรกของน้อง")
    reason = malee.say("follow.reason.training")
    shown = malee.say("follow.shown", name="somchai", reason=reason)
    await expect(malee.see("#about .followed")).to_have_text(shown)
    await somchai.page.fill("#note-text", "ถามอายุน้องด้วยนะ")
    await somchai.page.click("#note .keep")
    await expect(malee.see(".line.note")).to_contain_text("ถามอายุน้องด้วยนะ")
    await somchai.page.click("#take-over")
    await somchai.talks()
    await expect(malee.see("#lines .line")).to_have_count(0)
    await somchai.writes("พี่สมชายคุยต่อนะ")
    await shift.hears("kai", "พี่สมชายคุยต่อนะ")
    assert "ถามอายุน้องด้วยนะ" not in " ".join(shift.house.heard("kai"))
    await shift.hears("kai", shift.told("notice.counsellor_changed", "th"))

    await somchai.goes_to("/audit")
    log = somchai.see("#audit tbody")
    for deed in (Deed.TOOK, Deed.FOLLOWED, Deed.TOOK_OVER):
        await expect(log).to_contain_text(somchai.say(f"audit.deeds.{deed}"))
    followed = somchai.see("#audit tbody tr", saying=somchai.say("audit.deeds.followed"))
    await expect(followed).to_contain_text("somchai")
    await expect(followed).to_contain_text(somchai.say("follow.reason.training"))


async def test_the_audit_log_tells_who_did_what_and_no_word_of_a_child(shift: Shift) -> None:
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    conversation = await shift.waits("kai", "ความลับคำหนึ่ง")
    await malee.takes(conversation)
    await malee.passes_on("colleague:napa", note="บันทึกลับ")
    await napa.accepts(conversation)
    await napa.closes()
    operator = await shift.operator("/audit")
    rows = operator.see("#audit tbody tr")
    deeds = (Deed.CLOSED, Deed.ENDED, Deed.TOOK, Deed.PASSED_ON, Deed.TOOK)
    wanted = [operator.say(f"audit.deeds.{deed}") for deed in deeds]
    shown = [await row.locator("td").nth(1).inner_text() for row in await rows.all()]
    assert [deed for deed in shown if deed in wanted][: len(wanted)] == wanted
    await expect(rows.first).to_contain_text("napa")
    page = await operator.page.content()
    assert "ความลับ" not in page
    assert "บันทึกลับ" not in page
    assert conversation not in page
    await operator.fits()
    await shift.desk.audit.verify()
