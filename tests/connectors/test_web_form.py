"""What a child's page may send, checked at the door."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Address, Kind
from connectors.web.form import MOST_BYTES, MOST_CHARACTERS, Unfit, cleaned, incoming
from tests.connectors.chatting import make_message

HERE = Address("web", "a" * 32)


def refused(body: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        incoming(HERE, body)
    assert caught.value.status == 400
    return caught.value.code


def refused_with(**changed: object) -> str:
    return refused(json.dumps(make_message() | changed).encode())


def test_a_typed_line_is_taken_in_as_it_was_typed() -> None:
    form = make_message("สวัสดี 😀\nhelp")
    taken = incoming(HERE, json.dumps(form).encode())
    assert (taken.address, taken.event_id, taken.kind) == (HERE, form["id"], Kind.TEXT)
    assert (taken.text, taken.page) == ("สวัสดี 😀\nhelp", "en")


def test_an_id_in_capitals_is_the_same_id() -> None:
    event_id = str(uuid4())
    body = json.dumps(make_message(id=event_id.upper())).encode()
    assert incoming(HERE, body).event_id == event_id


@pytest.mark.parametrize("kind", ["exit", "forget"])
def test_leaving_needs_no_words_and_carries_none(kind: str) -> None:
    form = make_message("words", kind=kind)
    assert incoming(HERE, json.dumps(form).encode()).text == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "1"},
        {"id": "{" + str(uuid4()) + "}"},
        {"id": 7},
        {"kind": "left"},
        {"kind": "media"},
        {"kind": ""},
        {"language": "fr"},
        {"language": None},
        {"text": None},
        {"text": ["a"]},
        {"name": "somebody"},
    ],
)
def test_wrong_fields_are_refused(changed: dict[str, object]) -> None:
    assert refused_with(**changed) == "wrong_fields"


@pytest.mark.parametrize("key", ["", "a b", "ก", "x" * 65, "a\n"])
def test_a_tap_is_a_short_ascii_key(key: str) -> None:
    assert refused_with(text=key, kind="tap") == "wrong_fields"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"id": "\xc3\x28"}', b"nu", b"'a'", b'{"id": "\\ud800"}'],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert refused(body) == "not_json"


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b"7", b'"a"', b"{}", b"[" * 9_000, b'{"id":' + b"[" * 9_000]
)
def test_json_of_another_form_is_refused(body: bytes) -> None:
    assert refused(body) == "wrong_fields"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x01\x1b", "\u200b\u200d", "\u202e", "\ufeff"])
def test_a_line_with_nothing_to_read_is_refused(text: str) -> None:
    assert refused_with(text=text) == "empty"


def test_a_lone_half_of_a_character_never_gets_in() -> None:
    form = json.dumps(make_message()).replace("hello", "a\\ud800b").encode()
    with pytest.raises(Unfit):
        incoming(HERE, form)


def test_a_line_is_at_most_2000_characters() -> None:
    assert refused_with(text="ก" * (MOST_CHARACTERS + 1)) == "too_long"
    whole = json.dumps(make_message("ก" * MOST_CHARACTERS)).encode()
    assert len(whole) <= MOST_BYTES
    assert len(incoming(HERE, whole).text) == MOST_CHARACTERS


def test_control_characters_are_taken_out_of_a_good_line() -> None:
    assert cleaned("a\x00b\x1b[31mc\r\nd\te\u202ef\x7f\x85") == "ab[31mc\nd ef"


@pytest.mark.parametrize("text", ["น้ำ", "👨‍👩‍👧", "เ\u200bแ", "é"])
def test_marks_that_belong_to_a_script_stay(text: str) -> None:
    assert cleaned(text) == text


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.binary(max_size=300))
def test_no_bytes_lead_to_anything_but_a_refusal(body: bytes) -> None:
    assert refused(body) in {"not_json", "wrong_fields"}


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(Unfit) as caught:
        incoming(HERE, json.dumps(make_message("planted", language="planted")).encode())
    assert "planted" not in repr(caught.value)
    assert caught.value.__suppress_context__
