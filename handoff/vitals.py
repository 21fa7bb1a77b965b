"""The facts of the whole helpline at one moment: counts, times and sizes, nothing of a child.

Only forms; whoever can see a fact fills them in, and `handoff.findings` judges them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.board import Alarm
from handoff.report import SILENT_AFTER, Report


@dataclass(frozen=True, slots=True)
class StoreVitals:
    """How the store does.

    Attributes:
        ping: milliseconds one question took.
        is_written: what was written last has reached the disk.
        syncs: every write is on disk before it is answered.
        used, limit: bytes of memory; a limit of 0 is none.
        ready_since, sending_since: since when the oldest message waits to be handled, and the
            oldest line to be sent.
    """

    ping: int
    is_written: bool
    syncs: bool
    used: int
    limit: int
    ready_since: int | None = None
    sending_since: int | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """What the desk sees of the installation's files; a time is None where the file is missing.

    Attributes:
        free: bytes that are free where the home lies.
        store_free: bytes that are free where the store lies; None if that is another machine.
        is_closed: only its owner can get at master key and keyring.
    """

    free: int
    store_free: int | None
    key_made_at: int | None
    is_closed: bool
    backed_up_at: int | None
    verified_at: int | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything that is known at one moment; `store` is None when it does not answer."""

    now: int
    files: Files
    store: StoreVitals | None = None
    reports: tuple[Report, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    traffic: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def present(self) -> tuple[Report, ...]:
        """The reports of the processes that have reported lately."""
        return tuple(one for one in self.reports if self.now - one.at <= SILENT_AFTER)
