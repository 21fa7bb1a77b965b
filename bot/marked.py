"""Lines in which the personal details are marked, as the tagger learns from them.

`[detail](kind)` marks one, all else is none; a line that begins with `#` is a remark. No
real child's words ever stand there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from errors import InvalidContent

KINDS = frozenset(
    (
        "phone",
        "national_id",
        "email",
        "line_id",
        "handle",
        "url",
        "person_name",
        "school",
        "address",
        "coordinates",
        "bank_account",
        "birth_date",
        "student_id",
        "vehicle_plate",
        "game_id",
    )
)
"""The kinds of personal detail (CONTRACT.md)."""

_MARK = re.compile(r"\[(?P<value>[^\[\]]+)\]\((?P<kind>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line as it would be typed, and its details.

    Attributes:
        text: without the marks.
        details: kind, start and end of each, in order.
    """

    text: str
    details: tuple[tuple[str, int, int], ...] = ()


def marked_lines(folder: Path) -> Iterator[MarkedLine]:
    """Yield the lines of every file of a folder, in order.

    Raises:
        InvalidContent: naming the file and the line that cannot be read.
    """
    for path in sorted(folder.glob("*.txt")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidContent(f"{path.name}: {error}") from None
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                yield _read(f"{path.name}:{number}", line.strip())


def _read(where: str, line: str) -> MarkedLine:
    text, details, done = "", list[tuple[str, int, int]](), 0
    for mark in _MARK.finditer(line):
        if mark["kind"] not in KINDS:
            raise InvalidContent(f"{where}: {mark['kind']!r} is no kind of detail")
        text += line[done : mark.start()]
        details.append((mark["kind"], len(text), len(text) + len(mark["value"])))
        text += mark["value"]
        done = mark.end()
    text += line[done:]
    if "](" in text:
        raise InvalidContent(f"{where}: a mark is not closed")
    return MarkedLine(text, tuple(details))
