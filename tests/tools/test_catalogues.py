"""A catalogue holds every text, says what it lacks, and is taken back without touching anything else."""

import io
from itertools import groupby
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools import catalogues as tool
from tools.catalogues import catalogues, changes, gaps, main, said, unknown, with_changes
from tools.translations import ROOT, Text, shown, texts_of

PLACE = "handoff/desk/words/x.yml.desk.x"
TEXT = Text(PLACE, "รอ {count} คน", "{count} waiting")
FILE = """# Kept as it is.
desk:
  x: {th: "รอ {count} คน", en: "{count} waiting"}
  y: {th: ก่อน, en: before}  # and this
  z:
    - th: |
        บรรทัด
      en: a line
"""


def one(th: str = TEXT.th, en: str = TEXT.en) -> Catalog:
    return catalogues([Text(PLACE, th, en)])["desk"]


def message_at(catalogue: Catalog, en: str, place: str) -> Message:
    found = catalogue.get(en, place)
    assert found is not None
    return found


def test_every_catalogue_of_this_repository_is_complete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0, capsys.readouterr().out


def test_every_text_that_people_are_shown_is_in_a_catalogue() -> None:
    found = catalogues(shown())
    places = [message.context for part in found.values() for message in part if message.id]
    assert sorted(map(str, places)) == sorted(text.place for text in shown())


@pytest.mark.parametrize(
    ("th", "fault"),
    [("", "has no Thai"), (" ", "has no Thai"), ("รอ {number} คน", "names other fields")],
)
def test_a_gap_is_named(th: str, fault: str) -> None:
    assert list(gaps(one(th))) == [f"{PLACE}: {fault}"]
    with pytest.raises(ValueError, match=fault):
        changes(one(th), [TEXT])


def test_what_a_translator_doubts_is_a_gap_and_is_not_taken() -> None:
    catalogue = one("มี {count} คนรอ")
    message_at(catalogue, TEXT.en, PLACE).flags.add("fuzzy")
    assert list(gaps(catalogue)) == [f"{PLACE}: is marked as doubtful"]
    with pytest.raises(ValueError, match="doubtful"):
        changes(catalogue, [TEXT])


def test_what_the_desk_says_and_no_text_has_is_named() -> None:
    assert list(unknown(["desk.x", "desk.nowhere"], one())) == [
        "desk.nowhere: is said and stands nowhere"
    ]


def test_what_pages_and_code_say_is_found() -> None:
    """One id that only a page says, and one that only the code says."""
    assert {"desk.audit.heading", "desk.health.verdict.bad"} <= set(said())


def test_thai_of_an_english_that_has_changed_is_not_taken() -> None:
    with pytest.raises(ValueError, match="the English is another by now"):
        changes(one(), [Text(PLACE, TEXT.th, "{count} wait")])
    with pytest.raises(ValueError, match="the English is another by now"):
        changes(one(), [])


def test_only_other_thai_is_taken() -> None:
    assert changes(one(), [TEXT]) == {}
    assert changes(one("มี {count} คนรอ"), [TEXT]) == {PLACE: "มี {count} คนรอ"}


def test_nothing_but_the_thai_of_a_file_changes() -> None:
    after = with_changes(FILE, {"desk.y": 'ก่อน, "นี้"', "desk.z.0": "สอง\nบรรทัด"})
    assert after == FILE.replace("ก่อน,", '"ก่อน, \\"นี้\\"",').replace(
        "|\n        บรรทัด\n", '"สอง\\nบรรทัด"\n'
    )
    assert yaml.safe_load(after)["desk"]["z"] == [{"th": "สอง\nบรรทัด", "en": "a line"}]


def test_every_text_of_this_repository_can_be_taken_back() -> None:
    """Each file with all its Thai changed reads as before, but for that Thai."""
    of_file = groupby(shown(), key=lambda text: text.place.partition(".yml.")[0])
    for name, texts in of_file:
        wanted = {text.place.partition(".yml.")[2]: f"{text.th}: ใหม่" for text in texts}
        source = (ROOT / f"{name}.yml").read_text(encoding="utf-8")
        read = yaml.safe_load(with_changes(source, wanted))
        assert {text.place[2:]: text.th for text in texts_of("f", read)} == wanted, name


def test_a_catalogue_goes_to_a_translator_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written, corrected in a program that knows only the format, and taken: one text is another."""
    home = tmp_path / "handoff/desk/words/x.yml"
    home.parent.mkdir(parents=True)
    home.write_text(FILE)
    texts = list(texts_of("handoff/desk/words/x.yml", yaml.safe_load(FILE)))
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "shown", lambda: texts)
    assert main(["write", str(tmp_path)]) == 0
    file = tmp_path / "desk.th.po"
    assert main(["take", str(file)]) == 0
    assert home.read_text() == FILE
    catalogue = read_po(io.BytesIO(file.read_bytes()))
    message_at(catalogue, "before", "handoff/desk/words/x.yml.desk.y").string = "เมื่อก่อน"
    with file.open("wb") as opened:
        write_po(opened, catalogue)
    assert main(["take", str(file)]) == 0
    assert home.read_text() == FILE.replace("ก่อน,", '"เมื่อก่อน",')
    assert "1 texts taken" in capsys.readouterr().out


@pytest.mark.parametrize(
    "lies_there",
    [None, 'msgid "unended', f'msgctxt "{PLACE}"\nmsgid "gone"\nmsgstr "หาย"\n'],
)
def test_what_cannot_be_taken_is_told_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lies_there: str | None
) -> None:
    file = tmp_path / "desk.th.po"
    if lies_there is not None:
        file.write_text(lies_there)
    assert main(["take", str(file)]) == 1
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("asked", [["take"], ["write"], ["other"]])
def test_a_command_that_is_none_says_how_to_use_it(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked) == 2
    assert "usage:" in capsys.readouterr().out
