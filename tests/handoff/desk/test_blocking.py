"""Who may block, for how long, who is the second person, and what the audit log remembers of it."""

from handoff.audit import Deed
from handoff.conversation import State
from handoff.desk.account import Role
from tests.handoff.desk.conftest import Person, Place


async def talking(place: Place) -> tuple[Person, str]:
    """Return a counsellor and the conversation it holds."""
    counsellor = await place.signed_in("malee")
    conversation = await place.counselling.arrive("go away", designation=5)
    await counsellor.post(f"/desk/{conversation}/claim")
    return counsellor, conversation


async def block(place: Place, hours: int = 1, reason: str = "threats") -> tuple[Person, str]:
    counsellor, conversation = await talking(place)
    fields = {"reason": reason, "hours": str(hours)}
    await counsellor.post(f"/desk/{conversation}/block", fields)
    return counsellor, conversation


async def deeds(place: Place) -> list[tuple[str, str, str]]:
    return [(one.deed, one.by, one.more) for one in await place.desk.audit.latest(20)]


async def test_a_short_block_begins_at_once_and_is_remembered(place: Place) -> None:
    _, conversation = await block(place, 6)
    [running] = await place.desk.blocks.running()
    assert place.counselling.blocked == [(conversation, running.id)]
    assert place.counselling.state(conversation) is State.BLOCKED
    assert (running.by, running.designation, running.is_pending) == ("malee", 5, False)
    assert (Deed.BLOCKED, "malee", f"threats 6h {running.id[:8]}") in await deeds(place)


async def test_the_form_wants_a_reason_and_nothing_is_blocked_without(place: Place) -> None:
    counsellor, conversation = await talking(place)
    for fields in ({"hours": "1"}, {"reason": "threats"}, {"reason": "x", "hours": "1"}):
        answer = await counsellor.post(f"/desk/{conversation}/block", fields)
        assert answer.status == 409
        assert answer.headers["HX-Retarget"] == "#pane-notice"
    assert await place.desk.blocks.running() == ()
    assert place.counselling.state(conversation) is State.COUNSELLOR


async def test_what_cannot_be_blocked_leaves_no_block_behind(place: Place) -> None:
    counsellor, conversation = await talking(place)
    await counsellor.post(f"/desk/{conversation}/end")
    fields = {"reason": "threats", "hours": "1"}
    assert (await counsellor.post(f"/desk/{conversation}/block", fields)).status == 409
    assert await place.desk.blocks.running() == ()


async def test_somebody_elses_conversation_is_not_blocked(place: Place) -> None:
    _, conversation = await talking(place)
    other = await place.signed_in("ploy")
    fields = {"reason": "threats", "hours": "1"}
    assert (await other.post(f"/desk/{conversation}/block", fields)).status == 409
    assert await place.desk.blocks.running() == ()


async def test_a_supervisor_approves_what_is_longer_than_a_day(place: Place) -> None:
    await block(place, 72)
    [asked] = await place.desk.blocks.running()
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    assert "/blocks" in await (await supervisor.get("/board")).text()
    html = await (await supervisor.get("/blocks")).text()
    assert "malee" in html
    assert "go away" not in html
    answer = await supervisor.post("/blocks/lengthen", {"block": asked.id})
    assert answer.status == 200
    [longer] = await place.desk.blocks.running()
    assert longer.until > asked.until
    assert (Deed.BLOCK_LENGTHENED, "somchai", "") in await deeds(place)
    again = await supervisor.post("/blocks/keep-short", {"block": asked.id})
    assert again.status == 409


async def test_or_leaves_it_at_a_day_or_lifts_it(place: Place) -> None:
    await block(place, 168)
    [asked] = await place.desk.blocks.running()
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    await supervisor.post("/blocks/keep-short", {"block": asked.id})
    [short] = await place.desk.blocks.running()
    assert short.until == asked.until
    await supervisor.post("/blocks/lift", {"block": asked.id})
    assert await place.desk.blocks.running() == ()
    assert (await supervisor.post("/blocks/lift", {"block": asked.id})).status == 409
    done = [deed for deed, by, _ in await deeds(place) if by == "somchai"]
    assert done == [Deed.BLOCK_LIFTED, Deed.BLOCK_LEFT_SHORT]


async def test_whoever_asked_is_not_the_second_person(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    asked = await place.desk.blocks.begin(designation=1, reason="other", by="somchai", hours=72)
    html = await (await supervisor.get("/blocks")).text()
    assert "/blocks/lengthen" not in html
    assert (await supervisor.post("/blocks/lengthen", {"block": asked.id})).status == 409
