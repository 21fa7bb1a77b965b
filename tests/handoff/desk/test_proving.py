"""A door that asks for proof anew: whom it lets through, what it asks, and where it goes on to."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web
from redis.asyncio import Redis

from errors import Refused
from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.guard import Door, form
from handoff.desk.session import FRESH_MS
from tests.fakes.staffing import PASSWORD, Clock
from tests.handoff.desk.conftest import Person, Place, opened


async def takings(request: web.Request) -> web.Response:
    """Stand for an export: a file that only a proven person takes out."""
    asked = request.query if request.method == "GET" else await form(request)
    return web.Response(text=f"the file of {asked.get('period')}")


STAFF = frozenset(Role)
DOORS = tuple(
    Door(method, "/takings", takings, STAFF, reauthenticate=True) for method in ("GET", "POST")
)
FILE = "the file of 2026-10"


@pytest_asyncio.fixture(loop_scope="session")
async def place(redis: Redis, clock: Clock, tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(redis, clock, tmp_path, doors=DOORS) as place:
        yield place


async def stale(place: Place, role: Role = Role.SUPERVISOR) -> Person:
    person = await place.signed_in("somchai", role)
    place.clock.now += FRESH_MS
    return person


async def send(place: Place, person: Person, path: str, **fields: str) -> ClientResponse:
    """Post as a plain form does."""
    answer = await place.http.post(
        place.base + path,
        data={"csrf": person.session.csrf} | fields,
        headers=person.headers,
        allow_redirects=False,
    )
    place.answers.append(answer)
    return answer


async def proof(place: Place) -> dict[str, str]:
    codes = await place.desk.staff.demo_codes()
    return {"proof_password": PASSWORD, "proof_code": codes["somchai"]}


async def test_who_has_just_signed_in_is_not_asked(place: Place) -> None:
    person = await place.signed_in("somchai", Role.SUPERVISOR)
    place.clock.now += FRESH_MS - 1
    assert await (await person.get("/takings?period=2026-10")).text() == FILE


async def test_an_address_is_gone_on_to_after_the_proof(place: Place) -> None:
    person = await stale(place)
    asked = await person.get("/takings?period=2026-10")
    assert (asked.status, asked.headers["Location"]) == (
        303,
        "/prove?to=/takings%3Fperiod%3D2026-10",
    )
    html = await (await person.get(asked.headers["Location"])).text()
    [to] = re.findall(r'name="to" value="([^"]+)"', html)
    done = await send(place, person, "/prove", to=to, **await proof(place))
    assert (done.status, done.headers["Location"]) == (303, "/takings?period=2026-10")
    assert await (await person.get("/takings?period=2026-10")).text() == FILE


async def test_a_form_goes_on_with_its_fields(place: Place) -> None:
    person = await stale(place)
    asked = await send(place, person, "/takings", period="2026-10")
    html = await asked.text()
    assert FILE not in html
    assert 'action="/takings"' in html
    assert '<input type="hidden" name="period" value="2026-10">' in html
    done = await send(place, person, "/takings", period="2026-10", **await proof(place))
    assert await done.text() == FILE


async def test_a_wrong_proof_is_told_and_opens_nothing(place: Place) -> None:
    person = await stale(place)
    wrong = {"proof_password": "not the password", "proof_code": "000000"}
    answer = await send(place, person, "/takings", period="2026-10", **wrong)
    html = await answer.text()
    assert answer.status == 409
    assert place.desk.words["desk.refused.sign_in"]["th"] in html
    assert "not the password" not in html
    assert (await send(place, person, "/prove", to="/takings", **wrong)).status == 409


async def test_somebody_elses_proof_is_none(place: Place) -> None:
    await place.signed_in("malee")
    person = await stale(place)
    code = (await place.desk.staff.demo_codes())["malee"]
    answer = await send(
        place, person, "/takings", proof_name="malee", proof_password=PASSWORD, proof_code=code
    )
    assert answer.status == 409


async def test_guesses_are_slowed_down_as_at_the_sign_in(place: Place) -> None:
    person = await stale(place)
    wrong = {"proof_password": "guess", "proof_code": "000000"}
    for _ in range(5):
        await send(place, person, "/takings", **wrong)
    answer = await send(place, person, "/takings", **await proof(place))
    assert answer.status == 409


async def test_a_code_that_was_used_to_sign_in_proves_nothing(place: Place) -> None:
    person = await place.signed_in("somchai", Role.SUPERVISOR)
    used = await proof(place)
    with pytest.raises(Refused, match="not right"):
        await place.desk.staff.prove(person.session, PASSWORD, used["proof_code"])


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil", "/\n/x", "x"])
async def test_it_never_goes_on_to_another_place(place: Place, to: str) -> None:
    person = await place.signed_in("somchai", Role.SUPERVISOR)
    answer = await send(place, person, "/prove", to=to)
    assert answer.headers["Location"] == "/"


async def test_a_script_is_sent_to_the_asking_page(place: Place) -> None:
    person = await stale(place)
    answer = await person.get(
        "/takings", **{"HX-Request": "true", "HX-Current-URL": f"{place.base}/board?x=1"}
    )
    assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/prove?to=/board")


async def test_a_reset_needs_proof_and_is_remembered_once(place: Place) -> None:
    await place.desk.staff.invite("malee", "counsellor", ("th",))
    person = await stale(place)
    before = await place.desk.staff.list()
    asked = await send(place, person, "/staff/reset", name="malee")
    assert "/join/" not in await asked.text()
    assert await place.desk.staff.list() == before
    done = await send(place, person, "/staff/reset", name="malee", **await proof(place))
    assert "/join/" in await done.text()
    assert [entry.deed for entry in await place.desk.audit.latest(5)] == [Deed.RESET]


async def test_the_role_is_asked_for_before_the_proof(place: Place) -> None:
    person = await stale(place, Role.COUNSELLOR)
    assert (await send(place, person, "/staff/reset", name="malee")).status == 403
