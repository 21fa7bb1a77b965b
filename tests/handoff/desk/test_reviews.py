"""A mark belongs to the exact words; other words are to be reviewed again."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.readable import Kind, Place, Readable
from handoff.desk.reviews import Reviews, State, compared

TODAY = date(2026, 11, 21)
HELLO = Readable(Kind.TEXT, "hello", Place("dialogue"), (("text", {"th": "ดี", "en": "Hi"}),))
BYE = Readable(Kind.TEXT, "bye", Place("notices"), (("text", {"th": "ไปนะ", "en": "Bye"}),))
OTHER = replace(HELLO, parts=(("text", {"th": "ดี", "en": "Hello"}),))


@pytest.fixture
def reviews(tmp_path: Path) -> Reviews:
    return Reviews(tmp_path / "reviews.json")


def states(reviews: Reviews, *entries: Readable) -> list[State]:
    return [one.state for one in compared(entries, reviews.read()).entries]


def test_what_nobody_marked_was_never_reviewed(reviews: Reviews) -> None:
    assert states(reviews, HELLO, BYE) == [State.NEVER, State.NEVER]


def test_a_mark_stands_for_its_entry_alone_with_who_and_when(reviews: Reviews) -> None:
    reviews.mark(HELLO, on=TODAY, by="somchai")
    assert states(reviews, HELLO, BYE) == [State.REVIEWED, State.NEVER]
    mark = reviews.read()[HELLO.id]
    assert (mark.by, mark.on) == ("somchai", TODAY)


def test_other_words_are_changed_since_until_somebody_reads_them(reviews: Reviews) -> None:
    reviews.mark(HELLO, on=TODAY, by="somchai")
    assert states(reviews, OTHER) == [State.CHANGED]
    reviews.mark(OTHER, on=TODAY, by="ploy")
    assert states(reviews, OTHER, HELLO) == [State.REVIEWED, State.CHANGED]


def test_a_mark_is_taken_back_as_if_it_had_never_been(reviews: Reviews) -> None:
    reviews.mark(HELLO, on=TODAY, by="somchai")
    reviews.take_back(HELLO)
    reviews.take_back(BYE)
    assert states(reviews, HELLO) == [State.NEVER]
    assert reviews.read() == {}


def test_the_file_holds_digest_day_and_name_and_no_text(reviews: Reviews, tmp_path: Path) -> None:
    reviews.mark(HELLO, on=TODAY, by="somchai")
    assert json.loads((tmp_path / "reviews.json").read_text("utf-8")) == {
        "texts:hello": {"digest": HELLO.digest, "on": "2026-11-21", "by": "somchai"}
    }


def test_groups_are_files_and_tell_what_is_left(reviews: Reviews) -> None:
    reviews.mark(HELLO, on=TODAY, by="somchai")
    everything = compared((OTHER, replace(HELLO, name="again"), BYE), reviews.read())
    dialogue, notices = everything.split()
    assert (dialogue.key, len(dialogue.left), notices.key) == ("texts/dialogue", 2, "texts/notices")
    assert [everything.count(state) for state in State] == [0, 1, 2]
