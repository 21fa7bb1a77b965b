"""What hears danger in service before any model is asked: lines and long messages by strangers."""

from collections.abc import Callable

import pytest

from bench.held_out import risks
from bot.risk import Risk, RiskRules
from tests.handoff.house import Mind


@pytest.fixture(scope="session")
def raised(reading_mind: Mind) -> Callable[[str, str, str], float]:
    """The share of a set's lines of one level that are read as danger."""
    reader = reading_mind.reader()

    def share(which: str, form: str, level: str) -> float:
        lines = risks(which, "long" if form == "long" else "risk")
        read = [reader.screen(one.text, one.language).risk for one in lines if one.label == level]
        return read.count(Risk.DANGER) / len(read)

    return share


@pytest.mark.parametrize("which", ["strangers", "test"])
def test_danger_is_heard_and_what_only_sounds_like_it_is_not(
    raised: Callable[[str, str, str], float], which: str
) -> None:
    """Lines that nobody has read who wrote a phrase or a line that is learned from."""
    assert raised(which, "risk", "danger") >= 0.99
    assert raised(which, "risk", "none") <= 0.04


def test_a_sentence_of_danger_in_a_long_message_is_heard(
    raised: Callable[[str, str, str], float],
) -> None:
    """It is one among many about school and food; half of the harmless ones joke about dying."""
    assert raised("strangers", "long", "danger") >= 0.95
    assert raised("strangers", "long", "none") <= 0.3


def test_denying_what_is_said_lightly_costs_no_danger(reading_mind: Mind) -> None:
    """No line of danger that a phrase hears is denied as a whole."""
    ear, normalise = reading_mind.learned, reading_mind.languages.normalise
    rules: RiskRules = reading_mind.risk_rules
    assert ear is not None
    for which in ("validation", "test", "strangers"):
        for text in (normalise(line.text) for line in risks(which) if line.label == "danger"):
            assert rules.assess(text) is not Risk.DANGER or not ear.denies(text), text
