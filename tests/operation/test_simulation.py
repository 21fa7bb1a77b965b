"""`helpline simulate` against a whole helpline, as its operator would run it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="module")
def surroundings() -> Iterator[Mapping[str, str]]:
    """Settings of a helpline of its own; a short path, because sockets need one."""
    public, desk, metrics = free_ports(3)
    with tempfile.TemporaryDirectory(prefix="hl-") as home:
        yield {
            **os.environ,
            "HELPLINE_HOME": home,
            "HELPLINE_PUBLIC_PORT": str(public),
            "HELPLINE_DESK_PORT": str(desk),
            "HELPLINE_METRICS_PORT": str(metrics),
        }


@pytest.fixture(scope="module")
def running(surroundings: Mapping[str, str]) -> Iterator[None]:
    """A whole helpline without a model: it answers by keywords."""
    with subprocess.Popen(
        [sys.executable, "-m", "helpline", "run"],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        assert any("the child's chat" in line for line in process.stdout)
        yield
        process.send_signal(signal.SIGTERM)


def helpline(surroundings: Mapping[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "helpline", *command],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.mark.service
def test_without_a_helpline_it_says_how_to_start_one(surroundings: Mapping[str, str]) -> None:
    done = helpline(surroundings, "simulate", "--children", "1", "--seconds", "1")
    assert done.returncode == 1
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.service
@pytest.mark.usefixtures("running")
def test_every_child_is_met_and_no_line_is_lost_doubled_or_foreign(
    surroundings: Mapping[str, str],
) -> None:
    done = helpline(
        surroundings, "simulate", "--children", "6", "--counsellors", "2", "--seconds", "4"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {
        cells[0].strip(): cells[1].strip()
        for line in done.stdout.splitlines()
        if len(cells := [cell for cell in line.split("│") if cell.strip()]) > 1
    }
    assert int(counts["conversations"]) >= 6
    assert int(counts["met a counsellor"]) >= 6
    assert counts["lines lost"] == counts["lines doubled"] == counts["lines foreign"] == "0"
    assert int(counts["relay"]) >= 6 * 8


@pytest.mark.service
@pytest.mark.usefixtures("running")
def test_its_staff_can_no_longer_sign_in_afterwards(surroundings: Mapping[str, str]) -> None:
    helpline(surroundings, "simulate", "--children", "1", "--counsellors", "1", "--seconds", "1")
    listed = helpline(surroundings, "staff", "list").stdout
    states = [line for line in listed.splitlines() if "simulated-" in line]
    assert states
    assert all("disabled" in line for line in states)
