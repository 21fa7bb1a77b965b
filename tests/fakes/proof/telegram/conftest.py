"""A fake Telegram with a clock of its own for each test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.proof.telegram.asking import Ask, Clock
from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.server import FakeTelegram, telegram_server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with telegram_server(clock, pace_clock=clock) as server:
        yield server


@pytest.fixture
def child(fake: FakeTelegram) -> Child:
    return fake.child()


@pytest.fixture
async def ask(fake: FakeTelegram) -> AsyncIterator[Ask]:
    """Call a method with JSON; status and body."""
    async with aiohttp.ClientSession(trust_env=False) as session:

        async def asked(method: str, **params: object) -> tuple[int, Json]:
            address = f"{fake.url}/bot{fake.token}/{method}"
            async with session.post(address, json=params) as answer:
                return answer.status, await answer.json()

        yield asked
