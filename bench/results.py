"""What one benchmark came to: against the targets, as a table for people and as JSON for later.

Neither names the machine or a folder of it.
"""

import json
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.held_out import TARGETS, reached
from bench.series import Series, best, middle, steadiest, usual

SHARES = (0.5, 0.95, 0.99)
PARTS = ("start", "loads", "rasa", "platforms", "desk", "understanding")
"""What can be measured alone; a comparison needs both parts it is about."""

HALF = "relays at half the load"
FIRST_ANSWER = "start to first answer"
LINE_WEBHOOK = "LINE webhook at 200 events/s"
TELEGRAM_WEBHOOK = "Telegram webhook at 200 events/s"
LINE_ANSWERS = "LINE answers"
TELEGRAM_ANSWERS = "Telegram answers"
TROUBLED = " beside chats in trouble"
FREE = "LINE requests free by reply token, bot phase"
IN = "Telegram messages taken in, a second"
OUT = "Telegram lines sent, a second"
MOST = "Telegram lines that arrived in any one second, at most"
TO_SCREEN = "child to a counsellor's screen"
TO_CHILD = "counsellor to a child's page"
BOARD_FEW = "board, 10 pages open"
BOARD_MANY = "board, 300 pages open"
LONG = "opening 500 lines"
_NEVER = 1e9
"""Stands for the time, and the delay, of what was not measured or failed in every run."""

_STEADY = (
    LINE_WEBHOOK,
    TELEGRAM_WEBHOOK,
    LINE_ANSWERS,
    LINE_ANSWERS + TROUBLED,
    TELEGRAM_ANSWERS,
    TELEGRAM_ANSWERS + TROUBLED,
    TO_SCREEN,
    TO_CHILD,
)
"""Loads of a fixed rate: the best run is the one with the lowest p99."""

_NO_LATER = 1.5
"""How many times the p99 without chats in trouble still counts as "no other is delayed": two runs
of the same differ by as much here, and a chat that delayed others would cost them 5 to 20 s."""


