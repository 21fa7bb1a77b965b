"""Reports and the last minutes of channels in a real store."""

import msgspec
import pytest

from connectors.base import Address, Connector, Incoming, Kind, Outcome, Parcel, Receipt
from handoff.report import FORGOTTEN_AFTER, Report, Reports
from handoff.traffic import NotedConnector, NotedInbox, Traffic
from tests.handoff.house import House


class Ended(Connector):
    """A connector of which every parcel ends alike."""

    channel = "web"

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def send(self, parcel: Parcel) -> Outcome:
        return self._outcome

    async def typing(self, address: Address) -> None:
        pass


ONE = Report(name="gateway-a-1", role="gateway", version="1", at=1_000_000, skew=0, free=1)


async def test_a_process_has_one_report_the_last(house: House) -> None:
    reports = Reports(house.store)
    await reports.leave(ONE)
    later = msgspec.structs.replace(ONE, at=ONE.at + 5, skew=7)
    await reports.leave(later)
    other = msgspec.structs.replace(ONE, name="desk-a-2", role="desk")
    await reports.leave(other)
    assert await reports.latest(ONE.at + 10) == (other, later)


async def test_a_process_that_was_taken_away_is_forgotten_and_removed(house: House) -> None:
    reports = Reports(house.store)
    await reports.leave(ONE)
    assert await reports.latest(ONE.at + FORGOTTEN_AFTER) == (ONE,)
    assert await reports.latest(ONE.at + FORGOTTEN_AFTER + 1) == ()
    key = house.store.partitions[0].named("reports")
    assert await house.store.call("HLEN", key) == 0


async def test_reports_leave_the_store_by_themselves(house: House) -> None:
    await Reports(house.store).leave(ONE)
    key = house.store.partitions[0].named("reports")
    assert 0 < await house.store.call("PTTL", key) <= FORGOTTEN_AFTER


async def test_of_a_message_only_channel_way_and_minute_are_kept(house: House) -> None:
    address = Address("telegram", "planted-4711")
    traffic = Traffic(house.store, lambda: 120_000 + 42_123)
    traffic.note(address.channel, "in")
    await traffic.write()
    assert await traffic.read() == {("telegram", "in"): 120_000}
    await Traffic(house.store, lambda: 300_000).write()
    assert await traffic.read() == {("telegram", "in"): 120_000}


async def test_what_is_brought_in_is_noted_only_once_it_is_stored(house: House) -> None:
    traffic = Traffic(house.store, lambda: 60_000)
    inbox = NotedInbox(house.inbox, traffic)
    one = Incoming(event_id="1", address=Address("web", "planted"), kind=Kind.TEXT, text="hi")
    assert await inbox.accept(one) is Receipt.ACCEPTED
    await traffic.write()
    assert await traffic.read() == {("web", "in"): 60_000}
    kept = await house.store.call("HGETALL", house.store.partitions[0].named("traffic"))
    assert b"planted" not in b"".join(kept)


@pytest.mark.parametrize(
    ("outcome", "noted"), [(Outcome.SENT, {("web", "out"): 0}), (Outcome.UNCERTAIN, {})]
)
async def test_what_is_carried_out_is_noted_only_if_it_arrived(
    house: House, outcome: Outcome, noted: dict[tuple[str, str], int]
) -> None:
    traffic = Traffic(house.store, lambda: 0)
    connector = NotedConnector(Ended(outcome), traffic)
    assert await connector.send(Parcel(Address("web", "a"), (), 0)) is outcome
    await traffic.write()
    assert await traffic.read() == noted
