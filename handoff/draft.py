"""A change in the making: what is done to one conversation, sealed as it grows.

A draft is made from one snapshot and ends in one `Change`; nothing has happened before that change
is committed. It reads no clock and opens no connection.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.language import Language
from bot.risk import Risk
from connectors.base import Author, Button, Outgoing
from handoff.board import Mark, Told
from handoff.change import Change, EventKind, blob
from handoff.conversation import HELD, QUEUED, Conversation, Event, State, apply, queue_score
from handoff.history import entry_of
from handoff.parts import parts_of
from handoff.record import (
    FOLLOWERS,
    PASSED_BY,
    WANTS,
    changed_fields,
    conversation_of,
    passed_by,
    plain,
)
from handoff.seals import Seals, StoredLine
from handoff.statistics.counters import Contact
from handoff.store import Snapshot
from handoff.thai_time import day_of


class Draft:
    """Collects what one commit will do.

    Attributes:
        now: milliseconds since the epoch, the same for the whole draft.
        before: the conversation as it was read.
        after: the conversation as it will be.
        change: what has been collected so far.
        choices: the labels of all buttons shown, by key.
    """

    def __init__(self, snapshot: Snapshot, seals: Seals, now: int) -> None:
        self.now = now
        self.before: Conversation = conversation_of(snapshot)
        self.after: Conversation = self.before
        self.change = Change(version=snapshot.version)
        self.choices: dict[str, str] = {}
        self._seals = seals
        self._lines = snapshot.lines
        self._passed_by = passed_by(snapshot)

    def happen(self, event: Event, by: str | None = None) -> None:
        """Let something happen to the ownership.

        Raises:
            Refused: it may not.
        """
        before, self.after = self.after, apply(self.after, event, now=self.now, by=by)
        passer = {
            Event.REFUSE: before.offered_to,
            Event.OFFER_EXPIRED: before.offered_to,
            Event.REQUEUE: before.counsellor,
        }.get(event)
        if passer:
            self._passed_by |= {passer}
            self.change.head[PASSED_BY] = ",".join(sorted(self._passed_by))
        elif self.after.state is State.COUNSELLOR:
            self.change.head |= {PASSED_BY: "", WANTS: ""}
        if before.state in HELD and self.after.state not in HELD:
            self.change.head[FOLLOWERS] = ""

    def say(
        self,
        author: Author,
        text: str,
        *,
        language: Language | None = None,
        buttons: Sequence[Button] = (),
        about: str | None = None,
        line_id: str | None = None,
        clear: bool = False,
        matters: bool = False,
    ) -> StoredLine:
        """Add a line to the child, and to the transcript; a long one goes in parts.

        The last part has the id of the line and its buttons; the others tell what they are part of.
        Whatever else is said to matter, a counsellor's line does, and every line in danger.
        """
        outgoing = Outgoing(
            id=line_id or str(uuid.uuid4()),
            author=author,
            text=text,
            language=language or self.after.language,
            buttons=tuple(buttons),
            about=about,
            matters=matters or author == "counsellor" or self.after.risk is Risk.DANGER,
            clear=clear,
        )
        for part in _parts(outgoing):
            self._send(part)
        self.choices.update({button.key: button.label for button in buttons})
        return self.keep(StoredLine(outgoing.id, self.now, author, text))

    def _send(self, outgoing: Outgoing) -> None:
        # The id stands in front in the clear, so that a sender can name the line it could not open.
        self.change.send.append(blob(outgoing.id.encode() + self._seals.outgoing(outgoing)))
        self.change.marks.append((outgoing.id, Mark.QUEUED.value))

    def keep(self, line: StoredLine) -> StoredLine:
        """Add a line to the transcript only."""
        self.change.lines.append(blob(self._seals.line(line)))
        self.notify("line")
        return line

    @property
    def next_index(self) -> int:
        """Index in the transcript of the next line that is kept."""
        return self._lines + len(self.change.lines)

    def put(self, index: int, line: StoredLine) -> None:
        """Put a line in the place of an earlier one."""
        self.change.replace.append((index, blob(self._seals.line(line))))
        self.notify("line")

    def show(self, event: bytes) -> None:
        """Show something on the child's page that is not on its way there by the outbox."""
        self.change.page.append(blob(self._seals.page(event)))

    def wake_at(self, kind: str, at: int) -> None:
        """Let something fall due; 0 takes it back."""
        self.change.due.append((kind, at))

    def notify(self, kind: EventKind) -> None:
        """Tell the desk, once for each kind."""
        if kind not in self.change.events:
            self.change.events.append(kind)

    def finish(self) -> Change:
        """Return the change, with what follows from the ownership filled in."""
        before, after, change = self.before, self.after, self.change
        change.head.update(changed_fields(before, after))
        if before.state is not after.state or before.risk is not after.risk:
            self.notify("closed" if after.state is State.CLOSED else "state")
            change.queue_moved = bool({before.state, after.state} & QUEUED)
        if happened := entry_of(before, after, self.now):
            change.day, change.happened = day_of(self.now), happened
        change.place = self._place()
        change.held = _moved(before, after, HELD, "counsellor")
        change.offered = _moved(before, after, frozenset({State.OFFERED}), "offered_to")
        change.freed = change.held is not None and before.counsellor is not None
        if after.state is State.CLOSED:
            change.close = True
        return change

    def _place(self) -> int | None:
        before, after = self.before, self.after
        if after.state is State.WAITING:
            score = _score(after)
            return None if before.state is State.WAITING and score == _score(before) else score
        return 0 if before.state is State.WAITING else None

    def waits_from(self, at: int | None) -> None:
        """Note since when the child waits for an answer; None when it has one."""
        self.after = replace(self.after, child_since=at)

    def worsen(self, risk: Risk) -> None:
        """Raise the risk of the conversation to at least this."""
        self.after = self.after.at_risk(risk)


def _parts(outgoing: Outgoing) -> Iterator[Outgoing]:
    *first, last = parts_of(outgoing.text)
    for number, text in enumerate(first):
        part_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{outgoing.id}/{number}"))
        yield replace(outgoing, id=part_id, text=text, buttons=(), part_of=outgoing.id, clear=False)
    yield replace(outgoing, text=last)


def _score(conversation: Conversation) -> int:
    return queue_score(conversation.risk, conversation.waiting_since or conversation.opened_at)


def _moved(
    before: Conversation, after: Conversation, states: frozenset[State], field: str
) -> str | None:
    """Return who it belongs to now, empty for nobody, or None when that has not changed."""
    was = getattr(before, field) if before.state in states else None
    now = getattr(after, field) if after.state in states else None
    return None if was == now else now or ""


def contact_of(draft: Draft, snapshot: Snapshot, told: Told, outcome: str) -> Contact:
    """Return what is known of the contact that a draft closes, for the counters."""
    answered = plain(snapshot.head, "answered_at")
    return Contact(
        conversation=draft.after,
        told=told,
        closed_at=draft.now,
        outcome=outcome,
        asked_at=draft.before.waiting_since,
        answered_at=int(answered) if answered else None,
        left_queue="left_queue" in snapshot.head,
    )
