"""The event stream: resumes after any id, loses nothing, tells nobody what is not theirs, and ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from redis.asyncio import Redis

from handoff.board import Change, Destination, Mark
from handoff.desk.account import Role
from handoff.desk.events import BREATH
from handoff.desk.presence import Presence
from handoff.desk.session import IDLE_MS
from handoff.desk.stream import STREAMS, Pending, Stream
from tests.fakes.staffing import Clock, make_staff
from tests.handoff.desk.conftest import Person, Place, opened


@dataclass
class Event:
    kind: str
    text: str
    id: str


async def read(answer: ClientResponse) -> AsyncIterator[Event]:
    """Yield the events of a stream, as a browser understands them."""
    fields: dict[str, list[str]] = {}
    async for raw in answer.content:
        line = raw.decode().rstrip("\r\n")
        if line and not line.startswith(":"):
            name, _, text = line.partition(": ")
            fields.setdefault(name, []).append(text)
        elif not line and fields:
            yield Event(
                fields.get("event", [""])[0],
                "\n".join(fields.get("data", [])),
                fields.get("id", [""])[0],
            )
            fields = {}


class Reader:
    """A page that listens, without a page."""

    def __init__(self, answer: ClientResponse) -> None:
        self._answer = answer
        self._events = read(answer)
        self.last_id = ""

    async def until(self, kind: str, text: str = "") -> Event:
        async for event in self._events:
            self.last_id = event.id or self.last_id
            if event.kind == kind and text in event.text:
                return event
        raise AssertionError(f"the stream ended before {kind} {text}")

    async def any(self) -> Event:
        return await anext(self._events)

    async def kinds_until(self, kind: str) -> list[str]:
        seen = []
        async for event in self._events:
            self.last_id = event.id or self.last_id
            seen.append(event.kind)
            if event.kind == kind:
                break
        return seen

    def cut(self) -> None:
        self._answer.close()


async def listen(person: Person, **headers: str) -> Reader:
    return Reader(await person.get("/events", **headers))


async def test_a_new_child_appears_without_a_reload(place: Place) -> None:
    reader = await listen(await place.signed_in())
    await reader.until("waiting", 'data-waiting="0"')
    conversation = await place.counselling.arrive("hello")
    await reader.until("waiting", f'id="waiting-{conversation}"')


async def test_a_line_is_named_but_never_sent(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("คำลับของเด็ก")
    await person.post(f"/desk/{conversation}/claim")
    reader = await listen(person)
    await reader.until("mine", conversation)
    line = await place.counselling.child_says(conversation, "คำลับของเด็ก")
    assert (await reader.until("lines")).text == conversation
    await place.counselling.mark(conversation, line.id, Mark.SENT)
    assert (await reader.until("lines")).text == conversation


async def test_what_happened_while_away_comes_after_the_last_id(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await person.post(f"/desk/{conversation}/claim")
    reader = await listen(person)
    await place.counselling.child_says(conversation, "one")
    await reader.until("lines")
    await reader.until("beat")
    reader.cut()
    await place.counselling.child_says(conversation, "two")
    again = await listen(person, **{"Last-Event-ID": reader.last_id})
    assert (await again.until("lines")).text == conversation


async def test_a_page_follows_on_from_where_it_was_rendered(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await person.post(f"/desk/{conversation}/claim")
    cursor = (await place.counselling.board("malee")).cursor
    await place.counselling.child_says(conversation, "between page and stream")
    reader = Reader(await person.get(f"/events?after={cursor}"))
    assert (await reader.until("lines")).text == conversation


async def test_an_id_that_is_too_old_reads_everything_anew(place: Place) -> None:
    person = await place.signed_in()
    await place.counselling.arrive("hello")
    place.counselling.forget_changes()
    reader = await listen(person, **{"Last-Event-ID": "0"})
    await reader.until("lost")
    later = await place.counselling.arrive("hello again")
    await reader.until("waiting", later)


async def test_nobody_hears_of_conversations_of_others(place: Place) -> None:
    reader = await listen(await place.signed_in())
    theirs = await place.counselling.arrive("hello")
    await place.counselling.taken_by(theirs, "anan")
    await reader.until("waiting", 'data-waiting="0"')
    await place.counselling.child_says(theirs, "secret")
    await place.counselling.child_types(theirs)
    mine = await place.counselling.arrive("hello")
    heard = []
    while True:
        event = await reader.any()
        heard.append(event)
        if mine in event.text:
            break
    assert not any(theirs in event.text for event in heard if event.kind != "waiting")


async def test_the_child_typing_reaches_only_who_holds_it(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await person.post(f"/desk/{conversation}/claim")
    reader = await listen(person)
    await reader.until("mine", conversation)
    await place.counselling.child_types(conversation)
    assert (await reader.until("typing")).text == conversation


async def test_what_was_read_is_no_longer_unread(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await person.post(f"/desk/{conversation}/claim")
    reader = await listen(person)
    await reader.until("mine", 'data-unread="1"')
    await person.post(f"/desk/{conversation}/seen", {"seq": "1"})
    await reader.until("mine", 'data-unread="0"')


async def test_losing_a_conversation_is_told(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await person.post(f"/desk/{conversation}/claim")
    reader = await listen(person)
    await reader.until("mine", conversation)
    await place.counselling.transfer(conversation, "malee", Destination())
    assert (await reader.until("state")).text == conversation


async def test_a_supervisor_hears_numbers_only(place: Place) -> None:
    reader = await listen(await place.signed_in("somchai", Role.SUPERVISOR))
    await reader.until("numbers", 'data-waiting="0"')
    await place.counselling.arrive("คำลับของเด็ก")
    event = await reader.until("numbers", 'data-waiting="1"')
    assert "คำลับ" not in event.text


@pytest.mark.parametrize("role", Role)
async def test_an_alarm_comes_and_goes_without_a_reload(place: Place, role: Role) -> None:
    reader = await listen(await place.signed_in(role=role))
    assert (await reader.until("alarms")).text == ""
    await place.counselling.ring("line", "quota_low")
    await reader.until("alarms", 'role="status"')
    await place.counselling.ring("telegram", "token")
    both = await reader.until("alarms", 'role="alert"')
    assert both.text.index('role="alert"') < both.text.index('role="status"')
    await place.counselling.clear("telegram", "token")
    assert 'role="alert"' not in (await reader.until("alarms")).text
    await place.counselling.clear("line", "quota_low")
    assert (await reader.until("alarms")).text == ""


async def test_an_alarm_that_stands_is_told_once(place: Place, clock: Clock) -> None:
    """However much time passes and whatever else happens, so that it is not read out again."""
    await place.counselling.ring("line", "quota_gone")
    reader = await listen(await place.signed_in())
    await reader.until("alarms", "LINE")
    clock.pass_by(minutes=5)
    await place.counselling.arrive("hello")
    assert "alarms" not in await reader.kinds_until("waiting")
    clock.pass_by(minutes=5)
    await place.counselling.arrive("hello")
    assert "alarms" not in await reader.kinds_until("waiting")


async def test_a_quiet_stream_shows_signs_of_life(place: Place) -> None:
    reader = await listen(await place.signed_in())
    assert await reader.kinds_until("waiting") == ["beat", "duty", "mine", "alarms", "waiting"]
    assert (await reader.until("beat")).text == ""


@pytest.mark.parametrize("way", ["sign_out", "disable", "idle"])
async def test_the_stream_ends_with_the_session(place: Place, clock: Clock, way: str) -> None:
    """And who is no longer signed in is no longer on duty."""
    person = await place.signed_in()
    await person.post("/desk/duty", {"on": "1"})
    reader = await listen(person)
    await reader.until("waiting")
    if way == "sign_out":
        await person.post("/sign-out")
    elif way == "disable":
        await place.desk.staff.disable("malee")
    else:
        clock.now += IDLE_MS
    await reader.until("bye")
    assert not place.counselling.is_on_duty("malee")


@pytest.mark.parametrize("way", ["disable", "reset", "sign_out"])
async def test_a_session_that_ends_elsewhere_ends_its_streams_at_every_desk_at_once(
    redis: Redis, clock: Clock, tmp_path: Path, way: str
) -> None:
    """No heartbeat comes within the hour, so nothing but the sign itself can have ended them."""
    async with (
        opened(redis, clock, tmp_path, heartbeat=3600) as here,
        opened(redis, clock, tmp_path, heartbeat=3600) as there,
    ):
        person, other = await here.signed_in("malee"), await here.signed_in("anan")
        at_the_other_desk = replace(person, http=there.http, base=there.base)
        readers = [await listen(one) for one in (person, at_the_other_desk, other)]
        for reader in readers:
            await reader.until("waiting")
        elsewhere = make_staff(redis, clock)  # the command line, or a third desk
        if way == "sign_out":
            await elsewhere.sign_out(person.session)
        else:
            await getattr(elsewhere, way)("malee")
        for reader in readers[:2]:
            async with asyncio.timeout(20):
                await reader.until("bye")
        await here.counselling.arrive("hello")
        await readers[2].until("waiting", 'data-waiting="1"')


async def test_a_store_that_is_away_ends_the_stream_and_no_more(place: Place) -> None:
    person = await place.signed_in()
    reader = await listen(person)
    await reader.until("waiting")
    place.counselling.down = True
    await place.counselling.arrive("hello")
    assert "waiting" not in await reader.kinds_until("never")
    place.counselling.down = False
    again = await listen(person, **{"Last-Event-ID": reader.last_id})
    await again.until("waiting", 'data-waiting="1"')


async def test_what_is_no_longer_kept_when_the_store_is_back_is_read_anew(place: Place) -> None:
    person = await place.signed_in()
    reader = await listen(person)
    await reader.until("waiting")
    await place.counselling.arrive("hello")
    await reader.until("beat")
    place.counselling.down = True
    await place.counselling.arrive("unheard")
    await reader.kinds_until("never")
    place.counselling.forget_changes()
    place.counselling.down = False
    again = await listen(person, **{"Last-Event-ID": reader.last_id})
    await again.until("lost")
    later = await place.counselling.arrive("heard again")
    await again.until("waiting", later)


async def test_changes_are_followed_once_however_many_pages_listen(place: Place) -> None:
    readers = [await listen(await place.signed_in(name)) for name in ("malee", "anan", "nok")]
    for reader in readers:
        await reader.until("waiting", 'data-waiting="0"')
    await place.counselling.arrive("hello")
    for reader in readers:
        await reader.until("waiting", 'data-waiting="1"')
    assert place.counselling.followed == 1


async def test_what_changes_nothing_on_a_page_sends_it_nothing(
    redis: Redis, clock: Clock, tmp_path: Path
) -> None:
    async with opened(redis, clock, tmp_path, heartbeat=3600) as place:
        theirs = await place.counselling.arrive("hello")
        await place.counselling.taken_by(theirs, "anan")
        reader = await listen(await place.signed_in())
        await place.counselling.arrive("hello")
        await reader.until("beat")
        await reader.until("beat")
        await place.counselling.child_leaves(theirs)
        await asyncio.sleep(2 * BREATH)
        await place.counselling.arrive("hello")
        assert await reader.kinds_until("beat") == ["waiting", "beat"]


async def test_shutting_down_ends_every_stream(place: Place) -> None:
    reader = await listen(await place.signed_in())
    await reader.until("waiting")
    await place.server.close()
    await reader.kinds_until("never")
    assert len(place.server.app[STREAMS]) == 0


async def test_a_page_that_is_cut_off_is_let_go(place: Place) -> None:
    reader = await listen(await place.signed_in())
    await reader.until("waiting")
    reader.cut()
    while len(place.server.app[STREAMS]):
        await asyncio.sleep(0.01)


async def test_who_closes_every_page_goes_off_duty(place: Place) -> None:
    presence = Presence(place.desk.staff, place.counselling, grace=0.05)
    await place.counselling.set_duty("malee", on=True)
    with presence.here("malee"), presence.here("malee"):
        pass
    await place.counselling.until(lambda: not place.counselling.is_on_duty("malee"))


async def test_who_has_a_page_at_another_desk_stays_on_duty(place: Place, clock: Clock) -> None:
    presence = Presence(place.desk.staff, place.counselling, grace=0.02)
    await place.counselling.set_duty("malee", on=True)
    await place.counselling.set_duty("anan", on=True)
    await place.desk.staff.seen_here("malee", 60)
    with presence.here("malee"), presence.here("anan"):
        pass
    await place.counselling.until(lambda: not place.counselling.is_on_duty("anan"))
    assert place.counselling.is_on_duty("malee")


async def test_nobody_is_waited_for_once_the_desk_ends(place: Place) -> None:
    """A page may end after the desk has stopped; the store is let go of right after."""
    presence = Presence(place.desk.staff, place.counselling)
    with presence.here("malee"):
        pass
    running = asyncio.all_tasks()
    with presence.here("malee"):
        await presence.stop()
    assert asyncio.all_tasks() < running


async def test_lines_of_others_do_not_wake_a_page(place: Place) -> None:
    stream = Stream((await place.signed_in()).session)
    stream.hold(frozenset({"mine"}))
    stream.note(Change("1", "line", "theirs"))
    assert not stream.is_woken
    stream.note(Change("2", "line", "mine"))
    assert stream.is_woken
    assert (await stream.take(1)).cursor == "2"


async def test_a_line_that_comes_while_the_list_is_read_is_not_missed(place: Place) -> None:
    """Taken a moment ago, not yet known as one's own, and the child writes just then."""
    stream = Stream((await place.signed_in()).session)
    stream.note(Change("1", "line", "just taken"))
    assert not stream.is_woken
    stream.hold(frozenset({"just taken"}))
    assert stream.is_woken
    assert (await stream.take(1)).lines == {"just taken"}


def test_a_burst_of_changes_is_told_once() -> None:
    pending = Pending()
    for cursor in range(1000):
        pending.add(Change(str(cursor), "line", "a"))
    assert pending.lines == {"a"}
    assert pending.cursor == "999"


def test_typing_moves_no_cursor_and_renews_no_list() -> None:
    pending = Pending(cursor="7")
    pending.add(Change(None, "typing", "a"))
    assert (pending.cursor, pending.lists, pending.typing) == ("7", False, {"a"})
