"""What our lines and buttons look like to LINE, within its limits."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Button, Outgoing
from connectors.line.message import LONGEST_LABEL, MOST_BUTTONS, buttons, request, shortened, units
from tests.fakes.line.rules import wrong_messages


def make_line(*keys: str, text: str = "สวัสดี", clear: bool = False) -> Outgoing:
    made = tuple(Button(key, f"ปุ่ม {key}") for key in keys)
    return Outgoing("id", "bot", text, "th", made, clear=clear)


def sent(*lines: Outgoing) -> list[dict[str, object]]:
    messages = json.loads(request({"to": "U1"}, lines))["messages"]
    assert list(wrong_messages(messages)) == []
    return list(messages)


def keys(*lines: Outgoing) -> list[str]:
    return [button.key for button in buttons(lines)]


def test_all_buttons_go_on_the_last_object_those_of_the_newest_line_first() -> None:
    """Quick replies of an older object would never be seen."""
    first, second = sent(make_line("a", "b"), make_line("c", "a"))
    assert "quickReply" not in first
    items = second["quickReply"]["items"]  # type: ignore[index]  # JSON
    assert [item["action"]["data"] for item in items] == ["c", "a", "b"]


def test_of_two_buttons_with_one_key_the_newest_words_count() -> None:
    old, new = (Outgoing("id", "bot", "x", "th", (Button("a", word),)) for word in ("old", "new"))
    assert [button.label for button in buttons([old, new])] == ["new"]


def test_no_buttons_means_no_quick_reply() -> None:
    assert sent(make_line()) == [{"type": "text", "text": "สวัสดี"}]


def test_a_choice_about_a_detail_is_never_crowded_out() -> None:
    many = [f"k{n}" for n in range(14)]
    shown = keys(make_line("share:1", "keep:1"), make_line(*many))
    assert shown == [*many[:11], "share:1", "keep:1"]
    assert len(keys(make_line(*(f"share:{n}" for n in range(20))))) == MOST_BUTTONS


def test_a_line_that_clears_the_chat_takes_older_buttons_away() -> None:
    assert keys(make_line("share:1"), make_line("a", clear=True), make_line("b")) == ["b", "a"]


def test_a_press_comes_back_as_its_key_and_shows_its_words() -> None:
    [message] = sent(Outgoing("id", "bot", "x", "th", (Button("human", "คุยกับคน"),)))
    assert message["quickReply"] == {
        "items": [
            {
                "type": "action",
                "action": {
                    "type": "postback",
                    "data": "human",
                    "displayText": "คุยกับคน",
                    "label": "คุยกับคน",
                },
            }
        ]
    }


@pytest.mark.parametrize(
    ("key", "uri"), [("tel:191", "tel:191"), ("url:https://example.org/a", "https://example.org/a")]
)
def test_calls_and_links_are_done_by_the_phone(key: str, uri: str) -> None:
    [message] = sent(make_line(key))
    [item] = message["quickReply"]["items"]  # type: ignore[index]  # JSON
    assert (item["action"]["type"], item["action"]["uri"]) == ("uri", uri)
    assert "displayText" not in item["action"]


def test_a_label_that_is_too_long_is_cut_and_shown_whole_when_pressed() -> None:
    label = "ติดต่อเจ้าหน้าที่ตอนนี้"
    [message] = sent(Outgoing("id", "bot", "x", "th", (Button("human", label),)))
    action = message["quickReply"]["items"][0]["action"]  # type: ignore[index]  # JSON
    assert (action["label"], action["displayText"]) == ("ติดต่อเจ้าหน้าที่ตอ…", label)


@given(st.text(alphabet="กที่่้ำ😢a ", max_size=40))
def test_no_sign_is_parted_from_its_marks(text: str) -> None:
    cut = shortened(text, LONGEST_LABEL)
    assert units(cut) <= LONGEST_LABEL
    assert cut.encode() is not None
    if cut != text:
        kept = cut.removesuffix("…")
        assert text.startswith(kept)
        assert text[len(kept) : len(kept) + 1] not in set("ี่้")


@given(
    st.lists(
        st.lists(st.tuples(st.text("abc:", min_size=1, max_size=64), st.text(max_size=30))),
        min_size=1,
        max_size=5,
    )
)
def test_the_same_lines_make_the_same_request_and_line_would_take_it(
    choices: list[list[tuple[str, str]]],
) -> None:
    lines = [
        Outgoing("id", "bot", "x", "th", tuple(Button(key, label) for key, label in each))
        for each in choices
    ]
    assert request({"to": "U1"}, lines) == request({"to": "U1"}, list(lines))
    sent(*lines)
