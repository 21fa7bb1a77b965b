"""A child with a phone: writes, presses, sends and blocks, and sees what the chat shows.

Everything a real account gives away is planted in each update, for tests that look for it.
"""

from tests.fakes.telegram.chat import Chat, Json, Line, Shown
from tests.fakes.telegram.contents import CAPTIONED, Kind, content, origin
from tests.fakes.telegram.sending import LONGEST_TEXT, utf16
from tests.fakes.telegram.state import State

CHAT_INSTANCE = "4611686018427387904"


class Child:
    """One private chat; every method returns when the update is queued."""

    def __init__(self, state: State, chat_id: int, language_code: str | None, mark: str) -> None:
        self._state = state
        names = {
            "first_name": f"PlantedFirst{mark}",
            "last_name": f"PlantedLast{mark}",
            "username": f"planted_name_{mark}",
        }
        self.person: Json = {"id": chat_id, "is_bot": False, **names}
        if language_code is not None:
            self.person["language_code"] = language_code
        self.chat: Chat = state.open({"id": chat_id, "type": "private", **names})
        self.chat_id = chat_id
        self.planted: tuple[str, ...] = tuple(names.values())

    @property
    def shown(self) -> list[Shown]:
        """What the chat shows now, in order."""
        return self.chat.shown

    @property
    def received(self) -> list[Shown]:
        """Every line of the bot as it was delivered, in order, deleted since or not."""
        return self.chat.received

    @property
    def typing(self) -> int:
        """How often the bot showed that it writes."""
        return self.chat.typing

    async def says(self, text: str) -> int:
        """Write; the message's number.

        Raises:
            ValueError: No app sends an empty text or one of over 4096 UTF-16 units.
        """
        if not text.strip() or utf16(text) > LONGEST_TEXT:
            raise ValueError("an app sends 1 to 4096 UTF-16 units")
        return self._send(_text(text.strip()), text.strip())

    async def edits(self, message_id: int, text: str) -> None:
        """Rewrite a line of this child that is still there."""
        line = self.chat.living(message_id)
        if line is None or line.by != "child":
            raise ValueError("only a line of the child that is still there can be edited")
        line.text, line.edited = text, self._state.clock()
        told = self._message(line) | {"edit_date": int(line.edited)} | _text(text)
        self._state.updates.add({"edited_message": told})

    async def presses(self, key: str, message_id: int | None = None) -> str:
        """Press a button under the newest line that has it; the press's id.

        The key may be forged: then the press comes from the newest line of the bot, or from
        the line of the given number. A line that is gone arrives as an inaccessible message.
        """
        number = self._holder(key) if message_id is None else message_id
        press = str(8_000_000_000_000_000 + len(self._state.presses))
        self._state.presses[press] = self._state.clock()
        self._state.updates.add(
            {
                "callback_query": {
                    "id": press,
                    "from": self.person,
                    "message": self._pressed(number),
                    "chat_instance": CHAT_INSTANCE,
                    "data": key,
                }
            }
        )
        return press

    async def sends(self, kind: Kind, caption: str | None = None, group: str | None = None) -> int:
        """Send something beside words, perhaps as one of an album; the message's number."""
        fields = content(kind, self.chat_id + len(self.chat.lines))
        if caption is not None:
            if kind not in CAPTIONED:
                raise ValueError(f"no app sends a {kind} with a caption")
            fields["caption"] = caption
        if group is not None:
            fields["media_group_id"] = group
        return self._send(fields, caption or "", kind)

    async def forwards(self, text: str, *, hidden: bool = False) -> int:
        """Forward somebody's words, whose account is hidden or shown; the message's number."""
        told = origin(int(self._state.clock()), hidden=hidden)
        return self._send({"forward_origin": told, **_text(text)}, text)

    async def blocks(self) -> None:
        """Stop the bot: from now on it gets 403."""
        self.chat.blocked = True
        self._state.updates.add({"my_chat_member": self._changed(self._member(), self._kicked())})

    async def unblocks(self) -> None:
        """Let the bot in again."""
        self.chat.blocked = False
        self._state.updates.add({"my_chat_member": self._changed(self._kicked(), self._member())})

    def _send(self, fields: Json, text: str, kind: str = "text") -> int:
        line = Line(self._state.number(), "child", text, self._state.clock(), kind)
        self.chat.lines[line.message_id] = line
        self._state.updates.add({"message": self._message(line) | fields})
        return line.message_id

    def _message(self, line: Line) -> Json:
        return {
            "message_id": line.message_id,
            "from": self.person,
            "chat": self.chat.form,
            "date": int(line.at),
        }

    def _holder(self, key: str) -> int:
        mine = [line for line in self.chat.lines.values() if line.by == "bot" and not line.deleted]
        holding = [line for line in mine if any(data == key for _, data in line.buttons)]
        return max((line.message_id for line in holding or mine), default=0)

    def _pressed(self, number: int) -> Json:
        line = self.chat.living(number)
        if line is None:
            return {"chat": self.chat.form, "message_id": number, "date": 0}
        return self._state.message(self.chat, line)

    def _changed(self, old: Json, new: Json) -> Json:
        return {
            "chat": self.chat.form,
            "from": self.person,
            "date": int(self._state.clock()),
            "old_chat_member": old,
            "new_chat_member": new,
        }

    def _member(self) -> Json:
        return {"status": "member", "user": self._state.bot}

    def _kicked(self) -> Json:
        return {"status": "kicked", "user": self._state.bot, "until_date": 0}


def _text(text: str) -> Json:
    fields: Json = {"text": text}
    if text.startswith("/"):
        length = utf16(text.split(maxsplit=1)[0])
        fields["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return fields
