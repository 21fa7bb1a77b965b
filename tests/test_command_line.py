"""What every command answers in words and by its exit status: 0 done, 1 refused, 2 wrong usage."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUDGET = {"HELPLINE_OPEN_DATA_EPSILON": "1", "HELPLINE_OPEN_DATA_EPSILON_YEAR": "3"}


@pytest.fixture(scope="module")
def surroundings() -> Iterator[Mapping[str, str]]:
    """An empty home in a short path, and none of the settings of whoever runs the tests."""
    own = ("HELPLINE_", "REDIS_", "TELEGRAM_", "LINE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    with tempfile.TemporaryDirectory(prefix="hl-") as home:
        yield {**kept, "HELPLINE_HOME": home, "COLUMNS": "200"}


def helpline(
    surroundings: Mapping[str, str], *command: str, given: str | bytes = b"", **settings: str
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "helpline", *command],
        cwd=ROOT,
        env={**surroundings, **settings},
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr + done.stdout
    return done


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "understand",
        "train",
        "check",
        "staff",
        "staff add",
        "staff list",
        "staff reset",
        "staff disable",
        "directory list",
        "directory confirm",
        "statistics freeze",
        "statistics export",
        "statistics open-data",
        "simulate",
    ],
)
def test_every_command_says_what_it_is_for(surroundings: Mapping[str, str], command: str) -> None:
    done = helpline(surroundings, *command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout


@pytest.mark.parametrize(
    "command",
    [
        "nonsense",
        "run --role nobody",
        "understand this",
        "train --fast",
        "staff add",
        "directory confirm",
        "simulate --children none",
        "simulate --children 0",
        "simulate --seconds 0",
    ],
)
def test_wrong_usage_is_two(surroundings: Mapping[str, str], command: str) -> None:
    done = helpline(surroundings, *command.split())
    assert done.returncode == 2
    assert done.stderr


@pytest.mark.parametrize(
    ("command", "settings", "says"),
    [
        ("run", {"HELPLINE_PUBLIC_PORT": "99999"}, "PUBLIC_PORT"),
        ("run --role gateway", {}, "master key"),
        ("run --role desk", {}, "master key"),
        ("run --role understanding", {}, "helpline train"),
        ("check --production", {}, "to mend"),
        ("staff add x", {}, "name"),
        ("staff add somebody --role king", {}, "role"),
        ("staff reset nobody-here", {}, "nobody-here"),
        ("staff disable nobody-here", {}, "nobody-here"),
        ("directory confirm nowhere", {}, "nowhere"),
        ("simulate --seconds 1", {"HELPLINE_PUBLIC_PORT": "9"}, "make run"),
    ],
)
def test_a_refusal_is_one_and_says_why(
    surroundings: Mapping[str, str], command: str, settings: Mapping[str, str], says: str
) -> None:
    done = helpline(surroundings, *command.split(), **settings)
    assert done.returncode == 1
    assert says.encode() in done.stderr


@pytest.mark.parametrize("command", ["directory list", "staff list", "staff add quiet-heron"])
def test_what_is_done_is_zero(surroundings: Mapping[str, str], command: str) -> None:
    done = helpline(surroundings, *command.split())
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_understand_answers_each_line_in_order_and_goes_on_after_a_bad_one(
    surroundings: Mapping[str, str],
) -> None:
    lines = [
        '{"id": "ก", "text": "อยากตาย"}',
        "no json",
        '{"id": [2], "text": 5}',
        "",
        '{"id": 4, "text": "โทร 081-234-5678 นะ"}',
        '{"id": 5, "text": "' + "x" * 70_000 + '"}',
        '{"text": "hello"}',
    ]
    done = helpline(surroundings, "understand", given="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer.get("id") for answer in answers] == ["ก", None, [2], None, 4, None, None]
    assert [("error" in answer) for answer in answers] == [0, 1, 1, 1, 0, 1, 0]
    assert answers[0]["risk"] == "danger"
    assert answers[4]["pii"] == [{"kind": "phone", "value": "081-234-5678"}]
    assert answers[6].keys() == {
        "language",
        "intent",
        "confidence",
        "risk",
        "masked",
        "pii",
        "by",
    }


def test_understand_without_a_model_says_so_and_reads_by_keywords(
    surroundings: Mapping[str, str],
) -> None:
    done = helpline(surroundings, "understand", given='{"text": "hello"}\n')
    assert b"helpline train" in done.stderr
    assert json.loads(done.stdout)["by"] == "keywords"


def test_understand_ends_quietly_when_nobody_reads_any_more(
    surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.write_text('{"text": "hello"}\n' * 20_000)
    command = f"{sys.executable} -m helpline understand < {lines} | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("freeze --period lately", "is no period"),
        ("freeze --period 9998-01", "is not over"),
        ("freeze --period 1999-01", "nothing was counted"),
        ("export --period 1999-01 --format csv --out /tmp", "there is no edition"),
        ("export --period 1999-01 --format xlsx --out /nowhere/at/all", "is no folder"),
        ("export --period 1999-01 --format json --out /proc", "cannot be written to"),
        ("open-data --period 1999-01", "open data are switched off"),
        ("export --open-data --period 1999-01 --out /tmp", "there are no open data of 1999-01"),
        ("export --open-data --period 1999-01 --format xlsx", "not as xlsx"),
    ],
)
def test_statistics_refuse_in_words(
    surroundings: Mapping[str, str], command: str, reason: str
) -> None:
    done = helpline(surroundings, "statistics", *command.split())
    assert done.returncode == 1
    assert reason in done.stderr.decode()


@pytest.mark.parametrize(
    ("given", "period", "reason"),
    [
        ({"HELPLINE_OPEN_DATA_EPSILON": "1"}, "2026-10", "set both or none"),
        ({"HELPLINE_OPEN_DATA_EPSILON": "a lot"}, "2026-10", "OPEN_DATA_EPSILON"),
        ({"HELPLINE_OPEN_DATA_EPSILON": "0"}, "2026-10", "greater than 0"),
        (BUDGET, "lately", "is no period"),
        (BUDGET, "9998-01", "is not over"),
        (BUDGET, "1999-01", "freeze --period 1999-01 comes first"),
    ],
)
def test_open_data_refuse_in_words(
    surroundings: Mapping[str, str], given: Mapping[str, str], period: str, reason: str
) -> None:
    done = helpline({**surroundings, **given}, "statistics", "open-data", "--period", period)
    assert done.returncode == 1
    assert reason in done.stderr.decode()


def test_a_format_that_does_not_exist_is_wrong_usage(surroundings: Mapping[str, str]) -> None:
    done = helpline(
        surroundings, *["statistics", "export", "--period", "2026-10", "--format", "pdf"]
    )
    assert done.returncode == 2
