"""What one benchmark came to: against the targets, as a table for people and as JSON for later.

Neither names the machine or a folder of it.
"""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.series import Series, best, middle

SHARES = (0.5, 0.95, 0.99)


@dataclass(slots=True)
class Results:
    """The results so far.

    Attributes:
        loads: the runs of each load, by its name.
        seconds: times that were taken once each.
        memory: MB by process, after the loads.
        sync_ms: how long the disk takes for one synced write, median.
    """

    loads: dict[str, list[Series]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)
    sync_ms: float = 0.0

    def add(self, name: str, series: Series) -> None:
        """Keep one run of a load."""
        self.loads.setdefault(name, []).append(series)

    def verdicts(self) -> list[tuple[str, bool]]:
        """Return each target of the project and whether it was reached."""
        rates = {name: best(runs).rate for name, runs in self.loads.items()}
        turns, rasa = rates.get("bot turns", 0), rates.get("plain Rasa turns", 0)
        half = min((run.milliseconds(0.99) for run in self.loads.get(HALF, [])), default=1e9)
        return [
            ("accepted, 1,000/s", rates.get("accepted", 0) >= 1000),
            ("bot turns, 200/s", turns >= 200),
            (f"bot turns, not fewer than plain Rasa ({_ratio(turns, rasa)})", turns >= rasa),
            ("relays, 300/s", rates.get("relays", 0) >= 300),
            ("relays at half the load, p99 250 ms", half <= 250),
            ("memory in all, 1,200 MB", 0 < sum(self.memory.values()) <= 1200),
            ("first answer, 3 s after a start", 0 < self.seconds.get(FIRST_ANSWER, 0) <= 3),
        ]

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
        for process, megabytes in self.memory.items():
            table.add_row(f"memory of {process}", f"{megabytes:.0f} MB")
        table.add_row("memory in all", f"{sum(self.memory.values()):.0f} MB")
        table.add_row("one synced write of the disk", f"{self.sync_ms:.1f} ms")
        for target, reached in self.verdicts():
            table.add_row(target, "[green]reached[/]" if reached else "[red]missed[/]")
        return table

    def _plain(self, now: datetime) -> dict[str, Any]:
        return {
            "at": now.isoformat(timespec="seconds"),
            "processors": cpu_count(),
            "python": platform.python_version(),
            "loads": {name: [_figures(run) for run in runs] for name, runs in self.loads.items()},
            "seconds": self.seconds,
            "memory_mb": self.memory,
            "sync_ms": self.sync_ms,
            "targets": dict(self.verdicts()),
        }


HALF = "relays at half the load"
FIRST_ANSWER = "start to first answer"


def _figures(run: Series) -> dict[str, float]:
    shares = {f"p{100 * share:.0f}_ms": round(run.milliseconds(share), 1) for share in SHARES}
    return {"per_second": round(run.rate, 1), **shares, "failed": run.failed}


def _loads_table(loads: Mapping[str, Sequence[Series]]) -> Table:
    table = Table(
        "load", "run", "per second", "p50 ms", "p95 ms", "p99 ms", "failed", title="loads"
    )
    for name, runs in loads.items():
        for which, run in (("best", best(runs)), ("median", middle(runs))):
            shares = (f"{run.milliseconds(share):.0f}" for share in SHARES)
            table.add_row(name, which, f"{run.rate:.0f}", *shares, str(run.failed))
    return table


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f} times" if theirs else "not measured"
