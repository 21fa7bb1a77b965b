"""Gathers the facts for the page of health, as a desk can see them: the store, its files, reports.

It asks no platform, holds no token, and opens nothing that is sealed.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError

from composition.storage import now
from errors import HelplineError
from handoff.alarms import StoreAlarms
from handoff.report import Reports, store_time
from handoff.store import Store
from handoff.traffic import Traffic
from handoff.vitals import Files, StoreVitals, Vitals
from operation.settings import Settings
from operation.valkey import ValkeyPlace

ANCHOR = "audit-anchor.json"
"""Where the end of the audit log stands as a check has seen it, outside the store."""

BACKUP_STAMP = "last-backup"
"""An empty file in the home; whoever makes a backup touches it when it is done."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Gathers the facts of this installation."""

    settings: Settings
    store: Store

    async def vitals(self) -> Vitals:
        """Return what is known now; a store that does not answer is a fact too."""
        files = files_of(self.settings)
        try:
            at = await store_time(self.store)
            return Vitals(
                now=at,
                files=files,
                store=await store_vitals(self.store, is_ours=self.settings.redis_url is None),
                reports=await Reports(self.store).latest(at),
                alarms=await StoreAlarms(self.store, now).standing(),
                traffic=await Traffic(self.store, now).read(),
            )
        except (HelplineError, RedisError, OSError):
            return Vitals(now=now(), files=files)


async def store_vitals(store: Store, *, is_ours: bool) -> StoreVitals:
    """Return how the store does.

    Args:
        store: the store.
        is_ours: it is the embedded one; of another, whoever runs it sees to its disk.
    """
    begun = time.monotonic()
    await store.call("PING")
    ping = round((time.monotonic() - begun) * 1000)
    info = await store.client.info()
    waits = [
        [await _oldest(store, stream) for stream in streams]
        for streams in (
            [one.ready for one in store.partitions],
            [one.sending for one in store.partitions],
        )
    ]
    ready, sending = (min((at for at in each if at is not None), default=None) for each in waits)
    return StoreVitals(
        ping=ping,
        is_written=info.get("aof_last_write_status", "ok") == "ok",
        syncs=not is_ours or await _syncs(store),
        used=int(info.get("used_memory", 0)),
        limit=int(info.get("maxmemory", 0)),
        ready_since=ready,
        sending_since=sending,
    )


async def _syncs(store: Store) -> bool:
    wanted = {"appendonly": "yes", "appendfsync": "always"}
    found = await store.client.config_get(*wanted)
    return bool(found == wanted)


async def _oldest(store: Store, stream: str) -> int | None:
    """Return when the oldest entry of a stream was added."""
    found = await store.call("XRANGE", stream, "-", "+", "COUNT", 1)
    return int(found[0][0].partition(b"-")[0]) if found else None


def files_of(settings: Settings) -> Files:
    """Return what can be seen of the files of this installation."""
    home, place = settings.home, ValkeyPlace.of(settings)
    has_store = settings.redis_url is None and place.folder.exists()
    guarded = (settings.master_keys, *(home / "keyring").glob("*"))
    return Files(
        free=shutil.disk_usage(home).free,
        store_free=shutil.disk_usage(place.folder).free if has_store else None,
        key_made_at=_changed_at(settings.master_keys),
        is_closed=not any(path.exists() and path.stat().st_mode & 0o077 for path in guarded),
        backed_up_at=_changed_at(home / BACKUP_STAMP),
        verified_at=_changed_at(home / ANCHOR),
    )


def _changed_at(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns // 1_000_000
    except OSError:
        return None
