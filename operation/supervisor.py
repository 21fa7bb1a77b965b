"""Runs all parts of the helpline on one machine: starts, watches, restarts and stops them.

It holds no key, opens no conversation and serves nothing itself. What is wrong with the machine is
said in plain words before anything is started.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from errors import ConfigurationError
from operation.part import Part, Running

NEEDED_BYTES = 200 * 1024 * 1024
"""Less free disk than this and the store could stop taking messages within the day."""


class OneInstance:
    """The lock that keeps two helplines out of one home; a part that inherits it holds it too."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self.descriptor = -1

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            ConfigurationError: a helpline runs in this folder already.
        """
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        os.set_inheritable(self.descriptor, True)  # noqa: FBT003 - as the standard library has it
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self.descriptor)
            raise ConfigurationError(
                f"a helpline is already running in {self._path.parent.parent}"
            ) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the lock, unless a part still holds it."""
        os.close(self.descriptor)


def check_machine(home: Path, ports: Sequence[tuple[str, str, int]]) -> None:
    """Say what of this machine would stop the helpline.

    Args:
        home: the folder everything is kept in.
        ports: `(setting, address, port)` that will be listened on.

    Raises:
        ConfigurationError: naming everything found, and how to mend it.
    """
    problems = [
        f"port {port} is taken: stop what uses it, or set {setting} to another"
        for setting, address, port in ports
        if _taken(address, port)
    ]
    if shutil.disk_usage(home).free < NEEDED_BYTES:
        problems.append(f"the disk of {home} is almost full: the helpline could not keep messages")
    if problems:
        raise ConfigurationError("; ".join(problems))


def _taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError:
            return True
    return False


class Supervisor:
    """Starts stages of parts one after the other and keeps all of them running."""

    def __init__(self, stages: Sequence[Sequence[Part]], run_folder: Path) -> None:
        """Prepare to start the parts; those of one stage start together."""
        self._stages = [[Running(part, run_folder) for part in stage] for stage in stages]

    async def start(self) -> None:
        """Start everything.

        Raises:
            ConfigurationError: an essential part ended instead of becoming ready; all are stopped.
        """
        try:
            for stage in self._stages:
                await asyncio.gather(*(running.start() for running in stage))
        except ConfigurationError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop everything, the last stage first."""
        for stage in reversed(self._stages):
            await asyncio.gather(*(running.stop() for running in stage))


def end_at_the_latest(seconds: float) -> None:
    """End this process the hard way unless it has ended by itself by then.

    Stopping waits for other processes; should one wait never end, its parts end with us all the
    same, and nobody sits before a helpline that will not stop.
    """
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


async def until_told_to_stop() -> None:
    """Return at the first Ctrl-C or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()
