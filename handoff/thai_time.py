"""Time as Thailand's clocks show it: one zone, no summer time. Pure; it asks no clock."""

from datetime import datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7))


def local(at: int) -> datetime:
    """Return a moment, milliseconds since the epoch, as a clock in Thailand shows it."""
    return datetime.fromtimestamp(at / 1000, BANGKOK)


def day_of(at: int) -> str:
    """Return the day in Thailand, such as `2026-11-28`."""
    return f"{local(at):%Y-%m-%d}"
