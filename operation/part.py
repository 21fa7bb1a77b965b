"""One process of the helpline: how it is started, and how it is started again when it dies.

It is started in a session of its own, so that Ctrl-C reaches only the one who supervises, and it is
told by the kernel to end when that one dies.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from errors import ConfigurationError

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_STEADY = 20
"""A part nobody waits for did its work if it lived so many times as long as its next pause."""
_COULD_NOT_START = 127
_PARTING_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Part:
    """What to start.

    Attributes:
        name: the role, as people see it.
        command: program and arguments; they carry no secret.
        environment: added to ours.
        withheld: names of our environment that this part must not get.
        ready: returns once the part does its work; None when nobody waits for it.
        keep_open: file descriptors the part inherits.
        essential: when it ends at its first start, the helpline does not start.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    withheld: Collection[str] = ()
    ready: Callable[[], Awaitable[None]] | None = None
    keep_open: tuple[int, ...] = ()
    essential: bool = True


class Running:
    """A part that is kept running until it is stopped."""

    def __init__(self, part: Part, run_folder: Path) -> None:
        self.part = part
        self._pid_file = run_folder / f"{part.name}.pid"
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def start(self) -> None:
        """Start it and wait until it is ready.

        Raises:
            ConfigurationError: it ended instead.
        """
        self._process = await self._spawn()
        ended = asyncio.create_task(self._live(self._process))
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if ended.done() and self.part.essential:
            raise ConfigurationError(f"{self.part.name} ended with status {ended.result()}")
        self._keeper = asyncio.create_task(self._keep(ended))

    async def stop(self) -> None:
        """Ask it to end, and end it if it does not."""
        if self._keeper:
            self._keeper.cancel()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_PARTING_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        self._pid_file.unlink(missing_ok=True)

    async def _keep(self, ended: asyncio.Task[int]) -> None:
        pause, started = _FIRST_PAUSE, time.monotonic()
        while True:
            status = await ended
            if self._did_its_work(time.monotonic() - started, pause):
                pause = _FIRST_PAUSE
            _log.warning("part_ended", what=self.part.name, status=status, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            started = time.monotonic()
            ended = asyncio.create_task(self._again())

    async def _again(self) -> int:
        """Start it once more and return the status it ends with, also if it cannot be started."""
        try:
            self._process = await self._spawn()
        except ConfigurationError:
            return _COULD_NOT_START
        return await self._live(self._process)

    async def _live(self, process: asyncio.subprocess.Process) -> int:
        """Watch it until it ends, and return its status."""
        self._ready.clear()
        watching = asyncio.create_task(self._watch())
        try:
            return await process.wait()
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        if self.part.ready:
            await self.part.ready()
        self._ready.set()

    def _did_its_work(self, seconds: float, pause: float) -> bool:
        """Say whether its last life was no false start, so that it may come back at once."""
        return self._ready.is_set() if self.part.ready else seconds > _STEADY * pause

    async def _spawn(self) -> asyncio.subprocess.Process:
        end_with_us = partial(_end_with_parent, os.getpid())
        try:
            process = await asyncio.create_subprocess_exec(
                *self.part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env=_environment(self.part),
                pass_fds=self.part.keep_open,
                start_new_session=True,
                preexec_fn=end_with_us if sys.platform == "linux" else None,
            )
        except OSError as error:
            raise ConfigurationError(f"{self.part.name}: {error.strerror}") from None
        self._pid_file.write_text(str(process.pid))
        return process


def _end_with_parent(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before it could be asked to tell
        os.kill(os.getpid(), signal.SIGTERM)


def _environment(part: Part) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in part.withheld}
    return {**ours, **part.environment}
