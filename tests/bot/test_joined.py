"""What was learned is joined to what the rules found, and never touches what they leave alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.joined import WIDE, joined
from bot.typed import Spot

TEXT = "หนูชื่อ บัวเขียว เบอร์ 0812345678 ค่ะ"


def spot(kind: str, value: str) -> Spot:
    start = TEXT.index(value)
    return Spot(kind, start, start + len(value))


def test_what_only_one_of_them_knows_is_hidden() -> None:
    phone, name = spot("phone", "0812345678"), spot("person_name", "บัวเขียว")
    assert joined(TEXT, [phone], [name]) == [phone, name]
    assert joined(TEXT, [phone], []) == [phone]
    assert joined(TEXT, [], [name]) == [name]


def test_half_a_name_becomes_the_whole() -> None:
    whole = spot("person_name", "บัวเขียว")
    assert joined(TEXT, [spot("person_name", "บัว")], [whole]) == [whole]
    assert joined(TEXT, [whole], [spot("person_name", "เขียว")]) == [whole]


def test_the_longer_one_says_what_it_is() -> None:
    (found,) = joined(TEXT, [spot("person_name", "บัว")], [spot("school", "ชื่อ บัวเขียว")])
    assert found == spot("school", "ชื่อ บัวเขียว")


def test_what_the_rules_leave_alone_stays() -> None:
    star = Spot("", *(spot("person_name", "บัวเขียว").start, spot("person_name", "บัวเขียว").end))
    assert joined(TEXT, [star], [spot("person_name", "ชื่อ บัวเขียว")]) == [star]


def test_a_number_keeps_its_kind_and_its_ends() -> None:
    phone = spot("phone", "0812345678")
    found = joined(TEXT, [phone], [spot("handle", "บัวเขียว เบอร์ 0812345678 ค่ะ")])
    assert found == [phone, spot("handle", "บัวเขียว เบอร์"), spot("handle", "ค่ะ")]


@pytest.mark.parametrize("value", [" ", "081", "เ", "0812345678"])
def test_spaces_numbers_and_single_signs_are_not_hidden_for_what_was_learned(value: str) -> None:
    assert joined(TEXT, [], [spot("person_name", value)]) == []


def test_signs_around_a_name_stay() -> None:
    assert joined('"ฝน" ', [], [Spot("person_name", 0, 5)]) == [Spot("person_name", 1, 4)]


SPOTS = st.lists(
    st.tuples(st.sampled_from(["", "phone", *sorted(WIDE)]), st.integers(0, 20), st.integers(1, 6)),
    max_size=5,
)


def apart(drawn: list[tuple[str, int, int]]) -> list[Spot]:
    kept: list[Spot] = []
    for kind, start, length in drawn:
        one = Spot(kind, start, start + length)
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


@given(SPOTS, SPOTS)
def test_none_overlaps_another_and_nothing_found_gets_lost(
    by_rules: list[tuple[str, int, int]], learned: list[tuple[str, int, int]]
) -> None:
    text = "กa1 ข-b2 คc" * 3
    rules = apart(by_rules)
    found = sorted(
        joined(text, rules, [one for one in apart(learned) if one.kind]),
        key=lambda one: one.start,
    )
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in rules:
        if not one.kind or one.kind == "phone":
            assert one in found
        else:
            assert any(other.start <= one.start and one.end <= other.end for other in found)
