"""The books of a simulation find what was lost, doubled or led astray, and nothing else."""

from operation.script import Mark
from operation.tally import Tally, percentile

CHILD, ANSWER = Mark(7, "c", 0), Mark(7, "a", 0)


def whole() -> Tally:
    """One line there and one back, both seen by whom they are for."""
    tally = Tally(met={7})
    tally.begin(CHILD, 1.0)
    tally.see("page", 7, CHILD, 1.1)
    tally.see("desk", 7, CHILD, 1.5)
    tally.begin(ANSWER, 2.0)
    tally.see("page", 7, ANSWER, 2.25)
    return tally


def test_nothing_is_wrong_when_all_lines_were_seen_once() -> None:
    tally = whole()
    assert tally.faultless
    assert tally.times["relay"] == [0.5, 0.25]


def test_a_line_the_counsellor_never_saw_is_lost() -> None:
    tally = whole()
    tally.begin(Mark(7, "c", 1), 3.0)
    tally.see("page", 7, Mark(7, "c", 1), 3.1)
    assert tally.lost == 1
    assert not tally.faultless


def test_a_line_of_a_child_nobody_met_is_lost_only_for_its_own_page() -> None:
    tally = Tally()
    tally.begin(CHILD, 1.0)
    assert tally.lost == 1
    tally.see("page", 7, CHILD, 1.1)
    assert tally.lost == 0


def test_an_answer_the_child_never_saw_is_lost() -> None:
    tally = whole()
    tally.begin(Mark(7, "a", 3), 3.0)
    assert tally.lost == 1


def test_a_line_seen_twice_in_one_place_is_doubled() -> None:
    tally = whole()
    tally.see("page", 7, ANSWER, 9.0)
    assert tally.doubled == 1
    assert not tally.faultless


def test_a_line_of_another_conversation_is_foreign_and_does_not_count_as_seen() -> None:
    tally = Tally(met={7})
    tally.begin(CHILD, 1.0)
    tally.see("page", 8, CHILD, 1.1)
    tally.see("desk", 8, CHILD, 1.1)
    assert tally.foreign == 2
    assert tally.lost == 2


def test_a_refused_line_needs_to_be_seen_by_nobody() -> None:
    tally = whole()
    tally.begin(Mark(7, "c", 9), 3.0)
    tally.refuse(Mark(7, "c", 9))
    assert tally.faultless


def test_a_child_without_an_answer_is_a_fault() -> None:
    tally = whole()
    tally.unanswered = 1
    assert not tally.faultless


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([3.0], 0.99) == 3.0
    assert percentile([], 0.5) == 0.0
