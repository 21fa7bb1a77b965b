"""Several events at once: of many children, all or none, each once and in order."""

import asyncio

import pytest

from connectors.base import Address, Incoming, Kind, Receipt
from errors import StoreUnavailable
from tests.handoff.house import House


def said(who: str, event: str, text: str = "hello", kind: Kind = Kind.TEXT) -> Incoming:
    return Incoming(Address("line", who), event, kind, text)


async def texts(house: House, who: str) -> list[str]:
    conversation = await house.conversation(who, "line")
    return [message.text for message in await house.mailbox(conversation)]


async def test_events_of_several_children_are_taken_together_and_in_order(house: House) -> None:
    receipts = await house.inbox.accept_all(
        [said("a", "1", "one"), said("b", "2", "two"), said("a", "3", "three")]
    )
    assert receipts == [Receipt.ACCEPTED] * 3
    assert await texts(house, "a") == ["one", "three"]
    assert await texts(house, "b") == ["two"]


async def test_what_came_before_is_left_out_and_the_rest_is_taken(house: House) -> None:
    await house.inbox.accept(said("a", "1"))
    receipts = await house.inbox.accept_all([said("b", "2"), said("a", "1"), said("a", "3", "on")])
    assert receipts == [Receipt.ACCEPTED, Receipt.DUPLICATE, Receipt.ACCEPTED]
    assert await texts(house, "a") == ["hello", "on"]


async def test_the_same_event_twice_in_one_call_is_taken_once(house: House) -> None:
    receipts = await house.inbox.accept_all([said("a", "1"), said("a", "1")])
    assert Receipt.ACCEPTED in receipts
    assert await texts(house, "a") == ["hello"]


async def test_a_redelivered_event_of_a_closed_conversation_opens_none(house: House) -> None:
    await house.inbox.accept(said("a", "1"))
    await house.settle()
    await house.inbox.accept(said("a", "2", kind=Kind.FORGET))
    await house.settle()
    receipts = await house.inbox.accept_all([said("a", "1"), said("b", "3")])
    assert receipts == [Receipt.DUPLICATE, Receipt.ACCEPTED]
    assert await house.index.find(Address("line", "a")) is None


async def test_when_the_store_is_away_none_is_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "accept", away)
        with pytest.raises(StoreUnavailable):
            await house.inbox.accept_all([said("a", "1"), said("b", "2")])
    assert await house.inbox.accept_all([said("a", "1"), said("b", "2")]) == [Receipt.ACCEPTED] * 2


async def test_a_wrong_memory_of_one_child_holds_nobody_up(house: House) -> None:
    """Another gateway closed a conversation this one remembers: all is tried anew, nothing twice."""
    other = house.beside()
    await house.inbox.accept(said("a", "1"))
    await other.settle()
    await other.inbox.accept(said("a", "2", kind=Kind.FORGET))
    await other.settle()
    receipts = await house.inbox.accept_all([said("b", "3", "b"), said("a", "4", "again")])
    assert receipts == [Receipt.ACCEPTED] * 2
    assert await texts(house, "a") == ["again"]
    assert await texts(house, "b") == ["b"]


async def test_the_same_batch_from_two_gateways_at_once_is_taken_once(house: House) -> None:
    other = house.beside()
    batch = [said(str(child), f"{child}-{number}") for number in range(3) for child in range(20)]
    taken = await asyncio.gather(house.inbox.accept_all(batch), other.inbox.accept_all(batch))
    assert sum(receipts.count(Receipt.ACCEPTED) for receipts in map(list, taken)) == len(batch)
    for child in range(20):
        assert len(await texts(house, str(child))) == 3


async def test_ending_what_was_never_begun_is_done_with(house: House) -> None:
    receipts = await house.inbox.accept_all(
        [said("a", "1", kind=Kind.LEFT), said("b", "2", kind=Kind.WITHDRAWN), said("c", "3")]
    )
    assert receipts == [Receipt.DUPLICATE, Receipt.DUPLICATE, Receipt.ACCEPTED]
    assert await house.index.find(Address("line", "a")) is None


async def test_no_number_of_the_platform_is_kept_as_the_name_of_a_line(house: House) -> None:
    await house.child("a", "hello", event_id="99887766", subject="4711")
    conversation = await house.conversation("a")
    ids = [line.id for line in await house.transcript(conversation)]
    assert ids
    assert not any("4711" in line_id or "99887766" in line_id for line_id in ids)
