"""The whole helpline under its operator's hands: refusals in one sentence, clean ends, parts that return."""

import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.service.installation import PARTS, Installation, alive, until

pytestmark = pytest.mark.service
Make = Callable[[], Installation]
ESSENTIAL = ("store", "gateway", "desk")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def refused(installation: Installation, sentence: str) -> None:
    """It ends with status 1 and one sentence, and leaves nothing running."""
    done = installation.command("run")
    assert done.returncode == 1, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert installation.family() == []


def test_a_port_that_is_taken(bare: Make) -> None:
    one = bare()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", one.ports[1]))
        listener.listen()
        refused(one, f"port {one.ports[1]} is taken")


def test_a_setting_that_is_wrong(bare: Make) -> None:
    one = bare()
    one.more["HELPLINE_PARTITIONS"] = "none"
    refused(one, "PARTITIONS")


def test_a_home_whose_path_is_too_long_for_a_socket(bare: Make) -> None:
    one = bare()
    one.home = one.home / ("long" * 30)
    refused(one, "HELPLINE_HOME")


def test_a_master_key_that_others_can_read(bare: Make) -> None:
    one = bare()
    key = one.home / "master.key"
    key.write_text(f"route {'0' * 64}\ntranscript {'1' * 64}\n")
    key.chmod(0o644)
    refused(one, "chmod 600")


def test_understanding_alone_without_a_model(bare: Make) -> None:
    one = bare()
    done = one.command("run", "--role", "understanding")
    assert done.returncode == 1
    assert "helpline train" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_one_in_the_same_home_and_a_clean_end(installation: Installation) -> None:
    """The first is not disturbed; Ctrl-C then ends it with status 0 and leaves no process."""
    installation.start()
    second = Installation(installation.home)
    done = second.command("run")
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert answers(installation.public)
    assert answers(installation.desk)
    assert installation.stop() == 0
    assert installation.family() == []
    assert not any(installation.pid(part) for part in PARTS)


def test_ctrl_c_in_the_midst_of_starting_leaves_nothing(installation: Installation) -> None:
    installation.start(wait=False)
    until(lambda: installation.pid("gateway"), "the gateway is being started")
    assert installation.stop() != 0
    until(lambda: installation.family() == [], "nothing is left running")


def test_every_part_that_dies_comes_back(installation: Installation) -> None:
    installation.start()
    for part in PARTS:
        until(lambda part=part: part in installation.processes(), f"{part} runs")  # type: ignore[misc]
        before = installation.processes()[part]
        os.kill(before, signal.SIGKILL)
        until(
            lambda part=part, before=before: installation.processes().get(part, before) != before,  # type: ignore[misc]
            f"{part} is started again",
        )
    until(lambda: answers(installation.public), "the gateway answers")
    until(lambda: answers(installation.desk), "the desk answers")


def test_a_supervisor_ended_by_force_takes_its_parts_along(installation: Installation) -> None:
    """The next start finds nothing in its way, and the same accounts."""
    installation.start()
    added = installation.command("staff", "add", "nok")
    assert added.returncode == 0, added.stderr
    parts = installation.processes()
    assert set(ESSENTIAL) <= set(parts)
    assert installation.process is not None
    installation.process.kill()
    installation.process.wait()
    until(lambda: not any(alive(pid) for pid in parts.values()), "all parts have ended")
    installation.said.write_text("")
    installation.start()
    assert "nok" in installation.command("staff", "list").stdout
    assert answers(installation.public)


def test_without_the_model_it_runs_and_answers(bare: Make) -> None:
    """A part one can do without says in one line what is missing, and is tried again."""
    one = bare()
    one.start()
    assert answers(one.public)
    until(lambda: "helpline train" in one.log.read_text(), "it is said what is missing")
    assert "Traceback" not in one.log.read_text()
