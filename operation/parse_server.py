"""The parse server a command asks: the one that runs already, or one of its own for the time.

What is its own listens in a folder only we may enter, and ends with the command. It never touches
the server of a running helpline.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from errors import ConfigurationError
from operation.training import BuiltModel, Training

_START_SECONDS = 120.0
_PARTING_SECONDS = 10.0


@contextlib.asynccontextmanager
async def parse_server(
    socket: Path, root: Path, training: Training, tell: Callable[[str], None]
) -> AsyncIterator[Path]:
    """Give the socket of a parse server that answers while the block lasts.

    Args:
        socket: where that of a running helpline would be.
        root: the repository's folder.
        training: knows the model.
        tell: told in a sentence when there is no model; then nobody answers at the socket.

    Raises:
        ConfigurationError: a server of our own could not be started.
    """
    model = training.current()
    if await _answers(socket):
        yield socket
    elif model is None:
        tell("there is no language model yet (helpline train builds it): reading by keywords")
        yield socket
    else:
        async with _own(root, training, model) as own:
            yield own


async def _answers(socket: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    writer.close()
    return True


@contextlib.asynccontextmanager
async def _own(root: Path, training: Training, model: BuiltModel) -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="helpline-") as folder:
        socket = Path(folder) / "understanding.sock"
        command, environment = training.server(socket, model)
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=root,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await _ready(process)
            yield socket
        finally:
            await _stop(process)


async def _ready(process: asyncio.subprocess.Process) -> None:
    line = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_START_SECONDS):
            line = await process.stdout.readline() if process.stdout else b""
    if not line:
        raise ConfigurationError("the parse server does not start: run helpline train, then again")


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_PARTING_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
