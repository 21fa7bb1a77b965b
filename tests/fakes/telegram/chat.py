"""A chat as its people see it: lines that appear, change and go, and what was ever delivered.

It must always tell exactly what a child got, whatever the caller of the Bot API was told.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

type Json = dict[str, Any]
type Side = Literal["child", "bot"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One line on the screen; `buttons` pair a label with its data, address or typed text."""

    message_id: int
    by: Side
    text: str
    buttons: list[tuple[str, str]]
    at: float


@dataclass(slots=True)
class Line:
    """One message of a chat, with what it would take to show or to change it.

    `kind` is the message's content field ("text", "photo", ...); `at` and `edited` are seconds
    since the epoch.
    """

    message_id: int
    by: Side
    text: str
    at: float
    kind: str = "text"
    markup: Json | None = None
    edited: float | None = None
    deleted: bool = False

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Label and data (or address); of a reply keyboard the label twice."""
        markup = self.markup or {}
        inline = [
            (button["text"], str(button.get("callback_data", button.get("url", ""))))
            for row in markup.get("inline_keyboard", [])
            for button in row
        ]
        typed = [
            label if isinstance(label, str) else str(label["text"])
            for row in markup.get("keyboard", [])
            for label in row
        ]
        return inline + [(label, label) for label in typed]

    @property
    def inline(self) -> Json | None:
        """The inline keyboard as the Bot API shows it in a message, if there is one."""
        if self.markup and self.markup.get("inline_keyboard"):
            return self.markup
        return None

    def shown(self) -> Shown:
        return Shown(self.message_id, self.by, self.text, self.buttons, self.at)


@dataclass(slots=True)
class Chat:
    """A private chat or a group; `form` is the Chat object of the Bot API.

    `received` holds every line of the bot as it was when delivered, `rewritten` every edit of
    one. `blocked` belongs to private chats, `gone` to groups the bot left.
    """

    form: Json
    lines: dict[int, Line] = field(default_factory=dict)
    received: list[Shown] = field(default_factory=list)
    rewritten: list[Shown] = field(default_factory=list)
    typing: int = 0
    blocked: bool = False
    gone: bool = False

    @property
    def chat_id(self) -> int:
        return int(self.form["id"])

    @property
    def private(self) -> bool:
        return bool(self.form["type"] == "private")

    @property
    def shown(self) -> list[Shown]:
        """What stands on the screen now, oldest first."""
        return [line.shown() for line in self.lines.values() if not line.deleted]

    def deliver(self, line: Line) -> None:
        """Put a line of the bot on the screen, and remember it for ever."""
        self.lines[line.message_id] = line
        self.received.append(line.shown())

    def living(self, message_id: int) -> Line | None:
        """The line of that number, unless it was deleted or never was."""
        line = self.lines.get(message_id)
        return None if line is None or line.deleted else line
