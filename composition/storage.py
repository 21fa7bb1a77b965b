"""The store, the keyring and what stands in them, as any process of this installation has them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from bot.hours import OpeningHours
from errors import HelplineError
from handoff.blocks import Blocks
from handoff.faults import CrashSteps, Steps
from handoff.house_rules import HouseRules
from handoff.keyring import Keyring, MasterKeys
from handoff.patience import Patience
from handoff.sealing import derive
from handoff.store import Store, connect
from operation.settings import Settings
from operation.valkey import ValkeyPlace


def now() -> int:
    """Return milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def store_of(settings: Settings) -> Store:
    """Return the store: the operator's own, or the embedded one."""
    url = settings.redis_url or ValkeyPlace.of(settings).url
    return Store(connect(url), partitions=settings.partitions)


def patience_of(settings: Settings) -> Patience:
    """Return the waiting times, with those the operator has set."""
    return Patience.of_minutes(
        check_in=settings.check_in_minutes,
        rest=settings.rest_minutes,
        late=settings.late_minutes,
        give_back=settings.give_back_minutes,
        breach=settings.breach_minutes,
        cool_down=settings.cool_down_minutes,
    )


def steps_of(settings: Settings) -> Steps:
    """Return the named steps, at which only a test ends a process."""
    return CrashSteps(settings.crash_file) if settings.crash_file else Steps()


def keyring_of(settings: Settings, masters: MasterKeys) -> Keyring:
    """Return the keyring, with its folders made."""
    keyring = Keyring(settings.home / "keyring", masters)
    keyring.prepare()
    return keyring


def blocks_in(store: Store, masters: MasterKeys) -> Blocks:
    """Return the blocks of a store."""
    return Blocks(store, derive(masters.transcript, "staff"), now)


def rules_in(store: Store, masters: MasterKeys, hours: OpeningHours) -> HouseRules:
    """Return the house rules of a store; `hours` hold until staff have set some."""
    return HouseRules(store, derive(masters.transcript, "staff"), hours)


async def until_open(store: Store) -> None:
    """Open the store, waiting for it as long as it takes."""
    while True:
        try:
            return await store.open()
        except HelplineError:
            await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def beside(work: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run work beside the block; when some of it fails the process ends and is started again."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in work]
        yield
        for task in tasks:
            task.cancel()
