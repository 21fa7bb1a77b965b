"""An operator's folder lies over ours file by file or entry by entry, and nothing in it is overlooked."""

from pathlib import Path

import pytest

from bot.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two folders of empty files."""
    for name in ("cards/life.yml", "hours.yml", "wording.yml", "privacy/names.yml"):
        lay(tmp_path / "shipped", name)
    for name in ("cards/ours.yml", "hours.yml"):
        lay(tmp_path / "own", name)
    return Shelf(tmp_path / "shipped", tmp_path / "own")


def lay(folder: Path, name: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def test_files_of_the_operator_come_last_so_that_their_entries_stand(shelf: Shelf) -> None:
    assert [file.name for file in shelf.files("cards/*.yml")] == ["life.yml", "ours.yml"]


def test_a_file_that_is_replaced_whole_is_the_operators_where_there_is_one(shelf: Shelf) -> None:
    assert shelf.is_own(shelf.one("hours.yml"))
    assert not shelf.is_own(shelf.one("wording.yml"))


def test_without_a_folder_of_the_operator_all_is_ours(shelf: Shelf) -> None:
    alone = Shelf(shelf.shipped)
    assert alone.files("hours.yml") == [alone.one("hours.yml")] == [shelf.shipped / "hours.yml"]
    assert alone.folder("risk") is None
    assert list(alone.strays()) == []


def test_a_folder_that_is_not_there_lays_nothing_over(shelf: Shelf, tmp_path: Path) -> None:
    missing = Shelf(shelf.shipped, tmp_path / "missing")
    assert missing.one("hours.yml") == shelf.shipped / "hours.yml"
    assert list(missing.strays()) == []


@pytest.mark.parametrize(
    "name", ["card/life.yml", "hour.yml", "cards/life.yaml", "cards/new/x.yml", "privacy/more.yml"]
)
def test_a_file_that_nothing_reads_is_named(shelf: Shelf, name: str) -> None:
    assert shelf.own
    lay(shelf.own, name)
    assert [str(stray) for stray in shelf.strays()] == [name]


@pytest.mark.parametrize("name", ["README.md", ".git/x.yml", "risk/ours.yml", "privacy/names.yml"])
def test_what_is_read_and_what_is_no_content_is_not(shelf: Shelf, name: str) -> None:
    assert shelf.own
    lay(shelf.own, name)
    assert list(shelf.strays()) == []
