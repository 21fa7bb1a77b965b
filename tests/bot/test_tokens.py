"""A text is cut without losing anything of it, and each word is told by its lists and neighbours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import Tokens, features
from bot.typed import fold


def plain(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def spaced(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


@given(st.text(max_size=80))
def test_put_together_again_the_words_are_the_text(text: str) -> None:
    tokens = Tokens(plain, {})
    typed = fold(text)
    found = tokens(typed)
    assert "".join(token.text for token in found) == typed.folded
    assert all(typed.folded[token.start : token.end] == token.text for token in found)
    assert len(list(features(found))) == len(found)


@pytest.mark.parametrize(
    "text",
    ["หนูชื่อฝนค่ะ อยู่ ม.2", "ฝากบอก Ploy ทีนะ 555", "กกกกกกกกกกกกกกกกกกกกกกกก", " \n ", "เเเเ์์์", ""],
)
def test_the_dictionary_loses_nothing(tokens: Tokens, text: str) -> None:
    typed = fold(text)
    assert "".join(token.text for token in tokens(typed)) == typed.folded


def test_a_word_tells_its_lists_and_its_form() -> None:
    tokens = Tokens(spaced, {"nickname": frozenset({"ฝน"}), "word": frozenset({"ฝน", "ตก"})})
    kinds = {token.text: token.kind for token in tokens(fold("ฝน ตก 12 Ploy bank อรัญ"))}
    assert kinds.pop(" ") == "space"
    assert kinds == {
        "ฝน": "nickname+word",
        "ตก": "word",
        "12": "number",
        "ploy": "latin+capital",
        "bank": "latin",
        "อรัญ": "unlisted",
    }


def test_a_word_is_told_by_those_around_it() -> None:
    tokens = Tokens(spaced, {})
    here = fold("แฟน ฝน มา")
    there = fold("เมื่อวาน ฝน ตก")
    one, other = (list(features(tokens(typed)))[2] for typed in (here, there))
    assert set(one) != set(other)
    assert "w=ฝน" in set(one) & set(other)
