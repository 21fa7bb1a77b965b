"""Where a child says it lives: heard where it says so, and only then."""

from pathlib import Path

import pytest

from bot.regions import Regions
from bot.words import read_yaml
from errors import InvalidContent

FILE = Path(__file__).parents[2] / "bot/content/regions.yml"
REGIONS = Regions.load(FILE)
CODES = read_yaml(FILE.parent / "codes.yml")["region"].keys() - {"not_said"}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("หนูอยู่เชียงใหม่ค่ะ", "north"),
        ("ผมเป็นคนโคราช", "northeast"),
        ("อยู่จ.สงขลา มีคนขู่", "south"),
        ("มีที่ไหนช่วยได้บ้าง อยู่แถวกรุงเทพ", "bangkok"),
        ("i live in Phuket", "south"),
        ("I'm from Chiang Rai, nobody listens", "north"),
        ("khon khon kaen krub", "northeast"),
        ("im in japan with my aunt", "abroad"),
    ],
)
def test_a_child_that_says_where_it_lives_is_heard(text: str, region: str) -> None:
    assert REGIONS.heard(text) == region


@pytest.mark.parametrize(
    "text",
    [
        "อยากไปเที่ยวเชียงใหม่",
        "เขาอยู่ภูเก็ต หนูไม่เคยเจอ",
        "he is from Bangkok",
        "เกิดที่โคราช อยู่กรุงเทพ แต่เป็นคนเชียงใหม่",
        "อยู่บ้านคนเดียว",
        "my dad lives in trat",
        "I am in grade 8",
    ],
)
def test_a_place_that_is_not_the_childs_tells_nothing(text: str) -> None:
    assert REGIONS.heard(text) is None


def test_every_region_of_the_contract_has_places_and_none_has_two() -> None:
    read = read_yaml(FILE)["regions"]
    assert read.keys() == CODES
    places = [place for each in read.values() for place in each]
    assert len(places) == len(set(places)) >= 77 * 2 - 20


def test_a_list_that_holds_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "regions.yml"
    path.write_text("{cues: [in], others: [he], regions: {north: [no]}}", "utf-8")
    with pytest.raises(InvalidContent, match=r"north: False"):
        Regions.load(path)
