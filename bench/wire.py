"""HTTP as cheap as it gets: keep-alive posts and event streams over plain sockets on the loopback.

A load generator shares the processors with what it measures; an ordinary HTTP library would cost
about as much as the server. It understands only what the measured servers answer.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self

_LAST_CHUNK = b"0\r\n"
"""Ends a stream on a connection that stays open."""


class Wire:
    """One connection to one server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a port of this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**20))

    async def post(self, path: str, content: object, token: str = "") -> tuple[int, bytes]:
        """Return status and body of the answer to a post of JSON."""
        body = json.dumps(content).encode()
        return await self.post_bytes(path, body, _proof(token))

    async def post_bytes(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Return status and body of the answer to a post of bytes: JSON unless a header tells."""
        self._writer.write(_head("POST", path, headers, len(body)) + body)
        status, told = await self._answer()
        return status, await self._body(told)

    async def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Return status and body of the answer to a request without a body."""
        self._writer.write(_head("GET", path, headers, 0))
        status, told = await self._answer()
        return status, await self._body(told)

    async def events(self, path: str, token: str) -> AsyncIterator[bytes]:
        """Yield the content of each event of a stream, until the connection ends."""
        async for _, line in self.named_events(path, _proof(token)):
            yield line

    async def named_events(
        self, path: str, headers: Mapping[str, str]
    ) -> AsyncIterator[tuple[bytes, bytes]]:
        """Yield each line of content of a stream with the name of its event."""
        self._writer.write(_head("GET", path, headers, 0))
        await self._answer()
        name = b""
        while (line := await self._reader.readline()) not in {b"", _LAST_CHUNK}:
            if line.startswith(b"event: "):
                name = line[len(b"event: ") :].strip()
            elif line.startswith(b"data: "):
                yield name, line

    def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()

    async def _answer(self) -> tuple[int, Mapping[bytes, bytes]]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.lower().split(b"\r\n")
        headers = dict[bytes, bytes]()
        for line in lines:
            name, _, value = line.partition(b":")
            headers[name] = value.strip()
        return int(first.split()[1]), headers

    async def _body(self, headers: Mapping[bytes, bytes]) -> bytes:
        if b"content-length" in headers:
            return await self._reader.readexactly(int(headers[b"content-length"]))
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body


def _proof(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _head(method: str, path: str, headers: Mapping[str, str], length: int) -> bytes:
    told = {"Content-Type": "application/json", **headers, "Content-Length": str(length)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode()


def message(event_id: str, text: str, kind: str = "text") -> dict[str, Any]:
    """Return the form in which a child's page sends something."""
    return {"id": event_id, "kind": kind, "text": text, "language": "th"}
