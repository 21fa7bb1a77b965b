"""Processes ended by SIGKILL at every named step, 200 times: nothing accepted is lost or misplaced."""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from redis.exceptions import RedisError

from errors import StoreUnavailable
from handoff.faults import STEPS
from handoff.keyring import Keyring, MasterKeys
from handoff.seals import StoredLine, seals_of
from handoff.store import Store, connect
from tests.service.counsellor import Counsellor
from tests.service.installation import Child, Installation, eventually

ROUNDS = 200
ITSELF, STORE, UNDERSTANDING = "itself", "store", "understanding"
CHILDREN = 8
HELD = 4


def plan() -> list[tuple[str, str]]:
    """Return step and victim of every round: each pair twice, the rest with the store.

    Our own processes and the model take longest to come back; the store holds everything.
    """
    pairs = list(itertools.product(STEPS, (ITSELF, STORE, UNDERSTANDING)))
    rounds = pairs * 2
    more = itertools.cycle((step, STORE) for step in STEPS)
    return rounds + list(itertools.islice(more, ROUNDS - len(rounds)))


@dataclass
class Scene:
    """Children at their pages and a counsellor at the desk, with a look into the store from outside."""

    installation: Installation
    http: aiohttp.ClientSession
    counsellor: Counsellor
    children: list[Child] = field(default_factory=list)
    conversations: dict[str, str] = field(default_factory=dict)
    claimed_at: dict[str, int] = field(default_factory=dict)
    following: list[asyncio.Task[None]] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        home = self.installation.home
        self.store = Store(connect(f"unix://{self.installation.store_socket}"))
        self.keyring = Keyring(home / "keyring", MasterKeys.load(home / "master.key"))

    async def new_child(self) -> Child:
        """Let a child come and write its first word."""
        child = Child(self.http, self.installation.public, f"child-{next(self.numbers)}")
        await child.come()
        self.following.append(asyncio.create_task(child.follow()))
        self.children.append(child)
        await child.write(f"{child.name} first")
        return child

    async def learn(self) -> None:
        """Find out which conversation is whose, by the names in what was written."""
        for conversation in self.keyring.conversations() - set(self.conversations.values()):
            for line in await self.transcript(conversation):
                if line.author == "child" and line.text.endswith("first"):
                    self.conversations[line.text.split()[0]] = conversation

    async def transcript(self, conversation: str) -> list[StoredLine]:
        seals = seals_of(self.keyring, conversation)
        names = self.store.names(conversation)
        while True:
            with contextlib.suppress(StoreUnavailable, RedisError):
                sealed = await self.store.call("LRANGE", names.transcript, 0, -1)
                return [seals.open_line(line) for line in sealed]
            await asyncio.sleep(0.05)

    async def round(self, step: str, victim: str, number: int) -> None:
        """Order a death, let everybody act at once, and look at what came of it."""
        target = None if victim == ITSELF else victim
        if target:
            await eventually(lambda: target in self.installation.processes(), f"{target} is there")
        self._order(step, target)
        acting = [self.children[(number + shift) % CHILDREN] for shift in (0, 3)]
        acts = [child.write(f"{child.name} in round {number}") for child in acting]
        held = list(self.claimed_at)[number % HELD]
        said = self.counsellor.say(self.conversations[held], f"for {held} in round {number}")
        newcomers = [self.new_child()] if step == "accept.keys_made" else []
        await asyncio.gather(*acts, said, *newcomers)
        await eventually(lambda: not self.installation.order.exists(), f"{step} is reached")
        for child in acting:
            await self._shown(child)
        await self._check(acting)

    def _order(self, step: str, victim: str | None) -> None:
        order = self.installation.order
        pid_file = self.installation.home / "run" / f"{victim}.pid"
        draft = order.with_suffix(".draft")
        draft.write_text(f"{step} {pid_file}" if victim else step)
        draft.rename(order)

    async def _shown(self, child: Child) -> None:
        await eventually(
            lambda: set(child.accepted) <= set(child.own()), f"{child.name} sees what it wrote"
        )

    async def _check(self, children: list[Child]) -> None:
        """Everything accepted is there once and in order, and the bot kept out of what is not its."""
        for child in children:
            assert child.own() == child.accepted
            lines = await self.transcript(self.conversations[child.name])
            own = [line for line in lines if line.author == "child"]
            assert [line.id for line in own] == child.accepted
            written = [line.text for line in own if "in round" in line.text]
            assert all(text.startswith(f"{child.name} ") for text in written)
            if child.name in self.claimed_at:
                since = lines[self.claimed_at[child.name] :]
                assert "bot" not in {line.author for line in since}

    async def finish(self) -> None:
        """Every page shows every line once, in the order in which it was written."""
        await self.learn()
        for child in self.children:
            await self._shown(child)
            conversation = self.conversations[child.name]
            said = [text for where, text in self.counsellor.said if where == conversation]
            await eventually(
                lambda child=child, said=said: len(child.heard("counsellor")) >= len(said),  # type: ignore[misc]
                f"{child.name} hears its counsellor",
            )
            assert child.heard("counsellor") == said
            lines = await self.transcript(conversation)
            meant = [line.id for line in lines if line.author not in {"child", "note"}]
            await eventually(
                lambda child=child, meant=meant: len(child.shown) >= len(meant) + len(child.own()),  # type: ignore[misc]
                f"{child.name} has all answers",
            )
            shown = [line["id"] for line in child.shown]
            assert max(Counter(shown).values()) == 1
            assert [line["id"] for line in child.shown if line["author"] != "child"] == meant
        await self._check(self.children)


@pytest.fixture
async def scene(installation: Installation) -> AsyncIterator[Scene]:
    """Eight children; four of them with the counsellor, two waiting, two with the bot."""
    await asyncio.to_thread(installation.start)
    timeout = aiohttp.ClientTimeout(total=20, sock_connect=2)
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(timeout=timeout, connector=connector, cookie_jar=jar) as http:
        counsellor = Counsellor(http, installation.desk, "nok")
        await counsellor.join(installation)
        scene = Scene(installation, http, counsellor)
        for _ in range(CHILDREN):
            await scene.new_child()
        for child in scene.children[:6]:
            await child.tap("human")
            await child.tap("skip_all")
        for child in scene.children:
            await eventually(lambda c=child: set(c.accepted) <= set(c.own()), "all are dealt with")  # type: ignore[misc]
        await scene.learn()
        for child in scene.children[:HELD]:
            conversation = scene.conversations[child.name]
            assert await counsellor.claim(conversation) == 200
            scene.claimed_at[child.name] = len(await scene.transcript(conversation))
        yield scene
        for task in scene.following:
            task.cancel()
        await asyncio.gather(*scene.following, return_exceptions=True)
        await scene.store.close()


@pytest.mark.service
@pytest.mark.timeout(1_800)
async def test_no_death_at_any_step_loses_doubles_or_misplaces_a_line(scene: Scene) -> None:
    rounds = plan()
    assert len(rounds) == ROUNDS
    assert set(rounds) == set(itertools.product(STEPS, (ITSELF, STORE, UNDERSTANDING)))
    for number, (step, victim) in enumerate(rounds):
        await scene.round(step, victim, number)
    await scene.finish()
