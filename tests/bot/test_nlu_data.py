"""The training lines: enough, in both languages, in one place each, and nobody's own."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.language import Language, Languages
from bot.risk import Risk, RiskRules

ROOT = Path(__file__).parents[2]
LANGUAGES = Languages.load(ROOT / "bot/content/language.yml")
RISKS = sorted((ROOT / "nlu_data/risk").glob("*.yml"))
FILES = sorted(set((ROOT / "nlu_data").rglob("*.yml")) - set(RISKS))
BOTH: tuple[Language, Language] = ("th", "en")
INTENTS = {
    "sextortion",
    "images_shared",
    "images_requested",
    "sexual_talk",
    "sexual_offer",
    "online_meeting",
    "sexual_abuse",
    "violence_home",
    "bullying",
    "suicide",
    "self_harm",
    "distress",
    "family",
    "relationships",
    "identity",
    "sexual_health",
    "school",
    "scam_hacked",
    "runaway",
    "substance_use",
    "where_to_get_help",
    "remove_images",
    "report_police",
    "rights_compensation",
    "confidentiality",
    "blame",
    "tell_someone",
    "keep_evidence",
    "block_report",
    "about_service",
    "are_you_bot",
    "waiting_time",
    "greet",
    "thanks",
    "goodbye",
    "yes",
    "no",
    "talk_to_human",
    "change_language",
    "for_friend",
    "adult_asking",
    "quick_exit",
    "delete_my_data",
    "skip",
    "insult",
    "out_of_scope",
}
PERSONAL = re.compile(
    r"@|https?:|www\.|\.com|\d[\d -]{5,}\d|\bid ?line\b|ไอดีไลน์ *[a-z0-9]|ชื่อจริง|\+66", re.IGNORECASE
)


HARM = (
    *("sextortion", "images_shared", "images_requested", "sexual_talk", "sexual_offer"),
    *("online_meeting", "sexual_abuse"),
)
GRAPHIC = re.compile(
    r"touching myself|with my mouth|\bdick\b|naked|no clothes|without (clothes|top)|undress|my pants"
    r"|up my skirt|\bbra\b|underwear|rubbed|on top of me|\bvirgin|\bthigh|\bbutt\b|private parts|porn"
    r"|ใช้ปาก|ช่วยตัวเอง|ใต้กระโปรง|อวัยวะเพศ|ของลับ|เปลือย|เสื้อใน|กางเกง|สอดมือ|ขาอ่อน|จับก้น|ถอด|หน้าอก",
    re.IGNORECASE,
)
MEANS = re.compile(
    r"\bpills?\b|\bbridge\b|\broof|กินยา|สะพาน|ดาดฟ้า|กรีด|\brope\b|\brazor", re.IGNORECASE
)


def load(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


DATA = {path.stem: load(path) for path in FILES}


def test_every_intent_of_the_contract_has_one_file() -> None:
    assert Counter(path.stem for path in FILES) == Counter(INTENTS)


@pytest.mark.parametrize("name", sorted(DATA))
def test_a_file_names_its_intent_and_both_languages(name: str) -> None:
    assert DATA[name].keys() - {"risk"} == {"intent", "th", "en"}
    assert DATA[name]["intent"] == name


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", sorted(DATA))
def test_there_are_enough_lines(name: str, language: Language) -> None:
    wanted = 300 if name == "out_of_scope" else 40
    assert len({LANGUAGES.normalise(line) for line in DATA[name][language]}) >= wanted


def test_no_line_stands_twice() -> None:
    """Neither within an intent nor across intents, after normalising."""
    seen = Counter(
        LANGUAGES.normalise(line)
        for entry in DATA.values()
        for language in BOTH
        for line in entry[language]
    )
    assert [line for line, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(DATA))
def test_lines_are_short_and_give_nobody_away(name: str) -> None:
    for language in BOTH:
        for line in DATA[name][language]:
            assert 0 < len(line) <= 300
            assert not line.startswith("/")
            assert not PERSONAL.search(line), line


def test_lines_are_in_the_language_they_stand_under() -> None:
    """Bare insults and place names in Latin letters may be told wrongly, no more."""
    wrong = [
        line
        for entry in DATA.values()
        for language in BOTH
        for line in entry[language]
        if LANGUAGES.detect(line, language) != language
    ]
    assert len(wrong) <= 5, wrong


def test_no_line_about_harm_says_what_was_done_to_whom_where() -> None:
    """Training material is vague: neither acts, nor bodies, nor means of dying are named."""
    told = [(name, line) for name in HARM for each in BOTH for line in DATA[name][each]]
    for path in RISKS:
        dangers = load(path)["risk"]["danger"]
        told += [(path.stem, line) for each in BOTH for line in dangers[each]]
        assert not [line for each in BOTH for line in dangers[each] if MEANS.search(line)], path
    assert [(name, line) for name, line in told if GRAPHIC.search(line)] == []


@pytest.mark.parametrize("path", RISKS, ids=lambda path: path.stem)
def test_every_topic_of_risk_holds_danger_and_what_only_sounds_like_it(path: Path) -> None:
    levels = load(path)["risk"]
    assert levels.keys() == {"danger", "concern", "none"}
    for level in ("danger", "none"):
        for language in BOTH:
            lines = {LANGUAGES.normalise(line) for line in levels[level][language]}
            assert len(lines) >= 5, level
    every = [line for both in levels.values() for language in BOTH for line in both[language]]
    assert not [line for line in every if PERSONAL.search(line) or len(line) > 300]


def test_phrases_alone_hear_half_the_wishes_to_die_and_no_small_talk() -> None:
    """What they miss is said without naming it; the learned ear is for that (tests/book)."""
    rules = RiskRules.load(ROOT / "bot/content/risk", LANGUAGES.normalise)

    def risks(name: str) -> list[Risk]:
        texts = (line for language in BOTH for line in DATA[name][language])
        return [rules.assess(LANGUAGES.normalise(text)) for text in texts]

    wishes = risks("suicide")
    assert wishes.count(Risk.DANGER) >= len(wishes) * 0.5
    for name in (
        "greet",
        "thanks",
        "goodbye",
        "yes",
        "no",
        "skip",
        "change_language",
        "out_of_scope",
    ):
        assert set(risks(name)) == {Risk.NONE}, name
