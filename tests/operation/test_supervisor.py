"""What is wrong with a machine is said before anything starts; nothing is left when a start fails."""

import asyncio
import shutil
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from errors import ConfigurationError
from operation.part import Part
from operation.supervisor import NEEDED_BYTES, OneInstance, Supervisor, check_machine


def test_a_second_helpline_in_the_same_home_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with (
        OneInstance(folder),
        pytest.raises(ConfigurationError, match=f"already running in {tmp_path}"),
        OneInstance(folder),
    ):
        pass
    with OneInstance(folder):
        pass


def test_a_port_that_is_taken_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port} is taken.*HELPLINE_DESK_PORT"):
            check_machine(tmp_path, [("HELPLINE_DESK_PORT", "127.0.0.1", port)])
    check_machine(tmp_path, [("HELPLINE_DESK_PORT", "127.0.0.1", port)])


def test_a_disk_almost_full_is_said_with_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(free=NEEDED_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(
            ConfigurationError, match=r"port .* is taken.*; the disk .* almost full"
        ):
            check_machine(tmp_path, [("HELPLINE_PUBLIC_PORT", "127.0.0.1", port)])


async def test_when_an_essential_part_fails_nothing_is_left_running(tmp_path: Path) -> None:
    steady = Part("steady", ["sleep", "600"])
    failing = Part("failing", [sys.executable, "-c", "raise SystemExit(4)"], ready=_never)
    supervisor = Supervisor([[steady], [failing]], tmp_path)
    with pytest.raises(ConfigurationError, match="failing ended with status 4"):
        await supervisor.start()
    assert not (tmp_path / "steady.pid").exists()


async def test_the_last_stage_is_stopped_first(tmp_path: Path) -> None:
    """A gateway must be able to say goodbye to the store."""
    code = "import pathlib, signal, sys; signal.sigwait([signal.SIGTERM]); "
    ended = f"pathlib.Path({str(tmp_path / 'order')!r}).open('a').write(sys.argv[1])"
    block = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]); "

    def part(name: str) -> Part:
        ready = tmp_path / f"{name}.ready"
        touch = f"import pathlib; pathlib.Path({str(ready)!r}).touch(); "
        command = [sys.executable, "-c", block + touch + code + ended, name]
        return Part(name, command, ready=lambda: _file_there(ready))

    supervisor = Supervisor([[part("a")], [part("b")]], tmp_path)
    await supervisor.start()
    await supervisor.stop()
    assert (tmp_path / "order").read_text() == "ba"


async def _never() -> None:
    await asyncio.Event().wait()


async def _file_there(path: Path) -> None:
    while not await asyncio.to_thread(path.exists):
        await asyncio.sleep(0.01)
