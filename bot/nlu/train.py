"""Trains the model from one file of examples. Python 3.10, started by `helpline train` alone.

It must never reach the network, send telemetry, or take anything from an earlier training: the same
examples, pipeline and versions give the same answers.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import yaml

from bot.nlu.surroundings import close_network, end_with_parent, settle
from bot.nlu.variation import varied

VARIATIONS = 1
"""Of each line, beside the line itself: a second one told nothing more on validation lines."""


def train(examples: Path, config: Path, out: Path) -> Path:
    """Train and return the path of the archive in `out`.

    Raises:
        RuntimeError: Rasa found nothing to train from.
    """
    # Rasa reads its surroundings when it is imported: `settle` comes first.
    from rasa.model_training import train_nlu  # noqa: PLC0415
    from rasa.telemetry import is_telemetry_enabled  # noqa: PLC0415

    if is_telemetry_enabled():
        raise RuntimeError("telemetry is on")
    archive = train_nlu(str(config), str(examples), str(out), fixed_model_name="model")
    if archive is None:
        raise RuntimeError("no model was made")
    return Path(archive)


def _lines(examples: str) -> list[str]:
    return [line.removeprefix("- ") for line in examples.splitlines()]


def vary(examples: Path, out: Path) -> Path:
    """Write the examples, in Rasa's YAML, with their variations; return the new file."""
    data = yaml.safe_load(examples.read_text(encoding="utf-8"))
    lines = {one["intent"]: _lines(one["examples"]) for one in data["nlu"]}
    known = {line for each in lines.values() for line in each}
    for one in data["nlu"]:
        new = (more for line in lines[one["intent"]] for more in varied(line, VARIATIONS))
        fresh = [more for more in dict.fromkeys(new) if more not in known]
        one["examples"] += "".join(f"- {more}\n" for more in fresh)
        known.update(fresh)
    out.write_text(yaml.safe_dump(data, allow_unicode=True, width=1_000_000), encoding="utf-8")
    return out


def main() -> int:
    """Read the arguments, train, and print the path of the archive as the last line."""
    parser = argparse.ArgumentParser(prog="bot.nlu.train", description="train the model")
    parser.add_argument("--data", type=Path, required=True, help="examples in Rasa's YAML form")
    parser.add_argument("--config", type=Path, required=True, help="the pipeline")
    parser.add_argument("--out", type=Path, required=True, help="folder for the archive")
    given = parser.parse_args()
    paths = (given.data.resolve(), given.config.resolve(), given.out.resolve())
    with tempfile.TemporaryDirectory() as scratch:
        settle(Path(scratch))
        close_network()
        end_with_parent()
        data, config, out = paths
        archive = train(vary(data, Path(scratch) / "varied.yml"), config, out)
    print(archive)  # noqa: T201 - the answer of this program
    return 0


if __name__ == "__main__":
    sys.exit(main())
