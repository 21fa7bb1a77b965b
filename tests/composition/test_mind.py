"""An operator's folder holds for everything that is content, and leaves the rest as it is shipped."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from bot.risk import Risk
from composition.mind import (
    CONTENT,
    child_words,
    codes_of,
    content_of,
    counting_of,
    designations_of,
    keywords_of,
    languages_of,
    privacy_of,
    risk_rules_of,
    telegram_words,
    training_of,
)
from errors import InvalidContent
from operation.settings import Settings

Lay = Callable[[str, str], Settings]

CARD = """
    {id}:
      kind: {kind}
      label: {{th: ของเรา, en: Ours}}
      bubbles: [{{th: เราอยู่ตรงนี้นะ, en: We are here.}}]
      choices: {choices}
    """


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", content=tmp_path / "own")


@pytest.fixture
def lay(settings: Settings) -> Lay:
    """Write one file of the operator's folder."""

    def written(name: str, text: str) -> Settings:
        assert settings.content
        file = settings.content / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return settings

    return written


class TestContent:
    def test_a_card_of_the_same_id_takes_the_place_of_ours(self, lay: Lay) -> None:
        laid = lay("cards/a.yml", CARD.format(id="family", kind="worry", choices="[human]"))
        cards = content_of(laid).cards
        assert cards["family"].label["en"] == "Ours"
        assert cards["school"].label["en"] == "School"

    def test_a_step_of_the_questions_before_a_person_too(self, lay: Lay) -> None:
        choices = '["contact_by:child", "contact_by:for_friend", skip, skip_all]'
        laid = lay("cards/a.yml", CARD.format(id="ask_contact_by", kind="step", choices=choices))
        content = content_of(laid)
        assert content.cards["ask_contact_by"].bubbles[0]["en"] == "We are here."
        assert not content.asks("contact_by", "adult")
        assert content.asks("contact_by", "child")

    def test_a_text(self, lay: Lay) -> None:
        laid = lay("texts/a.yml", "exit: {line: {th: จ้า, en: Bye}}")
        assert content_of(laid).words.say("exit.line", "en") == "Bye"

    def test_a_text_that_nothing_says_is_refused(self, lay: Lay) -> None:
        laid = lay("texts/a.yml", "exit: {lime: {th: จ้า, en: Bye}}")
        with pytest.raises(InvalidContent, match=r"exit\.lime: nothing says this"):
            content_of(laid)

    def test_a_service(self, lay: Lay) -> None:
        laid = lay(
            "services/a.yml",
            """
            our_office:
              name: {th: บ้านพักของเรา, en: Our house}
              description: {th: คุยกันได้, en: Somebody to talk to}
              phone: "02-111-2233"
              hours: {th: ทุกวัน, en: Every day, always: true}
              learns: {th: เบอร์โทร, en: your number}
              languages: [th]
              topics: [family]
              free: true
              emergency: false
              rank: 10
              source_url: https://example.org/
              source_date: 2026-01-01
              status: published
            """,
        )
        directory = content_of(laid).directory
        assert directory.service("our_office")
        assert directory.service("childline_1387")

    def test_the_label_of_a_code_but_no_new_code(self, lay: Lay) -> None:
        laid = lay("codes.yml", "gender: {girl: {th: หญิงสาว, en: Young woman}}")
        assert content_of(laid).codes["gender"]["girl"]["en"] == "Young woman"
        assert codes_of(laid).label("gender", "girl", "en") == "Young woman"
        assert codes_of(laid).label("gender", "boy", "en") == "Boy"
        laid = lay("codes.yml", "gender: {robot: {th: หุ่น, en: Robot}}")
        with pytest.raises(InvalidContent, match="unknown robot"):
            content_of(laid)

    def test_a_main_code_keeps_its_place_and_its_other_sub_codes(
        self, lay: Lay, settings: Settings
    ) -> None:
        shipped = codes_of(settings)
        (main, heading), *rest = shipped.headings["reason"].items()
        first, second, *_ = (code.partition(".")[2] for code in shipped.labels["reason"])
        ours = f"{{th: ใหม่, en: New, codes: {{{second}: {{th: ใหม่, en: Fresh}}}}}}"
        codes = codes_of(lay("codes.yml", f"reason: {{{main}: {ours}}}"))
        assert list(codes.headings["reason"]) == [main, *(code for code, _ in rest)]
        assert codes.headings["reason"][main]["en"] == "New" != heading["en"]
        (_, choices), *_ = codes.sections("reason", "en")
        assert choices[0] == (f"{main}.{first}", shipped.label("reason", f"{main}.{first}", "en"))
        assert choices[1] == (f"{main}.{second}", "Fresh")

    def test_the_rules_of_wording(self, lay: Lay) -> None:
        laid = lay("wording.yml", 'never: [{pattern: "School", because: "we say so"}]')
        with pytest.raises(InvalidContent, match="says 'School': we say so"):
            content_of(laid)

    def test_what_may_be_typed_for_a_button(self, lay: Lay) -> None:
        laid = lay(
            "shortcuts.yml", "{typed: {human: [help me now]}, named: {th: [thai], en: [english]}}"
        )
        assert content_of(laid).shortcuts.key("help me now") == "human"

    def test_the_hours_when_counsellors_are_there(self, lay: Lay) -> None:
        laid = lay("hours.yml", '{week: {mon: "16:00-22:00"}, holidays: []}')
        opening = content_of(laid).hours.next_opening(datetime(2026, 11, 22, tzinfo=UTC))
        assert opening == datetime(2026, 11, 23, 16, tzinfo=UTC)


