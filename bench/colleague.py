"""A counsellor's pages without a browser: an event stream, and lines fetched when it names them.

It does over the same doors what the scripts of the desk do, and knows lines by their marks alone.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import Iterable
from urllib.parse import urlencode

from bench.load import Books
from bench.wire import Wire
from handoff.desk.page import COOKIE
from handoff.desk.session import Session
from handoff.post import MOST
from operation.script import Mark

SEQ = re.compile(rb'data-seq="(\d+)"')
LOST = 15.0
"""Seconds after the last line was due after which what has not come counts as failed."""
_OK, _NOTHING_TO_SHOW = 200, 204


class Watch:
    """When each marked line was due, and when it was first seen where it belongs."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._news = asyncio.Event()

    def begin(self) -> None:
        """Forget the lines of the run before; what comes of them late is nobody's."""
        self._due, self._seen = {}, {}

    def due(self, mark: Mark, at: float) -> None:
        """Note when a line was to be written."""
        self._due[str(mark)] = at

    def see(self, text: bytes, direction: str) -> None:
        """Note the lines of one direction that can be read now."""
        now = time.monotonic()
        self._news.set()
        for mark in Mark.find(text.decode()):
            if mark.direction == direction:
                self._seen.setdefault(str(mark), now)

    async def complete(self) -> None:
        """Wait until every line was seen, or has to be called lost."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOST):
                while len(self._seen) < len(self._due):
                    self._news.clear()
                    await self._news.wait()

    def books(self) -> Books:
        """Return what was measured."""
        times = [self._seen[mark] - at for mark, at in self._due.items() if mark in self._seen]
        seconds = max(self._seen.values(), default=0.0) - min(self._due.values(), default=0.0)
        return {"seconds": seconds, "times": times, "failed": len(self._due) - len(times)}


class Colleague:
    """A member of staff with a page at the desk."""

    def __init__(self, port: int, session: Session, watch: Watch) -> None:
        self._port, self._watch = port, watch
        self._headers = {
            "Cookie": f"{COOKIE}={session.token}",
            "X-CSRF-Token": session.csrf,
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._turn = asyncio.Lock()
        self._wire: Wire | None = None
        self._read_to: dict[str, int] = {}
        self._changed: set[str] = set()
        self._bell = asyncio.Event()

    @property
    def held(self) -> tuple[str, ...]:
        """What it has taken."""
        return tuple(self._read_to)

    async def get(self, path: str) -> bytes:
        """Return a page of the desk; whatever else it answers is an error."""
        async with self._turn:
            wire = self._wire = self._wire or await Wire.open(self._port)
            return _good(await wire.get(path, self._headers))

    async def post(self, path: str, **fields: str) -> bytes:
        """Do something at the desk; a refusal is an error."""
        async with self._turn:
            wire = self._wire = self._wire or await Wire.open(self._port)
            body = urlencode(fields).encode()
            return _good(await wire.post_bytes(path, body, self._headers))

    async def begin(self, conversations: Iterable[str]) -> None:
        """Come on duty and take these."""
        await self.post("/desk/duty", on="1")
        await self.post("/desk/way", capacity=str(MOST))
        for conversation in conversations:
            self._note(conversation, await self.post(f"/desk/{conversation}/claim"))

    async def watch(self) -> None:
        """Follow the page's stream, until cancelled."""
        wire = await Wire.open(self._port)
        async for name, data in wire.named_events("/events", self._headers):
            conversation = data[len(b"data: ") :].strip().decode()
            if name == b"lines" and conversation in self._read_to:
                self._changed.add(conversation)
                self._bell.set()
        raise ConnectionError("the desk ended a stream")

    async def read(self) -> None:
        """Fetch new lines as a page does, until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            changed, self._changed = self._changed, set()
            for conversation in changed:
                after = self._read_to[conversation]
                lines = await self.get(f"/desk/{conversation}/lines?after={after}")
                self._note(conversation, lines)

    def _note(self, conversation: str, lines: bytes) -> None:
        self._watch.see(lines, "c")
        seqs = map(int, SEQ.findall(lines))
        self._read_to[conversation] = max([self._read_to.get(conversation, 0), *seqs])


def _good(answer: tuple[int, bytes]) -> bytes:
    status, body = answer
    if status not in {_OK, _NOTHING_TO_SHOW}:
        raise RuntimeError(f"the desk answered {status}")
    return body
