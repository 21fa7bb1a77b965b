"""Answers that no device of ours has given, and challenges that were not asked for."""

import json

import pytest
from redis.asyncio import Redis

from errors import Refused
from handoff.desk.passkey import Answer
from handoff.desk.site import Site
from tests.fakes.staffing import Clock, enrolled, make_staff
from tests.handoff.desk.conftest import Place

SITE = Site("localhost", "http://localhost:8081")
WELL_FORMED = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": "e30",
        "authenticatorData": "AAAA",
        "signature": "AAAA",
        "attestationObject": "AAAA",
    },
}
STRANGE = ["", "{}", "[]", "null", "7", "{", '{"id": 7}', "\x00", json.dumps(WELL_FORMED)]


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("purpose", ["prove", "make"])
async def test_what_is_no_answer_is_refused_in_words(
    redis: Redis, clock: Clock, text: str, purpose: str
) -> None:
    staff = make_staff(redis, clock)
    await enrolled(staff, "malee")
    answer = Answer(text, "visitor", SITE)
    if purpose == "prove":
        await staff.passkeys.to_prove("visitor", SITE)
        with pytest.raises(Refused, match="passkey"):
            await staff.passkeys.proved(answer)
    else:
        await staff.passkeys.to_make("malee", "visitor", SITE)
        with pytest.raises(Refused, match="passkey"):
            await staff.passkeys.make("malee", answer)
    assert (await staff.account("malee")).passkeys == ()


async def test_what_a_browser_is_asked_names_nobody_and_lasts_two_minutes(
    redis: Redis, clock: Clock
) -> None:
    staff = make_staff(redis, clock)
    await enrolled(staff, "malee")
    asked = json.loads(await staff.passkeys.to_prove("visitor", SITE))
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    assert "malee" not in str(asked)
    [place] = await redis.keys("{staff}:challenge:*")
    assert 0 < await redis.pttl(place) <= 120_000


async def test_each_asking_has_a_challenge_of_its_own(redis: Redis, clock: Clock) -> None:
    staff = make_staff(redis, clock)
    asked = [json.loads(await staff.passkeys.to_prove("visitor", SITE)) for _ in range(2)]
    assert asked[0]["challenge"] != asked[1]["challenge"]


async def test_a_made_up_passkey_signs_nobody_in(place: Place) -> None:
    person = await place.signed_in()
    fields = {"passkey": json.dumps(WELL_FORMED)}
    assert (await person.post("/passkey")).status == 200
    answer = await person.post("/", fields)
    assert answer.status == 409
    assert place.desk.words["desk.refused.passkey"]["th"] in await answer.text()
