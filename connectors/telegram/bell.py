"""The alarms of the Telegram channel: rung and taken back once each, and never in anybody's way.

An alarm that cannot be stored is tried again at the next occasion; it stops no message. It holds
codes only.
"""

from typing import Final, Literal

import structlog

from connectors.base import Alarms
from connectors.telegram.update import CHANNEL
from errors import HelplineError

Code = Literal["token", "conflict", "webhook", "settings", "poison"]

CODES: Final[tuple[Code, ...]] = ("token", "conflict", "webhook", "settings", "poison")
"""What may stand on the desk: the bot's token is refused; another program takes in its updates;
Telegram cannot be told where to send them; the bot's settings endanger children; something came
that could not be read."""

_log = structlog.get_logger()


class Bell:
    """Rings `connectors.base.Alarms` for this channel."""

    def __init__(self, alarms: Alarms) -> None:
        self._alarms = alarms
        self._standing: dict[Code, bool] = {}

    async def ring(self, code: Code) -> None:
        """Let an alarm stand."""
        await self._set(code, standing=True)

    async def clear(self, code: Code) -> None:
        """Take an alarm back, also one that stood before a restart."""
        await self._set(code, standing=False)

    async def _set(self, code: Code, *, standing: bool) -> None:
        if self._standing.get(code) is standing:
            return
        if standing:
            _log.error("alarm", channel=CHANNEL, what=code)
        act = self._alarms.ring if standing else self._alarms.clear
        try:
            await act(CHANNEL, code)
        except HelplineError:
            self._standing.pop(code, None)
        else:
            self._standing[code] = standing
