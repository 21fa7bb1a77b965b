"""Faults of one string, and content that a platform could not carry: all refused at load."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import Content
from bot.limits import (
    DESCRIPTION,
    LABEL,
    TEXT,
    address_faults,
    key_faults,
    label_faults,
    text_faults,
    units,
)
from bot.signboard import COMMANDS, load_signboard
from bot.wording import Wording
from errors import InvalidContent

SHIPPED = Path(__file__).parents[2] / "bot/content"

Change = Callable[[dict[str, Any]], None]


def change(path: Path, spoil: Change) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    spoil(entries)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidContent) as caught:
        Content.load(folder)
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "content"))


def test_lengths_are_counted_in_utf_16_units() -> None:
    assert units("ที่นี่") == 6
    assert units("\U0001f622") == 2
    assert units("\ud800") == 1


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u200b", "\u3164", "\u2800", "\ufe0f\u200d", "\u0e48"]
)
def test_what_shows_nothing_is_empty(text: str) -> None:
    assert "is empty to the eye" in list(text_faults(text))


@pytest.mark.parametrize("sign", ["\x00", "\t", "\x7f", "\x85", "\u202e", "\u2066", "\ud83d"])
def test_control_characters_and_halves_are_named(sign: str) -> None:
    assert list(text_faults(f"a{sign}b")) == [f"holds the control character U+{ord(sign):04X}"]


@pytest.mark.parametrize("text", ["👩‍👧 ok", "กา\u200bแฟ", "one\ntwo", "น้ำ", "x" * TEXT])
def test_what_platforms_take_has_no_fault(text: str) -> None:
    assert not list(text_faults(text))


def test_lengths_are_refused_from_one_too_many() -> None:
    assert list(text_faults("😢" * (TEXT // 2) + "x")) == [
        f"has {TEXT + 1} UTF-16 units, at most {TEXT}"
    ]
    assert not list(label_faults("ก" * LABEL))
    assert list(label_faults("ก" * (LABEL + 1)))
    assert "has a line break" in list(label_faults("a\nb"))


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("card:sextortion", True),
        ("tel:191", True),
        ("tel:+66991301300", True),
        ("url:https://help.ticac.org", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("a b", False),
        ("card:รูป", False),
        ("tel:๑๙๑", False),
        ("tel:02-113", False),
        ("tel:", False),
        ("url:ftp://x.org", False),
        ("url:javascript:alert(1)", False),
        ("url:https://localhost", False),
        ("url:https://[bad", False),
        ("\ud800", False),
    ],
)
def test_keys(key: str, *, fits: bool) -> None:
    assert (not list(key_faults(key))) is fits


def test_addresses() -> None:
    assert not list(address_faults("http://a.th/x?y=1"))
    assert list(address_faults("https://"))


def _text(text_id: str, thai: str, english: str) -> Change:
    def spoil(texts: dict[str, Any]) -> None:
        *path, name = text_id.split(".")
        for part in path:
            texts = texts[part]
        texts[name] = {"th": thai, "en": english}

    return spoil


def _service(service_id: str, **fields: object) -> Change:
    return lambda services: services[service_id].update(fields)


class TestRefused:
    """Nothing loads that a channel would refuse while a child waits for it."""

    @pytest.mark.parametrize(
        ("file", "spoil", "reason"),
        [
            (
                "texts/buttons.yml",
                _text("button.call", "โทรหาที่นี่เลย {number}", "Call {number}"),
                "button.call: th: label",
            ),
            ("texts/buttons.yml", _text("button.menu", "เม\nนู", "Menu"), "has a line break"),
            ("texts/buttons.yml", _text("button.menu", "\u200b", "Menu"), "empty to the eye"),
            ("texts/queue.yml", _text("queue.nobody", "รอ\x07", "Wait"), "U+0007"),
            ("texts/queue.yml", _text("queue.nobody", "รอ {", "Wait {"), "braces"),
            ("texts/queue.yml", _text("queue.nobody", "รอ {0}", "Wait {0}"), "queue.nobody"),
            ("texts/queue.yml", _text("queue.nobody", "ก" * 161, "Wait"), "more than a bubble"),
            ("texts/dialogue.yml", _text("media.picture", "ก" * 161, "a"), "more than a bubble"),
            (
                "services/children.yml",
                _service("childline_1387", phone="๑๓๘๗"),
                "cannot be dialled",
            ),
            (
                "services/online.yml",
                _service("clip_help", url="https://localhost"),
                "is no web address",
            ),
            (
                "services/online.yml",
                _service("clip_help", name={"th": "ก\nข", "en": "x"}),
                "the name has a line break",
            ),
            (
                "services/online.yml",
                _service("clip_help", learns={"th": "ก" * 4000, "en": "x"}),
                "in a bubble, of 4096",
            ),
        ],
    )
    def test_a_text_or_a_service(self, folder: Path, file: str, spoil: Change, reason: str) -> None:
        change(folder / file, spoil)
        assert reason in refusal(folder)

    @pytest.mark.parametrize("name", ["media.voice", "notice.sent.picture", "wordless"])
    def test_a_text_of_the_platforms_that_is_missing(self, folder: Path, name: str) -> None:
        for file in (folder / "texts").glob("*.yml"):
            change(file, lambda texts: _drop(texts, name.split(".")))
        assert f"no {name}" in refusal(folder)

    def test_a_card_whose_buttons_and_calls_are_more_than_line_shows(self, folder: Path) -> None:
        choices = [f"card:{name}" for name in ("school", "family", "runaway", "bullying")]
        choices += [f"topic:{name}" for name in ("school", "family", "runaway", "bullying")]
        change(folder / "cards/home.yml", lambda cards: cards["family"].update(choices=choices))
        assert "cards: family: 8 choices, room for 6" in refusal(folder)


def _drop(texts: dict[str, Any], path: list[str]) -> None:
    if len(path) == 1:
        texts.pop(path[0], None)
    elif path[0] in texts:
        _drop(texts[path[0]], path[1:])


class TestSignboard:
    """What Telegram shows before a word is said."""

    def test_the_shipped_one_has_every_command_and_is_neutral(self) -> None:
        words = load_signboard(SHIPPED / "pages/telegram.yml")
        wording = Wording.load(SHIPPED / "wording.yml")
        for command in COMMANDS:
            assert f"telegram.command.{command}" in words
        for text_id, texts in words.items():
            for text in texts.values():
                assert not list(wording.faults(text))
                open_chat = text_id == "telegram.description"
                assert open_chat or not any(
                    telling in text.lower() for telling in ("helpline", "counsel", "abuse", "ปรึกษา")
                )

    def test_an_empty_chat_tells_that_a_bot_answers_and_what_is_known(self) -> None:
        english = load_signboard(SHIPPED / "pages/telegram.yml")["telegram.description"]["en"]
        for part in ("a bot answers, not a person", "Telegram does know your account", "191"):
            assert part in english

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (_text("telegram.short", "ก" * 121, "a"), "121 UTF-16 units, at most 120"),
            (_text("telegram.description", "a", "x" * (DESCRIPTION + 1)), "at most 512"),
            (_text("telegram.command.menu", "a", "x" * 257), "at most 256"),
            (_text("telegram.command.menu", "a\nb", "x"), "has a line break"),
            (_text("telegram.command.dance", "a", "x"), "unknown telegram.command.dance"),
            (lambda words: words["telegram"].pop("short"), "no telegram.short"),
        ],
    )
    def test_a_spoilt_one_is_refused(self, folder: Path, spoil: Change, reason: str) -> None:
        path = folder / "pages/telegram.yml"
        change(path, spoil)
        with pytest.raises(InvalidContent, match=r"telegram\.yml") as caught:
            load_signboard(path)
        assert reason in str(caught.value)
