"""The parse server: texts in, intents out, over one Unix socket. Python 3.10.

One line of JSON asks, `{"id": 1, "text": "..."}`, one answers, `{"id": 1, "intent": "...",
"confidence": 0.9}` or `{"id": 1, "error": "..."}`, in any order. It must never print, log or keep a
text: once it is ready, standard output and standard error lead nowhere.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.nlu.model import Found, Model, UnfitModelError
from bot.nlu.surroundings import close_network, end_with_parent, keep_no_dumps, settle

LONGEST = 4_000
"""Characters of one text; a longer one is refused."""
WAITING = 512
"""Texts that may wait at once; more are refused, so that their children are answered without."""
TOGETHER = 32
"""Texts read in one go: measured to be a third faster than one by one; 100 ms at the most."""
_WARM_UP = "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35"  # "hello": the first reading loads the rest
_LINE = 64 * 1024  # bytes: 4,000 characters, each written as two \uXXXX
_UNREAD = 1024 * 1024  # bytes of answers somebody may leave unread

Reader = Callable[[Sequence[str]], Sequence[Found]]


@dataclass(frozen=True)
class Question:
    """One text that waits for its answer."""

    number: int
    text: str = field(repr=False)
    writer: asyncio.StreamWriter = field(repr=False)


class NoQuestionError(Exception):
    """A line that asks nothing; carries its id if there was one."""

    def __init__(self, reason: str, number: int | None = None) -> None:
        super().__init__(reason)
        self.number = number


class ParseServer:
    """Takes questions from any number of connections and reads them in batches."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._waiting: asyncio.Queue[Question] = asyncio.Queue(WAITING)

    async def serve(self, socket: Path, ready: Callable[[], None], stop: asyncio.Event) -> None:
        """Listen on the socket, call `ready`, and answer until `stop` is set."""
        before = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(self._connected, str(socket), limit=_LINE)
        finally:
            os.umask(before)
        answering = asyncio.ensure_future(self._answer())
        answering.add_done_callback(lambda _: stop.set())  # rather no server than one that is mute
        ready()
        await stop.wait()
        server.close()
        answering.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            while await self._take(reader, writer):
                pass
        writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            line = await reader.readline()
        except ValueError:
            _reply(writer, {"id": None, "error": "line too long"})
            return False
        if not line:
            return False
        try:
            number, text = question(line)
            self._waiting.put_nowait(Question(number, text, writer))
        except NoQuestionError as error:
            _reply(writer, {"id": error.number, "error": str(error)})
        except asyncio.QueueFull:
            _reply(writer, {"id": number, "error": "busy"})
        return True

    async def _answer(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            # What arrives in this turn of the loop is read together with what is already here.
            await asyncio.sleep(0)
            while len(batch) < TOGETHER and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            for asked, answer in zip(batch, self._answers(batch), strict=True):
                _reply(asked.writer, {"id": asked.number, **answer})
            await asyncio.sleep(0)

    def _answers(self, batch: Sequence[Question]) -> list[dict[str, Any]]:
        try:
            found = self._read([asked.text for asked in batch])
            return [{"intent": each.intent, "confidence": each.confidence} for each in found]
        except Exception as error:  # noqa: BLE001 - one text must not silence the others
            if len(batch) == 1:
                return [{"error": f"failed: {type(error).__name__}"}]
            return [answer for asked in batch for answer in self._answers([asked])]


def question(line: bytes) -> tuple[int, str]:
    """Return id and text of one line.

    Raises:
        NoQuestionError: it is no question; its reason never repeats what was sent.
    """
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise NoQuestionError("not JSON") from None
    number = asked.get("id") if isinstance(asked, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise NoQuestionError("an id is expected, a whole number")
    text = asked.get("text")
    if not isinstance(text, str):
        raise NoQuestionError("a text is expected", number)
    if len(text) > LONGEST:
        raise NoQuestionError(f"longer than {LONGEST} characters", number)
    return number, text


def _reply(writer: asyncio.StreamWriter, answer: dict[str, Any]) -> None:
    if writer.is_closing():
        return
    if writer.transport.get_write_buffer_size() > _UNREAD:
        writer.transport.abort()
        return
    writer.write(json.dumps(answer).encode("ascii") + b"\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Load the model, say so in one line on standard output, and serve until told to stop."""
    given = _parser().parse_args(arguments)
    socket, archive = given.socket.absolute(), given.model.absolute()
    parent = os.getppid()
    sys.dont_write_bytecode = True
    scratch = _empty(socket.with_suffix(".scratch"))
    settle(scratch)
    network = close_network()
    keep_no_dumps()
    end_with_parent()
    try:
        model = Model.load(archive, given.sha256, scratch)
        model.read([_WARM_UP])
        ready = json.dumps({"ready": True, "model": given.sha256, "network": network})
        asyncio.run(_serve(model, socket, ready, parent))
    except UnfitModelError as error:
        print(error, file=sys.stderr)  # noqa: T201 - nothing was read yet, this is for the operator
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    socket.unlink(missing_ok=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.nlu.server", description="the parse server")
    parser.add_argument("--socket", type=Path, required=True, help="Unix socket to listen on")
    parser.add_argument("--model", type=Path, required=True, help="archive made by bot.nlu.train")
    parser.add_argument("--sha256", required=True, help="the archive's digest; no other is loaded")
    return parser


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


async def _serve(model: Model, socket: Path, ready: str, parent: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    watching = asyncio.ensure_future(_watch(parent, stop))
    await ParseServer(model.read).serve(socket, lambda: _announce(ready), stop)
    watching.cancel()


async def _watch(parent: int, stop: asyncio.Event) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - the kernel sets no event
        await asyncio.sleep(1)
    stop.set()


def _announce(ready: str) -> None:
    """Print the one line, then lead both outputs nowhere, whatever a library may try to print."""
    print(ready, flush=True)  # noqa: T201 - the line the supervisor waits for
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for output in (sys.stdout, sys.stderr):
        output.flush()
        os.dup2(nowhere, output.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
