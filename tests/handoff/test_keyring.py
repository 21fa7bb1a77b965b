"""The keyring: keys that only their process opens, and that are gone when they are destroyed."""

import stat
from pathlib import Path

import pytest

from errors import ConfigurationError
from handoff.keyring import Keyring, MasterKeys, Purpose
from handoff.sealing import Unreadable, new_key

CONVERSATION = "0f" * 16


@pytest.fixture
def masters() -> MasterKeys:
    return MasterKeys(transcript=new_key(), route=new_key())


@pytest.fixture
def keyring(tmp_path: Path, masters: MasterKeys) -> Keyring:
    keyring = Keyring(tmp_path / "keyring", masters)
    keyring.prepare()
    return keyring


def test_keys_come_back_after_a_restart(
    keyring: Keyring, masters: MasterKeys, tmp_path: Path
) -> None:
    keyring.create(CONVERSATION)
    again = Keyring(tmp_path / "keyring", masters)
    for purpose in Purpose:
        assert again.key(CONVERSATION, purpose) == keyring.key(CONVERSATION, purpose)


def test_the_two_keys_differ(keyring: Keyring) -> None:
    keyring.create(CONVERSATION)
    assert keyring.key(CONVERSATION, Purpose.ROUTE) != keyring.key(CONVERSATION, Purpose.TRANSCRIPT)


def test_the_desk_can_never_open_a_route(
    keyring: Keyring, masters: MasterKeys, tmp_path: Path
) -> None:
    keyring.create(CONVERSATION)
    desk = Keyring(tmp_path / "keyring", MasterKeys(transcript=masters.transcript))
    assert desk.key(CONVERSATION, Purpose.TRANSCRIPT)
    with pytest.raises(Unreadable):
        desk.key(CONVERSATION, Purpose.ROUTE)


def test_a_destroyed_key_is_gone_for_everyone_even_if_it_was_open(
    keyring: Keyring, masters: MasterKeys, tmp_path: Path
) -> None:
    """A process that had it in memory gives it up too."""
    keyring.create(CONVERSATION)
    other = Keyring(tmp_path / "keyring", masters)
    other.key(CONVERSATION, Purpose.TRANSCRIPT)
    keyring.destroy(CONVERSATION)
    keyring.destroy(CONVERSATION)
    for ring in (keyring, other):
        for purpose in Purpose:
            with pytest.raises(Unreadable):
                ring.key(CONVERSATION, purpose)
    assert keyring.conversations() == frozenset()


def test_a_key_file_is_of_no_use_for_another_conversation(
    keyring: Keyring, masters: MasterKeys, tmp_path: Path
) -> None:
    keyring.create(CONVERSATION)
    folder = tmp_path / "keyring" / "route"
    (folder / ("1f" * 16)).write_bytes((folder / CONVERSATION).read_bytes())
    with pytest.raises(Unreadable):
        Keyring(tmp_path / "keyring", masters).key("1f" * 16, Purpose.ROUTE)


def test_only_the_owner_may_enter_and_read(keyring: Keyring, tmp_path: Path) -> None:
    keyring.create(CONVERSATION)
    for path in (tmp_path / "keyring").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_master_keys_are_made_once_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "home" / "master.key"
    MasterKeys.make(path)
    first = MasterKeys.load(path)
    MasterKeys.make(path)
    assert MasterKeys.load(path) == first
    assert MasterKeys.load(path, desk=True) == MasterKeys(transcript=first.transcript)


@pytest.mark.parametrize("content", ["", "route 00", "transcript zz", "route\n", "x" * 99])
def test_a_damaged_master_key_file_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match=r"master\.key"):
        MasterKeys.load(path)


def test_a_master_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    MasterKeys.make(path)
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        MasterKeys.load(path)


def test_no_key_shows_itself_in_words(masters: MasterKeys) -> None:
    shown = repr(masters)
    assert masters.transcript.hex() not in shown
    assert str(masters.transcript) not in shown
