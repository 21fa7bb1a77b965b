"""Small counts hidden, zeros included; all others rounded from the truth; telling rows closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handoff.statistics.catalogue import Catalogue, Rules
from handoff.statistics.disclosure import counts_of, made_safe, shown
from handoff.statistics.edition import TOTAL

RULES = Rules(threshold=10, base=5, most_hidden=0.6, least_left=3, lag_days=5)


@pytest.mark.parametrize(
    ("count", "told"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)]
)
def test_a_count_is_hidden_or_rounded(count: int, told: int | None) -> None:
    assert shown(count, RULES) == told


@given(some.integers(0, 10**6))
def test_a_shown_count_is_never_more_than_two_off(count: int) -> None:
    told = shown(count, RULES)
    assert (told is None) == (count < 10)
    assert told is None or (told % 5 == 0 and abs(told - count) <= 2)


def test_a_row_in_which_one_cell_holds_almost_all_is_closed() -> None:
    """Who knows that a child is in such a row would know its cell."""
    counts: dict[tuple[str, ...], int] = {
        ("a", "x"): 40,
        ("a", "y"): 4,
        ("b", "x"): 20,
        ("b", "y"): 20,
    }
    counts |= {("c", "x"): 20, ("c", "y"): 20}
    closed = [cell.codes for cell in made_safe(counts, RULES) if cell.closed]
    assert closed == [("a", "x"), ("a", "y")]


def test_a_column_in_which_one_cell_holds_almost_all_is_closed() -> None:
    counts: dict[tuple[str, ...], int] = {
        ("a", "x"): 40,
        ("a", "y"): 30,
        ("b", "x"): 2,
        ("b", "y"): 20,
    }
    counts |= {("a", "z"): 20, ("b", "z"): 20}
    closed = [cell.codes for cell in made_safe(counts, RULES) if cell.closed]
    assert closed == [("a", "x"), ("b", "x")]


def test_totals_are_rounded_from_the_truth_and_not_added_up(catalogue: Catalogue) -> None:
    counters = {"channel:telegram": 12, "channel:line": 12, "channel:web": 12}
    counts = counts_of(counters, catalogue.shaped(("channel",), ()))
    told = {cell.codes: cell.count for cell in made_safe(counts, RULES)}
    assert told == {("telegram",): 10, ("line",): 10, ("web",): 10, (TOTAL,): 35}


def test_nothing_is_added_up_over_what_a_contact_may_have_several_of(catalogue: Catalogue) -> None:
    counts = counts_of({}, catalogue.shaped(("online_harm", "age_band"), ()))
    assert not [codes for codes in counts if codes[0] == TOTAL]
    assert ("blackmail_sexual", TOTAL) in counts


def test_joined_codes_count_what_they_hold(catalogue: Catalogue) -> None:
    counters = {"risk+age_band:none+under_12": 7, "risk+age_band:none+12_13": 8}
    counts = counts_of(counters, catalogue.shaped(("risk", "age_band"), ("age_joined",)))
    assert counts["none", "under_14"] == 15