@dataclass(slots=True)
class Results:
    """The results so far.

    Attributes:
        loads: the runs of each load, by its name.
        seconds: times that were taken once each.
        memory: MB by process, after the loads.
        figures: shares, rates and counts that were taken once each.
        understood: shares of the held-out lines (`bench.held_out.TARGETS`).
        sync_ms: how long the disk takes for one synced write, median.
        parts: what was measured; only that is judged.
    """

    loads: dict[str, list[Series]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    understood: Mapping[str, float] = field(default_factory=dict)
    sync_ms: float = 0.0
    parts: Collection[str] = PARTS

    def add(self, name: str, series: Series) -> None:
        """Keep one run of a load."""
        self.loads.setdefault(name, []).append(series)

    def verdicts(self) -> list[tuple[str, bool]]:
        """Return each target of what was measured, and whether it was reached."""
        judged = {
            "loads": self._judge_loads,
            "rasa": self._judge_rasa,
            "start": self._judge_start,
            "platforms": self._judge_platforms,
            "desk": self._judge_desk,
            "understanding": self._judge_understanding,
        }
        return [each for part, judge in judged.items() if part in self.parts for each in judge()]

    def _judge_loads(self) -> list[tuple[str, bool]]:
        return [
            ("accepted, 1,000/s", self._rate("accepted") >= 1000),
            ("bot turns, 200/s", self._rate("bot turns") >= 200),
            ("relays, 300/s", self._rate("relays") >= 300),
            ("relays at half the load, p99 250 ms", self._p99(HALF) <= 250),
            ("memory in all, 1,200 MB", 0 < sum(self.memory.values()) <= 1200),
        ]

    def _judge_rasa(self) -> list[tuple[str, bool]]:
        if "loads" not in self.parts:
            return []
        turns, rasa = self._rate("bot turns"), self._rate("plain Rasa turns")
        return [(f"bot turns, not fewer than plain Rasa ({_ratio(turns, rasa)})", turns >= rasa)]

    def _judge_start(self) -> list[tuple[str, bool]]:
        first = self.seconds.get(FIRST_ANSWER, 0)
        return [("first answer, 3 s after a start", 0 < first <= 3)]

    def _judge_platforms(self) -> list[tuple[str, bool]]:
        webhooks = [(f"{name}, p99 100 ms", name) for name in (LINE_WEBHOOK, TELEGRAM_WEBHOOK)]
        answers = [
            (f"{name}{TROUBLED}, p99 no later ({self.delay(name):.2f} times)", name)
            for name in (LINE_ANSWERS, TELEGRAM_ANSWERS)
        ]
        return [
            (f"{FREE}, 95 %", self.figures.get(FREE, 0) >= 0.95),
            *((target, self._p99(name) <= 100) for target, name in webhooks),
            *((target, self.delay(name) <= _NO_LATER) for target, name in answers),
            (f"{MOST}, 25", 0 < self.figures.get(MOST, 0) <= 25),
        ]

    def _judge_desk(self) -> list[tuple[str, bool]]:
        few, many = self._within(BOARD_FEW, 0.5), self._within(BOARD_MANY, 0.5)
        dearer = _NEVER if _NEVER in (few, many) else many / few
        return [
            (f"{TO_SCREEN}, p95 150 ms", self._within(TO_SCREEN, 0.95) <= 150),
            (f"{TO_CHILD}, p95 150 ms", self._within(TO_CHILD, 0.95) <= 150),
            (f"{LONG}, p95 200 ms", self._within(LONG, 0.95) <= 200),
            (f"board with 300 pages by with 10, 1.5 times ({dearer:.2f})", dearer <= 1.5),
        ]

    def _judge_understanding(self) -> list[tuple[str, bool]]:
        return [
            (f"{name}, {100 * wanted:.0f} %", reached(name, self.understood.get(name)))
            for name, wanted in TARGETS.items()
        ]

    def delay(self, name: str) -> float:
        """Return the p99 of answers beside chats in trouble by that without, each the lowest.

        Not the best of pairs: one bad moment in the run without trouble would make that look good.
        """
        plain, beside = self._p99(name), self._p99(name + TROUBLED)
        return _NEVER if _NEVER in (plain, beside) else beside / plain

    def _rate(self, name: str) -> float:
        return max((run.rate for run in self.loads.get(name, [])), default=0.0)

    def _p99(self, name: str) -> float:
        return self._within(name, 0.99)

    def _within(self, name: str, share: float) -> float:
        """Return within how many milliseconds this share was done in the best run without fault."""
        runs = [run for run in self.loads.get(name, []) if run.times and not run.failed]
        return min((run.milliseconds(share) for run in runs), default=_NEVER)

    def tables(self) -> list[Table]:
        """Return what was measured, and how it stands to the targets."""
        return [_loads_table(self.loads), self._rest_table()]

    def write(self, folder: Path) -> Path:
        """Write everything as JSON; return the file."""
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
        path.write_text(json.dumps(self._plain(now), indent=1) + "\n", encoding="utf-8")
        return path

    def _rest_table(self) -> Table:
        table = Table("what", "measured", title="start, memory, targets")
        for name, seconds in self.seconds.items():
            table.add_row(name, f"{seconds:.2f} s")
        for name, figure in self.figures.items():
            table.add_row(name, f"{100 * figure:.1f} %" if name == FREE else f"{figure:.1f}")
        for name, share in self.understood.items():
            table.add_row(name, f"{100 * share:.1f} %")
        for process, megabytes in self.memory.items():
            table.add_row(f"memory of {process}", f"{megabytes:.0f} MB")
        if self.memory:
            table.add_row("memory in all", f"{sum(self.memory.values()):.0f} MB")
        table.add_row("one synced write of the disk", f"{self.sync_ms:.1f} ms")
        for target, met in self.verdicts():
            table.add_row(target, "[green]reached[/]" if met else "[red]missed[/]")
        return table

    def _plain(self, now: datetime) -> dict[str, Any]:
        return {
            "at": now.isoformat(timespec="seconds"),
            "processors": cpu_count(),
            "python": platform.python_version(),
            "loads": {name: [_figures(run) for run in runs] for name, runs in self.loads.items()},
            "seconds": self.seconds,
            "figures": self.figures,
            "understood": self.understood,
            "memory_mb": self.memory,
            "sync_ms": self.sync_ms,
            "targets": dict(self.verdicts()),
        }


def _figures(run: Series) -> dict[str, float]:
    shares = {f"p{100 * share:.0f}_ms": round(run.milliseconds(share), 1) for share in SHARES}
    return {"per_second": round(run.rate, 1), **shares, "failed": run.failed}


def _loads_table(loads: Mapping[str, Sequence[Series]]) -> Table:
    table = Table(
        "load", "run", "per second", "p50 ms", "p95 ms", "p99 ms", "failed", title="loads"
    )
    for name, runs in loads.items():
        steady = name in _STEADY
        top, mid = (steadiest(runs), usual(runs)) if steady else (best(runs), middle(runs))
        for which, run in (("best", top), ("median", mid)):
            shares = (f"{run.milliseconds(share):.0f}" for share in SHARES)
            table.add_row(name, which, f"{run.rate:.0f}", *shares, str(run.failed))
    return table


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f} times" if theirs else "not measured"
