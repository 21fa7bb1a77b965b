"""The store, the keyring and the staff accounts, as a process of this installation has them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine
from typing import Any, cast

from redis.asyncio import Redis

from bot.hours import OpeningHours
from errors import HelplineError
from handoff.audit import Audit
from handoff.blocks import Blocks
from handoff.desk.drawer import Drawers
from handoff.desk.replies import Reply
from handoff.desk.reply_book import ReplyBook
from handoff.faults import CrashSteps, Steps
from handoff.house_rules import HouseRules
from handoff.keyring import Keyring, MasterKeys
from handoff.patience import Patience
from handoff.sealing import derive
from handoff.staff import Staff
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


def staff_in(store: Store, masters: MasterKeys) -> Staff:
    """Return the staff accounts of a store."""
    return Staff(cast("Redis", store.client), derive(masters.transcript, "staff"))


def drawers_of(masters: MasterKeys) -> Drawers:
    """Return the keys for what counsellors have begun and not sent."""
    return Drawers(derive(masters.transcript, "staff"))


def audit_in(store: Store, masters: MasterKeys) -> Audit:
    """Return the audit log of a store."""
    return Audit(cast("Redis", store.client), derive(masters.transcript, "staff"), now)


def blocks_in(store: Store, masters: MasterKeys) -> Blocks:
    """Return the blocks of a store."""
    return Blocks(store, derive(masters.transcript, "staff"), now)


def rules_in(store: Store, masters: MasterKeys, hours: OpeningHours) -> HouseRules:
    """Return the house rules of a store; `hours` hold until staff have set some."""
    return HouseRules(store, derive(masters.transcript, "staff"), hours)


def replies_in(store: Store, masters: MasterKeys, shipped: tuple[Reply, ...]) -> ReplyBook:
    """Return the ready replies of a store, over those that are shipped."""
    return ReplyBook(store, derive(masters.transcript, "staff"), shipped)


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
