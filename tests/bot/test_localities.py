"""Subdistricts by name, and places told just before a district; a district alone stays readable."""

import pytest

from bot.privacy import Privacy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ผมอยู่ต.ป่าแดด มีที่พักไหม", "ต.ป่าแดด"),
        ("ย้ายมาอยู่ควนลังได้เดือนเดียว", "ควนลัง"),
        ("ตาอยู่บ้านห้วยหมอก อ.ท่าสองยาง ไกลมาก", "บ้านห้วยหมอก อ.ท่าสองยาง"),
        ("หนูอยู่บ้านดอยเมฆ อมก๋อย ไม่มีสัญญาณ", "บ้านดอยเมฆ อมก๋อย"),
        ("เขานัดที่รีสอร์ทม่อนดาว แม่ริม คืนนี้", "รีสอร์ทม่อนดาว แม่ริม"),
        ("หมู่บ้านหนูชื่อบ้านคำหมอก ตำบลหนองกินเพล", "บ้านคำหมอก ตำบลหนองกินเพล"),
        ("รออยู่ ซอย 3 เพชรเกษม หาดใหญ่ นะ", "ซอย 3 เพชรเกษม หาดใหญ่"),
        ("ม.7ต.หนองแวงใต้อ.วานรนิวาส มารับที", "ม.7ต.หนองแวงใต้อ.วานรนิวาส"),
    ],
)
def test_a_place_of_a_few_hundred_houses_is_hidden_whole(
    privacy: Privacy, text: str, value: str
) -> None:
    assert [(find.kind, find.value) for find in privacy.find(text)] == [("address", value)]


@pytest.mark.parametrize(
    "text",
    [
        "อยู่แม่สอดค่ะ พูดไทยไม่ชัด",
        "แถวบางบ่อมีที่ให้คุยไหม",
        "ตั้งแต่ย้ายมาอำเภอนาจะหลวย เน็ตช้า",
        "แถวอ.สะเดามีบ้านพักเด็กไหม",
        "อยู่อำเภอเมือง",
        # harm is never hidden as the name of a village
        "บ้านหนูจะฆ่าตัวตาย อมก๋อย",
        # words that are names of subdistricts too
        "ติดลิฟต์กับผอ. สองคน อึดอัดมาก",
        "อยู่ตลาดกับยายทุกเช้า",
        "ย้ายมาใหม่ ยังไม่มีเพื่อน",
    ],
)
def test_a_district_alone_and_everyday_words_stay_readable(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()
