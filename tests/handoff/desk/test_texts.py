"""The page of texts: all staff read, a supervisor marks, and a mark is for the words that were shown."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.readable import Readable
from handoff.desk.account import Role
from handoff.desk.replies import readable
from tests.handoff.desk.conftest import Person, Place

CARD = "cards:sextortion"
GROUP = "/texts?group=cards/online"


@pytest_asyncio.fixture(loop_scope="session")
async def supervisor(place: Place) -> Person:
    return await place.signed_in("somchai", Role.SUPERVISOR)


def entry(place: Place, entry_id: str = CARD) -> Readable:
    return next(one for one in place.desk.readables if one.id == entry_id)


async def mark(person: Person, one: Readable, *, reviewed: bool = True) -> tuple[int, str]:
    fields = {"entry": one.id, "digest": one.digest, "reviewed": "1" if reviewed else "0"}
    answer = await person.post("/texts/mark", fields)
    return answer.status, await answer.text()


async def shown(person: Person, path: str = GROUP) -> str:
    answer = await person.get(path)
    assert answer.status == 200
    return await answer.text()


async def test_thai_stands_beside_english_with_sources(place: Place, supervisor: Person) -> None:
    html = await shown(supervisor)
    one = entry(place)
    for _, text in one.parts:
        for language in ("th", "en"):
            assert f'<dd lang="{language}">{text[language][:20]}' in html.replace("&#39;", "'")
    assert all(source.url in html for source in one.sources)


async def test_a_service_is_shown_with_hours_and_who_called_it(supervisor: Person) -> None:
    html = await shown(supervisor, "/texts?group=services/children")
    for part in ("childline_1387", "1387", "ยังไม่มีใครโทรตรวจ", "24 hours"):
        assert part in html


async def test_every_group_can_be_opened(place: Place, supervisor: Person) -> None:
    for group in sorted({one.group for one in place.desk.readables}):
        assert f"{group}.yml" in await shown(supervisor, f"/texts?group={group}")


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.OPERATOR])
async def test_others_read_and_find_no_button(place: Place, role: Role) -> None:
    person = await place.signed_in(role=role)
    assert "/texts/mark" not in await shown(person)
    assert (await mark(person, entry(place)))[0] == 403
    assert place.desk.reviews.read() == {}


async def test_a_mark_is_kept_with_name_and_thai_day(place: Place, supervisor: Person) -> None:
    status, html = await mark(supervisor, entry(place))
    assert (status, "somchai" in html) == (200, True)
    kept = place.desk.reviews.read()[CARD]
    assert (kept.by, kept.on, kept.digest) == ("somchai", date(2026, 9, 21), entry(place).digest)
    assert "entry reviewed" in await shown(supervisor)


async def test_the_answer_brings_the_counts_along(place: Place, supervisor: Person) -> None:
    _, html = await mark(supervisor, entry(place))
    assert 'id="texts-count" hx-swap-oob="true"' in html
    assert 'id="left-cards-online"' in html


async def test_words_that_changed_meanwhile_are_not_marked(
    place: Place, supervisor: Person
) -> None:
    old = replace(entry(place), parts=())
    status, _ = await mark(supervisor, old)
    gone, _ = await mark(supervisor, replace(entry(place), name="no_more"))
    assert (status, gone) == (409, 409)
    assert place.desk.reviews.read() == {}


async def test_what_was_marked_leaves_what_is_to_be_reviewed(
    place: Place, supervisor: Person
) -> None:
    await mark(supervisor, entry(place))
    html = await shown(supervisor, f"{GROUP}&show=review")
    assert 'id="entry-cards-sextortion"' not in html
    assert 'id="entry-cards-images_shared"' in html


async def test_when_all_is_reviewed_nothing_is_left(place: Place, supervisor: Person) -> None:
    replies = map(readable, await place.desk.replies.visible())
    for one in (*place.desk.readables, *replies):
        place.desk.reviews.mark(one, on=date(2026, 9, 21), by="somchai")
    html = await shown(supervisor, "/texts?show=review")
    assert "<article" not in html


async def test_a_mark_is_taken_back(place: Place, supervisor: Person) -> None:
    await mark(supervisor, entry(place))
    await mark(supervisor, entry(place), reviewed=False)
    assert place.desk.reviews.read() == {}


async def test_a_text_changed_since_says_so_and_is_marked_anew(
    place: Place, supervisor: Person
) -> None:
    place.desk.reviews.mark(replace(entry(place), parts=()), on=date(2026, 9, 1), by="ploy")
    html = await shown(supervisor)
    assert 'class="entry changed" id="entry-cards-sextortion"' in html
    assert "ploy" in html
    await mark(supervisor, entry(place))
    assert "entry changed" not in await shown(supervisor)


async def test_a_file_that_cannot_be_read_is_a_sentence_and_changes_nothing(
    place: Place, supervisor: Person, tmp_path: Path
) -> None:
    (tmp_path / "reviews.json").write_text("{", encoding="utf-8")
    answer = await supervisor.get("/texts")
    assert (answer.status, "reviews.json" in await answer.text()) == (409, True)
    status, html = await mark(supervisor, entry(place))
    assert (status, "reviews.json" in html) == (409, True)
    assert (tmp_path / "reviews.json").read_text(encoding="utf-8") == "{"
