"""A child with LINE on a phone: what they do, and what their chat shows.

It is the truth about delivery: what is not in `received` did not arrive, and what is there twice
arrived twice. It must never show a child what was sent to another.
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from tests.fakes.line.answer import Json
from tests.fakes.line.event import Kind

if TYPE_CHECKING:
    from tests.fakes.line.channel import Channel

type Buttons = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One bubble of the chat.

    Attributes:
        text: the words; of another thing its sort in brackets.
        buttons: label and what pressing it gives (data, words or address).
        request: the number of the request that brought it, -1 for the child's own.
        id: LINE's id of the message.
        pressed: data of buttons -> the words that appear when it is pressed.
        spoken: words of buttons that make the child say them.
    """

    by: Literal["child", "bot"]
    text: str
    buttons: Buttons = field(default_factory=list)
    request: int = -1
    id: str = ""
    pressed: dict[str, str] = field(default_factory=dict)
    spoken: tuple[str, ...] = ()


def bubble(message: Json, message_id: str, request: int) -> Shown:
    """What a message of the bot looks like in the chat."""
    actions = [item["action"] for item in message.get("quickReply", {}).get("items", ())]
    return Shown(
        by="bot",
        text=message.get("text") or message.get("altText") or f"[{message['type']}]",
        buttons=[(action["label"], _gives(action)) for action in actions],
        request=request,
        id=message_id,
        pressed={a["data"]: a["displayText"] for a in actions if a["type"] == "postback"},
        spoken=tuple(a["text"] for a in actions if a["type"] == "message"),
    )


def _gives(action: Json) -> str:
    return str(action.get("data") or action.get("uri") or action.get("text") or "")


class Child:
    """One friend of the account."""

    def __init__(self, line: "Channel", user_id: str) -> None:
        self._line = line
        self._chat: list[Shown] = []
        self.user_id = user_id
        self.name = f"Planted Name {user_id[1:7]}"
        self.blocked = False
        self.deleted = False
        self.loading = 0

    @property
    def shown(self) -> list[Shown]:
        """The chat as it looks now: only its last bubble has quick replies."""
        return [replace(each, buttons=[]) for each in self._chat[:-1]] + self._chat[-1:]

    @property
    def received(self) -> list[Shown]:
        """Every message of the bot that arrived, in order, with the buttons it brought."""
        return [each for each in self._chat if each.by == "bot"]

    @property
    def reachable(self) -> bool:
        return not (self.blocked or self.deleted)

    def receive(self, bubbles: list[Shown]) -> None:
        self._chat.extend(bubbles)

    def show(self, text: str, message_id: str = "") -> None:
        """The child's own words appear in the chat."""
        self._chat.append(Shown("child", text, id=message_id))

    async def says(self, text: str) -> str:
        """Write a line; returns LINE's id of it once it was answered 2xx, or never will be."""
        return await self._send({"type": "text", "text": text})

    async def sends(self, kind: Kind, image_set: Json | None = None) -> str:
        """Send something that is not words; `image_set` is {id, index, total}."""
        return await self._send({"type": kind} | ({"imageSet": image_set} if image_set else {}))

    async def _send(self, message: Json) -> str:
        event = self._line.event(self, {"type": "message", "message": message})
        await self._line.deliver(event)
        return str(event["message"]["id"])

    async def presses(self, data: str) -> None:
        """Press the newest button with this data, or forge a press of one never shown."""
        if any(data in each.spoken for each in self._chat):
            await self.says(data)
            return
        if words := self._words_of(data):
            self.show(words)
        await self._line.deliver(
            self._line.event(self, {"type": "postback", "postback": {"data": data}})
        )

    def _words_of(self, data: str) -> str | None:
        return next(
            (each.pressed[data] for each in reversed(self._chat) if data in each.pressed), None
        )

    async def unsends(self, message_id: str) -> None:
        """Take back a line: it is gone from the chat."""
        self._chat = [each for each in self._chat if each.id != message_id]
        await self._tell({"type": "unsend", "unsend": {"messageId": message_id}})

    async def follows(self, *, unblocked: bool = False) -> None:
        """Add the account as a friend, for the first time or again after blocking it."""
        self.blocked = False
        await self._tell({"type": "follow", "follow": {"isUnblocked": unblocked}})

    async def blocks(self) -> None:
        """Block the account: nothing arrives any more, and LINE says so only once."""
        self.blocked = True
        await self._tell({"type": "unfollow"})

    async def _tell(self, fields: Json) -> None:
        await self._line.deliver(self._line.event(self, fields))

    async def hears(self, count: int = 1, timeout: float = 10) -> list[Shown]:  # noqa: ASYNC109 - the wait is the fake's
        """Wait until so many messages of the bot have arrived in all.

        Raises:
            TimeoutError: they did not.
        """
        await self._line.until(lambda: len(self.received) >= count, timeout)
        return self.received
