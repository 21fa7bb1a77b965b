"""Where content lies: the shipped folder, and an operator's own of the same shape laid over it.

The one place that knows what lies over what. It finds files and reads none, and never lets an
operator's file pass unread in silence: `strays` names what nobody would look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ADDED = ("cards/*.yml", "texts/*.yml", "services/*.yml", "risk/*.yml")
"""Where an operator may add files of any name; elsewhere only those count that are shipped too."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Both folders.

    Attributes:
        shipped: `bot/content`.
        own: the operator's; any part of it may be missing, and so may all of it.
    """

    shipped: Path
    own: Path | None = None

    def files(self, pattern: str) -> list[Path]:
        """Return the files of both folders, ours first: entries of a later one replace."""
        return [file for place in self._places() for file in sorted(place.glob(pattern))]

    def one(self, name: str) -> Path:
        """Return the operator's file if there is one, else ours: such files are replaced whole."""
        return (self.files(name) or [self.shipped / name])[-1]

    def folder(self, name: str) -> Path | None:
        """Return the operator's folder of that name, whether it is there or not."""
        return self.own / name if self.own else None

    def is_own(self, file: Path) -> bool:
        """Say whether a file is the operator's."""
        return self.own is not None and file.is_relative_to(self.own)

    def strays(self) -> Iterator[Path]:
        """Yield the operator's YAML files that nothing reads: a name or folder is mistyped."""
        if self.own is None:
            return
        read = {file for pattern in _ADDED for file in self.own.glob(pattern)}
        for file in sorted(self.own.rglob("*.y*ml")):
            place = file.relative_to(self.own)
            hidden = any(part.startswith(".") for part in place.parts)
            if not hidden and file not in read and not (self.shipped / place).is_file():
                yield place

    def _places(self) -> tuple[Path, ...]:
        return (self.shipped, self.own) if self.own else (self.shipped,)
