"""What each process says of itself and of what only it can see, left in the store on a slow beat.

The desk holds no platform token and asks no platform: it reads what the gateways have left. A
report holds codes, counts and times; nothing of a child, no address and no secret.
"""

from typing import Final, Literal

import msgspec

from handoff.store import Store, mapping_of

BEAT_SECONDS: Final = 60.0
SILENT_AFTER: Final = 3 * 60_000
"""Milliseconds without a report after which a process counts as silent."""

FORGOTTEN_AFTER: Final = 24 * 3600_000
"""After so long a silent process is no longer missed: it was taken away on purpose."""


class ChannelReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel's platform sees us.

    Attributes:
        looked_at: when the platform was asked; milliseconds since the epoch, as all times here.
        problems: codes of `connectors.look.Problem`.
        pending: messages that wait at the platform to be taken in.
        failed_at: when the platform last could not deliver to us.
        quota_left: lines that may still be sent this month; None where there is no limit.
    """

    channel: str
    looked_at: int
    problems: tuple[str, ...] = ()
    pending: int | None = None
    failed_at: int | None = None
    quota_left: int | None = None


class ModelReport(msgspec.Struct, frozen=True, kw_only=True):
    """How understanding answers; `made_at` is None when there is no model."""

    answers: bool
    name: str = ""
    made_at: int | None = None
    is_current: bool = True


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One process at one moment.

    Attributes:
        name: of the process, the same after a restart.
        at: when it reported, by the clock of the store.
        skew: milliseconds its own clock is ahead of the store's.
        free: bytes that are free on the disk of its home.
    """

    name: str
    role: Literal["gateway", "desk"]
    version: str
    at: int
    skew: int
    free: int
    channels: tuple[ChannelReport, ...] = ()
    model: ModelReport | None = None


class Reports:
    """The reports in the store, one for each process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = store.partitions[0].named("reports")

    async def leave(self, report: Report) -> None:
        """Leave a report in place of the last one of the same process."""
        packed = msgspec.msgpack.encode(report)
        await self._store.calls(
            ("HSET", self._key, report.name, packed), ("PEXPIRE", self._key, FORGOTTEN_AFTER)
        )

    async def latest(self, now: int) -> tuple[Report, ...]:
        """Return the last report of each process that is not forgotten, by name."""
        found = mapping_of(await self._store.call("HGETALL", self._key))
        reports = [msgspec.msgpack.decode(packed, type=Report) for packed in found.values()]
        forgotten = [one.name for one in reports if now - one.at > FORGOTTEN_AFTER]
        if forgotten:
            await self._store.call("HDEL", self._key, *forgotten)
        kept = (one for one in reports if one.name not in forgotten)
        return tuple(sorted(kept, key=lambda one: one.name))


async def store_time(store: Store) -> int:
    """Return the store's own time: milliseconds since the epoch."""
    seconds, micros = await store.call("TIME")
    return int(seconds) * 1000 + int(micros) // 1000
