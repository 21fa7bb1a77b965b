"""The updates a bot has not confirmed: numbered, filtered, ordered and forgotten in time.

Numbers rise and are never used twice; messages live 24 hours and presses 150 seconds
(tdlib/telegram-bot-api, Client.cpp); nothing is lost before that unless it was confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.faults import Script
from tests.fakes.telegram.pulse import Pulse

MESSAGE_LIFE = 86_400.0
PRESS_LIFE = 150.0
PRESS_QUEUE = 3 << 33
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(slots=True, eq=False)
class Pending:
    """An update that waits; `queue` orders webhooks, `given` says it was handed out once."""

    update_id: int
    payload: Json
    queue: int
    chat: int | None
    expires: float
    given: bool = False

    def json(self) -> Json:
        return {"update_id": self.update_id, **self.payload}


class Updates:
    """Everything that happened and was not yet confirmed, oldest first."""

    def __init__(self, clock: Callable[[], float], script: Script, first: int) -> None:
        self._clock = clock
        self._script = script
        self._next = first
        self._waiting: list[Pending] = []
        self._echoes: list[Pending] = []
        self.allowed: list[str] = []
        self.changed = Pulse()
        self.emitted: list[Json] = []

    def allow(self, kinds: list[str]) -> None:
        """Emit only these kinds from now on; an empty list is the platform's default."""
        self.allowed = list(kinds)

    def jump(self, update_id: int) -> None:
        """Go on from another number, as after a week of silence."""
        self._next = update_id

    def add(self, payload: Json, *, checked: bool = True) -> int | None:
        """Queue an update; None if its kind is not asked for."""
        kind = next(iter(payload), "")
        if checked and not self._asked(kind):
            return None
        pending = self._pending(payload)
        self._next += 1
        self._waiting.append(pending)
        self._reorder(pending)
        self.emitted.append(pending.json())
        self.changed.beat()
        return pending.update_id

    @property
    def waiting(self) -> list[Pending]:
        """What is not confirmed and has not expired."""
        now = self._clock()
        self._waiting = [each for each in self._waiting if each.expires > now]
        return list(self._waiting)

    @property
    def count(self) -> int:
        return len(self.waiting) + len(self._echoes)

    def batch(self, limit: int) -> list[Json]:
        """The oldest updates; one that came twice by fault is handed out without confirming."""
        echoes, self._echoes = self._echoes, self._echoes[limit:]
        given = (echoes + self.waiting)[:limit]
        for each in given:
            each.given = True
        if echoes:
            self.changed.beat()
        return [each.json() for each in given]

    def confirm(self, offset: int) -> None:
        """Forget all below the offset; a negative one keeps only that many of the newest."""
        if offset < 0:
            kept = self.waiting[offset:]
            offset = kept[0].update_id if kept else 0
        for each in self.waiting:
            if each.update_id < offset:
                self.done(each)
                if each.given and self._script.for_update("duplicate", each.chat):
                    self._echoes.append(each)

    def done(self, pending: Pending) -> None:
        """Confirm one update."""
        if pending in self._waiting:
            self._waiting.remove(pending)
        self.changed.beat()

    def drop_all(self) -> None:
        self._waiting.clear()
        self._echoes.clear()
        self.changed.beat()

    def _asked(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def _pending(self, payload: Json) -> Pending:
        kind = next(iter(payload), "")
        inner = payload.get(kind)
        body: Json = inner if isinstance(inner, dict) else {}
        press = kind == "callback_query"
        chat = _number(body.get("message", {}) if press else body, "chat")
        queue = (_number(body, "from") or 0) + PRESS_QUEUE if press else chat or 0
        expires = self._clock() + (PRESS_LIFE if press else MESSAGE_LIFE)
        return Pending(self._next, payload, queue, chat, expires)

    def _reorder(self, newest: Pending) -> None:
        if len(self._waiting) < 2:
            return
        before = self._waiting[-2]
        if before.given or before.chat == newest.chat:
            return
        if not self._script.for_update("reorder", newest.chat):
            return
        before.update_id, newest.update_id = newest.update_id, before.update_id
        self._waiting[-2:] = [newest, before]


def _number(holder: object, name: str) -> int | None:
    inner = holder.get(name) if isinstance(holder, dict) else None
    number = inner.get("id") if isinstance(inner, dict) else None
    return number if isinstance(number, int) else None
