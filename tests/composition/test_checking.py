"""`helpline check` lists what somebody has to call through, to review, or to mend."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.confirmations import Confirmations
from composition.checking import findings, strays, to_call_through, to_review, unreadable
from composition.mind import all_readables, content_of, reviews_of
from operation.check import Finding
from operation.settings import Settings

TODAY = date(2026, 11, 21)
FIRST_LINES = {
    *("police_191", "emergency_1669", "childline_1387"),
    *("social_assistance_1300", "mental_health_1323"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def services(settings: Settings, *, production: bool) -> dict[str, Finding]:
    return {one.where: one for one in to_call_through(settings, production=production)}


def texts(settings: Settings, *, production: bool) -> Finding:
    """Return the one finding about all texts."""
    (one,) = to_review(settings, production=production)
    return one


def confirm(settings: Settings, service: str, *, days_ago: int) -> None:
    on = datetime.now(UTC).date() - timedelta(days=days_ago)
    Confirmations(settings.home / "directory.json").confirm(service, on=on, by="Nid")


def test_every_service_nobody_has_called_is_listed_with_what_to_ask(settings: Settings) -> None:
    listed = services(settings, production=False)
    assert listed["samaritans"].what == (
        "was never called through: helpline directory confirm samaritans; "
        "ask for: ages, free, languages, learns"
    )
    assert not listed["samaritans"].hurts
    assert listed.keys() >= FIRST_LINES
    assert "ttrs" not in listed


def test_in_service_what_children_see_has_to_be_called_through(settings: Settings) -> None:
    confirm(settings, "line_1663", days_ago=181)
    listed = services(settings, production=True)
    assert all(listed[service].hurts for service in FIRST_LINES)
    assert listed["line_1663"].hurts
    assert "was last called through on" in listed["line_1663"].what
    assert not listed["samaritans"].hurts


def test_a_call_of_the_last_180_days_is_not_listed(settings: Settings) -> None:
    confirm(settings, "childline_1387", days_ago=179)
    assert "childline_1387" not in services(settings, production=True)


class TestTexts:
    """What a supervisor has not reviewed."""

    def test_texts_nobody_reviewed_are_counted_and_hurt_only_in_service(
        self, settings: Settings
    ) -> None:
        count = len(all_readables(content_of(settings), settings))
        hint = texts(settings, production=False)
        assert f"of {count}, {count} were never reviewed and 0 have changed" in hint.what
        assert not hint.hurts
        assert texts(settings, production=True).hurts

    def test_reviewed_words_are_not_counted_and_others_than_those_are(
        self, settings: Settings
    ) -> None:
        first, second, *rest = all_readables(content_of(settings), settings)
        reviews = reviews_of(settings)
        reviews.mark(first, on=TODAY, by="somchai")
        reviews.mark(replace(second, parts=()), on=TODAY, by="somchai")
        what = texts(settings, production=False).what
        assert f"{len(rest)} were never reviewed and 1 have changed" in what

    def test_a_broken_file_of_reviews_is_named(self, settings: Settings) -> None:
        (settings.home / "reviews.json").write_text("[]", encoding="utf-8")
        broken = next(one for one in unreadable(settings) if one.where == "reviews.json")
        assert broken.hurts
        assert "cannot be read" in broken.what


class TestOverlay:
    """An operator's folder is checked as what is shipped is."""

    @pytest.mark.parametrize(
        ("name", "text", "where", "what"),
        [
            ("cards/a.yml", "family: {kind: worry}", "content", "a.yml: family: bubbles"),
            ("codes.yml", "gender: {x: {th: ก, en: X}}", "content", "unknown x"),
            ("hours.yml", "week: 1", "content", "week and holidays are expected"),
            ("language.yml", "{}", "content/language.yml", "words separated by spaces"),
            ("keywords.yml", "school: 1", "content/keywords.yml", "phrases in th and en"),
            ("risk/a.yml", "level: x", "content/risk", "'x' is no risk"),
            ("privacy/links.yml", "endings: []", "content/privacy", "links.endings"),
            ("pages/child.yml", "{x: {th: ก, en: X}}", "content/pages/child.yml", "nothing says"),
            ("pages/telegram.yml", "{x: {th: ก, en: X}}", "content/pages/telegram.yml", "unknown"),
            ("numbers.yml", "{}", "content/numbers.yml", "words separated by spaces"),
            ("regions.yml", "{}", "content/regions.yml", "lists of places by region"),
            ("designations.yml", "{}", "content/designations.yml", "a list of adjectives"),
        ],
    )
    def test_whatever_is_wrong_in_it_is_named_with_its_file(
        self, tmp_path: Path, name: str, text: str, where: str, what: str
    ) -> None:
        file = tmp_path / "own" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        settings = Settings(home=tmp_path, content=tmp_path / "own")
        listed = []
        for one in unreadable(settings):
            listed.append(one)
            if one.where == where and what in one.what:
                return
        pytest.fail(f"it is not among {listed}")

    def test_a_file_that_nothing_reads_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "own" / "card" / "a.yml"
        file.parent.mkdir(parents=True)
        file.write_text("{}", encoding="utf-8")
        settings = Settings(home=tmp_path, content=tmp_path / "own")
        (stray,) = strays(settings)
        assert stray.where == "card/a.yml"
        assert "is read by nothing" in stray.what

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        settings = Settings(home=tmp_path, content=tmp_path / "own")
        listed = {one.where: one for one in findings(settings, production=False)}
        assert listed["HELPLINE_CONTENT"].what.endswith("is no folder")
        assert listed.keys() >= {"childline_1387", "texts"}


def test_in_service_both_models_have_to_be_there(settings: Settings) -> None:
    """The rules work without what was learned of details, and a child is safer with both."""
    listed = {one.where: one for one in findings(settings, production=True)}
    for model in ("language model", "model of details"):
        assert listed[model].hurts
        assert "helpline train" in listed[model].what
    assert "model of details" not in {one.where for one in findings(settings, production=False)}
