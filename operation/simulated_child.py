"""A child that a script plays: it uses the public port as the child's page does, and nothing else.

It notes what it is shown and how long it waited; it never looks behind the door.
"""

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp

from operation.event_stream import follow
from operation.script import Mark, Script
from operation.tally import Tally

PATIENCE = 30.0
"""Seconds a child waits for what must come: an answer of the bot, its own line on the page."""
_THINKING = 0.2  # seconds between reading and writing: quick, but within the rate of the door
_ATTEMPTS = 20


@dataclass(slots=True)
class _Shown:
    """What the page shows."""

    owner: str = "none"
    lines: dict[str, int] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)


class SimulatedChild:
    """One conversation of one child.

    Args:
        http: shared by all children.
        public: root address of the public port.
        tally: the books.
        script: what it says.
        talk: number of this conversation.
    """

    def __init__(
        self, http: aiohttp.ClientSession, public: str, tally: Tally, script: Script, talk: int
    ) -> None:
        self._http, self._public, self._tally = http, public, tally
        self._script, self._talk = script, talk
        self._shown = _Shown()
        self._changed = asyncio.Event()
        self._headers: dict[str, str] = {}

    async def converse(self, until: float) -> None:
        """Play the script; wait for a counsellor until this moment of the monotonic clock."""
        self._tally.conversations += 1
        async with self._page_open():
            for number, text in enumerate(self._script.opening):
                await self._ask_bot(text, number)
            if await self._is_met(until):
                await self._tell()
            if not self._is_over():
                await self._send("forget")

    async def _ask_bot(self, text: str, number: int) -> None:
        heard, asked = self._heard("bot"), time.monotonic()
        mark = Mark(self._talk, "o", number)
        if not await self._send("text", text, mark):
            return
        if not await self._until(lambda: self._heard("bot") > heard, PATIENCE):
            self._tally.unanswered += 1
        self._tally.time("answer" if number else "first answer", time.monotonic() - asked)
        await asyncio.sleep(_THINKING)

    async def _is_met(self, until: float) -> bool:
        """Ask for a person, and say whether one came."""
        if self._shown.owner in {"none", "bot"}:
            await self._tap("human")
        if self._shown.owner in {"none", "bot"}:
            await self._tap("skip_all")
        wait = max(until - time.monotonic(), 0)
        return await self._until(lambda: self._shown.owner == "counsellor", wait)

    async def _tap(self, key: str) -> None:
        heard = len(self._shown.authors)
        await self._send("tap", key)
        await self._until(lambda: len(self._shown.authors) > heard + 1, PATIENCE)
        await asyncio.sleep(_THINKING)

    async def _tell(self) -> None:
        for number, exchange in enumerate(self._script.conversation):
            mark = Mark(self._talk, "c", number)
            accepted = await self._send("text", exchange.child, mark)
            if accepted and exchange.counsellor is not None:
                answer = Mark(self._talk, "a", number)
                await self._until(partial(self._shown.marks.__contains__, answer), PATIENCE)
            await asyncio.sleep(_THINKING)
        # The counsellor ends it; until then a line may still be on its way.
        await self._until(self._is_over, PATIENCE)

    def _is_over(self) -> bool:
        return self._shown.owner in {"none", "closed"}

    async def _send(self, kind: str, text: str = "", mark: Mark | None = None) -> bool:
        """Hand something in, again until it is accepted or refused; say whether it was accepted."""
        form = {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "text": f"{text} {mark}" if mark else text,
            "language": self._script.language,
        }
        if mark:
            self._tally.begin(mark, time.monotonic())
        for _ in range(_ATTEMPTS):
            status, wait = await self._post("/chat/messages", form)
            if status == 202:  # noqa: PLR2004 - accepted
                self._tally.messages += 1
                return True
            if status not in {0, 429, 503}:
                break
            self._tally.faults[f"asked again after {status or 'no answer'}"] += 1
            await asyncio.sleep(wait)
        if mark:
            self._tally.refuse(mark)
        self._tally.faults[f"refused with {status or 'no answer'}"] += 1
        return False

    async def _post(self, path: str, form: dict[str, str]) -> tuple[int, float]:
        """Return the status (0: none came) and how long to wait before the next attempt."""
        try:
            async with self._http.post(
                self._public + path, json=form, headers=self._headers
            ) as answer:
                await answer.read()
                return answer.status, float(answer.headers.get("Retry-After", "0.2"))
        except (aiohttp.ClientError, TimeoutError):
            return 0, 0.2

    @contextlib.asynccontextmanager
    async def _page_open(self) -> AsyncIterator[None]:
        async with self._http.post(f"{self._public}/chat/session") as answer:
            answer.raise_for_status()
            token = (await answer.json())["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        reading = asyncio.create_task(self._read())
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self) -> None:
        async for event in follow(self._http, f"{self._public}/chat/events", self._headers):
            if event.kind == "status":
                self._shown.owner = json.loads(event.content)["owner"]
            elif event.kind == "line":
                self._show(json.loads(event.content))
            self._changed.set()

    def _show(self, line: dict[str, Any]) -> None:
        # A line of the child's own is shown again, once, when it shares what was masked in it.
        before = self._shown.lines.get(line["id"])
        self._shown.lines[line["id"]] = line["masked"]
        if before is not None and before != line["masked"]:
            return
        self._shown.authors.append(line["author"])
        marks = Mark.find(line["text"])
        if before is not None and not marks:
            self._tally.doubled += 1
        for mark in marks:
            self._shown.marks.add(mark)
            self._tally.see("page", self._talk, mark, time.monotonic())

    def _heard(self, author: str) -> int:
        return self._shown.authors.count(author)

    async def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds; say whether it does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        return holds()
