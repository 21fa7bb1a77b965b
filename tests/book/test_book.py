"""The book of transcripts (`tests/conversations`), against the real model through the real router.

A turn is what the child types (`child`; `waiting` in the queue) or taps (`tap`; `typed` is what it
types instead), then what it must be told under `bot`. `as` is how the model must read the line,
`place` the child's place in the queue, for which others are put before it. `model: away` leaves the
keywords alone; `study` names what of the national study a transcript is about.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.intents import QUESTIONS, WORRIES
from connectors.base import Address
from handoff.conversation import State
from handoff.record import conversation_of
from tests.handoff.house import House, RememberingConnector

ROOT = Path(__file__).resolve().parents[2]
BOOK = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tests/conversations").glob("*.yml"))
}
EVENING = datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=7)))
ENDS = {"exit": None, "forget": None, "hand_over": State.WAITING, "leave_queue": State.BOT}
"""How a conversation stands after the wish of a turn; None: it is no more."""


@dataclass
class Story:
    """One transcript being played."""

    house: House
    channel: str
    ahead: int
    heard: int = 0

    async def begins(self, *, on_duty: bool) -> None:
        """Bring those into the queue who are before this child, at some minutes' distance."""
        self.house.clock.now = int(EVENING.timestamp() * 1000)
        await self.house.queue.set_duty("nok", on=on_duty)
        for number in range(self.ahead):
            await self.house.hand_over(f"ahead-{number}")
        self.house.clock.passes(minutes=1)

    async def plays(self, step: dict[str, Any]) -> None:
        """Do what the child does; whoever is before it leaves in time for its `place`."""
        while self.ahead >= step.get("place", self.ahead + 1):
            self.ahead -= 1
            await self.house.tap(f"ahead-{self.ahead}", "leave")
        words = step.get("typed") or step.get("child") or step.get("waiting")
        if words is None:
            await self.house.tap("child", step["tap"], self.channel)
        else:
            await self.house.child("child", words, channel=self.channel)

    async def reads(self, step: dict[str, Any]) -> None:
        """Hold the reading of a child's line against what the transcript says."""
        if "child" in step:
            reading = await self.house.reader.read(self.house.reader.screen(step["child"], "th"))
            assert (reading.intent, reading.by) == (step["as"], step.get("by", "rasa"))

    def told(self) -> tuple[str, list[str]]:
        """Return what the child has heard since the last turn, and the buttons under it."""
        lines = self._far_end().carried["child"][self.heard :]
        self.heard += len(lines)
        buttons = [button.key for button in lines[-1].buttons] if lines else []
        return "\n".join(line.text for line in lines), buttons

    async def stands(self, step: dict[str, Any]) -> None:
        """Hold the conversation in the store against the wish and the danger of a turn."""
        names = await self.house.index.find(Address(self.channel, "child"))
        snapshot = await self.house.store.load(names.id) if names else None
        conversation = conversation_of(snapshot) if snapshot else None
        state, risk = (conversation.state, conversation.risk) if conversation else (None, "")
        if "wish" in step:
            assert state is ENDS[step["wish"]], step
        if step.get("risk") == "danger":
            assert risk == "danger", step

    def _far_end(self) -> RememberingConnector:
        return {"web": self.house.web, "line": self.house.line}.get(
            self.channel, self.house.channel
        )


@pytest.mark.parametrize("name", BOOK)
async def test_the_real_helpline_tells_what_the_transcript_says(
    name: str, open_house: Callable[[str], Awaitable[House]]
) -> None:
    transcript = BOOK[name]
    house = await open_house(transcript.get("model", "there"))
    places = [step.get("place", 1) for step in transcript["turns"]]
    story = Story(house, transcript["channel"], ahead=max(places) - 1)
    await story.begins(on_duty=transcript["on_duty"])
    for step in transcript["turns"]:
        await story.reads(step)
        await story.plays(step)
        told, buttons = story.told()
        for words in step["bot"]:
            assert words in told, step
        assert set(step.get("buttons", [])) <= set(buttons), step
        await story.stands(step)


def test_there_are_forty_and_both_languages_and_the_study_are_in_it() -> None:
    assert len(BOOK) >= 40
    assert {"th", "en"} <= {name.split("_")[0] for name in BOOK}
    assert sum("study" in transcript for transcript in BOOK.values()) >= 12


def test_every_worry_and_every_question_is_in_it() -> None:
    steps = [step for transcript in BOOK.values() for step in transcript["turns"]]
    assert {step.get("as") for step in steps} >= WORRIES | QUESTIONS
