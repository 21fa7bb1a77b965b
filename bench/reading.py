"""Reads the held-out lines with the real model and the real screening, and says how well.

It is what `helpline understand` does, kept in one process; the parse server is one of its own.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.held_out import (
    PRESSING,
    TARGETS,
    Answers,
    Hidden,
    Line,
    hidden,
    intents,
    reached,
    risks,
)
from bench.house import ROOT
from bot.language import Language
from bot.reading import Reader, Reading
from bot.understanding import FallbackUnderstanding, RasaUnderstanding
from composition.mind import (
    content_of,
    detail_training_of,
    keywords_of,
    privacy_of,
    reader_of,
    training_of,
)
from operation.parse_server import parse_server
from operation.settings import Settings

_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Understood:
    """The figures of one set.

    Attributes:
        intents: what was read of the lines with an intent.
        dangers: the risk that was read of the lines with a risk.
        hidden: what was hidden of the lines with and without personal details.
    """

    intents: Answers
    dangers: Answers
    hidden: Hidden

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
            "personal details hidden": self.hidden.whole,
            "false masks": self.hidden.falsely,
        }


async def understood(which: str, reader: Reader) -> Understood:
    """Read a set, `validation`, `test` or `strangers`."""
    lines = intents(which)
    read = await read_all(reader, [(line.text, line.language) for line in lines])
    return Understood(
        Answers(lines, [one.intent for one in read], [one.confidence for one in read]),
        await dangers(risks(which), reader),
        hidden(which, lambda text: reader.screen(text, "th").finds),
    )


async def dangers(lines: Sequence[Line], reader: Reader) -> Answers:
    """Return the risk that is read of lines."""
    read = await read_all(reader, [(line.text, line.language) for line in lines])
    return Answers(lines, [one.screening.risk for one in read], [1.0] * len(lines))


@asynccontextmanager
async def reading_with(home: Path) -> AsyncIterator[Reader]:
    """Read as the helpline of a home does, with its model in a process of its own."""
    settings = Settings(home=home)
    training = training_of(settings)
    training.train()
    detail_training_of(settings).train()
    async with parse_server(home / "none", ROOT, training, lambda _: None) as socket:
        rasa = RasaUnderstanding(socket, limit=30.0)
        keywords = keywords_of(settings)
        yield reader_of(content_of(settings), FallbackUnderstanding(rasa, keywords), settings)
        await rasa.close()


async def read_all(reader: Reader, texts: Iterable[tuple[str, Language]]) -> list[Reading]:
    """Read texts, each with the language its child is thought to speak, and keep their order."""
    waiting = asyncio.Semaphore(_AT_ONCE)

    async def read(text: str, language: Language) -> Reading:
        async with waiting:
            return await reader.read(reader.screen(text, language))

    return list(await asyncio.gather(*(read(*one) for one in texts)))


def by_rules_alone(home: Path) -> Hidden:
    """Return what is hidden of lines by strangers without what was learned."""
    settings = Settings(home=home)
    privacy = privacy_of(content_of(settings).directory.published(), settings)
    return hidden("strangers", privacy.find)


def _tell(which: str, one: Understood, tell: Callable[[object], None]) -> None:
    table = Table(which, "measured", "target")
    for name, share in one.figures().items():
        mark = "" if reached(name, share) else " missed"
        table.add_row(name, f"{100 * share:.1f} %", f"{100 * TARGETS[name]:.0f} %{mark}")
    tell(table)
    lowest = list(one.intents.recall().items())[:8]
    tell("lowest recall: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in lowest))
    tell(
        "taken for another: " + ", ".join(f"{a} as {b} {n}" for a, b, n in one.intents.confusions())
    )
    tell("threshold: cost of a line, answered, wrong topic")
    for least in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        shares = (one.intents.cost(least), one.intents.answered(least), one.intents.misled(least))
        tell(f"  {least:.2f}: " + ", ".join(f"{share:.3f}" for share in shares))


async def _tell_all(home: Path, tell: Callable[[object], None]) -> None:
    async with reading_with(home) as reader:
        for which in ("validation", "test", "strangers"):
            _tell(which, await understood(which, reader), tell)
        for which in ("validation", "strangers"):
            heard = await dangers(risks(which, "long"), reader)
            found, falsely = 100 * heard.raised("danger"), 100 * heard.raised("none")
            tell(f"long messages, {which}: {found:.1f} % found, {falsely:.1f} % falsely")


def main() -> int:
    """Print the figures of all sets, with the confusions and the curve of thresholds."""
    tell, home = Console(highlight=False).print, ROOT / "var" / "bench" / "home"
    asyncio.run(_tell_all(home, tell))
    rules = by_rules_alone(home)
    shares = f"{100 * rules.whole:.1f} % hidden, {100 * rules.falsely:.1f} % of the lines falsely"
    tell(f"personal details of strangers by rules alone: {shares}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
