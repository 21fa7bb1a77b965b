"""What hears danger in service before any model is asked: lines and long messages by strangers."""

import pytest

from bench.held_out import Answers, Line, risks
from bot.risk import Risk, RiskRules
from tests.handoff.house import Mind


def heard(mind: Mind, lines: list[Line]) -> Answers:
    reader = mind.reader()
    read = [reader.screen(line.text, line.language).risk for line in lines]
    return Answers(lines, read, [1.0] * len(lines))


@pytest.mark.parametrize("which", ["strangers", "test"])
def test_danger_is_heard_and_what_only_sounds_like_it_is_not(
    reading_mind: Mind, which: str
) -> None:
    """Lines that nobody has read who wrote a phrase or a line that is learned from."""
    answers = heard(reading_mind, risks(which))
    assert answers.raised("danger") >= 0.99
    assert answers.raised("none") <= 0.04


def test_a_sentence_of_danger_in_a_long_message_is_heard(reading_mind: Mind) -> None:
    """It is one among many about school and food; half of the harmless ones joke about dying."""
    answers = heard(reading_mind, risks("strangers", "long"))
    assert answers.raised("danger") >= 0.95
    assert answers.raised("none") <= 0.3


def test_denying_what_is_said_lightly_costs_no_danger(reading_mind: Mind) -> None:
    """No line of danger that a phrase hears is denied as a whole."""
    ear, normalise = reading_mind.learned, reading_mind.languages.normalise
    rules: RiskRules = reading_mind.risk_rules
    assert ear is not None
    for which in ("validation", "test", "strangers"):
        for text in (normalise(line.text) for line in risks(which) if line.label == "danger"):
            assert rules.assess(text) is not Risk.DANGER or not ear.denies(text), text
