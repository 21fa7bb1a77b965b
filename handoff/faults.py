"""Named steps at which a test may end the process, to prove that nothing is lost there.

In service `Steps` does nothing. `CrashSteps` is joined in only when the operator of a test asks for
it by a file; it ends a process the hard way, as a power cut would.
"""

import os
import signal
from pathlib import Path

STEPS = (
    "accept.received",
    "accept.keys_made",
    "accept.stored",
    "route.taken",
    "route.read",
    "route.planned",
    "route.committed",
    "send.taken",
    "send.delivered",
    "send.noted",
    "desk.planned",
    "desk.committed",
)


class Steps:
    """Passes every step."""

    async def reach(self, step: str) -> None:
        """Say that a step is reached."""


class CrashSteps(Steps):
    """Ends a process by SIGKILL when it reaches the step that a file names, once for each file.

    The file holds `<step> <pid file>`: which step, and whose process to end; without a pid file it
    is this process.
    """

    def __init__(self, order: Path) -> None:
        self._order = order

    async def reach(self, step: str) -> None:
        """End the ordered process if this is the ordered step, taking the order away first."""
        try:
            wanted, *victim = self._order.read_text().split()
            if wanted != step:
                return
            pid = _pid(victim)
            self._order.unlink()
            os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):  # no order, half written, or nobody there to be ended
            return


def _pid(victim: list[str]) -> int:
    return int(Path(victim[0]).read_text()) if victim else os.getpid()
