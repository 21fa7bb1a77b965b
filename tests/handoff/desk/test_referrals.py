"""Which services were named to a child: read from the counsellor's lines and from nobody else's."""

from handoff.board import Line
from handoff.desk.referrals import Referral, named

SERVICES = {
    "children": Referral({"th": "ก", "en": "a"}, {"th": "ก", "en": "a"}, "1387"),
    "web": Referral({"th": "ข", "en": "b"}, {"th": "ข", "en": "b"}, "https://help.example"),
    "nowhere": Referral({"th": "ค", "en": "c"}, {"th": "ค", "en": "c"}, ""),
}


def line(author: str, text: str) -> Line:
    return Line("x", 1, 0, author, text)  # type: ignore[arg-type]


def test_a_number_in_a_line_of_the_counsellor_counts() -> None:
    assert named([line("counsellor", "โทร 1387 ได้ตลอดนะ")], SERVICES) == ("children",)
    assert named([line("counsellor", "see https://help.example")], SERVICES) == ("web",)


def test_the_child_and_the_bot_refer_nobody() -> None:
    lines = [line("child", "1387?"), line("bot", "1387"), line("note", "1387")]
    assert named(lines, SERVICES) == ()


def test_a_number_inside_another_is_none() -> None:
    assert named([line("counsellor", "my code is 213874")], SERVICES) == ()
