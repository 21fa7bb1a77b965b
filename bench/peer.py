"""Beside the peer, in one run: our pipeline and the one Rasa recommends, on the same public lines.

`python -m bench.peer` (`make bench-understanding`). It reads the sets of `../shared/benchmarks`,
which are not in this repository, and says so where they are absent. `--full` takes all of them,
which is hours for the neural classifier on two cores; without it, 10 lines of each intent of
CLINC150 and 20 of the Facebook set. A word behind it takes only the comparisons named with it.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table

from bench.house import ROOT
from bench.reading import read_all, reading_with
from bot.risk import Risk
from operation.training import rasa_yaml

SETS: Final = ROOT.parent / "shared" / "benchmarks"
OUT: Final = ROOT / "var" / "bench" / "understanding.json"
FEW = 20
SOME = 10
OOS = "oos"
OURS = "ours"
SOCIAL = "6,000 Thai social messages"

RECOMMENDED: Final[Mapping[str, Any]] = {
    "recipe": "default.v1",
    "assistant_id": "peer",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {
            "name": "DIETClassifier",
            "epochs": 100,
            "constrain_similarities": True,
            "random_seed": 42,
        },
    ],
}
"""What `rasa init` of 3.6 writes, without the parts that read no intents."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """One comparison: lines to learn, and named lists of lines to read."""

    name: str
    train: Sequence[Pair]
    ask: Mapping[str, Sequence[Pair]]


@dataclass(slots=True)
class Figures:
    """What one pipeline came to on one task."""

    task: str
    pipeline: str
    accuracy: dict[str, float] = field(default_factory=dict)
    train_s: float = 0.0
    ms: float = 0.0
    mb: float = 0.0


def tasks(*, full: bool) -> Iterable[Task]:
    """Yield the comparisons on public sets."""
    clinc = _rows("clinc150.jsonl")
    by_split: dict[str, list[Pair]] = {}
    for row in clinc:
        by_split.setdefault(row["split"], []).append((row["text"], row["intent"]))
    train = by_split["train"] if full else few(by_split["train"], SOME)
    yield Task(
        "CLINC150" if full else f"CLINC150, {SOME} lines an intent",
        [*train, *by_split["oos_train"]],
        {name: by_split[name] for name in ("val", "oos_val", "test", "oos_test")},
    )
    for language, learn in (("th", "train"), ("en", "eval")):
        rows = [row for row in _rows("facebook-multilingual.jsonl") if row["lang"] == language]
        learned = [(row["text"], row["intent"]) for row in rows if row["split"] == learn]
        asked = [(row["text"], row["intent"]) for row in rows if row["split"] == "test"][:1700]
        ask = {
            f"{n} typos": [(typed(text, n), intent) for text, intent in asked] for n in (0, 1, 3)
        }
        yield Task(f"Facebook {language}, {FEW} lines an intent", few(learned, FEW), ask)
        if full:
            yield Task(f"Facebook {language}, all", learned, ask)


def few(rows: Sequence[Pair], most: int) -> list[Pair]:
    """Return at most so many lines of each intent, drawn with a fixed seed."""
    drawn = random.Random(7).sample(list(rows), len(rows))  # noqa: S311 - a draw, not a secret
    kept: dict[str, list[Pair]] = {}
    for text, intent in drawn:
        kept.setdefault(intent, [])
        if len(kept[intent]) < most:
            kept[intent].append((text, intent))
    return [pair for pairs in kept.values() for pair in pairs]


def by_intent(rows: Iterable[Pair]) -> dict[str, list[str]]:
    """Return the lines of each intent, without signs of Rasa's own format."""
    found: dict[str, list[str]] = {}
    for text, intent in rows:
        found.setdefault(intent, []).append(text.replace("[", " ").replace("$", " ").lstrip("/ "))
    return found


