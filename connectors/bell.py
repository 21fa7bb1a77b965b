"""The alarms of one channel: told to the store when they change, and never in anybody's way.

An alarm that cannot be stored is tried again at the next occasion; it stops no message. It holds
codes only, never anything about a child.
"""

from typing import Literal

import structlog

from connectors.base import Alarms
from errors import HelplineError

Code = Literal["quota_low", "quota_gone", "token", "settings", "webhook", "conflict", "poison"]
"""What may stand on the desk: little or nothing is left of what the platform lets a month carry; it
refuses our token; the bot's settings endanger children; it cannot be told where to send what
children write; another program takes that in; something came that could not be read."""

_log = structlog.get_logger()


class Bell:
    """Rings `connectors.base.Alarms` for a channel."""

    def __init__(self, channel: str, alarms: Alarms) -> None:
        """Take where alarms are kept."""
        self._channel = channel
        self._alarms = alarms
        self._standing: dict[Code, bool] = {}

    async def ring(self, code: Code, *, anew: bool = False) -> None:
        """Let an alarm stand; `anew` tells it even if it was told, for what may be taken back."""
        await self._set(code, standing=True, anew=anew)

    async def clear(self, code: Code) -> None:
        """Take an alarm back, also one that stood before a restart."""
        await self._set(code, standing=False)

    async def _set(self, code: Code, *, standing: bool, anew: bool = False) -> None:
        if self._standing.get(code) is standing and not anew:
            return
        if standing:
            _log.error("alarm", channel=self._channel, what=code)
        act = self._alarms.ring if standing else self._alarms.clear
        try:
            await act(self._channel, code)
        except HelplineError as error:
            self._standing.pop(code, None)
            _log.warning(
                "alarm_not_told", channel=self._channel, what=code, error=type(error).__name__
            )
        else:
            self._standing[code] = standing
