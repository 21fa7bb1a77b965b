"""The small language that counsellors write phrases in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import GAP, NEAR, Phrases, Writing
from errors import InvalidContent

WRITING = Writing.of(str.strip, {"kin": "dad,mom", "cold": "ice,snow", "พ่อแม่": "พ่อ,แม่"})


def says(phrase: str, text: str) -> bool:
    phrases: Phrases[str] = Phrases(WRITING)
    phrases.add(phrase, "it")
    return any(found.meaning == "it" for found in phrases.find(text))


def test_a_latin_phrase_matches_whole_words_only() -> None:
    assert says("tai", "yak tai")
    assert not says("tai", "thailand tail")


def test_a_thai_phrase_matches_inside_a_sentence_but_not_half_a_letter() -> None:
    assert says("พ่อตี", "เมื่อวานพ่อตีหนู")
    assert not says("ตี", "ปาร์ตี้")


def test_a_set_stands_for_each_of_its_words() -> None:
    assert says("my {kin} left", "my dad left")
    assert says("{พ่อแม่}ตี", "แม่ตี")
    assert not says("my {kin} left", "my cat left")
    assert says("my {kin?} left", "my left")


def test_a_set_can_be_excluded() -> None:
    assert says("beat{!cold}", "beat me")
    assert not says("beat{!cold}", "beat ice")


def test_a_gap_is_short_and_ends_with_the_sentence() -> None:
    assert says("want … go", "want to really go")
    assert not says("want … go", "want to. then go")
    assert not says("want … go", f"want {'x' * (GAP + 1)} go")


def test_what_must_be_near_may_stand_before_or_after() -> None:
    assert says("hits & {kin}", "my dad often hits")
    assert says("hits & {kin}", "hits me, my mom")
    assert not says("hits & {kin}", "hits me")
    assert not says("hits & {kin}", f"hits {'x ' * NEAR} dad")


def test_what_must_not_be_near_is_looked_for_too() -> None:
    assert not says("hits & {kin} &! {cold}", "dad hits the ice")


@pytest.mark.parametrize(
    "wrong", ["", "  ", "…die", "{kin?} left", "{!cold} left", "{none} left", "a"]
)
def test_what_is_no_phrase_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidContent):
        Phrases[str](WRITING).add(wrong, "it")


@given(
    st.lists(st.sampled_from(["ab", "…", "{kin}", "{!cold}", "{kin?}", "(a+)+", "[", "\\", ".*"]))
)
def test_no_phrase_repeats_without_bound(parts: list[str]) -> None:
    pattern = WRITING.pattern("ab" + "".join(parts))
    re.compile(pattern)
    assert not re.search(r"[*+]", re.sub(r"\\.", "", pattern))
