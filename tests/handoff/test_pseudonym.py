"""Pseudonyms: the same child is found while it talks, and cannot be linked afterwards."""

from pathlib import Path

import pytest

from connectors.base import Address
from handoff.pseudonym import DAY, LIFE_DAYS, Pseudonyms
from handoff.sealing import new_key

CHILD = Address("telegram", "1234567890")


class Clock:
    def __init__(self) -> None:
        self.now = 20_000 * DAY + 5

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pseudonyms(tmp_path: Path, clock: Clock) -> Pseudonyms:
    pseudonyms = Pseudonyms(tmp_path, new_key(), clock)
    pseudonyms.prepare()
    return pseudonyms


def test_a_child_is_found_under_yesterdays_hash_while_a_conversation_may_live(
    pseudonyms: Pseudonyms, clock: Clock
) -> None:
    first = pseudonyms.child(CHILD)[0]
    for _ in range(LIFE_DAYS - 1):
        clock.now += DAY
        assert first in pseudonyms.child(CHILD)
        assert pseudonyms.child(CHILD)[0] != first


def test_old_hash_keys_are_destroyed(pseudonyms: Pseudonyms, clock: Clock, tmp_path: Path) -> None:
    """After the longest life of a conversation nobody can tell that a hash was this child's."""
    first = pseudonyms.child(CHILD)[0]
    clock.now += LIFE_DAYS * DAY
    pseudonyms.prepare()
    assert first not in pseudonyms.child(CHILD)
    assert [path.name for path in tmp_path.iterdir()] == [str(clock.now // DAY)]


def test_an_event_is_recognised_for_48_hours(pseudonyms: Pseudonyms, clock: Clock) -> None:
    claimed = pseudonyms.event("line", "01H")[0]
    clock.now += 2 * DAY
    assert claimed in pseudonyms.event("line", "01H")


def test_another_installation_hashes_otherwise(pseudonyms: Pseudonyms, tmp_path: Path) -> None:
    other = Pseudonyms(tmp_path / "other", new_key(), lambda: 20_000 * DAY)
    assert not set(pseudonyms.child(CHILD)) & set(other.child(CHILD))


def test_the_same_id_on_another_channel_is_another_child(pseudonyms: Pseudonyms) -> None:
    other = Address("line", CHILD.id)
    assert not set(pseudonyms.child(CHILD)) & set(pseudonyms.child(other))


def test_one_partition_tells_nothing(pseudonyms: Pseudonyms) -> None:
    assert {pseudonyms.partition(Address("web", str(n)), 1) for n in range(50)} == {0}


def test_partitions_are_stable_and_used(pseudonyms: Pseudonyms) -> None:
    addresses = [Address("web", str(n)) for n in range(200)]
    first = [pseudonyms.partition(address, 4) for address in addresses]
    assert first == [pseudonyms.partition(address, 4) for address in addresses]
    assert set(first) == {0, 1, 2, 3}
