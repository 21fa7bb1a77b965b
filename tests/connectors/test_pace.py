"""How fast something may happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.pace import Pace, Rate, whole_seconds
from tests.connectors.chatting import Clock


def make_pace(burst: int = 20, per_second: float = 2, most: int = 1_000) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(Rate(burst, per_second), clock, most), clock


def test_a_burst_goes_through_and_the_next_waits() -> None:
    pace, _ = make_pace()
    assert [pace.wait("a") for _ in range(20)] == [0] * 20
    assert pace.wait("a") == pytest.approx(0.5)


def test_one_is_free_after_the_wait_that_was_told() -> None:
    pace, clock = make_pace()
    for _ in range(20):
        pace.wait("a")
    clock.now += pace.wait("a") + 1e-9
    assert pace.wait("a") == 0
    assert pace.wait("a") > 0


def test_one_key_never_slows_another() -> None:
    pace, _ = make_pace(burst=1)
    pace.wait("a")
    assert pace.wait("a") > 0
    assert pace.wait("b") == 0


def test_keys_that_are_not_slowed_are_forgotten() -> None:
    pace, clock = make_pace(burst=1, per_second=1, most=10)
    for number in range(10):
        pace.wait(str(number))
    clock.now += 2
    pace.wait("new")
    assert pace.known == 1


def test_no_number_of_keys_takes_more_than_its_room() -> None:
    pace, _ = make_pace(most=10)
    for number in range(1_000):
        pace.wait(str(number))
    assert pace.known == 10


@given(st.lists(st.floats(0, 5), max_size=200))
def test_never_more_than_the_burst_and_the_rate(steps: list[float]) -> None:
    pace, clock = make_pace(burst=3, per_second=2)
    begun, through = clock.now, 0
    for step in steps:
        clock.now += step
        through += pace.wait("a") == 0
        assert through <= 3 + (clock.now - begun) * 2 + 1e-6


@pytest.mark.parametrize(("wait", "told"), [(0.01, "1"), (1, "1"), (1.2, "2")])
def test_a_wait_is_told_in_whole_seconds(wait: float, told: str) -> None:
    assert whole_seconds(wait) == told
