"""One process kept running: readiness, false starts, restarts, parting."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from errors import ConfigurationError
from operation import part as module
from operation.part import Part, Running

SLEEPER = "import time; time.sleep(600)"
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""

Make = Callable[..., Running]


def python(code: str, *words: str) -> list[str]:
    return [sys.executable, "-c", code, *words]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Make parts in this test's folder; all are stopped with it."""
    made: list[Running] = []

    def one(command: list[str], **options: object) -> Running:
        running = Running(Part("sleeper", command, **options), tmp_path)  # type: ignore[arg-type]
        made.append(running)
        return running

    yield one
    for running in made:
        await running.stop()


def pid(folder: Path) -> int:
    try:
        return int((folder / "sleeper.pid").read_text())
    except (OSError, ValueError):
        return 0


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


async def file_there(path: Path) -> None:
    await until(path.exists)


async def test_a_part_is_started_when_it_does_its_work(make: Make, tmp_path: Path) -> None:
    there = tmp_path / "ready"
    code = f"import pathlib; pathlib.Path({str(there)!r}).touch(); {SLEEPER}"
    await make(python(code), ready=lambda: file_there(there)).start()
    assert there.exists()
    assert pid(tmp_path)


async def test_a_part_that_ends_at_once_stops_the_start(make: Make, tmp_path: Path) -> None:
    never = tmp_path / "never"
    running = make(python("raise SystemExit(3)"), ready=lambda: file_there(never))
    with pytest.raises(ConfigurationError, match="sleeper ended with status 3"):
        await running.start()


async def test_a_part_one_can_do_without_does_not(make: Make, tmp_path: Path) -> None:
    never = tmp_path / "never"
    running = make(python("raise SystemExit(3)"), ready=lambda: file_there(never), essential=False)
    await running.start()


async def test_a_program_that_is_missing_is_one_sentence(make: Make) -> None:
    with pytest.raises(ConfigurationError, match="sleeper: No such file"):
        await make(["/nowhere/program"]).start()


async def test_what_dies_comes_back(make: Make, tmp_path: Path) -> None:
    running = make(python(SLEEPER))
    await running.start()
    first = pid(tmp_path)
    assert running._process is not None  # noqa: SLF001 - the very process, not its number
    running._process.kill()  # noqa: SLF001 - as above
    await until(lambda: pid(tmp_path) not in {0, first})


async def test_what_cannot_be_started_again_is_tried_again(make: Make, tmp_path: Path) -> None:
    """A machine out of processes for a moment must not leave a part down for good."""
    program = tmp_path / "program"
    program.symlink_to(sys.executable)
    running = make([str(program), "-c", SLEEPER])
    await running.start()
    first = pid(tmp_path)
    program.unlink()
    assert running._process is not None  # noqa: SLF001 - the very process, not its number
    running._process.kill()  # noqa: SLF001 - as above
    await running._process.wait()  # noqa: SLF001 - as above
    await asyncio.to_thread(program.symlink_to, sys.executable)
    await until(lambda: pid(tmp_path) not in {0, first})


async def test_false_starts_come_slower_and_slower(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    stopped = asyncio.Event()
    sleep = asyncio.sleep

    async def remember(seconds: float) -> None:
        if seconds:
            pauses.append(seconds)
            if len(pauses) == 10:
                stopped.set()
                await sleep(600)
        await sleep(0)

    never = tmp_path / "never"

    async def waiting() -> None:
        await asyncio.Event().wait()

    running = make(["/bin/false"], ready=waiting, essential=False)
    monkeypatch.setattr(asyncio, "sleep", remember)
    await running.start()
    async with asyncio.timeout(30):
        await stopped.wait()
    assert not never.exists()
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert pauses[-1] == 10.0
    monkeypatch.undo()


async def test_what_did_its_work_comes_back_at_once(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that was ready before it died starts again after the shortest pause, each time."""
    running = make(python(SLEEPER), ready=lambda: until(lambda: pid(tmp_path)))
    await running.start()
    logged: list[float] = []
    monkeypatch.setattr(
        module._log,  # noqa: SLF001 - what the operator would see
        "warning",
        lambda _event, **fields: logged.append(fields["seconds"]),
    )
    for _ in range(4):
        before = pid(tmp_path)
        await until(running._ready.is_set)  # noqa: SLF001 - the moment it does its work
        assert running._process is not None  # noqa: SLF001 - the very process
        running._process.kill()  # noqa: SLF001 - as above
        await until(lambda before=before: pid(tmp_path) not in {0, before})  # type: ignore[misc]
    assert logged == [0.1] * 4


async def test_what_does_not_listen_is_ended_by_force(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PARTING_SECONDS", 0.1)
    there = tmp_path / "ready"
    running = make(python(STUBBORN, str(there)), ready=lambda: file_there(there))
    await running.start()
    number = pid(tmp_path)
    await running.stop()
    assert _ended(number)
    assert not (tmp_path / "sleeper.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux tells the parts")
async def test_a_part_ends_with_the_one_who_started_it(tmp_path: Path) -> None:
    """Also when that one is ended by force and can tell nobody."""
    code = (
        "import asyncio, pathlib, sys\n"
        "from operation.part import Part, Running\n"
        "async def main():\n"
        "    await Running(Part('sleeper', ['sleep', '600']), pathlib.Path(sys.argv[1])).start()\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parents[2]
    parent = await asyncio.create_subprocess_exec(*python(code, str(tmp_path)), cwd=root)
    await until(lambda: pid(tmp_path))
    number = pid(tmp_path)
    parent.kill()
    await parent.wait()
    await until(lambda: _ended(number))


def _ended(number: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True
