"""A draft: everything that follows from the ownership is filled in, and nothing has happened yet."""

import pytest

from bot.risk import Risk
from errors import Refused
from handoff.change import Change
from handoff.conversation import Event, State, queue_score
from handoff.draft import Draft
from handoff.keyspace import Partition
from handoff.sealing import new_key
from handoff.seals import Seals, StoredLine
from handoff.store import Snapshot

CONVERSATION = "0" * 32
NOW = 5_000
HEAD = {
    "version": "7",
    "channel": "web",
    "language": "en",
    "risk": "none",
    "designation": "3",
    "opened_at": "1000",
}


@pytest.fixture
def seals() -> Seals:
    return Seals(CONVERSATION, new_key(), new_key())


def draft_of(seals: Seals, state: State, **head: str) -> Draft:
    fields = {**HEAD, "state": state.value, **head}
    plain = {name: value.encode() for name, value in fields.items()}
    names = Partition(0).conversation(CONVERSATION)
    return Draft(Snapshot(names, plain, None, lines=4), seals, NOW)


def happened(
    seals: Seals, state: State, event: Event, by: str | None = None, **head: str
) -> Change:
    draft = draft_of(seals, state, **head)
    draft.happen(event, by)
    return draft.finish()


def test_nothing_done_changes_nothing(seals: Seals) -> None:
    change = draft_of(seals, State.BOT).finish()
    assert change == Change(version="7")


def test_a_hand_over_gives_a_place_in_the_queue(seals: Seals) -> None:
    change = happened(seals, State.BOT, Event.HAND_OVER)
    assert change.place == queue_score(Risk.NONE, NOW)
    assert change.queue_moved
    assert change.events == ["state"]
    assert change.head["state"] == "waiting"
    assert change.held is None


def test_danger_moves_a_waiting_child_to_the_front(seals: Seals) -> None:
    draft = draft_of(seals, State.WAITING, waiting_since="2000")
    draft.worsen(Risk.DANGER)
    change = draft.finish()
    assert change.place == queue_score(Risk.DANGER, 2000)
    assert change.queue_moved
    assert change.events == ["state"]


def test_a_claim_takes_the_place_away_and_names_who_holds_it(seals: Seals) -> None:
    change = happened(seals, State.WAITING, Event.CLAIM, "nok", waiting_since="2000")
    assert (change.place, change.held, change.offered) == (0, "nok", None)
    assert change.head["counsellor"] == "nok"


def test_a_transfer_moves_it_from_one_to_the_other(seals: Seals) -> None:
    head = {"counsellor": "nok", "waiting_since": "2000"}
    change = happened(seals, State.COUNSELLOR, Event.TRANSFER, "dao", **head)
    assert (change.held, change.offered, change.place) == ("", "dao", None)


def test_back_in_the_queue_it_has_its_old_place(seals: Seals) -> None:
    head = {"counsellor": "nok", "waiting_since": "2000"}
    change = happened(seals, State.COUNSELLOR, Event.REQUEUE, **head)
    assert (change.held, change.place) == ("", queue_score(Risk.NONE, 2000))


def test_an_end_keeps_it_with_its_counsellor(seals: Seals) -> None:
    change = happened(seals, State.COUNSELLOR, Event.END, counsellor="nok")
    assert (change.held, change.close) == (None, False)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_close_lets_go_of_everything(seals: Seals, state: State) -> None:
    head = {
        State.COUNSELLOR: {"counsellor": "nok"},
        State.CLOSING: {"counsellor": "nok"},
        State.OFFERED: {"offered_to": "nok"},
    }.get(state, {})
    change = happened(seals, state, Event.CLOSE, **head)
    assert change.close
    assert change.events == ["closed"]
    assert change.held == ("" if state in {State.COUNSELLOR, State.CLOSING} else None)
    assert change.offered == ("" if state is State.OFFERED else None)
    assert change.place == (0 if state is State.WAITING else None)


def test_what_is_refused_leaves_the_draft_as_it_was(seals: Seals) -> None:
    draft = draft_of(seals, State.BOT)
    with pytest.raises(Refused):
        draft.happen(Event.CLAIM, "nok")
    assert draft.finish() == Change(version="7")


def test_a_line_to_the_child_is_sealed_marked_and_kept(seals: Seals) -> None:
    draft = draft_of(seals, State.BOT)
    line = draft.say("bot", "a word for the child")
    change = draft.finish()
    assert change.marks == [(line.id, "queued")]
    assert draft.next_index == 5
    [sealed] = change.send
    assert b"a word" not in bytes(sealed) + bytes(change.lines[0])
    assert seals.open_outgoing(bytes(sealed)[5 + 36 :]).text == "a word for the child"
    assert seals.open_line(bytes(change.lines[0])[5:]) == StoredLine(
        line.id, NOW, "bot", "a word for the child"
    )


def test_the_desk_is_told_of_each_kind_once(seals: Seals) -> None:
    draft = draft_of(seals, State.BOT)
    draft.say("bot", "one")
    draft.say("bot", "two")
    assert draft.finish().events == ["line"]
