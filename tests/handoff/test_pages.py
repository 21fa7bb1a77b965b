"""A child's page in the store: its own lines and the answers, each once, for its own address alone."""

import asyncio

import pytest

from connectors.base import Address, Kind, Outgoing
from tests.handoff.house import House, at_work


def line(number: int) -> Outgoing:
    return Outgoing(id=f"{number:036d}", author="bot", text=f"line {number}", language="en")


async def child(house: House, text: str = "hello", who: str = "a", **options: str) -> None:
    await house.child(who, text, channel="web", **options)  # type: ignore[arg-type]


async def test_the_page_shows_both_sides_in_order(house: House) -> None:
    await child(house, "hello", event_id="e1")
    await child(house, "where can i get help", event_id="e2")
    shown = await house.page("a")
    own = [entry["id"] for entry in shown if entry["author"] == "child"]
    assert own == ["e1", "e2"]
    assert shown[0]["id"] == "e1"
    assert len(shown) > 4
    assert len({entry["id"] for entry in shown}) == len(shown)


async def on_its_way(house: House, outgoing: Outgoing) -> Outgoing:
    """Note a line as one of the conversation the child has now, as a commit does."""
    names = house.store.names(await house.conversation("a", "web"))
    await house.store.call("HSET", names.marks, outgoing.id, "queued")
    return outgoing


async def test_a_line_of_another_conversation_is_never_shown(house: House) -> None:
    """A goodbye that comes late must not stand in the child's next conversation."""
    await child(house)
    before = await house.page("a")
    assert not await house.pages.append(Address("web", "a"), line(1))
    assert await house.page("a") == before


async def test_a_line_is_added_once(house: House) -> None:
    await child(house)
    await on_its_way(house, line(1))
    before = len(await house.page("a"))
    for _ in range(3):
        assert await house.pages.append(Address("web", "a"), line(1))
    assert len(await house.page("a")) == before + 1


async def test_it_goes_on_from_any_event(house: House) -> None:
    await child(house)
    events = [event async for event in house.pages.read(Address("web", "a"), None)]
    for number, event in enumerate(events, 1):
        rest = [later async for later in house.pages.read(Address("web", "a"), event.id)]
        assert [later.id for later in rest] == [later.id for later in events[number:]]


@pytest.mark.parametrize("odd", ["", "x", "deadbeef.1-1", "0-0", "🙂.1-0", "....", "-1"])
async def test_an_id_of_another_conversation_means_from_the_start(house: House, odd: str) -> None:
    await child(house)
    everything = [event.id async for event in house.pages.read(Address("web", "a"), None)]
    assert [event.id async for event in house.pages.read(Address("web", "a"), odd)] == everything


async def test_another_child_sees_nothing_of_it(house: House) -> None:
    await child(house)
    await child(house, "my own words", who="b")
    assert "my own words" not in str(await house.page("a"))
    assert await house.page("nobody") == []


async def test_before_the_first_word_and_after_the_end_there_is_nothing(house: House) -> None:
    address = Address("web", "a")
    assert (await house.pages.status(address)).owner == "none"
    assert not await house.pages.append(address, line(1))
    await child(house)
    assert (await house.pages.status(address)).owner == "bot"
    await house.child("a", kind=Kind.FORGET, channel="web")
    assert (await house.pages.status(address)).owner == "none"
    assert await house.page("a") == []
    assert not await house.pages.append(address, line(2))


async def test_the_status_tells_the_place_and_who_is_there(house: House) -> None:
    await house.hand_over("first", "web")
    house.clock.passes(seconds=1)
    conversation = await house.hand_over("a", "web")
    status = await house.pages.status(Address("web", "a"))
    assert (status.owner, status.place, status.on_duty) == ("waiting", 2, False)
    await house.queue.set_duty("nok", on=True)
    await house.queue.claim(conversation, "nok")
    status = await house.pages.status(Address("web", "a"))
    assert (status.owner, status.place, status.on_duty) == ("counsellor", None, True)


async def test_a_page_known_to_two_gateways_follows_the_child_to_its_new_conversation(
    house: House,
) -> None:
    """One gateway closed it and opened another; what the other remembers must not lose a line."""
    await child(house)
    other = house.beside()
    assert await other.page("a")
    await house.child("a", kind=Kind.FORGET, channel="web")
    await child(house, "a new beginning")
    await on_its_way(house, line(7))
    assert await other.pages.append(Address("web", "a"), line(7))
    shown = await other.page("a")
    assert shown == await house.page("a")
    assert shown[-1]["text"] == "line 7"
    assert (await other.pages.status(Address("web", "a"))).owner == "bot"


async def test_a_subscription_is_told_of_everything_from_the_first_word(house: House) -> None:
    address = Address("web", "a")
    async with at_work(house), house.pages.changes(address) as changes, asyncio.timeout(30):
        await house.signals_heard()
        await house.child("a", "hello", channel="web", settle=False)
        seen: list[object] = []
        while not any(entry["author"] == "bot" for entry in seen):  # type: ignore[index]
            assert await changes.next(5) == "page"
            seen = list(await house.page("a"))
        await house.settle()
        while await changes.next(0.2) != "idle":
            pass
        await house.pages.typing(address)
        assert await changes.next(5) == "typing"
        await house.queue.set_duty("nok", on=True)
        assert await changes.next(5) == "page"
        assert await changes.next(0) == "idle"
