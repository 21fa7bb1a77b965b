"""What staff decided is kept whole, also when many decide at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ledger import Ledger
from errors import ConfigurationError


@dataclass(frozen=True)
class Entry:
    by: str


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "kept.json"


def opened(path: Path) -> Ledger[Entry]:
    return Ledger(path, Entry, "begin again")


def keep(path: Path, entry_id: str) -> None:
    with opened(path).changing() as entries:
        entries[entry_id] = Entry("Nid")


def test_many_at_once_lose_nothing_and_leave_one_file(path: Path) -> None:
    wanted = [f"entry {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda entry_id: keep(path, entry_id), wanted))
    assert sorted(opened(path).read()) == sorted(wanted)
    assert [one.name for one in path.parent.iterdir()] == ["kept.json"]


def test_only_its_owner_can_read_it(path: Path) -> None:
    keep(path, "a")
    assert path.stat().st_mode & 0o077 == 0


def test_a_change_that_fails_half_way_keeps_what_was(path: Path) -> None:
    keep(path, "a")
    with pytest.raises(KeyError), opened(path).changing() as entries:
        del entries["a"], entries["b"]
    assert list(opened(path).read()) == ["a"]


def test_a_broken_file_is_named_with_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"kept\.json cannot be read.*and begin again"):
        keep(path, "a")
    assert path.read_text(encoding="utf-8") == "{"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(ConfigurationError, match=r"kept\.json cannot be written"):
        keep(tmp_path / "home" / "kept.json", "a")
