"""Scripts and styles of the desk, read once and served from our own origin under their digest.

A changed file has another address, so pages may keep it for a year. Nothing outside the given files
can be asked for: an address is looked up, never joined to a folder.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from errors import ConfigurationError

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SCRIPTS = (
    "desk-early.js",
    "desk-page.js",
    "desk-drawer.js",
    "desk-hiding.js",
    "desk-lines.js",
    "desk-sending.js",
    "desk-closing.js",
    "desk-finder.js",
    "desk-clock.js",
    "desk-stream.js",
    "desk-keys.js",
    "desk.js",
    "desk-bell.js",
)
_STAFF = ("staff.css", "staff-copy.js", "staff-lock.js", "staff-passkey.js")
_OWN = (
    "desk.css",
    "texts.css",
    "rules.css",
    "house.css",
    "statistics.css",
    *_STAFF,
    *_SCRIPTS,
    "icon.svg",
)
_BROUGHT = ("htmx.org/dist/htmx.min.js", "htmx-ext-sse/dist/sse.min.js")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    digest: str
    content_type: str
    body: bytes


class Assets:
    """The files by name."""

    def __init__(self, files: dict[str, Asset]) -> None:
        self._files = files

    @classmethod
    def load(cls, node_modules: Path) -> "Assets":
        """Read our own files and those that `npm` brought.

        Raises:
            ConfigurationError: one is missing; `make setup` brings it.
        """
        own = [Path(__file__).parent / "static" / name for name in _OWN]
        brought = [node_modules / name for name in _BROUGHT]
        return cls({path.name: _read(path) for path in (*own, *brought)})

    def address(self, name: str) -> str:
        """Return where a page finds a file."""
        return f"/static/{self._files[name].digest}/{name}"

    def find(self, digest: str, name: str) -> Asset | None:
        """Return the file of an address, or None."""
        asset = self._files.get(name)
        return asset if asset and asset.digest == digest else None


def _read(path: Path) -> Asset:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} is missing ({error.strerror}): run make setup"
        ) from None
    return Asset(hashlib.sha256(body).hexdigest()[:16], _TYPES[path.suffix], body)
