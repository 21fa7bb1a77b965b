"""Folding and the way back to the text as typed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.typed import fold, replace_words


@given(text=st.text(max_size=100))
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    """Spans lead back into the text, in order, and cover no character twice."""
    typed = fold(text)
    done = 0
    for place in range(len(typed.folded)):
        start, end = typed.span(place, place + 1)
        assert done <= start < end <= len(text)
        done = end


def test_digits_of_other_scripts_become_plain() -> None:
    assert fold("๐๑๒ ０９ ①⑨⓪ 𝟎𝟗").folded == "012 09 190 09"


def test_invisible_characters_vanish_and_the_span_covers_them() -> None:
    typed = fold("0\u200b8\ufeff1")
    assert typed.folded == "081"
    assert typed.span(0, 3) == (0, 5)


def test_capitals_can_be_asked_for() -> None:
    typed = fold("my name is Mint")
    assert typed.folded == "my name is mint"
    assert typed.cased(11, 15) == "Mint"
    assert typed.cased_from(15) == ""


def test_words_are_replaced_and_lead_back_to_where_they_stood() -> None:
    typed = replace_words(fold("a one b"), re.compile("one"), {"one": "1"})
    assert typed.folded == "a 1 b"
    assert typed.span(2, 3) == (2, 5)
