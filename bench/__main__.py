"""`python -m bench`: measures everything once through and says how it stands to the targets.

About twenty minutes. `--quick` measures the same with a tenth of the load, to see that it works.
Names of parts (start, loads, rasa, platforms, desk, understanding) measure only those.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from rich.console import Console

from bench.full_desk import full_desk
from bench.house import ROOT, House
from bench.loads import Relays, accepted, bot_turns, rasa_turns
from bench.platforms import Platforms
from bench.reading import reading_with, understood
from bench.results import FIRST_ANSWER, HALF, PARTS, Results
from bench.yardstick import Yardstick
from composition.mind import training_of
from operation.settings import Settings

FOLDER = ROOT / "var" / "bench"
RUNS = 3


class Bench:
    """One benchmark under way."""

    def __init__(self, parts: Collection[str], *, quick: bool) -> None:
        self.results = Results(parts=parts)
        self._small = 10 if quick else 1
        self._rounds = 2 if quick else 8
        self._lines = 6 if quick else 12  # of one child: more would be slowed at the door
        self._runs = 1 if quick else RUNS
        self._house = House.make(FOLDER / "home")
        training = training_of(Settings(home=FOLDER / "home"))
        self._yardstick = Yardstick(FOLDER / "yardstick", training)
        self._say = Console(stderr=True, highlight=False).print

    async def measure(self) -> Results:
        """Measure all parts."""
        parts = self.results.parts
        self._say("training (nothing to do the second time)")
        self._house.train()
        self.results.sync_ms = synced_write_ms(FOLDER)
        if "start" in parts:
            await self._starts()
        if "loads" in parts:
            await self._loaded()
        if "rasa" in parts:
            self._yardstick.train()
            self._rasa()
        if "platforms" in parts:
            platforms = Platforms(FOLDER / "home", self.results, small=self._small, runs=self._runs)
            await platforms.measure(self._say)
        if "desk" in parts:
            await full_desk(
                FOLDER / "home", self.results, self._say, small=self._small, runs=self._runs
            )
        if "understanding" in parts:
            self._say("reading the held-out lines")
            async with reading_with(FOLDER / "home") as reader:
                self.results.understood = (await understood("test", reader)).figures()
        return self.results

    async def _loaded(self) -> None:
        with self._house.running() as process:
            await self._house.first_answer(time.monotonic())
            self._house.until_model(time.monotonic())
            await self._loads()
            self.results.memory = self._house.memory(process.pid)

    async def _starts(self) -> None:
        self._say("starting")
        with self._house.running():  # the first start makes keys and compiles what is imported
            await self._house.first_answer(time.monotonic())
        ways: dict[str, tuple[str, ...]] = {FIRST_ANSWER: ()}
        if "MAKELEVEL" in os.environ:  # only then is everything set up for certain
            ways["second make run to first answer"] = ("make", "--silent", "run")
        for name, command in ways.items():
            begun = time.monotonic()
            with self._house.running(*command):
                self.results.seconds[name] = await self._house.first_answer(begun)
                model = f"{name.removesuffix(' to first answer')} to the model's answer"
                self.results.seconds[model] = self._house.until_model(begun)

    async def _loads(self) -> None:
        for number in range(self._runs):
            self._say(f"run {number + 1} of {self._runs}: messages, bot turns, relays")
            self.results.add("accepted", await accepted(self._house, 6000 // self._small))
            self.results.add("bot turns", await bot_turns(self._house, self._rounds))
            relays = Relays(self._house, f"bench-{number}", 150 // self._small)
            await relays.meet()
            with relays.counsellors() as staff:
                self.results.add("relays", relays.measure(staff, self._lines))
                await self._house.until_quiet()
                half = self.results.loads["relays"][-1].rate / 2
                self.results.add(HALF, relays.measure(staff, self._lines, half))
            await self._house.until_quiet()

    def _rasa(self) -> None:
        with self._yardstick.running():
            for number in range(self._runs):
                self._say(f"run {number + 1} of {self._runs}: plain Rasa")
                series = rasa_turns(self._yardstick.port, self._rounds)
                self.results.add("plain Rasa turns", series)


def synced_write_ms(folder: Path, count: int = 200) -> float:
    """Return how long one small write takes until it is on the disk, median of `count`."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(count):
            begun = time.monotonic()
            file.write(b"0" * 512)
            file.flush()
            os.fsync(file.fileno())
            times.append(1000 * (time.monotonic() - begun))
    return statistics.median(times)


def _asked(words: Collection[str]) -> tuple[str, ...]:
    """Return the parts that are named; all when none is."""
    if unknown := [word for word in words if word not in (*PARTS, "--quick")]:
        sys.exit(f"unknown: {' '.join(unknown)}; the parts are {' '.join(PARTS)}")
    return tuple(part for part in PARTS if part in words) or PARTS


def main() -> int:
    """Measure, print the tables and keep the figures; 1 when a target is missed."""
    words = sys.argv[1:]
    bench = Bench(_asked(words), quick="--quick" in words)
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = asyncio.run(bench.measure())
    console = Console(highlight=False)
    for table in results.tables():
        console.print(table)
    file = results.write(FOLDER)
    console.print(f"written: {file.relative_to(ROOT)}")
    return 0 if all(reached for _, reached in results.verdicts()) else 1


if __name__ == "__main__":
    sys.exit(main())
