"""How a member of staff works: its own choice, within what is good for the children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.post import MOST, USUAL, Post, Standing, Wish

NOK = Post("nok")


def test_at_first_one_is_off_duty_and_takes_a_usual_number_oneself() -> None:
    assert NOK.standing is Standing.OFF
    assert (NOK.capacity, NOK.offered) == (USUAL, False)


def test_needing_a_minute_is_a_break_that_ends_with_coming_back() -> None:
    resting = NOK.on().needing_a_minute()
    assert (resting.standing, resting.wish) == (Standing.BREAK, Wish.MINUTE)
    assert resting.on() == NOK.on()


def test_a_wish_to_talk_outlives_the_shift() -> None:
    assert NOK.on().wishing_to_talk().off().wish is Wish.DEBRIEF
    assert NOK.on().needing_a_minute().off().wish is Wish.NONE
    assert NOK.wishing_to_talk().seen_to() == NOK


@given(st.integers())
def test_a_number_out_of_range_is_bent_into_it(number: int) -> None:
    assert 1 <= NOK.working(capacity=number, offered=True).capacity <= MOST


@pytest.mark.parametrize(
    ("post", "held", "room"),
    [
        (NOK.on().working(capacity=2, offered=True), 1, True),
        (NOK.on().working(capacity=2, offered=True), 2, False),
        (NOK.on(), 0, False),
        (NOK.working(capacity=2, offered=True), 0, False),
        (NOK.on().working(capacity=2, offered=True).on_break(), 0, False),
        (NOK.on().working(capacity=2, offered=True).cooling(1_001), 0, False),
        (NOK.on().working(capacity=2, offered=True).cooling(1_000), 0, True),
        (NOK.on().working(capacity=2, offered=True).cooling(9_999).ready(), 0, True),
    ],
)
def test_one_is_offered_a_child_only_with_room_for_it(post: Post, held: int, *, room: bool) -> None:
    assert post.has_room(held, now=1_000) is room
