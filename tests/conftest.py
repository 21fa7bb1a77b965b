"""Fixtures for the whole suite: a real Valkey for each session, emptied for each test."""

import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from operation.valkey import ValkeyPlace


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyPlace]:
    """One real, embedded server for the session."""
    with tempfile.TemporaryDirectory(prefix="helpline-") as folder:
        place = ValkeyPlace(Path(folder) / "store", Path(folder) / "v.sock")
        place.prepare()
        process = subprocess.Popen(place.command(), stdout=subprocess.DEVNULL)
        while not place.socket.exists() and process.poll() is None:
            time.sleep(0.01)
        yield place
        process.terminate()
        process.wait()


@pytest.fixture
async def redis(valkey: ValkeyPlace) -> AsyncIterator[Redis]:
    """A client of the session's server, which is emptied first."""
    async with Redis.from_url(valkey.url) as client:
        await client.flushall()
        yield client
