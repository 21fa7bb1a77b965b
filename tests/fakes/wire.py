"""A wire between a browser and a server that can be cut, held and mended, as a network does it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Page, Route


class Wire:
    """Carries bytes to a port of this machine until it is cut.

    Args:
        to: the port.
        instead: what comes back otherwise than the server said it; of the same length.
    """

    def __init__(self, to: int, instead: Mapping[bytes, bytes]) -> None:
        self._to = to
        self._instead = instead
        self._writers: set[asyncio.StreamWriter] = set()
        self._whole = True
        self._flows = asyncio.Event()
        self._flows.set()
        self._streams = asyncio.Event()
        self.port = 0

    def cut(self) -> None:
        """Break every connection, and let no new one through."""
        self._whole = False
        self.snap()

    def snap(self) -> None:
        """Break every connection; new ones go through."""
        self._streams.clear()
        for writer in self._writers:
            writer.transport.abort()

    def hold(self) -> None:
        """Let nothing through, and break nothing: nobody is told."""
        self._flows.clear()

    def mend(self) -> None:
        """Let new connections through; those that were held have died."""
        self._whole = True
        if not self._flows.is_set():
            self.snap()
        self._flows.set()

    async def opens_a_stream(self) -> None:
        """Wait until the server has begun an event stream since the last break."""
        await self._streams.wait()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(OSError):
            if self._whole:
                await self._join(reader, writer)
        writer.close()
        self._writers.discard(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers.add(far_writer)
        there = asyncio.create_task(self._pour(reader, far_writer))
        back = asyncio.create_task(self._pour(far_reader, writer, coming_back=True))
        _, left = await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        far_writer.close()
        self._writers.discard(far_writer)

    async def _pour(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        coming_back: bool = False,
    ) -> None:
        while piece := await reader.read(65536):
            await self._flows.wait()
            if coming_back:
                for said, heard in self._instead.items():
                    piece = piece.replace(said, heard)
                if b"event: beat" in piece:
                    self._streams.set()
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def strung(to: int, instead: Mapping[bytes, bytes] | None = None) -> AsyncIterator[Wire]:
    """String a wire to a port while the block lasts."""
    wire = Wire(to, instead or {})
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    yield wire
    server.close()
    wire.cut()
    await server.wait_closed()


async def held(page: Page, address: str) -> asyncio.Event:
    """Hold what the page asks for at an address, a pattern with `*`, until the event is set."""
    arrives = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await page.route(address, hold)
    return arrives
