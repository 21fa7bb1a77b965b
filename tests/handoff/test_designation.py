"""The two-word names of conversations."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidContent
from handoff.designation import Designations

SMALL = Designations(
    ({"th": "เงียบ", "en": "Quiet"}, {"th": "สดใส", "en": "Bright"}),
    ({"th": "นกกระสา", "en": "Heron"}, {"th": "แมว", "en": "Cat"}, {"th": "เต่า", "en": "Turtle"}),
)


def test_each_number_has_its_own_name_until_they_run_out() -> None:
    names = [SMALL.name(number, "en") for number in range(len(SMALL))]
    assert len(set(names)) == len(SMALL) == 6
    assert names[:4] == ["Quiet Heron", "Quiet Cat", "Quiet Turtle", "Bright Heron"]


def test_the_thing_stands_first_in_thai() -> None:
    assert SMALL.name(4, "th") == "แมวสดใส"


@given(st.integers(min_value=0, max_value=2**63))
def test_every_number_has_a_name_in_both_languages(number: int) -> None:
    assert SMALL.name(number, "th")
    assert SMALL.name(number, "en").count(" ") == 1


@pytest.mark.parametrize(
    "text", ["{}", "adjectives: []\nthings: []", "adjectives: [{th: ก, en: a}]\nthings: [{en: b}]"]
)
def test_a_list_that_lacks_something_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "designations.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"designations\.yml"):
        Designations.load(path)
