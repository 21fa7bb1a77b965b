"""Words for people: both languages, the same fields, or nothing."""

import re
from pathlib import Path

import pytest

from bot.words import Words, pair, read_yaml
from errors import InvalidContent


@pytest.fixture
def words(tmp_path: Path) -> Words:
    first = tmp_path / "a.yml"
    first.write_text(
        "greet: {hello: {th: ดีนะ, en: Hi}, place: {th: 'ที่ {n}', en: '{n}.'}}", encoding="utf-8"
    )
    second = tmp_path / "b.yml"
    second.write_text("greet: {hello: {th: หวัดดี, en: Hello}}", encoding="utf-8")
    return Words.load(first, second)


def test_nested_ids_are_joined_and_later_files_replace_earlier_texts(words: Words) -> None:
    assert set(words) == {"greet.hello", "greet.place"}
    assert words.say("greet.hello", "en") == "Hello"
    assert words.say("greet.hello", "th") == "หวัดดี"


def test_fields_are_filled(words: Words) -> None:
    assert words.say("greet.place", "th", n=3) == "ที่ 3"


@pytest.mark.parametrize("text_id", ["greet.place", "greet.bye"])
def test_a_missing_text_or_field_is_named(words: Words, text_id: str) -> None:
    with pytest.raises(InvalidContent, match=text_id):
        words.say(text_id, "en")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("greet: {th: ดี}", "greet: no text in en"),
        ("greet: {th: ดี, en: '  '}", "greet: no text in en"),
        ("greet: {th: ดี, en: 5}", "greet: no text in en"),
        ("greet: {th: '{a}', en: '{b}'}", "different fields"),
        ("greet: hello", "both languages"),
        ("- greet", "a mapping is expected"),
        ("greet: [", "words.yml"),
    ],
)
def test_what_is_not_in_both_languages_does_not_load(
    tmp_path: Path, written: str, reason: str
) -> None:
    file = tmp_path / "words.yml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidContent, match=reason):
        Words.load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match=r"gone\.yml"):
        read_yaml(tmp_path / "gone.yml")


def test_spaces_around_a_text_are_dropped() -> None:
    assert pair("here", {"th": " ดี ", "en": "Hi\n"}) == {"th": "ดี", "en": "Hi"}


def test_no_thai_stands_in_the_code() -> None:
    root = Path(__file__).parents[2]
    folders = ("bot", "composition", "connectors", "handoff", "operation")
    code = [path for folder in folders for path in (root / folder).rglob("*.py")]
    for path in {*code, *root.glob("*.py")}:
        assert not re.search("[\u0e01-\u0e5b]", path.read_text("utf-8")), path


def test_a_folder_of_words_says_each_text_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("greet: {th: ดี, en: Hi}", encoding="utf-8")
    (tmp_path / "b.yml").write_text("part: {th: ลา, en: Bye}", encoding="utf-8")
    assert set(Words.of_folder(tmp_path)) == {"greet", "part"}

    (tmp_path / "c.yml").write_text("greet: {th: ดี, en: Hello}", encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"c\.yml: greet: another file says this"):
        Words.of_folder(tmp_path)
