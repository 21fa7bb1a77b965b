"""How a parcel goes to LINE, free or not, once, and what is said of it afterwards."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.base import Outcome, ReplyToken
from connectors.line.access import LineAccess
from connectors.line.call import LineCalls, Verdict
from connectors.line.delivery import KEY_LIFE, LAST, YOUNG
from errors import TryLater, Withheld
from tests.connectors.line_house import House, body_of, line_house

KEY = "x-line-retry-key"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with line_house() as house:
        yield house


@pytest.fixture
async def hasty() -> AsyncIterator[House]:
    """A channel that waits only a moment for LINE."""
    async with line_house(call_seconds=1) as house:
        yield house


async def test_a_young_token_carries_the_lines_free_of_charge(house: House) -> None:
    child = house.fake.child()
    token = await house.token(child)
    parcel = house.parcel(child, house.line("หนึ่ง"), house.line("สอง"), reply=token)
    assert await house.connector.send(parcel) is Outcome.SENT
    assert [shown.text for shown in child.received] == ["หนึ่ง", "สอง"]
    assert (house.fake.replies, house.fake.pushes, house.fake.quota.used) == (1, 0, 0)
    assert KEY not in house.fake.calls[-1].headers
    assert house.connector.counts == {"reply": 1, "push": 0, "merged": 1}


@pytest.mark.parametrize("age", [YOUNG, YOUNG + 1, 3_600_000])
async def test_an_old_token_is_not_relied_on(house: House, age: int) -> None:
    child = house.fake.child()
    token = await house.token(child)
    house.clock.pass_by(seconds=age / 1000)
    assert await house.connector.send(house.parcel(child, reply=token)) is Outcome.SENT
    assert (house.fake.replies, house.fake.pushes) == (0, 1)


async def test_a_push_carries_the_id_of_its_first_line_as_key(house: House) -> None:
    child = house.fake.child()
    first = house.line("หนึ่ง")
    parcel = house.parcel(child, first, house.line("สอง"))
    assert await house.connector.send(parcel) is Outcome.SENT
    assert house.fake.calls[-1].headers[KEY] == first.id
    assert len(child.received) == 2
    assert house.fake.quota.used == 1
    assert house.connector.counts == {"reply": 0, "push": 1, "merged": 1}


async def test_a_token_refused_on_the_first_try_means_a_push_at_once(house: House) -> None:
    child = house.fake.child()
    parcel = house.parcel(child, reply=ReplyToken("e" * 32, house.now()))
    assert await house.connector.send(parcel) is Outcome.SENT
    assert (house.asked("/reply"), house.fake.pushes, len(child.received)) == (1, 1, 1)


async def test_a_token_refused_after_a_cut_try_is_uncertain(house: House) -> None:
    """The line may be there: it is for the sender to decide whether it goes again, marked."""
    child = house.fake.child()
    token = await house.token(child)
    parcel = house.parcel(child, reply=token)
    assert await house.connector.send(parcel) is Outcome.SENT
    again = house.parcel(child, *parcel.lines, reply=token, tried=True)
    assert await house.connector.send(again) is Outcome.UNCERTAIN
    assert (house.fake.pushes, len(child.received)) == (0, 1)


async def test_a_cut_try_goes_again_with_the_same_token_while_it_lives(house: House) -> None:
    child = house.fake.child()
    token = await house.token(child)
    begun = house.now()
    house.clock.pass_by(seconds=(LAST - 1) / 1000)
    parcel = house.parcel(child, reply=token, tried=True, begun_at=begun)
    assert await house.connector.send(parcel) is Outcome.SENT
    assert (house.fake.replies, house.fake.pushes) == (1, 0)


async def test_a_cut_try_with_a_dead_token_is_uncertain_without_a_call(house: House) -> None:
    child = house.fake.child()
    token = await house.token(child)
    begun = house.now()
    house.clock.pass_by(seconds=LAST / 1000)
    parcel = house.parcel(child, reply=token, tried=True, begun_at=begun)
    assert await house.connector.send(parcel) is Outcome.UNCERTAIN
    assert child.received == []
    assert house.asked("/push") == house.asked("/reply") == 0


@pytest.mark.parametrize("sort", ["server_error", "drop"])
async def test_an_unclear_answer_to_a_reply_is_tried_again_at_once(house: House, sort: str) -> None:
    child = house.fake.child()
    token = await house.token(child)
    house.fake.misbehave(sort, on="reply")  # type: ignore[arg-type]  # a parameter
    assert await house.connector.send(house.parcel(child, reply=token)) is Outcome.SENT
    assert (house.asked("/reply"), len(child.received)) == (2, 1)


async def test_a_reply_taken_by_a_line_that_then_hangs_is_uncertain(hasty: House) -> None:
    child = hasty.fake.child()
    token = await hasty.token(child)
    hasty.fake.misbehave("accept_then_hang", on="reply")
    assert await hasty.connector.send(hasty.parcel(child, reply=token)) is Outcome.UNCERTAIN
    assert (len(child.received), hasty.fake.pushes) == (1, 0)


@pytest.mark.parametrize("sort", ["hang", "accept_then_hang"])
async def test_a_push_that_hangs_is_repeated_alike(hasty: House, sort: str) -> None:
    child = hasty.fake.child()
    hasty.fake.misbehave(sort)  # type: ignore[arg-type]  # a parameter
    parcel = hasty.parcel(child)
    with pytest.raises(TryLater) as later:
        await hasty.connector.send(parcel)
    assert later.value.unchanged
    again = hasty.parcel(child, *parcel.lines, tried=True, begun_at=parcel.begun_at)
    assert await hasty.connector.send(again) is Outcome.SENT
    assert len(child.received) == 1


@pytest.mark.parametrize("sort", ["accept_then_500", "accept_then_drop"])
async def test_a_reply_that_was_taken_unseen_is_uncertain_and_not_doubled(
    house: House, sort: str
) -> None:
    child = house.fake.child()
    token = await house.token(child)
    house.fake.misbehave(sort, on="reply")  # type: ignore[arg-type]  # a parameter
    assert await house.connector.send(house.parcel(child, reply=token)) is Outcome.UNCERTAIN
    assert (len(child.received), house.fake.pushes) == (1, 0)


async def test_a_reply_without_any_clear_answer_is_put_off_unchanged(house: House) -> None:
    child = house.fake.child()
    token = await house.token(child)
    house.fake.misbehave("server_error", on="reply", times=2)
    parcel = house.parcel(child, reply=token)
    with pytest.raises(TryLater) as later:
        await house.connector.send(parcel)
    assert (later.value.retry_after, later.value.unchanged) == (None, True)
    again = house.parcel(child, *parcel.lines, reply=token, tried=True, begun_at=parcel.begun_at)
    assert await house.connector.send(again) is Outcome.SENT
    assert (len(child.received), house.fake.pushes) == (1, 0)


@pytest.mark.parametrize("on", ["reply", "push"])
async def test_garbage_after_ok_means_sent(house: House, on: str) -> None:
    child = house.fake.child()
    token = await house.token(child) if on == "reply" else None
    house.fake.misbehave("garbage", on=on)  # type: ignore[arg-type]  # a parameter
    assert await house.connector.send(house.parcel(child, reply=token)) is Outcome.SENT
    assert len(child.received) == 1


@pytest.mark.parametrize("sort", ["server_error", "drop", "accept_then_500", "accept_then_drop"])
async def test_an_unclear_push_is_repeated_alike_and_never_doubled(house: House, sort: str) -> None:
    child = house.fake.child()
    house.fake.misbehave(sort)  # type: ignore[arg-type]  # a parameter
    parcel = house.parcel(child, house.line("หนึ่ง", ("menu", "เมนู")), house.line("สอง"))
    with pytest.raises(TryLater) as later:
        await house.connector.send(parcel)
    assert (later.value.retry_after, later.value.unchanged) == (None, True)
    again = house.parcel(child, *parcel.lines, tried=True, begun_at=parcel.begun_at)
    assert await house.connector.send(again) is Outcome.SENT
    assert [shown.text for shown in child.received] == ["หนึ่ง", "สอง"]
    first, second = [call for call in house.fake.calls if call.path.endswith("/push")]
    assert first.headers[KEY] == second.headers[KEY] == parcel.lines[0].id
    assert first.body == second.body


async def test_a_repeated_push_that_was_taken_before_is_sent(house: House) -> None:
    child = house.fake.child()
    house.fake.misbehave("accepted")
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT


async def test_a_push_never_goes_by_a_token_afterwards(house: House) -> None:
    """The token was too old at first; by it the line could arrive a second time."""
    child = house.fake.child()
    token = await house.token(child)
    house.clock.pass_by(seconds=30)
    house.fake.misbehave("accept_then_500")
    parcel = house.parcel(child, reply=token)
    with pytest.raises(TryLater):
        await house.connector.send(parcel)
    again = house.parcel(child, *parcel.lines, reply=token, tried=True, begun_at=parcel.begun_at)
    assert await house.connector.send(again) is Outcome.SENT
    assert (house.asked("/reply"), len(child.received)) == (0, 1)


async def test_a_push_in_the_place_of_a_refused_reply_stays_a_push(house: House) -> None:
    child = house.fake.child()
    token = ReplyToken("e" * 32, house.now())
    house.fake.misbehave("server_error")
    parcel = house.parcel(child, reply=token)
    with pytest.raises(TryLater):
        await house.connector.send(parcel)
    again = house.parcel(child, *parcel.lines, reply=token, tried=True, begun_at=parcel.begun_at)
    assert await house.connector.send(again) is Outcome.SENT
    assert (house.asked("/reply"), len(child.received)) == (1, 1)


async def test_a_push_older_than_its_key_is_uncertain(house: House) -> None:
    child = house.fake.child()
    begun = house.now()
    house.clock.pass_by(seconds=KEY_LIFE / 1000)
    parcel = house.parcel(child, tried=True, begun_at=begun)
    assert await house.connector.send(parcel) is Outcome.UNCERTAIN
    assert house.asked("/push") == 0


async def test_too_fast_means_later(house: House) -> None:
    house.fake.misbehave("rate")
    with pytest.raises(TryLater) as later:
        await house.connector.send(house.parcel(house.fake.child()))
    assert (later.value.retry_after, later.value.unchanged) == (None, False)


async def test_what_was_in_doubt_stays_unchanged_when_put_off_for_another_reason(
    house: House,
) -> None:
    """A parcel that may be there must not grow: with its key LINE would take none of the rest."""
    house.fake.misbehave("rate")
    with pytest.raises(TryLater) as later:
        await house.connector.send(house.parcel(house.fake.child(), tried=True))
    assert later.value.unchanged


async def test_nobody_there_means_later() -> None:
    async with line_house() as house:
        parcel = house.parcel(house.fake.child())
        calls = LineCalls(replace(house.access, api_url="http://127.0.0.1:1"))
        await calls.open()
        assert (await calls.push(parcel.lines[0].id, b"{}")).verdict is Verdict.NOT_SENT
        await calls.close()
        await house.connector.stop()
        with pytest.raises(TryLater) as later:
            await house.connector.send(parcel)
        assert (later.value.retry_after, later.value.unchanged) == (None, False)


@pytest.mark.parametrize(
    ("asked", "pause"),
    [("7", 7.0), ("300", 300.0), ("301", None), ("0", None), ("soon", None), ("²", None)],
)
async def test_a_pause_that_line_asks_for_is_kept(asked: str, pause: float | None) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": asked})

    app = web.Application()
    app.router.add_post("/v2/bot/message/push", busy)
    async with TestServer(app) as server:
        calls = LineCalls(LineAccess("s", "t", str(server.make_url("/"))))
        await calls.open()
        answer = await calls.push("k", b"{}")
        await calls.close()
    assert (answer.verdict, answer.retry_after) == (Verdict.RATE, pause)


@pytest.mark.parametrize("token", ["two\nlines", "ไทย"])
async def test_a_token_no_header_can_carry_raises_nothing(token: str) -> None:
    calls = LineCalls(LineAccess("s", token, "http://127.0.0.1:1"))
    await calls.open()
    assert (await calls.info()).verdict in {Verdict.DOUBTFUL, Verdict.NOT_SENT}
    await calls.close()
    assert token not in repr(LineAccess(token, token, "x"))


@pytest.mark.parametrize("on", ["reply", "push"])
async def test_a_forbidden_request_has_failed(house: House, on: str) -> None:
    child = house.fake.child()
    token = await house.token(child) if on == "reply" else None
    house.fake.misbehave("forbidden", on=on)  # type: ignore[arg-type]  # a parameter
    assert await house.connector.send(house.parcel(child, reply=token)) is Outcome.FAILED
    assert child.received == []


async def test_a_refused_request_that_may_have_gone_before_is_uncertain(house: House) -> None:
    house.fake.misbehave("bad_request")
    parcel = house.parcel(house.fake.child(), tried=True)
    assert await house.connector.send(parcel) is Outcome.UNCERTAIN


async def test_a_line_to_a_child_who_blocked_us_is_sent_as_far_as_line_says(house: House) -> None:
    child = house.fake.child()
    await child.blocks()
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT
    assert (child.received, house.fake.quota.used) == ([], 0)


@pytest.mark.parametrize("text", ["", "  ", "ก" * 5001, "😢" * 2501])
async def test_what_line_would_refuse_is_not_sent(house: House, text: str) -> None:
    parcel = house.parcel(house.fake.child(), house.line(text))
    assert await house.connector.send(parcel) is Outcome.FAILED
    assert house.asked("/push") == 0


async def test_the_longest_text_goes(house: House) -> None:
    child = house.fake.child()
    parcel = house.parcel(child, house.line("😢" * 2500))
    assert await house.connector.send(parcel) is Outcome.SENT
    assert len(child.received) == 1


async def test_a_refused_channel_token_is_an_alarm_until_it_goes_again(house: House) -> None:
    child = house.fake.child()
    good, house.fake.channel_token = house.fake.channel_token, "renewed"
    with pytest.raises(TryLater) as later:
        await house.connector.send(house.parcel(child))
    assert (later.value.retry_after, later.value.unchanged) == (60, False)
    assert house.bells.standing == {"token"}
    house.fake.channel_token = good
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT
    assert house.bells.standing == set()


async def test_used_up_is_an_alarm_and_pushes_wait_but_replies_go(house: House) -> None:
    """Nothing is lost: the lines stay, and the child's next message is answered free."""
    child = house.fake.child()
    house.fake.quota.limit = house.fake.quota.used = 300
    parcel = house.parcel(child)
    for _ in range(2):
        with pytest.raises(Withheld):
            await house.connector.send(parcel)
    assert house.asked("/push") == 1
    assert "quota_gone" in house.bells.standing
    token = await house.token(child)
    again = house.parcel(child, *parcel.lines, reply=token)
    assert await house.connector.send(again) is Outcome.SENT
    assert len(child.received) == 1


