"""Personal details by rules and by what was learned: either hides, and both leave the same alone."""

from pathlib import Path

import pytest

from bot.directory import Directory
from bot.marked import marked_lines
from bot.privacy import Privacy
from bot.tagger import Tagger, learn
from bot.tokens import Tokens

CONTENT = Path(__file__).parents[2] / "bot/content"
TAUGHT = """
[ซกเลียบ](person_name)ร้องไห้ทุกวัน
[เหมยลี่](person_name)ร้องไห้ทุกวัน
[อรัญญา](person_name)ร้องไห้ทุกวัน
บ้านหนูอยู่[อำเภอสันกำแพง](address)
บ้านหนูอยู่[อำเภอหางดง](address)
บ้านหนูอยู่[เชียงใหม่](address)
บ้านหนูอยู่[อ.หางดง จ.เชียงใหม่](address)
เล่นกับ[ปุยฝ้าย](person_name)
แมวหนูชื่อ[ปุยฝ้าย](person_name)
หนูร้องไห้ทุกวัน
โทร 0899999999 นะ
เบอร์หนู 0877777777 นะคะ
คุยกันได้ไหม
ขอบคุณนะ
"""


@pytest.fixture(scope="module")
def learned(
    directory: Directory, tokens: Tokens, tmp_path_factory: pytest.TempPathFactory
) -> Privacy:
    folder = tmp_path_factory.mktemp("lines")
    (folder / "lines.txt").write_text(TAUGHT, encoding="utf-8")
    learn(tokens, [*marked_lines(folder)] * 3, folder / "model")
    tagger = Tagger(tokens, folder / "model")
    return Privacy.load(CONTENT / "privacy", directory.published(), tagger=tagger)


def test_a_name_that_no_rule_knows_is_hidden(learned: Privacy, privacy: Privacy) -> None:
    text = "ซกเลียบร้องไห้ทุกวันเลย"
    assert privacy.find(text) == ()
    (find,) = learned.find(text)
    assert (find.kind, find.value) == ("person_name", "ซกเลียบ")
    assert text[find.start : find.end] == find.value


def test_a_name_of_which_the_rules_know_half_is_hidden_whole(
    learned: Privacy, privacy: Privacy
) -> None:
    text = "เหมยลี่ร้องไห้ทุกวันเลย"
    assert [find.value for find in privacy.find(text)] == ["เหมย"]
    assert [find.value for find in learned.find(text)] == ["เหมยลี่"]


@pytest.mark.parametrize(
    "text",
    ["บ้านหนูอยู่อำเภอสันกำแพง", "บ้านหนูอยู่อำเภอ สันกำแพง", "บ้านหนูอยู่เชียงใหม่", "บ้านหนูอยู่อ.หางดง จ.เชียงใหม่"],
)
def test_a_district_or_a_province_alone_stays(learned: Privacy, text: str) -> None:
    """Each is as large as a town, and tells a counsellor where help is near."""
    assert learned.find(text) == ()


def test_what_the_rules_find_is_found_all_the_same(learned: Privacy) -> None:
    finds = learned.find("เหมยลี่ร้องไห้ทุกวัน โทร 0812345678 นะ")
    assert [find.kind for find in finds] == ["person_name", "phone"]


def test_the_name_of_a_pet_stays(learned: Privacy) -> None:
    """The rules leave it alone on purpose."""
    assert learned.find("แมวหนูชื่อปุยฝ้าย") == ()


def test_capitals_and_invisible_signs_do_not_move_a_find(learned: Privacy) -> None:
    text = "\u200bเหมย\u200bลี่ร้องไห้ทุกวันเลย"
    (find,) = learned.find(text)
    assert text[find.start : find.end] == find.value
    assert Privacy.mask(text, [find]).endswith("▮▮▮ร้องไห้ทุกวันเลย")
