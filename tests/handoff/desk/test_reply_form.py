"""The form of a ready reply, and what is found in its words."""

import pytest
from multidict import MultiDict, MultiDictProxy

from handoff.desk.replies import Reply
from handoff.desk.reply_check import WORD, Fault
from handoff.desk.reply_form import LONGEST_TEXT, Kind, ReplyForm
from tests.handoff.desk.conftest import Place

GOOD = {
    "shortcut": "/Hi",
    "title_th": "ทัก",
    "title_en": "Hello",
    "text_th": " สวัสดี ",
    "text_en": "Hi",
}


def sent(kind: Kind, **fields: str) -> ReplyForm:
    return ReplyForm.sent(kind, MultiDictProxy(MultiDict(GOOD | fields)))


def test_a_shared_one_is_read_in_both_languages() -> None:
    reply, wrong = sent("shared").read("r1")
    assert wrong == {}
    assert reply == Reply("r1", "hi", {"th": "ทัก", "en": "Hello"}, {"th": "สวัสดี", "en": "Hi"})
    assert ReplyForm.of("shared", reply, "x").read("r1") == (reply, {})


def test_an_own_one_needs_one_language_and_one_title() -> None:
    reply, wrong = sent("own", text_en="", title_en="").read("r1")
    assert wrong == {}
    assert reply.text == {"th": "สวัสดี"}
    assert reply.title == {"th": "ทัก", "en": "ทัก"}


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("shared", {"text_en": ""}, {"text_en": "missing"}),
        ("shared", {"title_en": ""}, {"title_en": "missing"}),
        ("shared", {"text_th": "ก" * (LONGEST_TEXT + 1)}, {"text_th": "long"}),
        ("own", {"title_th": ""}, {"title_th": "missing", "title_en": "missing"}),
        (
            "own",
            {"text_th": "", "text_en": ""},
            {"text_th": "one_language", "text_en": "one_language"},
        ),
        ("own", {"shortcut": "two words"}, {"shortcut": "shortcut"}),
        ("shared", {"shortcut": ""}, {"shortcut": "shortcut"}),
        ("shared", {"shortcut": "<b>"}, {"shortcut": "shortcut"}),
    ],
)
def test_what_is_wrong_is_told_by_field(
    kind: Kind, fields: dict[str, str], wrong: dict[str, str]
) -> None:
    assert sent(kind, **fields).read("r1")[1] == wrong


def test_a_shortcut_may_be_thai() -> None:
    assert sent("own", shortcut="ทักทาย").read("r1")[1] == {}


class TestCheck:
    def test_it_names_what_it_finds(self, place: Place) -> None:
        faults = place.desk.reply_check.faults("โทรหาพี่ที่ 081-234-5678 นะ หนู")
        assert Fault("phone", "081-234-5678") in faults
        assert Fault(WORD, "หนู") in faults

    def test_numbers_of_help_services_are_nobodys(self, place: Place) -> None:
        assert place.desk.reply_check.faults("โทร 1387 หรือ 191 ได้เลย") == ()

    def test_what_stood_there_before_is_no_news(self, place: Place) -> None:
        check = place.desk.reply_check
        assert check.new_faults("หนูกับครับ", "th", {"th": "หนู"}) == (Fault(WORD, "ครับ"),)
