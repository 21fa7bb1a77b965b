"""The sign that somebody writes: shown while it helps, never in the way of anything."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from connectors.base import Address, Outcome
from connectors.line.call import Answer, Verdict
from connectors.line.errand import Errands
from tests.connectors.line_house import House, line_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with line_house() as house:
        yield house


async def test_the_sign_is_shown_at_most_every_15_seconds_in_a_chat(house: House) -> None:
    one, other = house.fake.child(), house.fake.child()
    addresses = [Address("line", child.user_id) for child in (one, other)]
    for address in addresses * 2:
        await house.connector.typing(address)
    await house.fake.until(lambda: one.loading == other.loading == 1)
    await house.errands_done()
    house.clock.pass_by(seconds=15)
    await house.connector.typing(addresses[0])
    await house.fake.until(lambda: one.loading == 2)
    assert house.asked("/loading/start") == 3


async def test_after_a_line_of_ours_the_sign_may_be_shown_again(house: House) -> None:
    """The line took it away."""
    child = house.fake.child()
    address = Address("line", child.user_id)
    await house.connector.typing(address)
    await house.fake.until(lambda: child.loading == 1)
    await house.errands_done()
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT
    await house.connector.typing(address)
    await house.fake.until(lambda: child.loading == 2)


async def test_a_sign_that_fails_or_hangs_is_nobodys_trouble(house: House) -> None:
    child = house.fake.child()
    house.fake.misbehave("hang", on="loading")
    await house.connector.typing(Address("line", child.user_id))
    await house.fake.until(lambda: house.asked("/loading/start") == 1)
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT
    await house.connector.stop()


async def test_one_errand_too_many_is_not_run() -> None:
    errands, ready = Errands(), asyncio.Event()

    async def wait() -> Answer:
        await ready.wait()
        return Answer(Verdict.TAKEN)

    begun = [errands.run(f"{number}", wait) for number in range(70)]
    assert begun == [True] * 64 + [False] * 6
    await errands.stop()
    await asyncio.sleep(0)
    assert errands.run("0", wait)
    assert not errands.run("0", wait)
    await errands.stop()


async def test_old_signs_are_forgotten(house: House) -> None:
    """Nothing of a child stays in memory longer than it is of use."""
    signs = house.connector._signs  # noqa: SLF001 - nothing else shows it
    signs._shown = {f"U{number}": 0 for number in range(5000)}  # noqa: SLF001 - as above
    signs.show(house.fake.child().user_id)
    assert len(signs._shown) == 1  # noqa: SLF001 - as above
