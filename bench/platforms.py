"""The loads of the platforms: webhooks, answers beside chats in trouble, and what LINE costs.

Each platform is a process of its own (`bench.line_side`, `bench.telegram_side`) which the gateway
takes for the real one; webhooks are posted by another (`bench.load`). Every helpline begins anew.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from bench.house import ROOT, House
from bench.loads import generate, hear, series_of, tell
from bench.results import (
    FREE,
    IN,
    LINE_ANSWERS,
    LINE_WEBHOOK,
    MOST,
    OUT,
    TELEGRAM_ANSWERS,
    TELEGRAM_WEBHOOK,
    TROUBLED,
    Results,
)
from bench.series import Series

_EVENTS_A_SECOND = 200
_LANES = 40
"""Connections to a webhook: Telegram's own default."""


class Side:
    """The end of one platform, under way."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.settings: dict[str, str] = json.loads(hear(process))

    def order(self, what: str, **plan: object) -> dict[str, Any]:
        """Have something done and return what came of it."""
        tell(self._process, json.dumps({"do": what, **plan}))
        done: dict[str, Any] = json.loads(hear(self._process))
        return done


@contextlib.contextmanager
def _beside(module: str) -> Iterator[Side]:
    with subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Side(process)


class Platforms:
    """Measures what children on the platforms get.

    Args:
        home: of the helpline under test; only its model is kept.
        small: divides every load.
        runs: how often each is measured.
    """

    def __init__(self, home: Path, results: Results, *, small: int, runs: int) -> None:
        self._home, self._results = home, results
        self._small, self._runs = small, runs

    async def measure(self, say: Callable[[str], None]) -> None:
        """Measure LINE, then Telegram."""
        with _beside("bench.line_side") as side:
            say("LINE: free answers, answers beside chats in trouble, webhook")
            async with self._helpline(side) as house:
                side.order("reach", port=house.public)
                self._free(side)
                self._answers(side, LINE_ANSWERS, children=100, rate=20, count=300)
            for _ in range(self._runs):
                await self._webhook(side, LINE_WEBHOOK)
        with _beside("bench.telegram_side") as side:
            say("Telegram: answers beside chats in trouble, pace, webhook")
            async with self._helpline(side):
                self._answers(side, TELEGRAM_ANSWERS, children=160, rate=8, count=200)
                await asyncio.sleep(5)
                self._pace(side)
            for _ in range(self._runs):
                await self._webhook(side, TELEGRAM_WEBHOOK, TELEGRAM_MODE="webhook")

    @contextlib.asynccontextmanager
    async def _helpline(self, side: Side, **settings: str) -> AsyncIterator[House]:
        house = House.make(self._home, side.settings | settings)
        with house.running():
            await house.first_answer(time.monotonic())
            house.until_model(time.monotonic())
            yield house

    def _free(self, side: Side) -> None:
        """Count LINE's requests in the bot phase: by reply token, which is free, or by push."""
        done = side.order("converse", children=240 // self._small, each=6)
        total = done["replies"] + done["pushes"]
        self._results.figures[FREE] = done["replies"] / total if total else 0.0
        self._results.add("LINE conversations", series_of(done))

    def _answers(self, side: Side, name: str, *, children: int, rate: float, count: int) -> None:
        side.order("meet", children=children // self._small, rate=rate)
        for _ in range(self._runs):
            for which in (name, name + TROUBLED):
                trouble = which != name
                done = side.order("answers", rate=rate, count=count // self._small, trouble=trouble)
                if trouble and not all(done["struck"]):
                    raise RuntimeError("not every chat came into trouble: nothing was measured")
                self._results.add(which, series_of(done))

    def _pace(self, side: Side) -> None:
        done = side.order("flood", children=200 // self._small, each=3, seconds=30)
        self._results.figures |= {IN: done["in"], OUT: done["out"], MOST: done["most"]}

    async def _webhook(self, side: Side, name: str, **settings: str) -> None:
        """Post events at a fixed rate to a helpline of its own: its bot may fall behind."""
        async with self._helpline(side, **settings) as house:
            made = side.order("posts", children=400 // self._small, each=10)
            rate = _EVENTS_A_SECOND * len(made["posts"]) / made["events"]
            books = generate(
                "webhook", made | {"port": house.public, "lanes": _LANES, "rate": rate}
            )
            self._results.add(name, _of_events(series_of(books), made["events"]))


def _of_events(posts: Series, events: int) -> Series:
    """Return a series of posts as one whose rate is of events; the times stay those of posts."""
    return Series(posts.seconds * len(posts.times) / events, posts.times, posts.failed)
