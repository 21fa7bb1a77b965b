"""The ownership state machine: what is legal happens, everything else is refused and changes nothing."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.risk import Risk
from errors import Refused
from handoff.conversation import (
    Conversation,
    Event,
    State,
    apply,
    may_claim,
    owned_by,
    queue_score,
)


def make_conversation(state: State = State.BOT, **changes: object) -> Conversation:
    held = "nok" if state in {State.COUNSELLOR, State.CLOSING} else None
    offered = "nok" if state is State.OFFERED else None
    fields: dict[str, object] = {
        "id": "0" * 32,
        "version": 7,
        "state": state,
        "channel": "web",
        "language": "th",
        "risk": Risk.NONE,
        "designation": 1,
        "opened_at": 1_000,
        "counsellor": held,
        "offered_to": offered,
    }
    return Conversation(**{**fields, **changes})  # type: ignore[arg-type]


def happen(conversation: Conversation, event: Event, by: str | None = "nok") -> Conversation:
    return apply(conversation, event, now=2_000, by=by)


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_every_pair_is_a_transition_or_a_refusal(state: State, event: Event) -> None:
    """No pair of state and event does anything but lead to a named state or refuse with a reason."""
    conversation = make_conversation(state)
    try:
        after = happen(conversation, event)
    except Refused as refusal:
        assert event.value in str(refusal)
    else:
        assert after.version == conversation.version + 1


def test_nothing_leaves_the_closed_state() -> None:
    """What is closed stays closed: its keys are gone."""
    for event in Event:
        with pytest.raises(Refused):
            happen(make_conversation(State.CLOSED), event)


def test_everything_open_can_be_closed() -> None:
    """A child may have everything forgotten at any moment."""
    for state in State:
        if state is not State.CLOSED:
            assert happen(make_conversation(state), Event.CLOSE).state is State.CLOSED


def test_a_claim_names_its_counsellor() -> None:
    """Whoever claims owns."""
    claimed = happen(make_conversation(State.WAITING), Event.CLAIM, "dao")
    assert (claimed.state, claimed.counsellor) == (State.COUNSELLOR, "dao")
    assert owned_by(claimed, "dao") is claimed
    with pytest.raises(Refused):
        owned_by(claimed, "nok")


def test_a_claim_without_a_name_is_refused() -> None:
    """Nobody can hold a conversation without being somebody."""
    with pytest.raises(Refused):
        happen(make_conversation(State.WAITING), Event.CLAIM, None)


def test_only_the_one_it_is_offered_to_accepts_or_declines() -> None:
    """An offer is for one person."""
    offered = make_conversation(State.OFFERED)
    for event in (Event.ACCEPT, Event.REFUSE):
        with pytest.raises(Refused):
            happen(offered, event, "dao")
    assert happen(offered, Event.ACCEPT).counsellor == "nok"
    assert happen(offered, Event.REFUSE).state is State.WAITING


def test_a_place_is_kept_through_offers_and_transfers() -> None:
    """Nobody goes to the end of the queue because of what staff do."""
    waiting = make_conversation(State.WAITING, waiting_since=1_500)
    offered = happen(waiting, Event.OFFER, "dao")
    back = happen(offered, Event.OFFER_EXPIRED)
    taken = happen(back, Event.CLAIM, "nok")
    moved = happen(taken, Event.TRANSFER, "dao")
    again = happen(moved, Event.REFUSE, "dao")
    assert {step.waiting_since for step in (offered, back, taken, moved, again)} == {1_500}


def test_a_hand_back_ends_the_wait() -> None:
    """A child given back to the bot waits for nobody and belongs to nobody."""
    back = happen(make_conversation(State.COUNSELLOR, waiting_since=1), Event.HAND_BACK)
    assert (back.state, back.counsellor, back.waiting_since) == (State.BOT, None, None)


def test_only_waiting_conversations_may_be_claimed() -> None:
    """Two counsellors cannot both hold one."""
    claimable = {state for state in State if may_claim(make_conversation(state))}
    assert claimable == {State.WAITING}


@given(st.sampled_from(Risk), st.sampled_from(Risk))
def test_risk_never_falls(first: Risk, then: Risk) -> None:
    """A calmer message does not make a child in danger less in danger."""
    order = list(Risk)
    risk = make_conversation(risk=first).at_risk(then).risk
    assert order.index(risk) == max(order.index(first), order.index(then))


@given(st.integers(1, 4 * 10**12), st.integers(1, 4 * 10**12))
def test_danger_goes_before_every_wait(danger_since: int, other_since: int) -> None:
    """However long others have waited, danger is next; among equals the longest wait is."""
    assert queue_score(Risk.DANGER, danger_since) < queue_score(Risk.CONCERN, other_since)
    if danger_since < other_since:
        assert queue_score(Risk.NONE, danger_since) < queue_score(Risk.NONE, other_since)


@given(st.lists(st.tuples(st.sampled_from(Event), st.sampled_from(["nok", "dao"]))))
def test_no_history_breaks_the_ownership(history: list[tuple[Event, str]]) -> None:
    """After any history exactly the states with staff have staff, and the version counts the steps."""
    conversation = make_conversation()
    steps = 0
    for event, by in history:
        try:
            conversation = happen(conversation, event, by)
            steps += 1
        except Refused:
            continue
    assert conversation.version == 7 + steps
    held = conversation.state in {State.COUNSELLOR, State.CLOSING}
    assert (conversation.counsellor is not None) == held
    assert (conversation.offered_to is not None) == (conversation.state is State.OFFERED)
    if conversation.state in {State.WAITING, State.OFFERED}:
        assert conversation.waiting_since is not None
