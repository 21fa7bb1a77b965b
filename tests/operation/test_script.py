"""Scripts of simulated conversations: what is shipped is fit, and what is not fit is refused."""

from pathlib import Path

import pytest

from errors import InvalidContent
from operation.script import Mark, Script, load_scripts

FIT = "language: en\nopening: [hello]\nconversation: [{child: hi, counsellor: hello}]\n"


def test_the_shipped_scripts_speak_both_languages() -> None:
    assert {script.language for script in load_scripts()} == {"th", "en"}


def test_no_script_writes_faster_than_the_door_lets_one_page() -> None:
    """The door takes 20 at once; a script that needs more would measure waiting."""
    for script in load_scripts():
        assert len(script.opening) + 2 + len(script.conversation) < 20


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "language: th",
        FIT.replace("language: en", "language: fr"),
        FIT.replace("[hello]", "[]"),
        FIT.replace("[hello]", "[3]"),
        FIT.replace("{child: hi, counsellor: hello}", ""),
        FIT.replace("counsellor", "councillor"),
        FIT.replace("child: hi, ", ""),
        FIT + "more: 1\n",
        "language: [en",
    ],
)
def test_a_script_that_is_not_fit_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.yml"
    path.write_text(content)
    with pytest.raises(InvalidContent, match=r"odd\.yml"):
        Script.load(path)


def test_a_fit_script_is_read(tmp_path: Path) -> None:
    (tmp_path / "fit.yml").write_text(FIT)
    (script,) = load_scripts(tmp_path)
    assert script.conversation[0].counsellor == "hello"


def test_a_folder_without_scripts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match="no scripts"):
        load_scripts(tmp_path)


def test_marks_are_found_again_in_any_text() -> None:
    marks = [Mark(12, "c", 3), Mark(9, "a", 0)]
    text = f"<p>สวัสดี {marks[0]}</p>\n{marks[1]} [t1] [tx c1]"
    assert Mark.find(text) == marks
