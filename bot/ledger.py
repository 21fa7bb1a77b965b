"""One JSON file in HOME that staff's decisions are kept in, by id: written whole or not at all.

Entries are plain dataclasses of texts and dates. Nothing of any child is ever put into one.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import GenericAlias

import msgspec

from errors import ConfigurationError


class Ledger[Entry]:
    """Entries by id.

    Args:
        path: the file; it and its folder may be missing.
        entry: the type of one entry.
        remedy: what to do when the file cannot be read, after "mend it, or move it away and".
    """

    def __init__(self, path: Path, entry: type[Entry], remedy: str) -> None:
        self._path = path
        self._form = GenericAlias(dict, (str, entry))
        self._remedy = remedy

    def read(self) -> dict[str, Entry]:
        """Return every entry; none when the file is not there yet.

        Raises:
            ConfigurationError: the file cannot be read or is not of this form.
        """
        try:
            entries: dict[str, Entry] = msgspec.json.decode(
                self._path.read_bytes(), type=self._form
            )
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise ConfigurationError(
                f"{self._path.name} cannot be read: mend it, or move it away and {self._remedy}"
            ) from None
        return entries

    @contextmanager
    def changing(self) -> Iterator[dict[str, Entry]]:
        """Give the entries to be changed, to one at a time, and keep what has become of them.

        A crash leaves the old file or the new one.

        Raises:
            ConfigurationError: the present file cannot be read, or the new one not written.
        """
        try:
            with self._alone():
                entries = self.read()
                yield entries
                self._write(msgspec.json.encode(entries, order="sorted"))
        except OSError as error:
            raise ConfigurationError(
                f"{self._path.name} cannot be written: {error.strerror}"
            ) from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)  # the file itself is replaced, its folder stays
            yield
        finally:
            os.close(folder)

    def _write(self, plain: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(plain, indent=1) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
