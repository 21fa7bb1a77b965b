"""A child, a counsellor and blocks in any order: who is kept out, who is not, and never silence."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from connectors.base import Address, Kind
from handoff.blocks import HOURS, Block
from handoff.conversation import State
from operation.valkey import ValkeyPlace
from tests.handoff.house import House, Mind

CHILD = Address("telegram", "a")
gateways = st.sampled_from([0, 1])


class Blocked(RuleBasedStateMachine):
    """Two gateways over one store; the model is the block that runs, if one does."""

    place: ValkeyPlace
    mind: Mind

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="helpline-"))
        self.numbers = itertools.count(1)
        self.block: Block | None = None
        self.do(self._open())

    async def _open(self) -> None:
        self.redis = Redis.from_url(self.place.url)
        await self.redis.flushall()
        first = House(self.redis, self.folder, mind=self.mind)
        await first.store.open()
        self.houses = [first, first.beside()]

    def teardown(self) -> None:
        self.do(self.redis.aclose())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.folder)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the work gives
        return self.loop.run_until_complete(work)

    @property
    def is_kept_out(self) -> bool:
        return self.block is not None and self.block.until > self.houses[0].clock()

    @rule(gateway=gateways, danger=st.booleans())
    def write(self, gateway: int, danger: bool) -> None:  # noqa: FBT001
        self.do(self._write(self.houses[gateway], danger=danger))

    async def _write(self, house: House, *, danger: bool) -> None:
        text = f"{'I want to die' if danger else 'what now'} {next(self.numbers)}"
        heard = len(house.heard("a"))
        await house.child("a", text)
        new = house.heard("a")[heard:]
        conversation = await house.conversation("a")
        state = await house.state(conversation)
        kept = [line.text for line in await house.transcript(conversation)]
        if self.is_kept_out:
            assert state is State.BLOCKED
            assert text not in kept
            assert any("191" in line or "1669" in line for line in new)
        else:
            assert state is not State.BLOCKED
            assert text in kept
            assert new or state is State.COUNSELLOR

    @precondition(lambda self: not self.is_kept_out)
    @rule(gateway=gateways, hours=st.sampled_from(HOURS), leaves=st.booleans())
    def begin(self, gateway: int, hours: int, leaves: bool) -> None:  # noqa: FBT001
        self.do(self._begin(self.houses[gateway], self.houses[1 - gateway], hours, leaves=leaves))

    async def _begin(self, house: House, other: House, hours: int, *, leaves: bool) -> None:
        """Let a counsellor take the child and block it; it may leave at that very moment."""
        await house.child("a", "hello")
        conversation = await house.conversation("a")
        if await house.state(conversation) is State.BOT:
            await house.tap("a", "human")
            await house.tap("a", "skip_all")
        if await house.state(conversation) is State.WAITING:
            await house.queue.claim(conversation, "nok")
        self.block = await house.blocks.begin(
            designation=1, reason="threats", by="nok", hours=hours
        )
        await house.queue.block(conversation, "nok", self.block.id)
        if leaves:
            await other.child("a", kind=Kind.FORGET, settle=False)
        await other.timekeeper.fire_all()
        await house.settle()

    @precondition(lambda self: self.is_kept_out)
    @rule(gateway=gateways)
    def lift(self, gateway: int) -> None:
        assert self.block
        self.do(self.houses[gateway].blocks.lift(self.block.id))
        self.block = None

    @precondition(lambda self: self.is_kept_out and self.block.is_pending)
    @rule(gateway=gateways, longer=st.booleans())
    def settle(self, gateway: int, longer: bool) -> None:  # noqa: FBT001
        assert self.block
        blocks = self.houses[gateway].blocks
        self.block = self.do(blocks.settle(self.block.id, by="somchai", longer=longer))

    @rule(gateway=gateways, minutes=st.sampled_from([1, 11, 61, 24 * 60, 60 * 60]))
    def time_passes(self, gateway: int, minutes: int) -> None:
        self.do(self.houses[gateway].pass_time(minutes=minutes))

    @rule(gateway=gateways)
    def leave(self, gateway: int) -> None:
        self.do(self.houses[gateway].child("a", kind=Kind.FORGET))

    @initialize()
    def has_come(self) -> None:
        self.do(self._write(self.houses[0], danger=False))

    @invariant()
    def the_key_lives_as_long_as_the_block(self) -> None:
        if hasattr(self, "houses"):
            self.do(self._check_keys())

    async def _check_keys(self) -> None:
        for house in self.houses:
            await house.doorkeeper.destroy_ended()
            found = await house.doorkeeper.found(CHILD)
            assert (found is not None) is self.is_kept_out
        names = {path.name for path in (self.folder / "keyring" / "blocks").iterdir()}
        assert names == ({self.block.id} if self.block and self.is_kept_out else set())


def test_whoever_is_blocked_is_kept_out_as_long_as_that_and_answered(
    valkey: ValkeyPlace, mind: Mind
) -> None:
    class Machine(Blocked):
        place = valkey

    Machine.mind = mind
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
