"""What hides personal details in service, rules and what was learned: strangers' lines, our own words."""

import pytest

from bench.held_out import hidden
from bot.privacy import Privacy
from bot.words import read_yaml
from composition.mind import CONTENT, ROOT, content_of
from tests.book.conftest import SETTINGS
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
