"""The page of opening hours: who sets them, what is told, and that nothing typed is lost."""

from handoff.audit import Deed
from handoff.desk.account import Role
from tests.handoff.desk.conftest import Person, Place

EVENINGS = {"version": "0", "day_mon": "16-22", "day_fri": "20:00-02:00"}


async def supervisor(place: Place) -> Person:
    return await place.signed_in("somchai", Role.SUPERVISOR)


async def test_they_are_set_and_remembered_with_what_changed(place: Place) -> None:
    person = await supervisor(place)
    holiday = {"date": "2027-04-13", "th": "สงกรานต์", "en": "Songkran", "hours": ""}
    answer = await person.post("/rules", EVENINGS | holiday)
    assert answer.status == 200
    html = await answer.text()
    assert 'value="16:00-22:00"' in html
    assert 'name="version" value="1"' in html
    written = await place.desk.rules.read()
    assert written.version == 1
    assert sorted(written.content.week) == [0, 4]
    [entry, *_] = await place.desk.audit.latest(1)
    assert (entry.deed, entry.by) == (Deed.HOURS_SET, "somchai")
    assert entry.more == "mon, fri, 2027-04-13"


async def test_what_is_wrong_is_told_and_nothing_is_lost_or_set(place: Place) -> None:
    person = await supervisor(place)
    row = {"date": "2027-04-13", "th": "สงกรานต์", "en": "", "hours": "late"}
    answer = await person.post("/rules", EVENINGS | row | {"day_tue": "half past"})
    assert answer.status == 422
    html = await answer.text()
    for typed in ("16-22", "half past", "2027-04-13", "สงกรานต์", "late"):
        assert f'value="{typed}"' in html
    for field in ("day_tue", "en_0", "hours_0"):
        assert f'id="{field}-wrong"' in html
        assert f'aria-describedby="{field}-wrong"' in html
    assert (await place.desk.rules.read()).version == 0
    assert Deed.HOURS_SET not in [entry.deed for entry in await place.desk.audit.latest(5)]


async def test_who_comes_second_is_told_and_keeps_what_was_typed(place: Place) -> None:
    first = await supervisor(place)
    second = await place.signed_in("ann", Role.OPERATOR)
    await first.post("/rules", EVENINGS)
    answer = await second.post("/rules", EVENINGS | {"day_sun": "10-11"})
    assert answer.status == 422
    html = await answer.text()
    assert 'value="10-11"' in html
    assert (await place.desk.rules.read()).version == 1
    assert 'name="version" value="1"' in html
    again = await second.post("/rules", EVENINGS | {"day_sun": "10-11", "version": "1"})
    assert again.status == 200
    assert 6 in (await place.desk.rules.hours()).week


async def test_the_words_of_the_bot_are_shown_for_now_and_for_what_comes(place: Place) -> None:
    """The clock of these tests stands at a Monday, 21:13."""
    person = await supervisor(place)
    html = await (await person.post("/rules/preview", EVENINGS)).text()
    assert place.desk.words["desk.rules.told.open"]["th"] in html
    assert "2026-09-21 22:00" in html
    assert "Counsellors are here on Friday from 20:00." in html
    assert "พี่ที่ปรึกษาเข้าเวรวันศุกร์ 20:00 น." in html
    assert (await place.desk.rules.read()).version == 0


async def test_with_nothing_written_nothing_is_told(place: Place) -> None:
    person = await supervisor(place)
    html = await (await person.get("/rules")).text()
    assert place.desk.words["desk.rules.told.silent"]["th"] in html


async def test_without_the_script_it_is_a_plain_form(place: Place) -> None:
    person = await supervisor(place)
    headers = person.headers | {"X-CSRF-Token": person.session.csrf}
    url = place.base + "/rules"
    answer = await place.http.post(url, data=EVENINGS, headers=headers, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/rules")
    answer = await place.http.post(url, data=EVENINGS, headers=headers, allow_redirects=False)
    assert answer.status == 422
    assert "<html" in await answer.text()
