"""A tagger knows what it was taught, in other words too; a file that is not whole is refused."""

from pathlib import Path

import pytest

from bot.marked import MarkedLine, marked_lines
from bot.tagger import Tagger, learn
from bot.tokens import Tokens
from bot.typed import Spot, fold
from errors import InvalidContent

TAUGHT = """
แฟน[ฝน](person_name)เป็นคนปล่อยคลิป
แฟน[กล้วย](person_name)เป็นคนบอกครู
แฟน[มายด์](person_name)เป็นคนดี
แฟน[เบส](person_name)เป็นคนใหม่
วันนี้ฝนตกหนักมาก
วันนี้กล้วยแพงมาก
วันนี้ฟ้าสวยมาก
อยากกินกล้วยจัง
"""


@pytest.fixture(scope="module")
def model(tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lines")
    (folder / "lines.txt").write_text(TAUGHT, encoding="utf-8")
    model = folder / "model"
    learn(tokens, marked_lines(folder), model)
    return model


def found(tagger: Tagger, text: str) -> list[str]:
    typed = fold(text)
    return [typed.folded[spot.start : spot.end] for spot in tagger(typed)]


def test_a_name_is_known_by_the_words_around_it(tokens: Tokens, model: Path) -> None:
    tagger = Tagger(tokens, model)
    assert found(tagger, "แฟนฟ้าเป็นคนปล่อยคลิป") == ["ฟ้า"]
    assert found(tagger, "วันนี้ฟ้าสวยมาก") == []
    assert found(tagger, "") == []


def test_the_same_lines_give_the_same_model(tokens: Tokens, model: Path, tmp_path: Path) -> None:
    learn(tokens, marked_lines(model.parent), tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == model.read_bytes()


def test_words_that_stand_together_are_one_detail(tokens: Tokens, tmp_path: Path) -> None:
    text = "เฟสชื่อ บ่าวเต้ย คนเดิม"
    start = text.index("บ่าว")
    lines = [MarkedLine(text, (("handle", start, len(text)),)), MarkedLine("วันนี้ไปโรงเรียน")]
    learn(tokens, lines * 3, tmp_path / "model")
    assert list(Tagger(tokens, tmp_path / "model")(fold(text))) == [
        Spot("handle", start, len(text))
    ]


def test_what_runs_on_and_on_is_no_detail(tokens: Tokens, tmp_path: Path) -> None:
    lines = [MarkedLine("บ่าวเต้ย คนเดิม", (("handle", 0, 15),)), MarkedLine("วันนี้ไปโรงเรียน")]
    learn(tokens, lines * 3, tmp_path / "model")
    tagger = Tagger(tokens, tmp_path / "model")
    assert found(tagger, "บ่าวเต้ย คนเดิม") == ["บ่าวเต้ย คนเดิม"]
    assert found(tagger, " ".join(["บ่าวเต้ย คนเดิม"] * 10)) == []


@pytest.mark.parametrize("kind", ["phone", "birth_date", "vehicle_plate"])
def test_numbers_are_left_to_the_rules(tokens: Tokens, tmp_path: Path, kind: str) -> None:
    lines = [
        MarkedLine("โทร 0812345678", ((kind, 4, 14),)),
        MarkedLine("แฟนฝน", (("person_name", 3, 5),)),
    ]
    learn(tokens, lines * 3, tmp_path / "model")
    assert found(Tagger(tokens, tmp_path / "model"), "โทร 0812345678") == []


@pytest.mark.parametrize("cut", [0, 20, 100, -1])
def test_a_file_that_is_not_whole_is_refused(
    tokens: Tokens, model: Path, tmp_path: Path, cut: int
) -> None:
    """The library itself would end the whole process."""
    broken = tmp_path / "broken"
    broken.write_bytes(model.read_bytes()[:cut])
    with pytest.raises(InvalidContent, match="broken: the model of details cannot be read"):
        Tagger(tokens, broken)
    with pytest.raises(InvalidContent, match="nowhere"):
        Tagger(tokens, tmp_path / "nowhere")
