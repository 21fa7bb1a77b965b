"""One form of text, and the language it is in."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import LIMIT, Language, Languages
from errors import InvalidContent

LISTS = Path(__file__).parents[2] / "bot/content/language.yml"
LANGUAGES = Languages.load(LISTS)

thai = st.text(
    alphabet=st.sampled_from("กขคงชดตทนบปมยรลวสหอฮะาำิีึืุูเแโใไๆ็่้๊๋์ํฺๅ๕5ถ aA.")
    | st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B)
)
chat = st.lists(
    st.sampled_from(
        [
            "คับ",
            "บังคับ",
            "ม่ายอยาก",
            "มั้ย",
            "ไม่",
            "เเ",
            "ๆ",
            "ถถ",
            "55",
            "u",
            "dont",
            "wanna",
            "'",
            "ครับ",
            "อยาก",
            " ",
            "บูลี่",
            "\u200b",
            "\u0301",
            "Ｈ",
            "ﷺ",
            "ํ",
            "า",
            "่",
            "ำ",
            "ß",
            "İ",
        ]
    )
).map("".join)
anything = st.text(alphabet=st.characters()) | st.text(alphabet=st.characters(categories=["Cs"]))


@given(thai | chat | anything)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = LANGUAGES.normalise(text)
    assert LANGUAGES.normalise(once) == once


@given(thai | chat | anything)
def test_the_result_is_composed_visible_and_bounded(text: str) -> None:
    normal = LANGUAGES.normalise(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert len(normal) <= LIMIT
    assert normal == normal.strip()
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in normal)


@given(anything | thai)
def test_a_language_is_told_for_any_text(text: str) -> None:
    assert LANGUAGES.detect(text, "th") in {"th", "en"}


@pytest.mark.parametrize("piece", ["ﷺ", "คับ ", "ก่ี", "x:", "ํ่", "a://", "5ถ", "เ"])
def test_only_the_first_characters_of_a_long_message_are_read(piece: str) -> None:
    long = piece * (2 * LIMIT)
    assert len(LANGUAGES.normalise(long)) <= LIMIT
    assert LANGUAGES.normalise(long[:LIMIT]) == LANGUAGES.normalise(long)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("สวัสดีค้าบบบบ", "สวัสดีครับ"),
        ("ขอบคุนมากๆๆๆ", "ขอบคุณมาก"),
        ("ทํามัย", "ทำไม"),
        ("เเม่", "แม่"),
        ("ซำ้", "ซ้ำ"),
        ("ที่่่่นี่", "ที่นี่"),
        ("ท่ีนี่", "ที่นี่"),
        ("ไปไหนมั้ย", "ไปไหนไหม"),
        ("ม่ายอยากอยู่", "ไม่อยากอยู่"),
        ("อยากตๅย 5555555", "อยากตาย 555"),
        ("ถถถถ", "555"),
        ("๑๓๘๗", "1387"),
        ("ＨＥＬＬＯ", "hello"),
        ("HELLLLP  me\n\nplz", "help me please"),
        ("I don\u2019t wanna", "i don't want to"),
        ("ขอบ\u200bคุณ\x00", "ขอบคุณ"),
        ("𝓱𝓲", "hi"),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_ways_of_typing_become_one(typed: str, normal: str) -> None:
    assert LANGUAGES.normalise(typed) == normal


@pytest.mark.parametrize(
    "word",
    ["บังคับ", "โดนบังคับ", "สมัย", "โดดเดี่ยว", "อนามัย", "หม้าย", "คับแค้น", "กระเจิง", "thanks", "user"],
)
def test_words_that_only_look_misspelt_are_left_alone(word: str) -> None:
    assert LANGUAGES.normalise(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "สวัสดี",
        "อยาก talk to human",
        "yak tai",
        "po tee",
        "khu ja ploi clip",
        "clip lud tham ngai",
        "kho khui kap khon",
        "klua mae ru",
        "ja hai tung",
        "sawasdee",
        "chuay duay",
        "mai pen rai",
    ],
)
def test_thai_in_either_script_is_thai(text: str) -> None:
    assert LANGUAGES.detect(text, "en") == "th"


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "help me",
        "kms",
        "eng pls",
        "my friend mai hits me",
        "i love thai food",
        "I took a pen",
        "what does ครับ mean in english please",
        "thank you krub",
        "HELLO",
        "suicide",
    ],
)
def test_english_is_english(text: str) -> None:
    assert LANGUAGES.detect(text, "th") == "en"


@pytest.mark.parametrize(
    "text", ["", "555", "😭😭", "ok", "line", "?!", "https://example.org/a", "你好"]
)
@pytest.mark.parametrize("fallback", ["th", "en"])
def test_without_words_the_language_stays(text: str, fallback: Language) -> None:
    assert LANGUAGES.detect(text, fallback) == fallback


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "language.yml"
    broken.write_text("spellings: {anywhere: {}, at_end: {}, latin: {}}\nkaraoke: khun\n")
    with pytest.raises(InvalidContent, match=r"language\.yml: karaoke_hints"):
        Languages.load(broken)


def test_spellings_that_run_in_circles_are_refused(tmp_path: Path) -> None:
    circle = tmp_path / "language.yml"
    circle.write_text(
        LISTS.read_text().replace("    please: pls", "    plz: please\n    please: pls"),
    )
    with pytest.raises(InvalidContent, match="not in its final form"):
        Languages.load(circle)
