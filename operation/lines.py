"""Lines in, lines out: each is answered, in order, a bounded number of them at the same time.

It never holds more than its window, however many lines there are or however long one is, and it
knows nothing of what a line says.
"""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import BinaryIO

WINDOW = 32
"""Lines that are under way at once: as many as the parse server reads in one go."""
_AHEAD = 8


def lines_of(stream: BinaryIO, longest: int) -> Iterator[bytes]:
    """Yield the lines without their ends; of one longer than `longest` bytes only the beginning.

    What is yielded of such a line is longer than `longest` too, so that it can be refused.
    """
    most = longest + 2
    while piece := stream.readline(most):
        line, rest = piece.removesuffix(b"\n"), piece
        while len(rest) == most and not rest.endswith(b"\n"):
            rest = stream.readline(most)
        yield line


async def answer_lines(
    lines: Iterator[bytes],
    answer: Callable[[bytes], Awaitable[bytes]],
    write: Callable[[bytes], object],
    *,
    window: int = WINDOW,
) -> None:
    """Write the answer to each line, in order, until there are no more lines.

    Args:
        lines: read in a thread of their own, because reading may wait.
        answer: called for `window` lines at once.
        write: called with whole lines, in a thread, because writing may wait.
        window: how many lines are under way at once.

    Raises:
        OSError: reading or writing failed (`BrokenPipeError`: nobody reads any more).
    """
    under_way: asyncio.Queue[asyncio.Future[bytes] | None] = asyncio.Queue(window)
    taking = asyncio.create_task(_take(lines, answer, under_way))
    try:
        while (answered := await under_way.get()) is not None:
            await asyncio.to_thread(write, await answered + b"\n")
        await taking
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)


async def _take(
    lines: Iterator[bytes],
    answer: Callable[[bytes], Awaitable[bytes]],
    under_way: asyncio.Queue[asyncio.Future[bytes] | None],
) -> None:
    arrivals = _Arrivals(lines)
    try:
        while (line := await arrivals.next()) is not None:
            await under_way.put(asyncio.ensure_future(answer(line)))
    except OSError:
        await under_way.put(None)
        raise
    finally:
        arrivals.close()
    await under_way.put(None)


class _Arrivals:
    """Lines as a thread reads them, a few ahead of whoever takes them."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._room = threading.Semaphore(_AHEAD)
        self._arrived: asyncio.Queue[bytes | OSError | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        # A daemon: it may wait for a line that never comes when everybody else has gone home.
        threading.Thread(target=self._read, daemon=True).start()

    async def next(self) -> bytes | None:
        """Return the next line; None at the end.

        Raises:
            OSError: reading failed.
        """
        line = await self._arrived.get()
        if isinstance(line, OSError):
            raise line
        self._room.release()
        return line

    def close(self) -> None:
        """Read no further."""
        self._closed = True
        self._room.release()

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody takes lines any more
            try:
                for line in self._lines:
                    self._room.acquire()
                    if self._closed:
                        return
                    self._put(line)
            except OSError as error:
                self._put(error)
            else:
                self._put(None)

    def _put(self, item: bytes | OSError | None) -> None:
        self._loop.call_soon_threadsafe(self._arrived.put_nowait, item)
