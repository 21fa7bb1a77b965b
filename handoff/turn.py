"""What one message or one due time does to a conversation: a draft, planned and not yet done.

While the bot owns the conversation the dialogue answers; while the child waits the queue answers by
rule; once a counsellor has it nothing here answers at all. No clock, no store: the router brings
what it reads and commits what comes out.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from bot.dialogue import Choice, Dialogue, DialogueState, Step, Turn, Wish
from bot.language import Language
from bot.privacy import MASK
from bot.reading import Screening
from bot.risk import Risk
from connectors.base import SORTS, Author, Button, Kind
from handoff import silence
from handoff.board import FELT, FELT_PREFIX, Told
from handoff.change import blob
from handoff.conversation import HELD, QUEUED, Event, State
from handoff.draft import Draft
from handoff.patience import Patience
from handoff.seals import Message, Original, Progress, Seals, StoredLine

_NOTHING = msgspec.Raw(b"\xa0")
"""An empty text in msgpack: it removes what it is written over."""
SHARE, KEEP = "share:", "keep:"
ASKED = "asked:"
"""Opens the due time and the mark of a line whose hidden details a counsellor asked to see."""


class OwnLine(Protocol):
    """Gives a line of the child itself the form its page reads (`connectors.web.line`)."""

    def __call__(
        self,
        event_id: str,
        text: str,
        language: Language,
        *,
        masked: int = 0,
        tap: str | None = None,
    ) -> bytes:
        """Return the payload."""
        ...


@dataclass(frozen=True, slots=True)
class Earlier:
    """A line that stands in the transcript already, and where."""

    index: int
    line: StoredLine


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans turns. `own_line` is for channels whose page shows the child its own lines."""

    dialogue: Dialogue
    patience: Patience
    own_line: OwnLine
    pages: frozenset[str] = frozenset({"web"})

    def receive(
        self, draft: Draft, seals: Seals, message: Message, screening: Screening, progress: Progress
    ) -> None:
        """Keep what the child wrote: masked for staff, whole for the child's own page."""
        tapped = message.kind is Kind.TAP
        shown = self._shown(draft, message, screening, progress)
        masked = 0 if tapped else len(screening.finds)
        line = StoredLine(
            message.event_id, message.at, "child", shown, screening.risk.value, masked
        )
        if masked:
            original = Original(draft.next_index, message.at, message.text, screening.risk.value)
            self._hide(draft, seals, message.event_id, original)
        draft.keep(line)
        draft.worsen(screening.risk)
        if draft.after.channel in self.pages:
            tap = message.text if tapped else None
            text = shown if tapped else message.text
            language = screening.language
            draft.show(self.own_line(message.event_id, text, language, masked=masked, tap=tap))
        if masked:
            self._tell_masked(draft, message.event_id, masked, progress.state)

    def echo(self, draft: Draft, message: Message) -> None:
        """Show the child its own line on its page, and keep it nowhere else."""
        if draft.after.channel not in self.pages:
            return
        language = draft.after.language
        if message.kind is Kind.TAP:
            text = self.dialogue.label(message.text, language)
            draft.show(self.own_line(message.event_id, text, language, tap=message.text))
        else:
            draft.show(self.own_line(message.event_id, message.text, language))

    def _shown(
        self, draft: Draft, message: Message, screening: Screening, progress: Progress
    ) -> str:
        if message.kind is Kind.TAP:
            known = progress.choices.get(message.text)
            return known or self.dialogue.label(message.text, screening.language)
        if message.kind is Kind.MEDIA:
            sort = message.text if message.text in SORTS else "other"
            return self.word(f"notice.sent.{sort}", draft)
        if message.forwarded:
            return self.word("notice.forwarded", draft, text=screening.masked)
        return screening.masked

    def amend(
        self, draft: Draft, seals: Seals, message: Message, screening: Screening, earlier: Earlier
    ) -> None:
        """Put what the child made of an earlier message in its place."""
        masked = len(screening.finds)
        old, index = earlier.line, earlier.index
        risk = max(screening.risk, Risk(old.risk), key=list(Risk).index).value
        line = StoredLine(old.id, old.at, "child", screening.masked, risk, masked, amended="edited")
        draft.put(index, line)
        draft.worsen(screening.risk)
        if masked:
            self._hide(draft, seals, old.id, Original(index, old.at, message.text, risk))
            self._tell_masked(draft, old.id, masked, DialogueState(language=draft.after.language))
        else:
            draft.change.finds.append((seals.find_name(old.id), _NOTHING))

    def withdraw(self, draft: Draft, seals: Seals, earlier: Earlier) -> None:
        """Take the words of an earlier message away, also those that were hidden."""
        old = earlier.line
        words = self.word("notice.withdrawn_to_counsellor", draft)
        line = StoredLine(old.id, old.at, "child", words, old.risk, amended="withdrawn")
        draft.put(earlier.index, line)
        draft.change.finds.append((seals.find_name(old.id), _NOTHING))

    def answer(self, draft: Draft, seals: Seals, turn: Turn, author: Author) -> None:
        """Let the bot or the queue say its turn, and do what the child wishes."""
        if turn.state.language:
            draft.after = replace(draft.after, language=turn.state.language)
        draft.worsen(turn.state.risk)
        clear = turn.wish in {Wish.EXIT, Wish.FORGET}
        for reply in turn.replies:
            draft.say(author, reply.text, buttons=buttons_of(reply.choices), clear=clear)
        self.remember(draft, seals, turn.state)
        self._fulfil(draft, turn.wish)
        self._set_times(draft, turn.state)

    def remember(self, draft: Draft, seals: Seals, state: DialogueState) -> None:
        """Keep how far the dialogue has come, and what the child told for the counsellor."""
        draft.change.head["dialogue"] = blob(seals.progress(Progress(state, draft.choices)))
        draft.change.head["told"] = blob(seals.told(told_of(state)))
        draft.worsen(state.risk)

    def _fulfil(self, draft: Draft, wish: Wish) -> None:
        state = draft.after.state
        if wish is Wish.HAND_OVER and state is State.BOT:
            draft.happen(Event.HAND_OVER)
            silence.asks_for_a_person(draft, self.patience)
        elif wish is Wish.LEAVE_QUEUE and state in QUEUED:
            draft.happen(Event.LEAVE_QUEUE)
            draft.change.head.update(asked_at="", left_queue="1")
        elif wish is Wish.EXIT:
            self.leave(draft)
        elif wish is Wish.FORGET:
            draft.happen(Event.CLOSE)

    def leave(self, draft: Draft) -> None:
        """Let the child go: what nobody holds is closed, what somebody holds can be wrapped up."""
        if draft.after.state is State.COUNSELLOR:
            draft.happen(Event.END)
            draft.wake_at("wrap_up", draft.now + self.patience.wrap_up)
        elif draft.after.state not in {State.CLOSING, State.CLOSED}:
            draft.happen(Event.CLOSE)
        draft.change.head["child_left"] = "1"

    def _set_times(self, draft: Draft, state: DialogueState) -> None:
        asking = draft.after.state is State.BOT and state.step is not Step.NONE
        draft.wake_at("step", draft.now + self.patience.step if asking else 0)
        idle = draft.after.state is State.BOT
        draft.wake_at("sleep", draft.now + self.patience.sleep if idle else 0)

    def hear(self, draft: Draft, seals: Seals, message: Message, state: DialogueState) -> None:
        """See to what a child with a counsellor needs besides being read: no answer of the bot.

        It is told what was sent in vain, and keeps the choice to show what was hidden.
        """
        if message.kind is Kind.MEDIA:
            draft.say("notice", self.word("notice.media_with_counsellor", draft))
        if draft.choices:
            self.remember(draft, seals, state)

    def felt(self, draft: Draft) -> dict[str, str]:
        """Return the answers to the question after a talk, their words by key."""
        return {key: self.word(f"button.{key.replace(':', '_')}", draft) for key in FELT}

    def feels(self, draft: Draft, key: str) -> bool:
        """Say whether a button answers the question that was asked at the end of this talk."""
        return draft.after.state is State.CLOSING and key in FELT

    def note_felt(self, draft: Draft, seals: Seals, key: str, state: DialogueState) -> None:
        """Keep how the child felt after the talk, for the counters; the talk stays ended."""
        told = replace(told_of(state), felt=key.removeprefix(FELT_PREFIX))
        draft.change.head["told"] = blob(seals.told(told))
        draft.say("notice", self.word("felt.thanks", draft))

    def relay(self, draft: Draft, unread: int) -> None:
        """Put the child's line before the counsellor who holds the conversation."""
        draft.change.head["unread"] = str(unread + 1)
        silence.child_waits(draft, self.patience)

    def share(self, draft: Draft, seals: Seals, event_id: str, original: Original) -> None:
        """Show staff a line as it was typed, because the child said so."""
        draft.put(
            original.index,
            StoredLine(event_id, original.at, "child", original.text, original.risk, shown=True),
        )
        draft.change.finds.append((seals.find_name(event_id), _NOTHING))
        self._own_again(draft, event_id, original)
        draft.say("notice", self.word("notice.shared", draft), about=event_id)

    def ask_to_see(self, draft: Draft, seals: Seals, line_id: str, state: DialogueState) -> None:
        """Ask the child, for its counsellor, whether hidden details may be seen; it decides."""
        text = self.word("notice.asked_to_see", draft)
        draft.say("notice", text, buttons=self._sharing(draft, line_id), about=line_id)
        self.remember(draft, seals, state)

    def tell_kept(self, draft: Draft) -> None:
        """Tell the counsellor that the child has decided already."""
        text = self.word("notice.kept_to_counsellor", draft)
        draft.keep(StoredLine(str(uuid.uuid4()), draft.now, "note", text))

    def keep_hidden(self, draft: Draft, seals: Seals, event_id: str) -> None:
        """Leave a line masked for good."""
        draft.change.finds.append((seals.find_name(event_id), _NOTHING))
        draft.say("notice", self.word("notice.kept", draft), about=event_id)

    def _hide(self, draft: Draft, seals: Seals, event_id: str, original: Original) -> None:
        draft.change.finds.append((seals.find_name(event_id), blob(seals.original(original))))

    def _own_again(self, draft: Draft, event_id: str, original: Original) -> None:
        if draft.after.channel in self.pages:
            draft.show(self.own_line(event_id, original.text, draft.after.language))

    def _tell_masked(self, draft: Draft, event_id: str, count: int, state: DialogueState) -> None:
        text = self.dialogue.word("notice.masked", state, count=count).text
        draft.say("notice", text, buttons=self._sharing(draft, event_id), about=event_id)

    def _sharing(self, draft: Draft, event_id: str) -> list[Button]:
        return [
            Button(f"{SHARE}{event_id}", self.word("button.share", draft)),
            Button(f"{KEEP}{event_id}", self.word("button.keep_hidden", draft)),
        ]

    def keep(
        self, draft: Draft, seals: Seals, message: Message, screening: Screening | None
    ) -> None:
        """Keep what came though its turn failed; wholly hidden if nobody could look through it."""
        if screening is not None:
            self.receive(draft, seals, message, screening, Progress())
            return
        typed = message.kind in {Kind.TEXT, Kind.EDITED}
        risk = Risk.CONCERN.value
        if typed:
            original = Original(draft.next_index, message.at, message.text, risk)
            self._hide(draft, seals, message.event_id, original)
            self._own_again(draft, message.event_id, original)
        text = MASK if typed else message.text
        line = StoredLine(message.event_id, message.at, "child", text, risk, masked=int(typed))
        draft.keep(line)

    def rescue(self, draft: Draft, unread: int, *, returning: bool) -> None:
        """Bring a person: the one answer when all else has failed.

        The last-resort words are said unless a counsellor has the child, as nobody but the owner
        writes to it.
        """
        owner = draft.after.state
        if owner in HELD:
            self.relay(draft, unread)
        else:
            words = self.dialogue.word("last_resort", DialogueState(language=draft.after.language))
            draft.say("queue" if owner in QUEUED else "bot", words.text)
        self.wake(draft, returning=returning)
        if draft.after.state is State.BOT:
            draft.happen(Event.HAND_OVER)
            silence.asks_for_a_person(draft, self.patience)

    def wake(self, draft: Draft, *, returning: bool) -> None:
        """Let a conversation that slept or was being closed go on, as the child has come back.

        Where a counsellor had it before it slept, it goes to the front of the queue.
        """
        state = draft.after.state
        if state is State.ASLEEP and returning:
            draft.happen(Event.RETURN)
            silence.asks_for_a_person(draft, self.patience)
            draft.change.head[silence.RETURNING] = ""
            draft.say("notice", self.word("silence.welcome_back", draft))
        elif state is State.ASLEEP:
            draft.happen(Event.WAKE)
        elif state is State.CLOSING:
            draft.happen(Event.REOPEN)
            silence.counsellor_owes(draft, self.patience)
        if state in {State.ASLEEP, State.CLOSING}:
            draft.wake_at("forget" if state is State.ASLEEP else "wrap_up", 0)

    def word(self, text_id: str, draft: Draft, **fields: object) -> str:
        """Return a text in the language of the child."""
        state = DialogueState(language=draft.after.language)
        return self.dialogue.word(text_id, state, **fields).text


def buttons_of(choices: Sequence[Choice]) -> list[Button]:
    """Return the dialogue's choices as a channel knows them."""
    return [Button(choice.key, choice.label) for choice in choices]


def told_of(state: DialogueState) -> Told:
    """Return what of a dialogue the child chose to tell its counsellor."""
    return Told(state.contact_by, state.age_band, state.topic, region=state.region)