async def test_pushes_are_tried_again_after_ten_minutes(house: House) -> None:
    child = house.fake.child()
    house.fake.misbehave("quota")
    with pytest.raises(Withheld):
        await house.connector.send(house.parcel(child))
    house.clock.pass_by(minutes=10)
    assert await house.connector.send(house.parcel(child)) is Outcome.SENT


async def test_a_push_in_doubt_is_asked_about_even_when_all_is_used_up(house: House) -> None:
    """LINE knows its key: it went before the last message of the month was gone."""
    child = house.fake.child()
    parcel = house.parcel(child)
    house.fake.misbehave("accept_then_500")
    with pytest.raises(TryLater):
        await house.connector.send(parcel)
    house.fake.misbehave("quota")
    with pytest.raises(Withheld):
        await house.connector.send(house.parcel(house.fake.child()))
    again = house.parcel(child, *parcel.lines, tried=True, begun_at=parcel.begun_at)
    assert await house.connector.send(again) is Outcome.SENT
    assert len(child.received) == 1


async def test_only_a_person_and_safety_lines_sound(house: House) -> None:
    """A phone that sounds in front of others gives a child away."""
    child = house.fake.child()
    quiet = []
    for line in (
        house.line("bot"),
        house.line("queue", author="queue"),
        house.line("person", author="counsellor"),
        house.line("safety", matters=True),
    ):
        await house.connector.send(house.parcel(child, line))
        quiet.append(body_of(house.fake)["notificationDisabled"])
    assert quiet == [True, True, False, False]


async def test_start_and_stop_work_while_line_is_away() -> None:
    async with line_house(started=False) as house:
        house.fake.misbehave("drop", on="any", times=None)
        await house.connector.start()
        await house.connector.start()
        await house.connector.stop()
        await house.connector.stop()
        assert house.bells.rung == []


async def test_a_push_in_doubt_that_the_quota_then_refuses_stays_in_doubt(house: House) -> None:
    """Were it withheld as not sent, it would go again with the next answer and be called sent."""
    child = house.fake.child()
    parcel = house.parcel(child)
    house.fake.misbehave("accept_then_500")
    with pytest.raises(TryLater) as later:
        await house.connector.send(parcel)
    assert later.value.unchanged
    house.fake.misbehave("quota")
    assert await house.connector.send(replace(parcel, tried=True)) is Outcome.UNCERTAIN
    assert "quota_gone" in house.bells.standing
