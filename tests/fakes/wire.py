"""A wire between a browser and a server that can be cut and mended, as a network does it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Carries bytes to a port of this machine until it is cut."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._writers: set[asyncio.StreamWriter] = set()
        self._whole = True
        self.port = 0

    def cut(self) -> None:
        """Break every connection, and let no new one through."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

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
        there = asyncio.create_task(_pour(reader, far_writer))
        back = asyncio.create_task(_pour(far_reader, writer))
        _, left = await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        far_writer.close()
        self._writers.discard(far_writer)


@asynccontextmanager
async def strung(to: int) -> AsyncIterator[Wire]:
    """String a wire to a port while the block lasts."""
    wire = Wire(to)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    yield wire
    server.close()
    wire.cut()
    await server.wait_closed()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
