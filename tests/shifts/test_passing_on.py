"""From one counsellor to another, to whoever can help, to the bot: nobody is lost on the way."""

import pytest
from playwright.async_api import expect

from handoff.conversation import State
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_a_colleague_declines_and_the_child_keeps_its_place(shift: Shift) -> None:
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await shift.passes(seconds=10)
    later = await shift.waits("nok")
    await malee.passes_on("colleague:napa", note="ขอให้พี่นภาคุยต่อ")
    await expect(malee.see("#pane")).to_contain_text(malee.say("left.offered"))
    await shift.hears("kai", shift.told("notice.counsellor_transfer"))

    await expect(napa.see(f"#offered-{conversation}")).to_be_visible()
    await napa.page.click(f"#decline-{conversation}")
    await expect(napa.see(f"#waiting-{conversation}")).to_be_visible()
    cards = napa.see("#waiting .card")
    await expect(cards).to_have_count(2)
    await expect(cards.first).to_have_id(f"waiting-{conversation}")
    await expect(cards.last).to_have_id(f"waiting-{later}")

    await malee.takes(conversation)
    await expect(malee.see(".line.note .text")).to_have_text("ขอให้พี่นภาคุยต่อ")
    assert "ขอให้พี่นภาคุยต่อ" not in " ".join(shift.house.heard("kai"))


async def test_a_colleague_accepts_and_goes_on(shift: Shift) -> None:
    """With everything that was said, and the note; the child is told that a new person is there."""
    malee, napa = await shift.counsellor("malee"), await shift.counsellor("napa")
    conversation = await shift.waits("kai", "คำแรกของน้อง")
    await malee.takes(conversation)
    await malee.passes_on("colleague:napa", note="ถามเรื่องบ้านแล้ว")
    await napa.accepts(conversation)
    await expect(napa.see(".line.child .text").first).to_have_text("คำแรกของน้อง")
    await expect(napa.see(".line.note .text")).to_have_text("ถามเรื่องบ้านแล้ว")
    await napa.writes("พี่คุยต่อนะ")
    await shift.hears("kai", "พี่คุยต่อนะ")
    joined = shift.told("notice.counsellor_joined", "th")
    assert [line for line in shift.house.heard("kai") if line == joined] == [joined, joined]
    await malee.at_the_lists()
    await expect(malee.see("#mine .card")).to_have_count(0)


@pytest.mark.parametrize(
    ("wants", "able"),
    [
        ("language:en", {"languages": ("th", "en")}),
        ("skill:sextortion", {"skills": ("sextortion",)}),
    ],
)
async def test_it_goes_to_whoever_can_help(
    shift: Shift, wants: str, able: dict[str, tuple[str, ...]]
) -> None:
    """Not to somebody else who has room and comes first."""
    malee = await shift.counsellor("malee", languages=("th",))
    conversation = await shift.waits("kai", language="th")
    await malee.takes(conversation)
    kanya = await shift.counsellor("kanya", languages=("th",))
    suda = await shift.counsellor("suda", **({"languages": ("th",)} | able))  # type: ignore[arg-type]
    for seat in (kanya, suda):
        await seat.works(offered=True)
    await malee.passes_on(wants)
    await expect(malee.see("#pane")).to_contain_text(malee.say("left.requeued"))
    card = suda.see(f"#offered-{conversation}")
    await expect(card).to_contain_text(suda.say(wants.replace(":", "_")))
    await expect(kanya.see(".card.offered")).to_have_count(0)
    await suda.fits()
    await suda.accepts(conversation)
    await suda.writes("พี่ช่วยเรื่องนี้ได้นะ")
    await shift.hears("kai", "พี่ช่วยเรื่องนี้ได้นะ")


async def test_the_bot_goes_on_and_everybody_knows(shift: Shift) -> None:
    """An explicit end for the child; nothing of the conversation stays on the page."""
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.page.click("#pass-on summary")
    await malee.page.click("#hand-back")
    await expect(malee.see("#pane")).to_contain_text(malee.say("left.handed_back"))
    await expect(malee.see("#lines .line")).to_have_count(0)
    await shift.hears("kai", shift.told("notice.back_to_bot"))
    assert await shift.house.state(conversation) is State.BOT
    heard = len(shift.house.heard("kai", "bot"))
    await shift.child("kai", "ขอบคุณ" if shift.view.language == "th" else "thank you")

    async def is_answered() -> bool:
        return len(shift.house.heard("kai", "bot")) > heard

    await shift.until(is_answered)
    assert await shift.house.state(conversation) is State.BOT
