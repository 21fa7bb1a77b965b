"""Planted words, and how to look for them in anything, however it may have been encoded."""

import base64
import json
from dataclasses import dataclass

NAME = "Zebulon Quaxton"
TOKEN = "tg-7735519024661"
ENGLISH = "the lantern under the wooden stairs is violet"
THAI = "โคมไฟใต้บันไดไม้สีม่วงอมฟ้า"
PHONE = "081-998-7761"
ANSWER_EN = "the counsellor saw a copper kettle by the well"
ANSWER_TH = "พี่เห็นกาทองแดงข้างบ่อน้ำเก่า"
NOTE = "staff remark about the amber compass"

PLANTED = (NAME, TOKEN, ENGLISH, THAI, PHONE, ANSWER_EN, ANSWER_TH, NOTE)


@dataclass(frozen=True)
class Needle:
    """One planted word in one encoding."""

    word: str
    encoding: str
    found_by: bytes


def needles(words: tuple[str, ...] = PLANTED) -> list[Needle]:
    """Return each word plain, as UTF-16, escaped as JSON does, in base64 and in hexadecimal."""
    return [
        Needle(word, encoding, form) for word in words for encoding, form in _forms(word).items()
    ]


def hits(haystack: bytes, searched: list[Needle]) -> list[str]:
    """Return which of the needles are in there."""
    return [f"{one.word} as {one.encoding}" for one in searched if one.found_by in haystack]


def _forms(word: str) -> dict[str, bytes]:
    plain = word.encode()
    forms = {
        "UTF-8": plain,
        "UTF-16 little": word.encode("utf-16-le"),
        "UTF-16 big": word.encode("utf-16-be"),
        "JSON": json.dumps(word)[1:-1].encode(),
        "hexadecimal": plain.hex().encode(),
    }
    for shift in range(3):  # base64 of a text in the midst of another begins at any of three places
        whole = base64.b64encode(b"\0" * shift + plain)
        forms[f"base64 at {shift}"] = whole[4 if shift else 0 : len(whole) - 4]
    return forms
