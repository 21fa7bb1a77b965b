"""One's own account: another password, and what happens to one's other pages."""

import pytest

from errors import Refused
from handoff.audit import Deed
from handoff.desk.session import FRESH_MS
from tests.fakes.staffing import PASSWORD
from tests.handoff.desk.conftest import Place

CHOSEN = "nine patient kingfishers"


async def fields(place: Place, **other: str) -> dict[str, str]:
    place.clock.pass_by(seconds=30)
    code = (await place.desk.staff.demo_codes())["malee"]
    usual = {"password": PASSWORD, "code": code, "chosen": CHOSEN, "again": CHOSEN}
    return usual | other


async def test_a_new_password_ends_every_other_page_and_not_this_one(place: Place) -> None:
    person = await place.signed_in("malee")
    staff = place.desk.staff
    place.clock.pass_by(seconds=30)
    other = await staff.sign_in("malee", PASSWORD, (await staff.demo_codes())["malee"])
    assert (await person.post("/account/password", await fields(place))).status == 200
    assert await staff.session(person.session.token)
    assert await staff.session(other.token) is None
    place.clock.pass_by(seconds=30)
    code = (await staff.demo_codes())["malee"]
    with pytest.raises(Refused, match="not right"):
        await staff.sign_in("malee", PASSWORD, code)
    await staff.sign_in("malee", CHOSEN, code)
    [entry] = await place.desk.audit.latest(5)
    assert (entry.deed, entry.by) == (Deed.CHANGED_PASSWORD, "malee")


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "not the password"},
        {"code": "000000"},
        {"again": "something else entirely"},
        {"chosen": "short", "again": "short"},
        {"chosen": "malee malee malee", "again": "malee malee malee"},
    ],
)
async def test_a_mistake_changes_nothing_and_shows_nothing_typed(
    place: Place, wrong: dict[str, str]
) -> None:
    person = await place.signed_in("malee")
    before = await place.desk.staff.account("malee")
    answer = await person.post("/account/password", await fields(place, **wrong))
    assert answer.status == 409
    html = await answer.text()
    assert not any(typed in html for typed in (PASSWORD, CHOSEN, *wrong.values()) if " " in typed)
    assert await place.desk.staff.account("malee") == before


@pytest.mark.parametrize("path", ["/account/passkey", "/account/passkeys/remove"])
async def test_passkeys_are_for_who_has_just_proved_who_it_is(place: Place, path: str) -> None:
    person = await place.signed_in("malee")
    place.clock.now += FRESH_MS
    answer = await person.post(path)
    assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/prove?to=/")
