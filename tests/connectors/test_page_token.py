"""The secret by which a page proves that a conversation is its own."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.token import PageTokens
from errors import ConfigurationError

TOKENS = PageTokens(b"k" * 32)
TOKEN = TOKENS.issue()


def test_a_token_leads_to_the_same_address_every_time() -> None:
    assert TOKENS.address(TOKEN) == PageTokens(b"k" * 32).address(TOKEN) is not None


def test_each_token_has_an_address_of_its_own() -> None:
    assert len({TOKENS.address(TOKENS.issue()) for _ in range(200)}) == 200


def test_the_address_holds_nothing_of_the_token() -> None:
    raw = base64.urlsafe_b64decode(TOKEN + "==")
    address = TOKENS.address(TOKEN)
    assert address
    assert len(address) == 32
    assert bytes.fromhex(address) not in raw
    assert address not in TOKEN


def test_a_token_of_another_key_is_forged() -> None:
    assert PageTokens(b"x" * 32).address(TOKEN) is None


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_one_changed_character_anywhere_makes_it_forged(place: int) -> None:
    """The last character too, though it carries bits that decode to nothing."""
    for other in "AQgwB_-":
        if other != TOKEN[place]:
            assert TOKENS.address(TOKEN[:place] + other + TOKEN[place + 1 :]) is None


@given(st.text(max_size=200))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    assert TOKENS.address(text) is None


@pytest.mark.parametrize(
    "text",
    [TOKEN + "=", TOKEN + "==", TOKEN[:-1], TOKEN + "\n", " " + TOKEN],
    ids=["padded", "padded twice", "cut off", "with a line's end", "with a space"],
)
def test_another_spelling_is_forged(text: str) -> None:
    assert TOKENS.address(text) is None


def test_a_short_key_is_refused_at_start() -> None:
    with pytest.raises(ConfigurationError, match="32 bytes"):
        PageTokens(b"short")
