"""What hides personal details in service, rules and what was learned: strangers' lines, our own words."""

import pytest

from bench.held_out import hidden, risks
from bot.privacy import Privacy
from bot.risk import highest
from bot.words import read_yaml
from composition.mind import CONTENT, ROOT, content_of
from tests.book.conftest import SETTINGS
from tests.handoff.house import Mind
from tools.translations import texts_of


@pytest.mark.parametrize(("which", "falsely"), [("strangers", 0.02), ("test", 0.02)])
def test_nineteen_of_twenty_details_are_hidden_whole(
    privacy: Privacy, which: str, falsely: float
) -> None:
    """Lines that nobody has read who wrote a rule or a marked line."""
    found = hidden(which, privacy.find)
    assert found.whole >= 0.95
    assert found.falsely <= falsely


def test_what_was_learned_is_needed(privacy: Privacy) -> None:
    rules = Privacy.load(CONTENT / "privacy", content_of(SETTINGS).directory.published())
    assert hidden("strangers", privacy.find).whole > hidden("strangers", rules.find).whole + 0.03


def test_no_help_service_is_hidden(privacy: Privacy) -> None:
    """A child may write the name of one, and a counsellor must be able to read it."""
    names = {
        name
        for path in (ROOT / "bot/content/services").glob("*.yml")
        for text in texts_of(path.stem, read_yaml(path))
        if text.place.endswith(".name")
        for name in (text.th, text.en)
    }
    assert len(names) > 50
    assert {name for name in names if privacy.find(name)} == set()


def test_no_word_of_danger_is_hidden(reading_mind: Mind) -> None:
    """What the phrases of danger hear in a line they hear in what a counsellor reads of it."""
    normalise, assess = reading_mind.languages.normalise, reading_mind.risk_rules.assess
    reader = reading_mind.reader()
    lines = [line.text for which in ("validation", "test", "strangers") for line in risks(which)]
    masked = [reader.screen(text, "th").masked for text in lines]
    assert sum(one != text for one, text in zip(masked, lines, strict=True)) > 10
    for text, one in zip(lines, masked, strict=True):
        read = assess(normalise(one))
        assert highest((read, assess(normalise(text)))) is read, text


def test_a_hurried_line_is_not_full_of_names(privacy: Privacy) -> None:
    """Without its tone marks a Thai word is in no dictionary, and no name for that."""
    for text in ("ไมอยากอยูแลว เหนือยมาก", "หนูไมรูจะทำไงแลวคะ", "เคาขูจะปลอยรูปหนู"):
        assert privacy.find(text) == (), text
