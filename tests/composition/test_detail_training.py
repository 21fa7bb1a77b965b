"""When a tagger is made, from what, and what becomes of the one before when a line is wrong."""

import shutil
from pathlib import Path

import pytest

from bot.typed import fold
from composition.detail_training import DetailTraining
from errors import InvalidContent

ROOT = Path(__file__).parents[2]
LINES = "แฟน[ฝน](person_name)มาแล้ว\nแฟน[กล้วย](person_name)มาแล้ว\nแฟน[เบส](person_name)มา\n"
WITHOUT = ("ฝนตก", "กินกล้วย", "ขอบคุณค่ะ", "ไปโรงเรียน", "อยากคุย", "หิวข้าว", "นอนไม่หลับ")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "detail_data").mkdir(parents=True)
    (root / "bot/content").mkdir(parents=True)
    shutil.copytree(ROOT / "bot/content/privacy", root / "bot/content/privacy")
    (root / "detail_data/lines.txt").write_text(LINES, encoding="utf-8")
    return root


@pytest.fixture
def training(root: Path, tmp_path: Path) -> DetailTraining:
    return DetailTraining(root, tmp_path / "home", lambda: WITHOUT * 3)


def models(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "home/models").iterdir()]


def test_until_something_was_learned_there_is_no_tagger(training: DetailTraining) -> None:
    assert training.tagger() is None
    assert not training.up_to_date()


def test_it_learns_once_and_again_when_a_line_is_new(
    training: DetailTraining, root: Path, tmp_path: Path
) -> None:
    assert "3 marked lines" in training.train()
    assert training.up_to_date()
    assert training.train() == "up to date"
    (first,) = models(tmp_path)
    (root / "detail_data/more.txt").write_text("วันนี้ฝนตก\n", encoding="utf-8")
    assert not training.up_to_date()
    assert training.tagger() is not None
    assert "4 marked lines" in training.train()
    (second,) = models(tmp_path)
    assert first != second


def test_what_it_learned_is_found(training: DetailTraining) -> None:
    training.train()
    tagger = training.tagger()
    assert tagger is not None
    assert [spot.kind for spot in tagger(fold("แฟนกล้วยมาแล้ว"))] == ["person_name"]


def test_a_wrong_line_is_told_and_the_model_in_use_stays(
    training: DetailTraining, root: Path, tmp_path: Path
) -> None:
    training.train()
    before = models(tmp_path)
    (root / "detail_data/wrong.txt").write_text("[ฝน](weather)\n", encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"wrong\.txt:1"):
        training.train()
    assert models(tmp_path) == before
    assert training.tagger() is not None


def test_a_model_that_was_cut_short_is_refused(training: DetailTraining, tmp_path: Path) -> None:
    training.train()
    (name,) = models(tmp_path)
    (tmp_path / "home/models" / name).write_bytes(b"cut")
    with pytest.raises(InvalidContent, match=r"details\.crf"):
        training.tagger()
