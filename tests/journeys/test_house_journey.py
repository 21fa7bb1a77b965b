"""The health page of a helpline that is whole, that loses a part, and that has it back."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from bot.language import Language
from bot.words import Words
from tests.journeys.conftest import Journey
from tests.journeys.installation import ROOT

WORDS = Words.of_folder(ROOT / "handoff" / "desk" / "words")

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


PATIENCE_MS = 120_000
"""Until a part that is away is told of, and until one that is back is: it is reported each minute."""

WIDTHS = (1280, 390)
LANGUAGES: tuple[Language, ...] = ("th", "en")


async def test_what_is_wrong_is_told_with_what_to_do_and_goes_by_itself(journey: Journey) -> None:
    """In both languages, on a desk and on a phone; the pages are opened once for each language."""
    for view in await views_of(journey, "th"):
        await expect(view.fine).to_have_count(1, timeout=PATIENCE_MS)
    with journey.installation.without_understanding():
        for language in LANGUAGES:
            last = await views_of(journey, language)
            for view in last:
                await expect(view.wrong).to_have_count(1, timeout=PATIENCE_MS)
                remedy = view.wrong.locator(".remedy")
                await expect(remedy).to_have_text(view.say("understanding.away.remedy"))
                await journey.watch.look(view.page, f"health, a part is away, {language}")
    for view in last:
        await expect(view.fine).to_have_count(1, timeout=PATIENCE_MS)
        await expect(view.wrong).to_have_count(0)


async def views_of(journey: Journey, language: Language) -> list["View"]:
    """Open the page at each width; all pages of one session speak one language."""
    return [
        View(await journey.supervisor("/house", language=language, width=width), language)
        for width in WIDTHS
    ]


@dataclass(frozen=True)
class View:
    """The health page, and what it says of understanding."""

    page: Page
    language: Language

    @property
    def fine(self) -> Locator:
        """The finding where it stands among what works well."""
        return self._about(".findings.fine .finding")

    @property
    def wrong(self) -> Locator:
        """The finding where it stands among what is to be mended."""
        return self._about(".findings:not(.fine) .finding")

    def say(self, text_id: str) -> str:
        """Return a text of the page in its language."""
        return WORDS.say(f"desk.health.{text_id}", self.language)

    def _about(self, selector: str) -> Locator:
        return self.page.locator(selector).filter(has_text=self.say("subject.understanding"))
