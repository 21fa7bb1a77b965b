"""Long lines: cut where a sentence ends, nothing lost, no letter parted from its marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.parts import LONGEST, parts_of

THAI = "น้องเก่งมากที่เล่าให้ฟัง "


def test_a_short_line_is_left_as_it_is() -> None:
    assert parts_of("  hello\n\nyou ") == ("  hello\n\nyou ",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two. three four", ("one two.", "three four")),
        ("one two\n\nthree. four", ("one two", "three. four")),
        ("one two\nthree. four", ("one two", "three. four")),
        ("one two three four", ("one two three", "four")),
    ],
)
def test_it_is_cut_at_the_best_end_there_is(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text, 14) == parts


def test_thai_is_cut_at_a_space() -> None:
    parts = parts_of((THAI * 60).strip())
    assert all(part == part.strip() and len(part) <= LONGEST for part in parts)
    assert " ".join(parts) == (THAI * 60).strip()


@given(st.text(alphabet="กเแโใ่้ิีุูัา👩‍🚀\u200dab .\n", max_size=200), st.integers(8, 40))
def test_nothing_is_lost_and_no_mark_stands_alone(text: str, longest: int) -> None:
    parts = parts_of(text, longest)
    assert all(0 < len(part) <= longest for part in parts) or parts == (text,)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet="กขีุ่้", min_size=1, max_size=120))
def test_a_mark_stays_with_its_letter(text: str) -> None:
    """As long as one letter's marks fit into a part at all."""
    parts = parts_of("ก" + text, 60)
    if all(len(run) < 40 for run in _runs("ก" + text)):
        assert not any(unicodedata.category(part[0]) == "Mn" for part in parts)


def _runs(text: str) -> list[str]:
    runs: list[str] = []
    for sign in text:
        if unicodedata.category(sign) == "Mn":
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs
