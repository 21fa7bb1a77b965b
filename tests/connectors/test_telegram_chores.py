"""Small calls beside the work: bounded, and no failure of one is anybody's concern."""

import asyncio
import logging

import pytest
from telegram.error import TimedOut

from connectors.telegram.chores import AT_ONCE, MOST, Chores


async def test_no_flood_of_presses_can_pile_up() -> None:
    """An app may forge presses without end."""
    chores, begun, never = Chores(), [], asyncio.Event()

    async def call() -> None:
        begun.append(1)
        await never.wait()

    for _ in range(MOST + 500):
        chores.do(call)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(begun) == AT_ONCE
    never.set()
    for _ in range(2 * MOST):
        await asyncio.sleep(0)
    await chores.close()
    assert len(begun) == MOST


async def test_closing_ends_what_is_under_way() -> None:
    chores, ended = Chores(), asyncio.Event()

    async def call() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    chores.do(call)
    await asyncio.sleep(0)
    await chores.close()
    assert ended.is_set()


@pytest.mark.parametrize("error", [TimedOut(), ValueError("planted")])
async def test_a_failure_ends_nothing_and_says_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    chores, done = Chores(), asyncio.Event()

    async def fail() -> None:
        raise error

    async def call() -> None:
        done.set()

    with caplog.at_level(logging.DEBUG):
        chores.do(fail)
        chores.do(call)
        await done.wait()
        await chores.close()
    assert "planted" not in caplog.text
