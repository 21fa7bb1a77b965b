"""A whole helpline in one process, for the tests of the handoff."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.handoff.house import House, Mind


@pytest.fixture(scope="session")
def mind() -> Mind:
    return Mind.load()


@pytest.fixture
async def house(redis: Redis, tmp_path: Path, mind: Mind) -> House:
    """A house over the session's store, with its scripts loaded and nobody in it."""
    house = House(redis, tmp_path, mind=mind)
    await house.store.open()
    return house
