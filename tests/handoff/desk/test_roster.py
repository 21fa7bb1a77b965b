"""The page of staff: what it shows, what it changes, and who cannot reach above the own role."""

import re

import pytest

from bot.words import Words
from errors import Refused
from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.roster import skills_in
from handoff.post import Post
from tests.fakes.desk import PAGES
from tests.fakes.staffing import PASSWORD, enrolled
from tests.handoff.desk.conftest import Place

ABILITIES = {"language": "th", "skill": "suicide"}


async def test_shows_everybody_and_when_they_were_last_here_to_the_day(place: Place) -> None:
    await place.signed_in("malee")
    await place.desk.staff.invite("nong", Role.COUNSELLOR, ("en",), ("legal",))
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    html = await (await supervisor.get("/staff")).text()
    assert re.findall(r'id="account-([a-z]+)"', html) == ["malee", "nong", "somchai"]
    assert html.count("<dd>2026-09-21</dd>") == 2
    assert not re.search(r"\d\d:\d\d", html)
    assert place.desk.words["desk.skill_legal"]["th"] in html


async def test_an_invitation_shows_its_link_once_and_is_remembered(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    fields = {"name": "malee", "role": "counsellor"} | ABILITIES
    html = await (await supervisor.post("/staff/invite", fields)).text()
    [token] = re.findall(r'id="link">http://127\.0\.0\.1:\d+/join/([\w-]{43})<', html)
    staff = place.desk.staff
    await staff.enrol(token, PASSWORD, (await staff.enrolment(token)).code)
    account = await staff.account("malee")
    assert (account.role, account.languages, account.skills) == (
        Role.COUNSELLOR,
        ("th",),
        ("suicide",),
    )
    assert token not in await (await supervisor.get("/staff")).text()
    [entry] = await place.desk.audit.latest(5)
    assert (entry.deed, entry.by, entry.about) == (Deed.INVITED, "somchai", "malee")
    assert entry.more == "counsellor"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR, "queen", ""])
async def test_a_supervisor_invites_nobody_above_a_counsellor(place: Place, role: str) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    fields = {"name": "mallory", "role": role} | ABILITIES
    assert (await supervisor.post("/staff/invite", fields)).status == 409
    assert "mallory" not in [one.name for one in await place.desk.staff.list()]
    assert await place.desk.audit.latest(5) == ()


@pytest.mark.parametrize("act", ["reset", "disable", "able"])
@pytest.mark.parametrize("name", ["preecha", "anong", "somchai", "nobody"])
async def test_a_supervisor_touches_no_supervisor_no_operator_and_not_itself(
    place: Place, act: str, name: str
) -> None:
    await enrolled(place.desk.staff, "preecha", Role.OPERATOR)
    await enrolled(place.desk.staff, "anong", Role.SUPERVISOR)
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    before = await place.desk.staff.list()
    answer = await supervisor.post(f"/staff/{act}", {"name": name} | ABILITIES)
    assert answer.status == 409
    assert "/join/" not in await answer.text()
    assert await place.desk.staff.list() == before


async def test_an_operator_disables_colleagues_and_neither_itself_nor_the_last_one(
    place: Place,
) -> None:
    operator = await place.signed_in("preecha", Role.OPERATOR)
    await place.signed_in("anong", Role.OPERATOR)
    assert (await operator.post("/staff/disable", {"name": "preecha"})).status == 409
    assert (await operator.post("/staff/disable", {"name": "anong"})).status == 200
    with pytest.raises(Refused, match="last operator"):
        await place.desk.staff.disable("preecha")


async def test_a_reset_lets_only_the_new_link_in(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    counsellor = await place.signed_in("malee")
    html = await (await supervisor.post("/staff/reset", {"name": "malee"})).text()
    assert (await counsellor.get("/desk")).status == 303
    [token] = re.findall(r"/join/([\w-]{43})", html)
    assert (await place.desk.staff.enrolment(token)).name == "malee"


async def test_new_skills_reach_what_is_offered_to_somebody_on_duty(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    counsellor = await place.signed_in("malee")
    await counsellor.post("/desk/duty", {"on": "1"})
    fields = {"name": "malee", "language": "en", "skill": "made_up"}
    assert (await supervisor.post("/staff/able", fields)).status == 200
    post = await place.counselling.repost("malee", lambda post: post)
    assert (post.languages, post.skills) == (("en",), ())
    fields["skill"] = "legal"
    await supervisor.post("/staff/able", fields)
    assert (await place.counselling.repost("malee", Post.on)).skills == ("legal",)


async def test_somebody_speaks_at_least_one_language(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    fields = {"name": "malee", "role": "counsellor", "language": "xx"}
    assert (await supervisor.post("/staff/invite", fields)).status == 409


async def test_what_was_typed_as_a_name_is_shown_escaped(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    fields = {"name": '"><script>x</script>', "role": "counsellor"} | ABILITIES
    assert "<script>x" not in await (await supervisor.post("/staff/invite", fields)).text()


def test_the_skills_are_codes_a_conversation_can_be_passed_on_for() -> None:
    skills = skills_in(Words.of_folder(PAGES / "words"))
    assert {"sextortion", "suicide", "abuse", "lgbt", "legal"} <= set(skills)
    assert all(re.fullmatch(r"[a-z_]{1,32}", skill) for skill in skills)
