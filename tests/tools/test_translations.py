"""The check of translations finds what it is for, and every text of this repository passes it."""

import pytest
import yaml

from tools.translations import Text, faults, main, texts_of


def test_every_text_of_this_repository_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("th", "en", "fault"),
    [
        ("สวัสดี", "Hello", ""),
        ("Hello", "Hello", "is the same in both languages"),
        ("Bye", "Hello", "has no Thai letter in Thai"),
        ("สวัสดี", "สวัสดี", "is the same in both languages"),
        ("", "Hello", "is missing in one language"),
        ("สวัสดี", " ", "is missing in one language"),
    ],
)
def test_each_fault_is_named(th: str, en: str, fault: str) -> None:
    assert Text("here", th, en).fault == fault


def test_a_text_is_found_however_deep_it_stands() -> None:
    read = {"card": {"bubbles": [{"th": "ก", "en": "a"}, {"en": "b"}], "label": {"th": "ข"}}}
    found = {text.place: text.fault for text in texts_of("file.yml", read)}
    assert found == {
        "file.yml.card.bubbles.0": "",
        "file.yml.card.bubbles.1": "is missing in one language",
        "file.yml.card.label": "is missing in one language",
    }


def test_a_text_that_yaml_ends_at_a_comma_is_found() -> None:
    read = yaml.safe_load("label: {th: ก, en: If so, then this}")
    (text,) = texts_of("file.yml", read)
    assert text.fault == "is cut off at a comma: put it in quotes"


def test_what_is_meant_to_be_alike_is_excused_and_an_idle_excuse_is_refused() -> None:
    texts = [Text("a", "LINE", "LINE"), Text("b", "ข", "b"), Text("c", "X", "X")]
    assert list(faults(texts, ["a", "b"])) == [
        "c is the same in both languages",
        "translations.yml: b needs no excuse",
    ]
