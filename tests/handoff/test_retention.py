"""Retention: nothing outlives the longest life of a conversation, whatever went wrong before."""

import os
from pathlib import Path

from handoff.keyring import Keyring, MasterKeys
from handoff.patience import Patience
from handoff.pseudonym import DAY, Pseudonyms
from handoff.retention import Retention
from handoff.sealing import new_key

OLD, FRESH = "a" * 32, "b" * 32
NOW = 1_795_000_000_000


def test_keys_past_the_cap_are_destroyed_and_others_stay(tmp_path: Path) -> None:
    masters = MasterKeys(transcript=new_key(), route=new_key())
    keyring = Keyring(tmp_path / "keyring", masters)
    keyring.prepare()
    for conversation, age in ((OLD, 4 * DAY), (FRESH, 2 * DAY)):
        keyring.create(conversation)
        for path in (tmp_path / "keyring").rglob(conversation):
            os.utime(path, ns=((NOW - age) * 10**6, (NOW - age) * 10**6))
    pseudonyms = Pseudonyms(tmp_path / "index", new_key(), lambda: NOW)
    Retention(keyring, pseudonyms, Patience(), lambda: NOW).look()
    assert keyring.conversations() == {FRESH}
    assert [path.name for path in (tmp_path / "index").iterdir()] == [str(NOW // DAY)]
