"""Which help services an operator has called through, when and who: one JSON file in HOME.

It holds names of staff and nothing of any child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One call-through: the day it was made and the name of who made it."""

    on: date
    by: str


class Confirmations:
    """The file of call-throughs, `{service id: {"on": "2026-11-21", "by": "name"}}`."""

    def __init__(self, path: Path) -> None:
        self._ledger = Ledger(path, Confirmation, "confirm again")

    def read(self) -> Mapping[str, Confirmation]:
        """Return every confirmation; none when the file is not there yet.

        Raises:
            ConfigurationError: the file cannot be read or is not of this form.
        """
        return self._ledger.read()

    def confirm(self, service_id: str, *, on: date, by: str) -> None:
        """Add or renew one confirmation; a crash leaves the old file or the new one.

        Raises:
            ConfigurationError: the present file cannot be read, or the new one not written.
        """
        with self._ledger.changing() as entries:
            entries[service_id] = Confirmation(on, by)
