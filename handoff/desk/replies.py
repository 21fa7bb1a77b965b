"""Ready replies: short texts a counsellor puts into the composer and changes before sending.

Shared ones are reviewed content in both languages under one shortcut, never about one child. A
counsellor's own may have one language only. Nothing here ever sends one by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.language import Language
from bot.readable import Kind, Place, Readable
from bot.words import pair, read_yaml
from errors import InvalidContent


@dataclass(frozen=True, slots=True)
class Reply:
    """One ready reply: its shortcut, what the desk calls it, and what the child would read."""

    id: str
    shortcut: str
    title: Mapping[Language, str]
    text: Mapping[Language, str]


def readable(reply: Reply) -> Readable:
    """Return what a child would read of a reply, to be reviewed like everything else."""
    return Readable(Kind.REPLY, reply.id, Place("replies"), (("text", reply.text),))


def load_replies(*paths: Path) -> tuple[Reply, ...]:
    """Read `{id: {shortcut, title: {th, en}, text: {th, en}}}` in the order of the files.

    A later file replaces replies of an earlier one, by id, and adds its own.

    Raises:
        InvalidContent: a part or a language is missing, or two replies share a shortcut.
    """
    by_id = {
        name: _reply(path.name, name, entry)
        for path in paths
        for name, entry in read_yaml(path).items()
    }
    replies = tuple(by_id.values())
    shortcuts = [reply.shortcut for reply in replies]
    doubled = {shortcut for shortcut in shortcuts if shortcuts.count(shortcut) > 1}
    if doubled:
        raise InvalidContent(f"{paths[-1].name}: shortcut used twice: {', '.join(sorted(doubled))}")
    return replies


def _reply(where: str, name: str, entry: object) -> Reply:
    if not isinstance(entry, dict) or not isinstance(entry.get("shortcut"), str):
        raise InvalidContent(f"{where}: {name}: a shortcut, a title and a text are expected")
    title, text = entry.get("title"), entry.get("text")
    return Reply(
        name,
        entry["shortcut"],
        pair(f"{where}: {name}: title", title if isinstance(title, dict) else {}),
        pair(f"{where}: {name}: text", text if isinstance(text, dict) else {}),
    )
