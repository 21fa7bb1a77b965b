"""A conversation as data: what a child does, what it must be told, what the desk must see.

One file of `scripts/` is one conversation. Every step is one act of somebody or one thing that must
now be so, and the same steps are taken on each channel the file names.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "scripts"
CHANNELS = ("web", "telegram", "line")

ACTS = {
    "start": "opens the chat for the first time, as the platform has it",
    "child": "types words",
    "press": "presses a button it sees, by key",
    "type": "types the words of a button it sees, by key",
    "number": "types a number instead of pressing",
    "send": "sends something that is not words, by sort",
    "edit": "changes what it typed last",
    "unsend": "takes back what it typed last",
    "counsellor": "`comes`, `ends`, `closes`, or says these lines",
}
CHECKS = {
    "told": "the new bubbles, by text id, all of them, in order",
    "parting": "the last word, by text id; our own page may just show that it is over",
    "buttons": "keys that can be pressed now, among others",
    "waiting": "the child waits at the desk, at this risk",
    "left": "the desk knows that the child has gone",
    "desk": "the child's lines as its counsellor reads them, all of them, in order",
    "gone": "nothing of the conversation can be read any more",
    "screen": "all that a child's phone still shows, by channel and text id",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `of` is the file and the number, for whoever looks for it."""

    verb: str
    value: Any
    of: str


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation.

    Attributes:
        staffed: whether somebody is on duty.
        language: what the child's page or app is set to.
        channels: where it can happen.
    """

    name: str
    staffed: bool
    language: str
    channels: tuple[str, ...]
    steps: tuple[Step, ...]


def read(path: Path) -> Script:
    """Read one script; a verb that is not known is an error."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = []
    for number, entry in enumerate(given["steps"], start=1):
        [(verb, value)] = entry.items()
        assert verb in ACTS.keys() | CHECKS.keys(), f"{path.name}: step {number}: {verb}?"
        steps.append(Step(verb, value, f"{path.stem}, step {number}, {verb}"))
    return Script(
        name=path.stem,
        staffed=given.get("staffed", True),
        language=given.get("language", "th"),
        channels=tuple(given.get("channels", CHANNELS)),
        steps=tuple(steps),
    )


SCRIPTS = {path.stem: read(path) for path in sorted(FOLDER.glob("*.yml"))}
