"""Danger is recognised by words alone; the traps are those of real chat."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.language import LIMIT, Languages
from bot.risk import Risk, RiskRules, highest
from errors import InvalidContent

CONTENT = Path(__file__).parents[2] / "bot/content"
FOLDER = CONTENT / "risk"
LANGUAGES = Languages.load(CONTENT / "language.yml")
RULES = RiskRules.load(FOLDER, LANGUAGES.normalise)
LINES = yaml.safe_load((Path(__file__).parent / "risk_lines.yml").read_text(encoding="utf-8"))
TONES = re.compile("[\u0e47-\u0e4c]")


def read(text: str) -> Risk:
    return RULES.assess(LANGUAGES.normalise(text))


def lines(*wanted: str) -> list[tuple[str, str]]:
    return [
        (text, risk)
        for part in LINES.values()
        for risk, texts in part.items()
        if risk in wanted
        for text in texts
    ]


@pytest.mark.parametrize(("text", "risk"), lines("danger", "concern", "none"))
def test_lines_are_read_as_a_counsellor_would(text: str, risk: str) -> None:
    assert read(text) == risk


@pytest.mark.parametrize(("text", "_unsure"), lines("unsure"))
def test_unsure_lines_are_not_let_pass(text: str, _unsure: str) -> None:
    assert read(text) != Risk.NONE


@pytest.mark.parametrize("laughter", ["555", "5555555", "ถถถ", "lol", "haha", "😂"])
@pytest.mark.parametrize("text", ["อยากตาย", "i want to die", "yak tai", "เพื่อนอยากตาย"])
def test_laughter_never_lowers_danger(text: str, laughter: str) -> None:
    assert read(f"{text} {laughter}") == Risk.DANGER
    assert read(f"{laughter} {text}") == Risk.DANGER


def test_danger_is_seen_without_tone_marks() -> None:
    """Phrases that mark a tone as telling (`exact`) are the only ones allowed to be missed."""
    missed = [text for text, _ in lines("danger") if read(TONES.sub("", text)) != Risk.DANGER]
    assert missed == []


@pytest.mark.parametrize(
    "word", ["thailand", "taichi", "teen", "steel", "diet", "skms", "kmsx", "audience", "deadline"]
)
def test_latin_phrases_are_not_seen_inside_longer_words(word: str) -> None:
    assert read(word) == Risk.NONE


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("ไม่ได้อยากตาย", Risk.CONCERN),
        ("ไม่เคยโดนตี", Risk.NONE),
        ("พ่อไม่เคยตีหนู", Risk.NONE),
        ("เคยอยากตาย", Risk.CONCERN),
        ("เคยอยากตาย ตอนนี้ก็ยังอยากตาย", Risk.DANGER),
        ("ทำไมอยากตาย", Risk.DANGER),
        ("ไม่ไหวแล้ว อยากตาย", Risk.DANGER),
        ("ในหนังพระเอกอยากตาย", Risk.CONCERN),
        ("หิวจะตาย", Risk.NONE),
        ("หิวจะตาย แล้วก็อยากตาย", Risk.DANGER),
    ],
)
def test_what_stands_around_a_phrase_changes_it(text: str, risk: Risk) -> None:
    assert read(text) == risk


@given(st.text(alphabet=st.characters()) | st.text(alphabet="ตายอยากไม่่้ 5.!'adei\ud800"))
def test_any_text_has_a_risk(text: str) -> None:
    assert RULES.assess(text) in Risk
    assert read(text) in Risk


@pytest.mark.parametrize("text", [text for text, _ in lines("danger")][:40])
def test_danger_is_seen_in_a_long_message(text: str) -> None:
    before = "วันนี้ไปเรียนมา แล้วก็กินข้าวกับยาย. " * 40
    assert len(before + text) < LIMIT
    assert read(f"{before} {text}") == Risk.DANGER


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_no_phrase_stands_twice_in_a_file(path: Path) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    phrases = Counter(phrase for name in ("th", "en", "exact") for phrase in entries.get(name, ()))
    assert [phrase for phrase, times in phrases.items() if times > 1] == []


def test_the_highest_risk_is_found_whatever_the_order() -> None:
    assert highest([Risk.CONCERN, Risk.DANGER, Risk.NONE]) == Risk.DANGER
    assert highest([]) == Risk.NONE


def test_an_operators_file_replaces_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "hopeless.yml").write_text("level: danger\nen:\n  - purple rain\n")
    rules = RiskRules.load(FOLDER, LANGUAGES.normalise, tmp_path)
    assert rules.assess("purple rain") == Risk.DANGER
    assert rules.assess("worthless") == Risk.NONE
    assert rules.assess("want to die") == Risk.DANGER


@pytest.mark.parametrize("text", ["trapped in an escape room", "เพื่อนลักพาตัวไปกินชาบู", "overdose"])
def test_what_is_said_lightly_too_can_be_denied(text: str) -> None:
    """It stays a concern: nobody who may mean it waits behind small talk."""
    plain = LANGUAGES.normalise(text)
    assert RULES.assess(plain) == Risk.DANGER
    assert RULES.assess(plain, denied=True) == Risk.CONCERN


@pytest.mark.parametrize("text", ["อยากตาย", "i want to die", "ไม่อยากอยู่แล้ว", "he has a knife"])
def test_what_nobody_says_lightly_cannot_be_denied(text: str) -> None:
    assert RULES.assess(LANGUAGES.normalise(text), denied=True) == Risk.DANGER


def test_an_operators_own_phrases_cannot_be_denied(tmp_path: Path) -> None:
    (tmp_path / "ours.yml").write_text("level: danger\nen:\n  - purple rain\n")
    rules = RiskRules.load(FOLDER, LANGUAGES.normalise, tmp_path)
    assert rules.assess("purple rain", denied=True) == Risk.DANGER


def test_a_missing_overlay_changes_nothing(tmp_path: Path) -> None:
    rules = RiskRules.load(FOLDER, LANGUAGES.normalise, tmp_path / "none")
    assert rules.assess("want to die") == Risk.DANGER


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("new.yml", "level: worse\nen: [some words]\n", "worse"),
        ("new.yml", "level: danger\nen: some words\n", "list of phrases"),
        ("new.yml", "level: danger\nen: ['{nobody} here']\n", "nobody"),
        ("new.yml", "level: danger\nde: [some words]\n", "unknown entry 'de'"),
        ("new.yml", "level: [danger\n", "new.yml"),
        ("context.yml", "sets: {}\n", "context.yml: around"),
    ],
)
def test_a_broken_file_is_refused_by_name(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    folder = tmp_path / "risk"
    shutil.copytree(FOLDER, folder)
    (folder / name).write_text(text)
    with pytest.raises(
        InvalidContent, match=f"(?s){re.escape(name)}.*{re.escape(reason)}|{re.escape(reason)}"
    ):
        RiskRules.load(folder, LANGUAGES.normalise)


def test_a_folder_without_context_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match=r"context\.yml is missing"):
        RiskRules.load(tmp_path, LANGUAGES.normalise)
