"""Typed words and numbers for a button: found however they are spelt, and nothing else swallowed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choosing import chosen
from bot.counting import Counting
from bot.language import Languages
from errors import InvalidContent

SHIPPED = Path(__file__).parents[2] / "bot/content"
LANGUAGES = Languages.load(SHIPPED / "language.yml")
COUNTING = Counting.load(SHIPPED / "numbers.yml", LANGUAGES.normalise)

MENU = {
    "tel:1387": "โทร 1387",
    "card:where_to_get_help": "ขอความช่วยเหลือ",
    "menu:online": "💬 เรื่องในโลกออนไลน์",
    "card:sexual_abuse": "โดนลวนลาม โดนบังคับ",
    "human": "Talk to a person",
}
AGES = {
    "age_band:under_12": "ไม่ถึง 12",
    "age_band:12_13": "12-13",
    "age_band:14_15": "14-15",
    "age_band:16_17": "16-17",
    "age_band:18_plus": "18 ขึ้นไป",
    "skip": "ข้ามข้อนี้",
    "skip_all": "คุยกับพี่เลย",
}
ABOUT = {
    "share:1": "Show the counsellor",
    "keep:1": "Keep it hidden",
    "share:2": "Show the counsellor",
    "keep:2": "Keep it hidden",
    "human": "Talk to a person",
}


def key(text: str, choices: dict[str, str]) -> str | None:
    return chosen(text, choices, LANGUAGES.normalise, counting=COUNTING)


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "๒",
        "２",
        "2.",
        "2)",
        "(2)",
        "#2",
        "2️⃣",
        " 2 ",
        "ข้อ 2",
        "ข้อ2",
        "ข้อที่ ๒",
        "ข้อ ๒ ค่ะ",
        "2คับ",
        "2 ครับ",
        "เลือกข้อ 2",
        "no. 2",
        "No 2",
        "number 2",
        "2 please",
        "02",
    ],
)
def test_a_number_counts_the_buttons_that_come_back(text: str) -> None:
    assert key(text, MENU) == "menu:online"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("talk to a person", "human"),
        ("TALK TO A PERSON!!", "human"),
        ("talktoaperson", "human"),
        ("Talk to a person 🙏", "human"),
        ("เรื่องในโลกออนไลน์", "menu:online"),
        ("💬 เรื่องในโลกออนไลน์", "menu:online"),
        ("โดนลวนลามโดนบังคับ", "card:sexual_abuse"),
    ],
)
def test_the_words_on_a_button_stand_for_it(text: str, found: str) -> None:
    assert key(text, MENU) == found


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "5",
        "99",
        "100",
        "191",
        "1387",
        "2.5",
        "2 3",
        "2 คน",
        "พี่ 2",
        "แม่ตี 2",
        "เขา 2",
        "-",
        "",
        "😢",
        "...",
        "โทร 1387",
        "i want to talk to a person",
        "talk to a person about 2",
        "เจอ 2 ครั้ง",
        "+2",
        "2+2",
    ],
)
def test_nothing_longer_and_nothing_else_is_taken(text: str) -> None:
    assert key(text, MENU) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("14", "age_band:14_15"),
        ("๑๔", "age_band:14_15"),
        ("14 ปี", "age_band:14_15"),
        ("14ปีค่ะ", "age_band:14_15"),
        ("อายุ 14", "age_band:14_15"),
        ("หนูอายุ14ขวบค่ะ", "age_band:14_15"),
        ("I'm 14", "age_band:14_15"),
        ("i am 14 years old", "age_band:14_15"),
        ("14 yo", "age_band:14_15"),
        ("14-15", "age_band:14_15"),
        ("14 – 15", "age_band:14_15"),
        ("18+", "age_band:18_plus"),
        ("35", "age_band:18_plus"),
        ("9", "age_band:under_12"),
        ("อายุ 5 ปี", "age_band:under_12"),
        ("2", "age_band:12_13"),
        ("ข้อ 4", "age_band:16_17"),
        ("ข้อ 7", "skip_all"),
        ("ไม่ถึง 12", "age_band:under_12"),
        ("ข้ามข้อนี้", "skip"),
        ("0", None),
        ("14 แต่เพื่อน 12", None),
        ("he is 40", None),
        ("14 years ago he hit me", None),
        ("<12", None),
    ],
)
def test_where_ages_are_asked_for_a_number_is_an_age(text: str, found: str | None) -> None:
    assert key(text, AGES) == found


def test_an_age_is_no_choice_where_none_is_asked_for() -> None:
    assert key("2 ขวบ", MENU) is None
    assert key("อายุ 2", MENU) is None


def test_about_a_line_the_last_one_shown_is_meant_and_numbers_mean_nothing() -> None:
    def only(text: str) -> str | None:
        return chosen(text, ABOUT, LANGUAGES.normalise, only_about_lines=True, counting=COUNTING)

    assert only("show the counsellor") == "share:2"
    assert only("Keep it hidden.") == "keep:2"
    assert only("1") is None
    assert only("talk to a person") is None
    assert key("1", ABOUT) == "human"


def test_a_label_of_signs_alone_is_compared_as_it_is() -> None:
    choices = {"yes": "👍", "no": "👎"}
    assert key("👎", choices) == "no"
    assert key("😢", choices) is None


def test_without_word_lists_bare_numbers_are_read() -> None:
    assert chosen("2.", MENU, LANGUAGES.normalise) == "menu:online"
    assert chosen("ข้อ 2", MENU, LANGUAGES.normalise) is None


@given(st.text(max_size=200), st.dictionaries(st.text(max_size=12), st.text(max_size=24)))
def test_any_text_gives_a_key_that_was_shown_or_none(text: str, choices: dict[str, str]) -> None:
    found = key(text, choices)
    assert found is None or found in choices
    assert found is None or not found.startswith(("tel:", "url:"))


@given(st.text(min_size=41, max_size=300).filter(lambda text: any(sign.isalpha() for sign in text)))
def test_a_long_message_is_never_a_number(text: str) -> None:
    assert key(f"{text} a word", MENU) is None


@pytest.mark.parametrize(
    "written", ["choice: 1", "choice: {before: x}", "age: {}", "choice: {before: '', after: x}"]
)
def test_word_lists_in_another_form_are_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "numbers.yml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"numbers\.yml"):
        Counting.load(file, LANGUAGES.normalise)
