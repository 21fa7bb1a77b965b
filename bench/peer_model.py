"""Trains one Rasa pipeline on lines, or reads lines with what was trained. Python 3.10.

Started by `bench.peer` alone, a process for each step, so that memory and time are those of one
pipeline, and reading is done by what reads children's messages.
"""

import hashlib
import json
import logging
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.nlu.model import Model
from bot.nlu.surroundings import settle
from bot.nlu.train import vary


def train(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Train `config` on `lines` (in Rasa's YAML) and leave the archive at `out`.

    With `varied`, the lines are mistyped by rule beside, as `helpline train` does.
    """
    # Rasa reads its surroundings when it is imported: `settle` comes first.
    import structlog  # noqa: PLC0415
    from rasa.model_training import train_nlu  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    config, lines, out = folder / "config.yml", folder / "nlu.yml", Path(given["out"])
    config.write_text(json.dumps(given["config"]), encoding="utf-8")
    lines.write_text(given["lines"], encoding="utf-8")
    if given["varied"]:
        lines = vary(lines, folder / "varied.yml")
    begun = time.monotonic()
    train_nlu(str(config), str(lines), str(out.parent), fixed_model_name=out.name)
    return {"train_s": round(time.monotonic() - begun, 1)}


def read(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read `texts` one by one with the archive at `out`."""
    archive = Path(given["out"]).with_suffix(".tar.gz")
    model = Model.load(archive, hashlib.sha256(archive.read_bytes()).hexdigest(), folder)
    said, times = [], []
    for text in given["texts"]:
        begun = time.monotonic()
        said += model.read([text])
        times.append(time.monotonic() - begun)
    return {
        "said": said,
        "ms": round(1000 * statistics.median(times), 2),
        "mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> int:
    """Do the step that is named, with what stands on standard input as JSON; answer in JSON."""
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as scratch:
        settle(Path(scratch))
        answer = {"train": train, "read": read}[sys.argv[1]](given, Path(scratch))
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
