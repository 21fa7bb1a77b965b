"""Lets nothing outlive its time: keys whose conversation must long be closed, and old hash keys.

Closing destroys keys at once; this is the second line, for a store that was lost or a crash between
making keys and opening their conversation. It never looks at what a key opens.
"""

import asyncio
from collections.abc import Callable

import structlog

from handoff.keyring import Keyring
from handoff.patience import Patience
from handoff.pseudonym import Pseudonyms

_EVERY_SECONDS = 3600
_log = structlog.get_logger()


class Retention:
    """Runs beside a gateway."""

    def __init__(
        self,
        keyring: Keyring,
        pseudonyms: Pseudonyms,
        patience: Patience,
        clock: Callable[[], int],
    ) -> None:
        """Join the parts; `clock` tells milliseconds since the epoch."""
        self._keyring = keyring
        self._pseudonyms = pseudonyms
        self._patience = patience
        self._clock = clock

    async def run(self) -> None:
        """Look once an hour, until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(_EVERY_SECONDS)

    def look(self) -> None:
        """Destroy what has outlived its time."""
        self._pseudonyms.prepare()
        destroyed = self._keyring.destroy_older_than(
            self._patience.cap + _EVERY_SECONDS * 1000, self._clock()
        )
        if destroyed:
            _log.warning("keys_outlived", count=destroyed)
