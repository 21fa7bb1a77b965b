"""The keys of conversations: two for each, kept outside the store and outside its backups.

The route key opens where a child is reached and what it typed unmasked; only the gateway can unseal
it. The transcript key opens what staff may read. Destroying both is what forgetting means here,
because deleting from a store leaves copies in its files. No key is ever logged or returned in text.
"""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from errors import ConfigurationError
from handoff.sealing import KEY_BYTES, Unreadable, new_key, seal, unseal


class Purpose(StrEnum):
    """What a key of a conversation opens."""

    ROUTE = "route"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The two master keys; a process holds only what it needs. `route` is None at the desk."""

    transcript: bytes = field(repr=False)
    route: bytes | None = field(default=None, repr=False)

    @classmethod
    def load(cls, path: Path, *, desk: bool = False) -> "MasterKeys":
        """Read the master key file: lines of `route <hex>` and `transcript <hex>`.

        Args:
            path: a file that only its owner may read.
            desk: leave the route key alone even if it is there.

        Raises:
            ConfigurationError: it is missing, readable by others, or not of this form.
        """
        try:
            if path.stat().st_mode & 0o077:
                raise ConfigurationError(f"{path} can be read by others: chmod 600 {path}")
            lines = dict(line.split() for line in path.read_text().splitlines() if line.strip())
            keys = {name: bytes.fromhex(digits) for name, digits in lines.items()}
        except (OSError, ValueError):
            raise ConfigurationError(f"the master key file {path} cannot be read") from None
        if any(len(key) != KEY_BYTES for key in keys.values()) or "transcript" not in keys:
            raise ConfigurationError(f"the master key file {path} is damaged")
        if not desk and "route" not in keys:
            raise ConfigurationError(f"the master key file {path} has no route key")
        return cls(keys["transcript"], None if desk else keys["route"])

    @classmethod
    def make(cls, path: Path) -> None:
        """Make the file with two new keys, once; an existing file is never touched."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = f"route {new_key().hex()}\ntranscript {new_key().hex()}\n"
        try:
            write_once(path, text.encode())
        except FileExistsError:
            return


_COLD_AT_ONCE = 64
"""After so many keys read from disk, those that others have destroyed are given up."""


class Keyring:
    """Keys in files: `<folder>/<purpose>/<conversation>`, 0600, sealed with a master key."""

    def __init__(self, folder: Path, masters: MasterKeys) -> None:
        self._folder = folder
        self._masters = {Purpose.TRANSCRIPT: masters.transcript}
        if masters.route is not None:
            self._masters[Purpose.ROUTE] = masters.route
        self._opened: dict[str, bytes] = {}
        self._cold = 0

    def prepare(self) -> None:
        """Make the folders, for their owner alone."""
        for purpose in Purpose:
            folder = self._folder / purpose.value
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    def create(self, *conversations: str) -> None:
        """Make both keys of new conversations; when it returns they survive a power cut."""
        for purpose, master in self._masters.items():
            for conversation in conversations:
                key, path = new_key(), self._path(conversation, purpose)
                sealed = seal(master, key, belongs_to=f"{conversation}|{purpose.value}")
                _write_new(path, sealed)
                self._opened[path] = key
            _sync_folder(self._folder / purpose.value)

    def key(self, conversation: str, purpose: Purpose) -> bytes:
        """Return a key of a conversation.

        Raises:
            Unreadable: it was destroyed, or this process may not have it.
        """
        path = self._path(conversation, purpose)
        if not os.path.exists(path):  # noqa: PTH110 - see _path
            self._opened.pop(path, None)
            raise Unreadable("the keys of this conversation are destroyed")
        opened = self._opened.get(path)
        if opened is None:
            opened = self._open(path, conversation, purpose)
            self._cold += 1
            if self._cold % _COLD_AT_ONCE == 0:
                self._forget_destroyed()
            self._opened[path] = opened
        return opened

    def _forget_destroyed(self) -> None:
        """Give up what another process has destroyed meanwhile."""
        self._opened = {
            path: key
            for path, key in self._opened.items()
            if os.path.exists(path)  # noqa: PTH110
        }

    def holds(self, conversation: str) -> bool:
        """Say whether the keys of a conversation are still here."""
        paths = (self._path(conversation, purpose) for purpose in self._masters)
        return all(os.path.exists(path) for path in paths)  # noqa: PTH110 - see _path

    def _open(self, path: str, conversation: str, purpose: Purpose) -> bytes:
        master = self._masters.get(purpose)
        if master is None:
            raise Unreadable(f"this process holds no {purpose.value} keys")
        try:
            sealed = Path(path).read_bytes()
        except OSError:
            raise Unreadable("the keys of this conversation are destroyed") from None
        return unseal(master, sealed, belongs_to=f"{conversation}|{purpose.value}")

    def destroy(self, conversation: str) -> None:
        """Destroy what this process can reach of both keys; safe to repeat."""
        for purpose in self._masters:
            path = self._path(conversation, purpose)
            self._opened.pop(path, None)
            shred(Path(path))

    def destroy_older_than(self, milliseconds: int, now: int) -> int:
        """Destroy keys made longer ago than any conversation lives; return how many."""
        old = [
            conversation
            for conversation in self.conversations()
            if now - self._made_at(conversation) > milliseconds
        ]
        for conversation in old:
            self.destroy(conversation)
        return len(old)

    def _made_at(self, conversation: str) -> int:
        paths = [Path(self._path(conversation, purpose)) for purpose in self._masters]
        times = [path.stat().st_mtime_ns // 1_000_000 for path in paths if path.exists()]
        return max(times, default=0)

    def conversations(self) -> frozenset[str]:
        """Return the ids of all conversations whose keys are here."""
        return frozenset(
            path.name
            for purpose in self._masters
            for path in (self._folder / purpose.value).iterdir()
            if not path.name.startswith(".")
        )

    def _path(self, conversation: str, purpose: Purpose) -> str:
        # A string, not a Path: it is asked for with every line of every conversation.
        return f"{self._folder}/{purpose.value}/{conversation}"


def write_once(path: Path, content: bytes) -> None:
    """Write a new file, 0600, so that it appears whole and survives a power cut.

    Raises:
        FileExistsError: there is one already; it is left as it is.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(partial, path)
    finally:
        partial.unlink()
    _sync_folder(path.parent)


def _write_new(path: str, content: bytes) -> None:
    """Write a new file that nobody looks for yet; it is safe once its folder is synced too."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shred(path: Path) -> None:
    """Overwrite and remove a key file; on flash storage the overwriting is a best effort only."""
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
