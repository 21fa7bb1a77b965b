"""Transcripts (`tests/conversations`): what a child says and what it must be told, in order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import Content
from bot.dialogue import Dialogue, DialogueState, Moment, Tap, Turn
from bot.language import Languages
from bot.reading import Reading, Screening
from bot.risk import Risk, RiskRules, highest

ROOT = Path(__file__).parents[2]
TRANSCRIPTS = sorted((ROOT / "tests/conversations").glob("*.yml"))
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))


@dataclass
class Child:
    """Somebody who follows a transcript."""

    dialogue: Dialogue
    languages: Languages
    risk_rules: RiskRules
    channel: str
    on_duty: bool
    state: DialogueState = field(default_factory=DialogueState)

    def plays(self, step: dict[str, Any]) -> Turn:
        moment = Moment(self.on_duty, step.get("place"), EVENING, self.channel)
        if "waiting" in step:
            turn = self.dialogue.wait(self.state, self.screened(step, step["waiting"]), moment)
        elif "tap" in step and step.get("waits"):
            turn = self.dialogue.wait(self.state, Tap(step["tap"]), moment)
        elif "tap" in step:
            turn = self.dialogue.answer(self.state, Tap(step["tap"]), moment)
        else:
            reading = Reading(
                self.screened(step, step["child"]),
                step["as"],
                step.get("confidence", 0.8),
                step.get("by", "rasa"),
            )
            turn = self.dialogue.answer(self.state, reading, moment)
        self.state = turn.state
        return turn

    def screened(self, step: dict[str, Any], text: str) -> Screening:
        """Hear the words as the helpline would, with at least the risk the transcript states."""
        language = self.languages.detect(text, self.state.language or "th")
        normalised = self.languages.normalise(text)
        risk = self.risk_rules.assess(normalised)
        assert highest((risk, Risk(step.get("risk", "none")))) is risk, text
        return Screening(normalised, text, language, risk)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_child_is_told_what_the_transcript_says(
    path: Path, content: Content, languages: Languages, risk_rules: RiskRules
) -> None:
    transcript = yaml.safe_load(path.read_text(encoding="utf-8"))
    child = Child(
        Dialogue(content), languages, risk_rules, transcript["channel"], transcript["on_duty"]
    )
    for number, step in enumerate(transcript["turns"], start=1):
        turn = child.plays(step)
        told = "\n".join(reply.text for reply in turn.replies)
        keys = [choice.key for choice in turn.replies[-1].choices]
        for words in step["bot"]:
            assert words in told, f"turn {number}"
        for key in step.get("buttons", []):
            assert key in keys, f"turn {number}"
        assert turn.wish == step.get("wish", "none"), f"turn {number}"
        for name, value in step.get("remembers", {}).items():
            assert getattr(turn.state, name) == value, f"turn {number}"


def test_there_are_transcripts_in_both_languages() -> None:
    assert {"th", "en"} <= {path.stem.split("_")[0] for path in TRANSCRIPTS}
