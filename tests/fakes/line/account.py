"""The official account at the fake LINE server: its friends, its quota, and what it sent to whom.

Everything or nothing: a refused request changes nothing and delivers nothing. It must never deliver
to a child other than the one the request names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fakes.line.answer import (
    ALREADY_ACCEPTED,
    INVALID_REPLY_TOKEN,
    MONTHLY_LIMIT,
    Answer,
    Call,
    Json,
    invalid,
    refusal,
)
from tests.fakes.line.child import Child, Shown, bubble
from tests.fakes.line.event import Pen
from tests.fakes.line.reply_token import ReplyTokens
from tests.fakes.line.retry_key import RetryKeys, is_uuid
from tests.fakes.line.rules import wrong_messages

RETRY_KEY = "x-line-retry-key"


@dataclass(slots=True)
class Quota:
    """Messages a month that may be pushed, None for no limit, and those that were."""

    limit: int | None = 300
    used: int = 0

    @property
    def spent(self) -> bool:
        return self.limit is not None and self.used >= self.limit


class Account:
    """What the account may do and has done."""

    def __init__(self, clock: Callable[[], float], chance: Random) -> None:
        self.pen = Pen(clock, chance)
        self.tokens = ReplyTokens(clock, chance)
        self.keys = RetryKeys(clock)
        self.quota = Quota()
        self.children: dict[str, Child] = {}
        self.replies = 0
        self.pushes = 0
        self.left: list[str] = []
        self.elsewhere: list[Shown] = []

    def reply(self, call: Call, request: str) -> Answer:
        """Answer one event: free, once, within the life of its token."""
        if RETRY_KEY in call.headers:
            return refusal(400, "The retry key is not supported by this API")
        if wrong := list(wrong_messages(call.body.get("messages"))):
            return invalid(wrong)
        token = call.body.get("replyToken")
        if (user_id := self.tokens.reaches(token)) is None:
            return refusal(400, INVALID_REPLY_TOKEN)
        self.tokens.use(str(token))
        self.replies += 1
        return self._send(user_id, call, request)

    def push(self, call: Call, request: str) -> Answer:
        """Write to a friend at any time: counted, and the same only once per retry key."""
        key = call.headers.get(RETRY_KEY)
        if key is not None and not is_uuid(key):
            return refusal(400, "The 'X-Line-Retry-Key' header is not a valid UUID")
        if before := self.keys.known(key):
            return repeated(before.request, before.sent)
        if wrong := list(wrong_messages(call.body.get("messages"))):
            return invalid(wrong)
        child = self.children.get(str(call.body.get("to")))
        if child is None:
            return refusal(400, "The property, 'to', in the request body is invalid")
        if self.quota.spent:
            return refusal(429, MONTHLY_LIMIT)
        self.pushes += 1
        self.quota.used += child.reachable
        answer = self._send(child.user_id, call, request)
        self.keys.remember(key, request, answer.body["sentMessages"])
        return answer

    def _send(self, user_id: str, call: Call, request: str) -> Answer:
        """Deliver all bubbles together, or none where the child cannot be reached."""
        ids = [self.pen.message_id() for _ in call.body["messages"]]
        bubbles = [
            bubble(message, message_id, call.number)
            for message, message_id in zip(call.body["messages"], ids, strict=True)
        ]
        child = self.children.get(user_id)
        if child is None:
            self.elsewhere += bubbles
        elif child.reachable:
            child.receive(bubbles)
        sent = [{"id": each, "quoteToken": self.pen.opaque()} for each in ids]
        return Answer(200, {"sentMessages": sent}, {"x-line-request-id": request})

    def load(self, call: Call) -> Answer:
        """Show the sign that an answer is being written: in a chat of two, 5 to 60 seconds."""
        seconds = call.body.get("loadingSeconds", 20)
        if type(seconds) is not int or not 5 <= seconds <= 60 or seconds % 5:
            return invalid([("loadingSeconds", "Must be a multiple of 5 between 5 and 60")])
        child = self.children.get(str(call.body.get("chatId")))
        if child is None:
            return invalid([("chatId", "The value is invalid")])
        child.loading += child.reachable
        return Answer(202)

    def leave(self, path: str) -> Answer:
        """Leave a group or a room."""
        self.left.append(path.split("/")[-2])
        return Answer(200)

    def quota_limit(self) -> Json:
        if self.quota.limit is None:
            return {"type": "none"}
        return {"type": "limited", "value": self.quota.limit}


def repeated(request: str, sent: list[Json]) -> Answer:
    """409: this was accepted before, and is not sent again."""
    body = {"message": ALREADY_ACCEPTED, "sentMessages": sent}
    return Answer(409, body, {"x-line-accepted-request-id": request})
