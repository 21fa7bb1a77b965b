"""The facts of an installation that is well, for a test to change what it is about."""

from collections.abc import Awaitable, Callable

from handoff.report import ChannelReport, ModelReport, Report
from handoff.vitals import Files, StoreVitals, Vitals

_HOUR = 3600_000
GIB = 1 << 30


def healthy(now: int) -> Vitals:
    """Return facts of which every finding is well."""
    gateway = Report(
        name="gateway-one-8080",
        role="gateway",
        version="1.0",
        at=now,
        skew=3,
        free=40 * GIB,
        channels=(
            ChannelReport(channel="web", looked_at=now),
            ChannelReport(channel="telegram", looked_at=now, pending=0),
            ChannelReport(channel="line", looked_at=now, quota_left=4000),
        ),
        model=ModelReport(answers=True, name="model.tar.gz", made_at=now - _HOUR),
    )
    desk = Report(name="desk-one-8081", role="desk", version="1.0", at=now, skew=-2, free=40 * GIB)
    return Vitals(
        now=now,
        files=Files(
            free=40 * GIB,
            store_free=40 * GIB,
            key_made_at=now - 40 * _HOUR,
            is_closed=True,
            backed_up_at=now - _HOUR,
            verified_at=now - _HOUR,
        ),
        store=StoreVitals(ping=1, is_written=True, syncs=True, used=9 << 20, limit=0),
        reports=(desk, gateway),
        traffic={("telegram", "in"): now - _HOUR},
    )


def well(clock: Callable[[], int]) -> Callable[[], Awaitable[Vitals]]:
    """Return what tells a desk that all is well."""

    async def vitals() -> Vitals:
        return healthy(clock())

    return vitals