def typed(text: str, mistakes: int) -> str:
    """Return the text with so many letters left out, doubled or swapped, the same every time."""
    chance = random.Random(f"{mistakes}{text}")  # noqa: S311 - as above
    letters = list(text)
    for _ in range(mistakes):
        if len(letters) < 3:
            break
        at = chance.randrange(len(letters) - 1)
        match chance.randrange(3):
            case 0:
                del letters[at]
            case 1:
                letters.insert(at, letters[at])
            case _:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def measure(task: Task, name: str, config: Mapping[str, Any]) -> Figures:
    """Train one pipeline in a process of its own and let it read the lines of the task.

    Ours is trained as `helpline train` does, with mistakes made by rule; the other as it comes.
    """
    texts = [text for pairs in task.ask.values() for text, _ in pairs]
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "model")
        lines = rasa_yaml(by_intent(task.train))
        given = {"config": config, "lines": lines, "out": out, "varied": name == OURS}
        trained = _step("train", given)
        answer = _step("read", {"texts": texts, "out": out})
    figures = Figures(task.name, name, train_s=trained["train_s"], ms=answer["ms"], mb=answer["mb"])
    said = iter(answer["said"])
    read = {split: [(pair, next(said)) for pair in pairs] for split, pairs in task.ask.items()}
    if "oos_val" in read:
        figures.accuracy |= _with_threshold(read)
    else:
        figures.accuracy |= {split: _right(rows) for split, rows in read.items()}
    return figures


def _step(step: str, given: Mapping[str, object]) -> dict[str, Any]:
    done = subprocess.run(
        [str(ROOT / ".venv-nlu/bin/python"), "-W", "ignore", "-m", "bench.peer_model", step],
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


Read = Sequence[tuple[Pair, tuple[str, float]]]


def _right(rows: Read, least: float = 0.0) -> float:
    right = (intent == (said if sure >= least else OOS) for (_, intent), (said, sure) in rows)
    return sum(right) / len(rows)


def _with_threshold(read: Mapping[str, Read]) -> dict[str, float]:
    """Return accuracy and recall out of scope at the threshold that is best on validation lines."""
    thresholds = [step / 50 for step in range(50)]
    best = max(thresholds, key=lambda at: _right(read["val"], at) + _right(read["oos_val"], at))
    return {
        "in scope": _right(read["test"], best),
        "out of scope": _right(read["oos_test"], best),
        "threshold": best,
    }


async def false_danger(home: Path) -> float:
    """Return the share of real Thai social messages in which danger is heard, model and all."""
    lines = (SETS / "wisesight-sample.txt").read_text(encoding="utf-8").splitlines()
    async with reading_with(home) as reader:
        read = await read_all(reader, ((line, "th") for line in lines if line))
    return sum(one.screening.risk is Risk.DANGER for one in read) / len(read)


def main() -> int:
    """Measure, print the table, and write the figures."""
    tell = Console(highlight=False).print
    if not SETS.is_dir():
        tell(f"skipped: the public sets are not here ({SETS.relative_to(ROOT.parent)})")
        return 0
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    pipelines = {OURS: ours, "Rasa's DIET": RECOMMENDED}
    table = Table("task", "pipeline", "accuracy", "train s", "ms", "MB")
    kept: list[Figures] = []
    named = [word for word in sys.argv[1:] if word != "--full"]
    chosen = [task for task in tasks(full="--full" in sys.argv) if _is_named(task.name, named)]
    for task in chosen:
        for name, config in pipelines.items():
            figures = measure(task, name, config)
            kept.append(figures)
            told = ", ".join(f"{what} {share:.3f}" for what, share in figures.accuracy.items())
            numbers = (f"{figures.train_s:.0f}", f"{figures.ms:.2f}", f"{figures.mb:.0f}")
            table.add_row(figures.task, figures.pipeline, told, *numbers)
            Console(stderr=True).print(figures)
    if _is_named(SOCIAL, named):
        share = asyncio.run(false_danger(ROOT / "var"))
        table.add_row(SOCIAL, "ours", f"false danger {share:.4f}")
    tell(table)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    plain = [vars_of(one) for one in kept]
    OUT.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return 0


def _is_named(task: str, words: Sequence[str]) -> bool:
    return not words or any(word in task for word in words)


def vars_of(figures: Figures) -> dict[str, object]:
    """Return the figures as they are written."""
    return {name: getattr(figures, name) for name in Figures.__slots__}


def _rows(name: str) -> list[dict[str, str]]:
    lines = (SETS / name).read_text(encoding="utf-8").splitlines()
    # Rasa takes a slash in the name of an intent for something else.
    return [row | {"intent": row["intent"].replace("/", "_")} for row in map(json.loads, lines)]


if __name__ == "__main__":
    sys.exit(main())