class TestReading:
    """How a child's message is read."""

    def test_a_phrase_of_danger_is_added_and_ours_stay(self, lay: Lay) -> None:
        laid = lay("risk/ours.yml", "{level: danger, th: [], en: [the red gate is open]}")
        rules = risk_rules_of(laid)
        assert rules.assess("the red gate is open") is Risk.DANGER
        assert rules.assess("i want to die") is Risk.DANGER

    def test_a_list_of_privacy_cues_and_the_others_stay(self, lay: Lay) -> None:
        laid = lay("privacy/links.yml", "endings: [helpline]")
        privacy = privacy_of(frozenset(), laid)
        assert [find.kind for find in privacy.find("somebody.helpline")] == ["url"]
        assert privacy.find("mail me at somebody@gmail.com")

    async def test_the_keywords_of_an_intent_and_the_others_stay(self, lay: Lay) -> None:
        laid = lay("keywords.yml", "school: {th: [], en: [big yellow bus]}")
        keywords = keywords_of(laid)
        assert (await keywords.parse("the big yellow bus")).intent == "school"
        assert (await keywords.parse("hello")).intent == "greet"

    def test_how_a_language_is_written(self, lay: Lay) -> None:
        shipped = (CONTENT / "language.yml").read_text(encoding="utf-8")
        laid = lay("language.yml", shipped.replace("  latin:\n", "  latin:\n    because: bcz\n"))
        assert languages_of(laid).normalise("bcz") == "because"

    def test_the_words_around_a_number(self, lay: Lay) -> None:
        laid = lay(
            "numbers.yml", "{choice: {before: door, after: ok}, age: {before: am, after: old}}"
        )
        assert counting_of(laid).choice("door 2") == 2
        assert counting_of(laid).choice("number 2") is None


class TestPages:
    def test_the_childs_page(self, lay: Lay) -> None:
        words = child_words(lay("pages/child.yml", "page: {title: {th: คุย, en: Talk}}"))
        assert words.say("page.title", "en") == "Talk"
        assert len(words) > 1

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("page: {tilte: {th: คุย, en: Talk}}", r"page\.tilte: nothing says this"),
            ("page: {title: {th: '{a}', en: '{a}'}}", r"page\.title: the fields are none"),
        ],
    )
    def test_a_text_the_page_could_not_say_is_refused(
        self, lay: Lay, text: str, reason: str
    ) -> None:
        with pytest.raises(InvalidContent, match=reason):
            child_words(lay("pages/child.yml", text))

    def test_what_telegram_shows(self, lay: Lay) -> None:
        laid = lay("pages/telegram.yml", "telegram: {command: {start: {th: เริ่ม, en: Begin}}}")
        words = telegram_words(laid)
        assert words.say("telegram.command.start", "en") == "Begin"
        assert words.say("telegram.command.menu", "en") == "Menu"

    def test_the_names_of_conversations(self, lay: Lay) -> None:
        laid = lay(
            "designations.yml",
            "{adjectives: [{th: เงียบ, en: Quiet}], things: [{th: ต้นไม้, en: Tree}]}",
        )
        assert designations_of(laid).name(0, "en") == "Quiet Tree"


class TestTraining:
    def test_a_model_is_made_anew_when_what_it_is_made_from_is_laid_over(
        self, lay: Lay, settings: Settings
    ) -> None:
        ours = training_of(Settings(home=settings.home)).made_from()
        assert training_of(lay("texts/a.yml", "{}")).made_from() == ours
        shutil.copy(CONTENT / "language.yml", lay("language.yml", "").content or "")
        first = training_of(settings).made_from()
        assert first != ours
        risk = (CONTENT / "risk" / "context.yml").read_text(encoding="utf-8")
        assert training_of(lay("risk/context.yml", risk)).made_from() not in {ours, first}
