"""The counters agree with what is closed, to the last unit, whoever is killed while it is closed."""

import asyncio
import contextlib
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from bench.contacts import Regime, contacts
from bot.content import Content
from composition.mind import catalogue_of
from handoff.keyspace import new_conversation_id
from handoff.statistics.counters import tally
from handoff.store import Store, connect
from operation.valkey import ValkeyPlace, running
from tests.service.closing import MONTH, PARTITIONS, UNHEARD, Closing
from tests.service.installation import ROOT

CONVERSATIONS = 10_000
ROUNDS = 5
"""In each, first the store is killed and then the process that closes."""


@dataclass
class Replay:
    """Ten thousand conversations on their way to being closed, and every answer that was heard."""

    place: ValkeyPlace
    plan: Path
    chance: random.Random
    closings: dict[str, list[str]]
    answers: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(connect(self.place.url), partitions=PARTITIONS)

    async def open(self) -> None:
        """Put all conversations into the store, open."""
        await self.store.open()
        heads = (("HSET", self.store.names(one).head, "version", "1") for one in self.closings)
        await self.store.calls(*heads)

    async def begin(self, most: int = CONVERSATIONS) -> asyncio.subprocess.Process:
        """Start the process that closes what it had no answer for, and some it had."""
        answered = sorted({conversation for conversation, _ in self.answers})
        todo = [one for one in self.closings if one not in set(answered)][:most]
        todo += self.chance.sample(answered, len(answered) // 5)
        self.chance.shuffle(todo)
        plan: list[Closing] = [(one, self.closings[one]) for one in todo]
        self.plan.write_bytes(msgspec.msgpack.encode(plan))
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.service.closing"),
            *(str(self.place.socket), str(self.plan)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            limit=UNHEARD,
        )

    async def hear(self, closer: asyncio.subprocess.Process, count: int | None = None) -> None:
        """Hear so many answers, or all until the process ends."""
        assert closer.stdout
        heard = 0
        async for line in closer.stdout:
            if line.endswith(b"\n"):  # the last one may be cut off
                conversation, status = line.decode().split()
                self.answers.append((conversation, status))
            heard += 1
            if heard == count:
                return

    async def closed(self) -> int:
        """See that the counters are those of what is closed; return how many conversations are.

        The store is asked for both at one moment, as somebody may be closing.
        """
        asking = self.store.client.pipeline(transaction=True)
        for one in self.closings:
            asking.exists(self.store.names(one).head)
        for partition in self.store.partitions:
            asking.hgetall(partition.counters(MONTH))
        told = await asking.execute()
        heads = told[: len(self.closings)]
        closed = [one for one, head in zip(self.closings, heads, strict=True) if not head]
        expected = Counter(counter for one in closed for counter in self.closings[one])
        counted: Counter[str] = Counter()
        for counters in told[len(self.closings) :]:
            counted.update({name.decode(): int(count) for name, count in counters.items()})
        assert counted == expected
        return len(closed)


def closings_of(chance: random.Random) -> dict[str, list[str]]:
    """Return conversations with the counters that their closing raises."""
    catalogue = catalogue_of(Content.load(ROOT / "bot" / "content"))
    made = contacts(catalogue, Regime("a", 1), MONTH, CONVERSATIONS, chance)
    return {
        new_conversation_id(number % PARTITIONS, PARTITIONS): tally(catalogue, contact, form)
        for number, (contact, form) in enumerate(made)
    }


@pytest.mark.service
async def test_counters_agree_with_what_is_closed_whoever_is_killed(tmp_path: Path) -> None:
    """What closes conversations and what stores them are killed in turn, at random moments."""
    chance = random.Random(7)  # noqa: S311 - a simulation
    place = ValkeyPlace(tmp_path / "store", tmp_path / "v.sock")
    replay = Replay(place, tmp_path / "plan", chance, closings_of(chance))
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(place))
        await replay.open()
        for _ in range(ROUNDS):
            closer = await replay.begin(CONVERSATIONS // (ROUNDS + 1))
            await replay.hear(closer, chance.randint(1, 600))
            server.kill()
            await server.wait()
            server = await stack.enter_async_context(running(place))
            await replay.closed()
            await replay.hear(closer, chance.randint(1, 600))
            closer.kill()
            await replay.hear(closer)
            await closer.wait()
            assert 0 < await replay.closed() < CONVERSATIONS
        closer = await replay.begin()
        await replay.hear(closer)
        assert await closer.wait() == 0
        assert await replay.closed() == CONVERSATIONS
        await replay.store.close()
    counted = Counter(conversation for conversation, status in replay.answers if status == "ok")
    assert max(counted.values()) == 1
    assert {conversation for conversation, _ in replay.answers} == set(replay.closings)
