"""Marked lines are read as they would be typed; a wrong mark is named with its place."""

from pathlib import Path

import pytest

from bot.marked import KINDS, MarkedLine, marked_lines
from errors import InvalidContent

SHIPPED = Path(__file__).parents[2] / "detail_data"


def written(folder: Path, text: str) -> Path:
    (folder / "lines.txt").write_text(text, encoding="utf-8")
    return folder


def test_marks_become_places_in_the_line_without_them(tmp_path: Path) -> None:
    folder = written(tmp_path, "หนูชื่อ[ใบบัว](person_name)ค่ะ อยู่[ซอยมีสุข 4](address)\n")
    (line,) = marked_lines(folder)
    assert line.text == "หนูชื่อใบบัวค่ะ อยู่ซอยมีสุข 4"
    assert [(kind, line.text[start:end]) for kind, start, end in line.details] == [
        ("person_name", "ใบบัว"),
        ("address", "ซอยมีสุข 4"),
    ]


def test_remarks_and_empty_lines_are_none(tmp_path: Path) -> None:
    folder = written(tmp_path, "# a remark\n\n  \nอยากกินไอติม (จัง)\n")
    assert list(marked_lines(folder)) == [MarkedLine("อยากกินไอติม (จัง)")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ok\nหนูชื่อ[ใบบัว](nickname)", r"lines\.txt:2: 'nickname' is no kind"),
        ("[a](person_name [b](school)", r"lines\.txt:1: a mark is not closed"),
        ("[](school)", r"lines\.txt:1: a mark is not closed"),
    ],
)
def test_a_wrong_mark_is_refused_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(InvalidContent, match=reason):
        list(marked_lines(written(tmp_path, text)))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidContent, match=r"lines\.txt"):
        list(marked_lines(tmp_path))


def test_the_shipped_lines_hold_every_kind_and_as_many_lines_without() -> None:
    lines = list(marked_lines(SHIPPED))
    assert {kind for line in lines for kind, _, _ in line.details} == KINDS
    without = sum(not line.details for line in lines)
    assert 0.3 < without / len(lines) < 0.6
    assert len({line.text for line in lines}) > 0.995 * len(lines)
