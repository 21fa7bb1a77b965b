"""The health page of a helpline that is whole, that loses a part, and that has it back."""

import pytest
from playwright.async_api import expect

from bot.language import Language
from bot.words import Words
from tests.journeys.conftest import Journey
from tests.journeys.installation import ROOT

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["th", "en"])
async def test_what_is_wrong_is_told_with_what_to_do_and_goes_by_itself(
    journey: Journey, language: Language, width: int
) -> None:
    words = Words.of_folder(ROOT / "handoff" / "desk" / "words")
    page = await journey.supervisor("/house", language=language, width=width)
    subject = words.say("desk.health.subject.understanding", language)
    fine = page.locator(".findings.fine .finding").filter(has_text=subject)
    wrong = page.locator(".findings:not(.fine) .finding").filter(has_text=subject)
    await expect(fine).to_have_count(1)
    with journey.installation.without_understanding():
        await expect(wrong).to_have_count(1)
        away = words.say("desk.health.understanding.away.remedy", language)
        await expect(wrong.locator(".remedy")).to_have_text(away)
        await journey.watch.look(page, "health, a part is away")
    await expect(fine).to_have_count(1)
    await expect(wrong).to_have_count(0)
