"""The form in which a line reaches a child's page."""

import json

from connectors.base import Button, Outgoing
from connectors.web.line import line, own_line


def test_a_line_to_the_child_holds_what_the_page_shows() -> None:
    outgoing = Outgoing("u1", "bot", "สวัสดี", "th", (Button("human", "คุยกับคน"),), about="e1")
    assert json.loads(line(outgoing)) == {
        "type": "line",
        "id": "u1",
        "author": "bot",
        "text": "สวัสดี",
        "language": "th",
        "buttons": [{"key": "human", "label": "คุยกับคน"}],
        "about": "e1",
        "masked": 0,
        "tap": None,
    }


def test_a_line_of_the_child_says_what_is_hidden_from_staff() -> None:
    own = json.loads(own_line("e1", "call 08", "en", masked=2))
    assert (own["author"], own["id"], own["masked"]) == ("child", "e1", 2)


def test_a_tapped_line_names_its_button() -> None:
    assert json.loads(own_line("e1", "Talk to a person", "en", tap="human"))["tap"] == "human"


def test_a_payload_is_one_row_of_a_stream() -> None:
    """Server-sent events end at a line end; one in a text must not cut the event."""
    assert b"\n" not in own_line("e1", "one\ntwo\r\nthree", "en")
