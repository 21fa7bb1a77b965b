"""What the platform remembers: the bot, its chats, its updates and the presses it may answer.

One state belongs to one fake; the clock is the test's.
"""

from collections.abc import Callable
from itertools import count

from tests.fakes.telegram.chat import Chat, Json, Line
from tests.fakes.telegram.refusal import bad
from tests.fakes.telegram.updates import Updates

BOT_FIELDS = ("id", "is_bot", "first_name", "username")


class State:
    """The platform's memory; times are seconds since the epoch."""

    def __init__(self, me: Json, updates: Updates, clock: Callable[[], float]) -> None:
        self.me = me
        self.updates = updates
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, float] = {}
        self.answered: set[str] = set()
        self._numbers = count(1)

    @property
    def bot(self) -> Json:
        """The bot as it stands in messages: without what only getMe tells."""
        return {name: self.me[name] for name in BOT_FIELDS}

    def number(self) -> int:
        """The next message's number; a bot's private chats share one series."""
        return next(self._numbers)

    def open(self, form: Json) -> Chat:
        """The chat of that form, made if it is new."""
        return self.chats.setdefault(int(form["id"]), Chat(form))

    def chat(self, chat_id: int | None) -> Chat:
        """The chat a call names.

        Raises:
            Refusal: 400, if the bot never met it.
        """
        if chat_id is None or chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def message(self, chat: Chat, line: Line) -> Json:
        """A line of the bot as a Message object."""
        told: Json = {
            "message_id": line.message_id,
            "from": self.bot,
            "chat": chat.form,
            "date": int(line.at),
        }
        if line.edited is not None:
            told["edit_date"] = int(line.edited)
        told["text"] = line.text
        if line.inline:
            told["reply_markup"] = line.inline
        return told
