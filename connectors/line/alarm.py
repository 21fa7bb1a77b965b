"""Alarms of the LINE channel, told to the store only when they change.

Codes only, never about a child. An alarm that cannot be told must never keep a line from a child.
"""

import structlog

from connectors.base import Alarms
from connectors.line.event import CHANNEL
from errors import HelplineError

_log = structlog.get_logger()


class LineAlarms:
    """What staff were told last about each code, as far as this process knows."""

    def __init__(self, alarms: Alarms) -> None:
        """Take where alarms are kept."""
        self._alarms = alarms
        self._told: dict[str, bool] = {}

    async def ring(self, code: str, *, anew: bool = False) -> None:
        """Let an alarm stand; `anew` tells it even if it was told, for what may be taken back."""
        if anew or not self._told.get(code, False):
            await self._tell(code, stands=True)

    async def clear(self, code: str) -> None:
        """Take an alarm back; the first time also one that an earlier process left."""
        if self._told.get(code, True):
            await self._tell(code, stands=False)

    async def _tell(self, code: str, *, stands: bool) -> None:
        tell = self._alarms.ring if stands else self._alarms.clear
        try:
            await tell(CHANNEL, code)
        except HelplineError as error:
            _log.warning("alarm_not_told", channel=CHANNEL, what=code, error=type(error).__name__)
        else:
            self._told[code] = stands
