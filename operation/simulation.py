"""A load of scripted conversations through the real front doors, and what came of it.

Children and counsellors know nothing of the helpline but its two addresses. Its own staff accounts
are made for the time and closed at the end.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from rich.table import Table

from errors import ConfigurationError, Refused
from operation.script import Script, load_scripts
from operation.simulated_child import SimulatedChild
from operation.simulated_counsellor import SimulatedCounsellor
from operation.tally import Tally, percentile

TIMED = ("first answer", "answer", "claim to first line", "relay")
_REQUEST = aiohttp.ClientTimeout(total=30)
_LONGEST_LINE = 2**20  # bytes of one line of a stream: the desk's lists can be long


class Accounts(Protocol):
    """The staff accounts, as far as a simulation needs them."""

    async def link(self, name: str) -> str:
        """Return the token of a one-time link for an account, made if there is none."""
        ...

    async def disable(self, name: str) -> None:
        """Let nobody in under this name any more."""
        ...


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of the helpline."""

    children: int
    counsellors: int
    seconds: float


async def simulate(load: Load, public: str, desk: str, accounts: Accounts) -> Tally:
    """Let so many children at once write for so many seconds; conversations begun are ended.

    Raises:
        ConfigurationError: no helpline answers at one of the addresses.
        Refused: children are waiting who are not the simulation's, or the desk lets nobody in.
    """
    for address in (public, desk):
        await _expect_answer(address)
    stage = _Stage(load, public, desk)
    async with stage.counsellors(accounts):
        await stage.play()
    return stage.tally


class _Stage:
    """One simulation under way."""

    def __init__(self, load: Load, public: str, desk: str) -> None:
        self.tally = Tally()
        self._load, self._public, self._desk = load, public, desk
        self._scripts = load_scripts()
        self._numbers = itertools.count(1)
        self._playing: dict[int, Script] = {}

    @contextlib.asynccontextmanager
    async def counsellors(self, accounts: Accounts) -> AsyncIterator[None]:
        """Let the counsellors work while the block lasts."""
        names = [f"simulated-{number}" for number in range(1, self._load.counsellors + 1)]
        async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            tasks = []
            for name in names:
                counsellor = await stack.enter_async_context(self._counsellor(name, accounts))
                if await counsellor.waiting():
                    raise Refused("children are waiting: a simulation must not come between")
                tasks.append(group.create_task(counsellor.work()))
            yield
            for task in tasks:
                task.cancel()

    @contextlib.asynccontextmanager
    async def _counsellor(
        self, name: str, accounts: Accounts
    ) -> AsyncIterator[SimulatedCounsellor]:
        link = await accounts.link(name)
        try:
            async with _session() as http:
                counsellor = SimulatedCounsellor(
                    http, self._desk, name, self.tally, self._playing.get
                )
                await counsellor.sign_in(link)
                yield counsellor
                await counsellor.go_off_duty()
        finally:
            await accounts.disable(name)

    async def play(self) -> None:
        """Let the children write, each one conversation after the other."""
        until = time.monotonic() + self._load.seconds
        async with _session() as http, asyncio.TaskGroup() as group:
            for _ in range(self._load.children):
                group.create_task(self._child(http, until))

    async def _child(self, http: aiohttp.ClientSession, until: float) -> None:
        while time.monotonic() < until:
            number = next(self._numbers)
            script = self._playing[number] = self._scripts[number % len(self._scripts)]
            child = SimulatedChild(http, self._public, self.tally, script, number)
            try:
                await child.converse(until)
            except aiohttp.ClientError:
                self.tally.faults["the door was shut"] += 1
                await asyncio.sleep(1)


async def _expect_answer(address: str) -> None:
    answered = False
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with _session() as http, http.get(f"{address}/health") as answer:
            answered = answer.ok
    if not answered:
        raise ConfigurationError(f"no helpline answers at {address}: start it first (make run)")


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_REQUEST,
        read_bufsize=_LONGEST_LINE,
        trust_env=False,
    )


def report(tally: Tally) -> Table:
    """Return what came of it as a table."""
    table = Table("what", "count", "p50 ms", "p95 ms", "p99 ms", title="simulation")
    for name, count in _counts(tally).items():
        table.add_row(name, str(count), "", "", "")
    for name in TIMED:
        seconds = tally.times.get(name, [])
        shares = (percentile(seconds, share) for share in (0.5, 0.95, 0.99))
        table.add_row(name, str(len(seconds)), *(f"{1000 * each:.0f}" for each in shares))
    return table


def _counts(tally: Tally) -> Mapping[str, int]:
    return dict(_listed(tally))


def _listed(tally: Tally) -> Iterator[tuple[str, int]]:
    yield "conversations", tally.conversations
    yield "met a counsellor", len(tally.met)
    yield "messages", tally.messages
    yield "lines lost", tally.lost
    yield "lines doubled", tally.doubled
    yield "lines foreign", tally.foreign
    yield "children unanswered", tally.unanswered
    yield from sorted(tally.faults.items())
