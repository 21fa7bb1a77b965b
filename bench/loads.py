"""The loads, each measured once: against the helpline from its doors, against plain Rasa from its.

Every load is made by a process of its own (`bench.load`); the counsellors' end of a relay is
another (`bench.staff_side`).
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.house import ROOT, House
from bench.series import Series

LANES = 32
_PAGES_PER_LANE = 8


def generate(kind: str, plan: dict[str, Any], module: str = "bench.load") -> dict[str, Any]:
    """Make a load of a module; return what it noted."""
    done = subprocess.run(
        [sys.executable, "-m", module, kind],
        cwd=ROOT,
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    books: dict[str, Any] = json.loads(done.stdout)
    return books


def series_of(books: dict[str, Any]) -> Series:
    """Return the series among what a load noted."""
    return Series(books["seconds"], books["times"], books["failed"])


async def accepted(house: House, size: int) -> Series:
    """Measure how many messages a second the door accepts, on conversations that are open."""
    tokens = house.tokens(max(size // 12, 1))
    plan = {"port": house.public, "lanes": 2 * LANES, "tokens": tokens, "each": 12, "pause": 3}
    series = series_of(generate("accept", plan))
    await house.until_quiet()
    return series


async def bot_turns(house: House, each: int) -> Series:
    """Measure how many messages a second are answered on the children's pages."""
    tokens = house.tokens(LANES * _PAGES_PER_LANE)
    plan = {"port": house.public, "lanes": LANES, "tokens": tokens, "each": each, "pause": 1}
    series = series_of(generate("turns", plan))
    await house.until_quiet()
    return series


def rasa_turns(port: int, each: int) -> Series:
    """Measure how many messages a second plain Rasa answers."""
    children = LANES * _PAGES_PER_LANE
    plan = {"port": port, "lanes": LANES, "children": children, "each": each}
    return series_of(generate("rest", plan))


class Relays:
    """Children and counsellors in conversation, ready to be measured."""

    def __init__(self, house: House, name: str, children: int) -> None:
        self._house, self._name = house, name
        self._tokens = house.tokens(children)
        self._said = 0

    @contextmanager
    def counsellors(self) -> Iterator[subprocess.Popen[str]]:
        """Run the counsellors' end while the block lasts."""
        plan = {
            "home": str(self._house.home),
            "store": self._house.store_url,
            "words": sorted(map(str, (ROOT / "bot/content/texts").glob("*.yml"))),
            "name": self._name,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "bench.staff_side"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            tell(process, json.dumps(plan))
            if hear(process) != "ready":
                raise RuntimeError("the counsellors' end of the relays does not start")
            yield process

    async def meet(self) -> None:
        """Bring every child into the queue."""
        plan = {"port": self._house.public, "lanes": LANES, "tokens": self._tokens}
        generate("ask_for_person", plan)
        await self._house.until_quiet()

    def measure(self, staff: subprocess.Popen[str], each: int, rate: float = 0) -> Series:
        """Measure lines from handing in until a counsellor can read them; 0: as fast as it goes."""
        plan = {"port": self._house.public, "lanes": LANES, "tokens": self._tokens}
        plan |= {"first": self._said, "each": each, "rate": rate}
        self._said += each
        tell(staff, str(each * len(self._tokens)))
        begun: dict[str, float] = generate("relay", plan)["begun"]
        seen: dict[str, float] = json.loads(hear(staff))
        times = [seen[mark] - at for mark, at in begun.items() if mark in seen]
        seconds = max(seen.values(), default=0.0) - min(begun.values(), default=0.0)
        return Series(seconds, times, each * len(self._tokens) - len(times))


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Write a line to a process beside."""
    if process.stdin:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    """Read a line of a process beside; nothing when it has ended."""
    return process.stdout.readline().strip() if process.stdout else ""
