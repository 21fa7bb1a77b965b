"""Reads the held-out lines with the real model and the real screening, and says how well.

It is what `helpline understand` does, kept in one process; the parse server is one of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.held_out import Answers, Line, covered, details, intents, risks
from bench.house import ROOT
from bot.reading import Reader, Reading
from bot.understanding import FallbackUnderstanding, RasaUnderstanding
from composition.mind import content_of, keywords_of, languages_of, reader_of, training_of
from operation.parse_server import parse_server
from operation.settings import Settings

PRESSING = ("suicide", "sextortion", "sexual_abuse", "talk_to_human", "quick_exit")
"""Intents of which nearly none may be missed."""

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Understood:
    """The figures of one set.

    Attributes:
        intents: what was read of the lines with an intent.
        dangers: the risk that was read of the lines with a risk.
        details: how many personal details there are, and how many of them were hidden whole.
        false_masks: how many lines were masked where nothing was to hide.
        lines: how many lines with or without details there are.
    """

    intents: Answers
    dangers: Answers
    details: tuple[int, int]
    false_masks: int
    lines: int

    def figures(self) -> dict[str, float]:
        """Return every share that has a target, by name."""
        recall = self.intents.recall()
        return {
            "intent right, Thai": self.intents.right("th"),
            "intent right, English": self.intents.right("en"),
            "lowest recall of an intent": next(iter(recall.values())),
            **{f"recall of {one}": recall[one] for one in PRESSING},
            "danger found": self.dangers.raised("danger"),
            "false danger": self.dangers.raised("none"),
            "personal details hidden": self.details[1] / self.details[0],
            "false masks": self.false_masks / self.lines,
        }


TARGETS = {
    "intent right, Thai": 0.92,
    "intent right, English": 0.94,
    "lowest recall of an intent": 0.75,
    **{f"recall of {one}": 0.95 for one in PRESSING},
    "danger found": 0.99,
    "false danger": 0.04,
    "personal details hidden": 0.95,
    "false masks": 0.02,
}
"""At least so much; of what is false, at most."""


def reached(name: str, figure: float) -> bool:
    """Say whether a figure is as its target wants it."""
    wanted = TARGETS[name]
    return figure <= wanted if name.startswith("false") else figure >= wanted


async def understood(which: str, home: Path) -> Understood:
    """Read a set, `validation` or `test`, with the model in a home."""
    async with _reader(home) as reader:
        lines, told = intents(which), risks(which)
        of_intents = await _read(reader, lines)
        of_risks = await _read(reader, told)
        hidden = [
            (one, covered(one, reader.screen(one.text, "th").finds)) for one in details(which)
        ]
    return Understood(
        Answers(lines, [one.intent for one in of_intents], [one.confidence for one in of_intents]),
        Answers(told, [one.screening.risk for one in of_risks], [1.0] * len(told)),
        (sum(len(one.details) for one, _ in hidden), sum(whole for _, (whole, _) in hidden)),
        sum(bool(false) for _, (_, false) in hidden),
        len(hidden),
    )


@asynccontextmanager
async def _reader(home: Path) -> AsyncIterator[Reader]:
    settings = Settings(home=home)
    training = training_of(settings)
    training.train()
    async with parse_server(home / "none", ROOT, training, lambda _: None) as socket:
        rasa = RasaUnderstanding(socket, limit=30.0)
        keywords = keywords_of(languages_of())
        yield reader_of(content_of(settings), FallbackUnderstanding(rasa, keywords), settings)
        await rasa.close()


async def _read(reader: Reader, lines: Sequence[Line]) -> list[Reading]:
    waiting = asyncio.Semaphore(_AT_ONCE)

    async def read(line: Line) -> Reading:
        async with waiting:
            return await reader.read(reader.screen(line.text, line.language))

    return list(await asyncio.gather(*(read(line) for line in lines)))
