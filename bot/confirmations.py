"""Which help services an operator has called through, when and who: one JSON file in HOME.

Written whole or not at all. It holds names of staff and nothing of any child.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One call-through: the day it was made and the name of who made it."""

    on: date
    by: str


class Confirmations:
    """The file of call-throughs, `{service id: {"on": "2026-11-21", "by": "name"}}`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, Confirmation]:
        """Return every confirmation; none when the file is not there yet.

        Raises:
            ConfigurationError: the file cannot be read or is not of this form.
        """
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                str(service_id): Confirmation(date.fromisoformat(entry["on"]), str(entry["by"]))
                for service_id, entry in entries.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ConfigurationError(
                f"{self._path.name} cannot be read: mend it, or move it away and confirm again"
            ) from None

    def confirm(self, service_id: str, *, on: date, by: str) -> None:
        """Add or renew one confirmation; a crash leaves the old file or the new one.

        Raises:
            ConfigurationError: the present file cannot be read, or the new one not written.
        """
        entries = {**self.read(), service_id: Confirmation(on, by)}
        plain = {key: {"on": one.on.isoformat(), "by": one.by} for key, one in entries.items()}
        try:
            self._write(json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True))
        except OSError as error:
            raise ConfigurationError(
                f"{self._path.name} cannot be written: {error.strerror}"
            ) from None

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
