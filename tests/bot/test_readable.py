"""Everything a child may read is listed for review, and a digest belongs to the exact words."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot.content import Content
from bot.readable import Kind, Readable, readables_of
from bot.service import Status
from bot.shelf import Shelf

SHIPPED = Path(__file__).parents[2] / "bot/content"


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.load(SHIPPED)


@pytest.fixture(scope="module")
def listed(content: Content) -> dict[str, Readable]:
    return {one.id: one for one in readables_of(Shelf(SHIPPED), content)}


def test_every_card_text_and_page_is_listed(content: Content, listed: dict[str, Readable]) -> None:
    assert {one.name for one in listed.values() if one.kind is Kind.CARD} == set(content.cards)
    assert {one.name for one in listed.values() if one.kind is Kind.TEXT} == set(content.words)
    assert {"pages:page.title", "pages:telegram.command.start"} <= set(listed)


def test_a_service_is_listed_until_it_is_gone(
    content: Content, listed: dict[str, Readable]
) -> None:
    for service in content.directory.services:
        gone = service.status in {Status.SUSPENDED, Status.RETIRED}
        assert (f"services:{service.id}" in listed) is not gone


def test_a_card_is_its_button_and_its_bubbles_with_their_sources(
    content: Content, listed: dict[str, Readable]
) -> None:
    card, entry = content.cards["sextortion"], listed["cards:sextortion"]
    assert dict(entry.parts) == {
        "label": card.label,
        **{f"bubble {number}": bubble for number, bubble in enumerate(card.bubbles, start=1)},
    }
    assert (entry.sources, entry.group) == (card.sources, "cards/online")


def test_a_service_is_what_it_says_and_how_it_is_reached(listed: dict[str, Readable]) -> None:
    entry = listed["services:childline_1387"]
    assert [part for part, _ in entry.parts][:4] == ["name", "description", "hours", "learns"]
    assert "1387" in entry.reached


def test_entries_of_one_file_stand_together(listed: dict[str, Readable]) -> None:
    groups = [one.group for one in listed.values()]
    changes = sum(one != other for one, other in pairwise(groups))
    assert changes + 1 == len(set(groups))


def test_what_an_operator_lays_over_is_listed_in_its_place_as_its_own(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/notices.yml").write_text("exit: {line: {th: จ้า, en: Bye}}", encoding="utf-8")
    shelf = Shelf(SHIPPED, tmp_path)
    laid = {one.id: one for one in readables_of(shelf, Content.load(SHIPPED, tmp_path))}
    entry = laid["texts:exit.line"]
    assert (entry.place.own, entry.parts[0][1]["en"]) == (True, "Bye")
    assert not laid["texts:first.bot"].place.own


class TestDigest:
    def test_either_language_and_each_number_count(self, listed: dict[str, Readable]) -> None:
        entry = listed["services:childline_1387"]
        (part, text), *rest = entry.parts
        others = [
            replace(entry, parts=((part, {**text, "th": "อื่น"}), *rest)),
            replace(entry, parts=((part, {**text, "en": "Other"}), *rest)),
            replace(entry, reached=("1388",)),
        ]
        assert len({one.digest for one in (entry, *others)}) == 4

    def test_calling_a_service_through_leaves_its_words_reviewed(
        self, listed: dict[str, Readable]
    ) -> None:
        entry = listed["services:childline_1387"]
        assert entry.service
        called = replace(entry.service, status=Status.CONFIRMED, verified_on=date(2026, 11, 21))
        assert replace(entry, service=called, sources=()).digest == entry.digest
