"""Scripted conversations: what a simulated child says and what its counsellor answers.

They are data (`operation/scripts/`), written for a load and no more: nobody learns from them how to
talk with a child.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, get_args

import yaml

from errors import InvalidContent

FOLDER = Path(__file__).with_name("scripts")
_KEYS = {"language", "opening", "conversation"}
_MARK = re.compile(r"\[t(\d+) ([coa])(\d+)\]")

Language = Literal["th", "en"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The number a line carries, by which it is known again wherever it turns up.

    Attributes:
        talk: which conversation of the simulation.
        direction: `o` a child to the bot, `c` a child to its counsellor, `a` the answer.
        number: which line, from 0.
    """

    talk: int
    direction: str
    number: int

    def __str__(self) -> str:
        """Return it as it stands behind a line; nothing in it looks like a personal detail."""
        return f"[t{self.talk} {self.direction}{self.number}]"

    @classmethod
    def find(cls, text: str) -> list[Self]:
        """Return the marks in a text, in order."""
        found = _MARK.findall(text)
        return [cls(int(talk), direction, int(number)) for talk, direction, number in found]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of the child, and the counsellor's answer if there is one."""

    child: str
    counsellor: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation: first with the bot, then with a counsellor."""

    language: Language
    opening: tuple[str, ...]
    conversation: tuple[Exchange, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read one file.

        Raises:
            InvalidContent: it is not of the form of the others.
        """
        reason = "a language, lines of opening and of conversation are expected"
        try:
            read = yaml.safe_load(path.read_text(encoding="utf-8"))
            exchanges = tuple(Exchange(**exchange) for exchange in read["conversation"])
            script = cls(read["language"], tuple(read["opening"]), exchanges)
            fit = read.keys() == _KEYS and script.is_complete
        except (OSError, ValueError, yaml.YAMLError) as error:
            fit, reason = False, str(error)
        except (KeyError, AttributeError, TypeError):
            fit = False
        if not fit:
            raise InvalidContent(f"{path.name}: {reason}")
        return script

    @property
    def is_complete(self) -> bool:
        """Whether it has lines to say, and nothing but lines."""
        answers = [each.counsellor for each in self.conversation if each.counsellor is not None]
        said: list[object] = [*self.opening, *(each.child for each in self.conversation), *answers]
        if self.language not in get_args(Language) or not self.opening or not self.conversation:
            return False
        return all(isinstance(text, str) and bool(text) for text in said)


def load_scripts(folder: Path = FOLDER) -> tuple[Script, ...]:
    """Read all scripts of a folder, by name.

    Raises:
        InvalidContent: one is wrong, or there is none.
    """
    scripts = tuple(Script.load(path) for path in sorted(folder.glob("*.yml")))
    if not scripts:
        raise InvalidContent(f"{folder.name}: there are no scripts")
    return scripts
