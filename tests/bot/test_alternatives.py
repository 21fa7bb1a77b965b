"""A pattern of shared beginnings finds what the plain list of words finds, the longest first."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.alternatives import alternatives

WORDS = st.lists(st.text("กาabข", min_size=1, max_size=5), min_size=1, max_size=12)


@given(WORDS, st.text("กาabข", max_size=40))
def test_it_finds_what_the_list_of_words_finds(words: list[str], text: str) -> None:
    plain = re.compile("|".join(sorted(words, key=len, reverse=True)))
    shared = re.compile(alternatives(words))
    assert [one.span() for one in shared.finditer(text)] == [
        one.span() for one in plain.finditer(text)
    ]


@given(WORDS, st.text("กาabข", min_size=1, max_size=12))
def test_what_is_asked_for_behind_it_may_choose_a_shorter_word(words: list[str], text: str) -> None:
    plain = re.compile(rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})\Z")
    shared = re.compile(rf"{alternatives(words)}\Z")
    assert bool(shared.match(text)) == bool(plain.match(text))


def test_a_beginning_that_words_share_is_written_once() -> None:
    assert alternatives(["ab", "abc", "ad"]) == "a(?:b(?:c|)|d)"


def test_a_sign_may_be_a_pattern() -> None:
    pattern = re.compile(alternatives([["a", r"\s{0,3}", "b"], ["a", r"(?![a-z])"]]))
    assert [one.group() for one in pattern.finditer("a  b a ab ac")] == ["a  b", "a", "ab"]
