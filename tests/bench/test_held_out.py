"""How figures are counted over held-out lines, and that these are nobody's examples."""

from pathlib import Path

import pytest
import yaml

from bench.held_out import (
    Answers,
    Detailed,
    Hidden,
    Line,
    covered,
    details,
    hidden,
    intents,
    risks,
)
from bot.intents import INTENTS
from bot.language import Languages
from bot.marked import marked_lines
from bot.privacy import Find

ROOT = Path(__file__).resolve().parents[2]
SETS = ("validation", "test", "strangers")


def answers(*said: tuple[str, str, float]) -> Answers:
    lines = [Line("x", "th", label) for label, _, _ in said]
    return Answers(lines, [read for _, read, _ in said], [sure for *_, sure in said])


def test_what_is_right_recalled_and_confused_is_counted() -> None:
    read = answers(("a", "a", 0.9), ("a", "b", 0.2), ("b", "b", 0.1), ("out_of_scope", "a", 0.5))
    assert read.right("th") == 0.5
    assert read.recall() == {"out_of_scope": 0.0, "a": 0.5, "b": 1.0}
    assert read.confusions() == [("a", "b", 1), ("out_of_scope", "a", 1)]


def test_a_wrong_topic_costs_more_than_an_offer() -> None:
    read = answers(("a", "a", 0.9), ("a", "b", 0.2), ("b", "b", 0.1), ("out_of_scope", "a", 0.5))
    assert read.cost(0.0) == (2 + 2) / 4
    assert read.cost(0.3) == (1 + 1 + 2) / 4
    assert (read.answered(0.3), read.misled(0.3)) == (0.5, 0.25)


def test_a_detail_counts_when_its_last_letter_is_hidden() -> None:
    line = Detailed("call 081 234 now", (("phone", "081 234"),))
    assert covered(line, [Find("phone", "081 234", 5, 12)]) == (1, 0)
    assert covered(line, [Find("phone", "081", 5, 8)]) == (0, 0)
    assert covered(line, [Find("phone", "now", 13, 16)]) == (0, 1)


@pytest.mark.parametrize("which", SETS)
def test_the_sets_are_whole(which: str) -> None:
    found = intents(which)
    assert {line.label for line in found} == INTENTS
    assert {line.label for line in risks(which)} == {"danger", "concern", "none"}
    assert all(value in one.text for one in details(which) for _, value in one.details)
    assert len(found) > 1_000


def test_no_line_with_details_is_one_of_those_that_were_learned() -> None:
    """The lines of strangers and the test lines are not marked ones; greetings may agree."""
    learned = {line.text for line in marked_lines(ROOT / "detail_data")}
    for which in ("strangers", "test"):
        lines = details(which)
        assert all(value in one.text for one in lines for _, value in one.details)
        assert not {one.text for one in lines if one.details} & learned


def test_what_is_hidden_of_a_set_is_counted() -> None:
    """Whoever hides everything hides every detail, and something else in nearly every line."""
    whole = hidden("strangers", lambda text: [Find("address", text, 0, len(text))])
    assert whole.whole == 1.0
    assert whole.falsely == pytest.approx(1 / 3, abs=0.01)
    assert hidden("strangers", lambda _: ()) == Hidden(0.0, 0.0)


def test_the_sets_are_not_copies_of_the_examples_or_of_each_other() -> None:
    """Short questions have one natural form, and authors hit on it; long lines hardly ever agree."""
    normalise = Languages.load(ROOT / "bot/content/language.yml").normalise
    examples = set()
    for path in (ROOT / "nlu_data").rglob("*.yml"):
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "intent" in entry:
            examples |= {normalise(line) for line in (*entry["th"], *entry["en"])}
    sets = {which: {normalise(line.text) for line in intents(which)} for which in SETS}
    long = {which: {text for text in texts if len(text) > 25} for which, texts in sets.items()}
    assert len(long["validation"] & long["test"]) <= len(long["test"]) * 0.03
    for texts in long.values():
        assert len(texts & examples) <= len(texts) * 0.04


def test_hardly_a_line_of_strangers_stands_among_what_danger_was_learned_from() -> None:
    """Short cries have one natural form here too."""
    normalise = Languages.load(ROOT / "bot/content/language.yml").normalise
    learned = set()
    for path in (ROOT / "nlu_data/risk").glob("*.yml"):
        levels = yaml.safe_load(path.read_text(encoding="utf-8"))["risk"]
        learned |= {
            normalise(line) for both in levels.values() for lines in both.values() for line in lines
        }
    lines = [*risks("strangers"), *risks("strangers", "long"), *risks("validation", "long")]
    long = {text for line in lines if len(text := normalise(line.text)) > 25}
    assert len(long) > 1_500
    assert len(long & learned) <= len(long) * 0.01


@pytest.mark.parametrize("which", ["validation", "strangers"])
def test_long_messages_are_long_and_stand_for_danger_and_for_none(which: str) -> None:
    lines = risks(which, "long")
    assert {line.label for line in lines} == {"danger", "none"}
    assert min(len(line.text) for line in lines) > 100
