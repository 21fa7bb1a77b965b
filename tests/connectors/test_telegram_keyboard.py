"""The buttons under a line: rows that fit a phone, and nothing the platform would refuse."""

import pytest

from connectors.base import Button
from connectors.telegram.keyboard import keyboard, left_out


def rows(*buttons: tuple[str, str]) -> list[list[str]]:
    made = keyboard([Button(key, label) for key, label in buttons])
    return [[button.text for button in row] for row in made.inline_keyboard] if made else []


def test_short_labels_stand_side_by_side() -> None:
    assert rows(("a", "ใช่"), ("b", "ไม่"), ("c", "ข้าม")) == [["ใช่", "ไม่"], ["ข้าม"]]


def test_a_long_label_has_a_row_of_its_own() -> None:
    long = "มีเรื่องเกิดขึ้นในอินเทอร์เน็ต"
    assert rows(("a", "ใช่"), ("b", long), ("c", "ไม่")) == [["ใช่"], [long], ["ไม่"]]


def test_marks_above_and_below_take_no_room() -> None:
    """Twenty signs, of which five stand above others."""
    assert rows(("a", "คุยกับพี่ที่นี่ได้เลย"), ("b", "ไม่")) == [["คุยกับพี่ที่นี่ได้เลย", "ไม่"]]


def test_a_number_to_call_is_in_the_text() -> None:
    assert keyboard([Button("tel:191", "191")]) is None
    assert left_out([Button("tel:191", "191")]) == 0


def test_a_link_is_a_link() -> None:
    made = keyboard([Button("url:https://example.org/a", "ดู")])
    assert made is not None
    assert made.inline_keyboard[0][0].url == "https://example.org/a"


@pytest.mark.parametrize(
    "key", ["", "x" * 65, "เมนู", "url:tel:191", "url:javascript:x", "url:https://", "url:http://["]
)
def test_what_the_platform_refuses_is_left_out_and_the_rest_stays(key: str) -> None:
    bad, good = Button(key, "bad"), Button("menu", "เมนู")
    assert left_out([bad, good]) == 1
    made = keyboard([bad, good])
    assert made is not None
    assert [[button.callback_data for button in row] for row in made.inline_keyboard] == [["menu"]]


def test_a_button_without_words_is_left_out() -> None:
    assert keyboard([Button("menu", " ")]) is None


def test_no_line_has_more_buttons_than_telegram_takes() -> None:
    made = rows(*((f"k{n}", "ก") for n in range(120)))
    assert sum(map(len, made)) == 100
