"""Lines written again as hurried fingers do: always the same, always different, still readable."""

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.variation import varied


@given(st.text(max_size=80), st.integers(0, 4))
def test_no_variation_is_the_line_or_stands_twice(line: str, times: int) -> None:
    found = list(varied(line, times))
    assert len(found) <= times
    assert len({line, *found}) == len(found) + 1


@given(st.text(max_size=80))
def test_the_same_line_varies_in_the_same_way(line: str) -> None:
    assert list(varied(line, 3)) == list(varied(line, 3))


@given(st.text(alphabet="abcdefgh ", min_size=6, max_size=80))
def test_a_variation_is_hardly_longer_or_shorter(line: str) -> None:
    slips = 1 + len(line) // 20
    assert all(abs(len(each) - len(line)) <= slips for each in varied(line, 4))


def test_short_words_stay_as_they_are() -> None:
    """A letter less and nobody could read them."""
    assert list(varied("hello"[:5], 3)) == []


def test_tone_marks_are_dropped_now_and_then() -> None:
    line = "แม่ไม่ให้ไปไหนเลย"
    plain = line.replace("\u0e48", "").replace("\u0e49", "")
    assert plain in set(varied(line, 12))
