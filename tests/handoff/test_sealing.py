"""Sealing: what is sealed opens only with its key and in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.sealing import KEY_BYTES, Unreadable, derive, new_key, seal, unseal

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(keys, st.binary(max_size=500), st.text(max_size=40))
def test_what_is_sealed_can_be_opened(key: bytes, plain: bytes, place: str) -> None:
    assert unseal(key, seal(key, plain, belongs_to=place), belongs_to=place) == plain


@given(st.binary(min_size=8, max_size=200))
def test_the_words_are_not_in_the_sealed_bytes(plain: bytes) -> None:
    assert plain not in seal(new_key(), plain, belongs_to="c|transcript")


def test_nothing_opens_with_another_key_or_in_another_place() -> None:
    """A sealed line moved to another conversation or purpose is unreadable there."""
    key = new_key()
    sealed = seal(key, b"words", belongs_to="a|transcript")
    for other, place in ((new_key(), "a|transcript"), (key, "b|transcript"), (key, "a|outbox")):
        with pytest.raises(Unreadable):
            unseal(other, sealed, belongs_to=place)


@given(st.binary(max_size=60))
def test_damaged_bytes_are_unreadable_and_never_an_accident(damaged: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(bytes(KEY_BYTES), damaged, belongs_to="a|route")


def test_the_same_words_never_look_the_same() -> None:
    key = new_key()
    assert seal(key, b"x", belongs_to="a") != seal(key, b"x", belongs_to="a")


def test_keys_for_different_purposes_differ() -> None:
    master = new_key()
    assert len({derive(master, purpose) for purpose in ("staff", "partition", "page")}) == 3
