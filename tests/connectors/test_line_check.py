"""What an operator is told of the LINE channel, by codes."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from connectors.line.access import LineAccess
from connectors.line.connector import look
from connectors.look import Look
from tests.connectors.line_house import House, line_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with line_house(started=False) as house:
        yield house


def access_of(house: House) -> LineAccess:
    """The channel as its operator would have it."""
    return replace(house.access, public_url=house.fake.webhook_url.removesuffix("/line/webhook"))


def codes(seen: Look) -> list[str]:
    return [problem.code for problem in seen.problems]


async def test_a_channel_that_is_well_set_up_has_no_problem(house: House) -> None:
    seen = await look(access_of(house))
    assert (seen.channel, seen.reachable, seen.problems) == ("line", True, ())
    assert seen.facts == {
        "basic_id": "@216ruzgx",
        "chat_mode": "bot",
        "webhook_url": house.fake.webhook_url,
        "webhook_active": True,
        "webhook_tested": True,
        "quota_limit": 300,
        "quota_used": 0,
        "quota_percent": 0,
    }


async def test_a_channel_whose_chat_is_on_shows_children_to_others(house: House) -> None:
    house.fake.chat_mode = "chat"
    [problem] = (await look(access_of(house))).problems
    assert (problem.code, problem.gravity) == ("chat_on", "wrong")


async def test_the_webhook_may_be_missing_off_elsewhere_or_deaf(house: House) -> None:
    access = access_of(house)
    house.fake.webhook_active = False
    assert codes(await look(access)) == ["webhook_off"]
    house.fake.webhook_active = True
    root, expected = access.public_url, house.fake.webhook_url
    house.fake.webhook_url = f"{root}/deaf/line/webhook"
    [elsewhere] = (await look(access)).problems
    assert elsewhere.code == "webhook_elsewhere"
    assert elsewhere.fields == {"url": house.fake.webhook_url, "expected": expected}
    [failing] = (await look(replace(access, public_url=f"{root}/deaf"))).problems
    assert (failing.code, failing.gravity) == ("webhook_failing", "warning")
    assert failing.fields["status"] == 404
    house.fake.webhook_url = ""
    assert codes(await look(access)) == ["webhook_missing"]


async def test_without_a_public_address_nothing_can_be_compared(house: House) -> None:
    assert codes(await look(house.access)) == ["public_url_missing"]


@pytest.mark.parametrize(
    ("limit", "used", "found"),
    [(300, 239, []), (300, 240, ["quota_low"]), (300, 300, ["quota_gone"]), (None, 9999, [])],
)
async def test_what_is_left_of_the_month(
    house: House, limit: int | None, used: int, found: list[str]
) -> None:
    house.fake.quota.limit, house.fake.quota.used = limit, used
    assert codes(await look(access_of(house))) == found


async def test_a_refused_token_is_told(house: House) -> None:
    seen = await look(replace(house.access, token="renewed"))
    assert (seen.reachable, codes(seen)) == (True, ["token"])


async def test_line_away_is_told(house: House) -> None:
    seen = await look(replace(house.access, api_url="http://127.0.0.1:1"))
    assert (seen.reachable, codes(seen)) == (False, ["unreachable"])


async def test_a_server_that_is_not_line_is_told(house: House) -> None:
    house.fake.misbehave("server_error", on="info")
    assert codes(await look(access_of(house))) == ["unreadable"]
    house.fake.misbehave("garbage", on="any", times=None)
    seen = await look(access_of(house))
    assert seen.reachable
    assert set(codes(seen)) >= {"unreadable"}


async def test_nothing_secret_is_told(house: House) -> None:
    access = access_of(house)
    told = repr(await look(access)) + repr(access)
    assert access.token not in told
    assert access.secret not in told
