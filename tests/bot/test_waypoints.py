"""Temples, markets and stops by their own name, where a child is or is to come."""

import pytest

from bot.privacy import Privacy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("หนูกับน้องอยู่วัดทุ่งมะขามตรงศาลาค่ะ", "วัดทุ่งมะขามตรงศาลา"),
        ("มันตามมาจากตลาดสวนหมอกคือคนเดิม", "ตลาดสวนหมอก"),
        ("นั่งอยู่ป้ายรถเมล์หน้าวัดศรีบุญเมฆค่ะ", "ป้ายรถเมล์หน้าวัดศรีบุญเมฆ"),
        ("หลบอยู่ศาลาวัดป่าโนนหมอก ข้างสระน้ำ", "ศาลาวัดป่าโนนหมอก ข้างสระน้ำ"),
        ("นั่งรอที่บขส.เดชอุดม คนเดียว", "บขส.เดชอุดม"),
        ("เขานัดที่ปั๊มตรงแยกบ้านกอก ไม่อยากไป", "ปั๊มตรงแยกบ้านกอก"),
        ("เขาจะรอที่งานบุญบ้านหนองไฮน้อย คืนนี้", "บ้านหนองไฮน้อย"),
        ("บ้านอยู่สุขุมวิท 113 แยกวัดดอนหมอก ค่ะ", "สุขุมวิท 113 แยกวัดดอนหมอก"),
    ],
)
def test_where_a_child_is_to_be_found_is_hidden(privacy: Privacy, text: str, value: str) -> None:
    assert [(find.kind, find.value) for find in privacy.find(text)] == [("address", value)]


@pytest.mark.parametrize(
    "text",
    [
        "ไปวัดกับยายทุกวันพระ",
        "อยู่ตลาดช่วยแม่ขายของ",
        "ที่ตลาดคนเยอะมาก",
        "นั่งรอที่สถานีตำรวจ",
        "ไปโรงแรมกับเขาไม่ได้",
        "อยู่ศาลาคนเดียว",
        # harm is never hidden as the name of a place
        "ไปวัดป่าฆ่าตัวตาย",
        "อยู่บ้านหนองฆ่าตัวตาย",
        "อยู่วัดทุ่งอยากตาย",
    ],
)
def test_such_a_place_without_a_name_tells_nothing(privacy: Privacy, text: str) -> None:
    assert privacy.find(text) == ()
