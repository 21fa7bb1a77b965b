"""The LINE channel's webhook: what is let in, what is answered, and that nothing is lost by it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from connectors.base import Kind
from tests.connectors.line_house import House, line_house
from tests.fakes.line.judge import FOLDER, LineJudge
from tests.fakes.line.oddity import odd, old_verify, usual
from tests.fakes.line.webhook import sign


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with line_house() as house:
        yield house


async def test_what_a_child_writes_is_taken_in_with_its_leave_to_answer(house: House) -> None:
    child = house.fake.child()
    message_id = await child.says("พี่คะ หนูกลัว 😢")
    [taken] = house.inbox.accepted
    assert (taken.address.channel, taken.address.id) == ("line", child.user_id)
    assert (taken.kind, taken.text, taken.subject) == (Kind.TEXT, "พี่คะ หนูกลัว 😢", message_id)
    assert len(taken.reply_token) == 32
    assert house.fake.posts[-1].answer == b""


async def test_a_whole_talk_by_buttons(house: House) -> None:
    child = house.fake.child()
    await child.follows()
    token = await house.token(child)
    line = house.line("เลือกได้เลย", ("menu", "เมนู"))
    await house.connector.send(house.parcel(child, line, reply=token))
    await child.presses("menu")
    message_id = await child.says("x")
    await child.unsends(message_id)
    await child.blocks()
    assert [(one.kind, one.text) for one in house.inbox.accepted] == [
        (Kind.TAP, "start"),
        (Kind.TEXT, "พี่คะ"),
        (Kind.TAP, "menu"),
        (Kind.TEXT, "x"),
        (Kind.WITHDRAWN, ""),
        (Kind.LEFT, ""),
    ]
    assert house.inbox.accepted[-2].subject == message_id
    assert [shown.text for shown in child.shown][-3:] == ["พี่คะ", "เลือกได้เลย", "เมนู"]


async def test_events_of_several_children_are_taken_together_or_not_at_all(house: House) -> None:
    children = [house.fake.child() for _ in range(3)]
    events = [
        house.fake.event(child, {"type": "message", "message": {"type": "text", "text": "x"}})
        for child in children
    ]
    house.inbox.down = True
    assert await house.fake.post(events) == 503
    assert house.inbox.batches == []
    house.inbox.down = False
    assert await house.fake.post(events) == 200
    [batch] = house.inbox.batches
    assert [one.address.id for one in batch] == [child.user_id for child in children]


async def test_with_the_store_away_line_is_told_to_come_again(house: House) -> None:
    house.inbox.down = True
    house.fake.redelivery = True
    saying = asyncio.create_task(house.fake.child().says("ยังอยู่ไหม"))
    await house.fake.until(lambda: len(house.fake.posts) >= 2)
    house.inbox.down = False
    await saying
    await house.fake.settled()
    assert [one.text for one in house.inbox.accepted] == ["ยังอยู่ไหม"]


async def test_a_failure_nobody_thought_of_loses_nothing_and_tells_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.inbox.broken = True
    await house.fake.child().says("ความลับ")
    assert house.fake.posts[-1].status == 503
    told = "".join(capsys.readouterr())
    assert "LookupError" in told
    assert "planted" not in told


@pytest.mark.parametrize("sort", ["duplicate", "duplicate_flagged", "at_once"])
async def test_the_same_event_again_is_the_same_event(house: House, sort: str) -> None:
    house.fake.misbehave(sort, on="webhook")  # type: ignore[arg-type]  # a parameter
    await house.fake.child().says("ครั้งเดียว")
    assert len(house.fake.posts) == 2
    assert len(house.inbox.accepted) == 1


async def test_the_verify_button_is_answered(house: House) -> None:
    assert await house.fake.post() == 200
    assert await house.fake.post(old_verify(house.fake)) == 200
    assert house.inbox.batches == []
    assert house.bells.standing == set()


@pytest.mark.parametrize(
    "signature", ["", "x", "ไทย", "=" * 44, "A" * 100_0, "\udcff", sign("other", b'{"events":[]}')]
)
async def test_a_wrong_signature_is_refused(house: House, signature: str) -> None:
    assert await house.fake.post(body=b'{"events":[]}', signature=signature) == 401


async def test_a_missing_signature_is_refused(house: House) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(house.fake.webhook_url, data=b'{"events":[]}') as response,
    ):
        assert response.status == 401


async def test_bytes_that_are_no_text_at_all_are_refused_as_a_signature(house: House) -> None:
    body = b'{"events":[]}'
    port = int(house.fake.webhook_url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /line/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"X-Line-Signature: \xff\xfe\x80\r\n\r\n" + body)
    assert b" 401 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_the_signature_is_over_the_raw_bytes_and_its_header_has_any_case(
    house: House,
) -> None:
    event = house.fake.event(None, {"type": "unfollow", "source": {"type": "user", "userId": "U1"}})
    body = json.dumps({"events": [event]}, indent=3, ensure_ascii=True).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            house.fake.webhook_url,
            data=body,
            headers={"X-LINE-SIGNATURE": sign(house.access.secret, body)},
        ) as response,
    ):
        assert (response.status, await response.read()) == (200, b"")
    assert house.inbox.accepted[0].kind is Kind.LEFT


@pytest.mark.parametrize("extra", [0, 1])
async def test_a_request_may_have_one_mebibyte(house: House, extra: int) -> None:
    empty = b'{"events":[]}'
    body = empty + b" " * (1024 * 1024 - len(empty) + extra)
    assert await house.fake.post(body=body) == (413 if extra else 200)


async def test_an_endless_request_is_refused(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    async with (
        aiohttp.ClientSession() as session,
        session.post(house.fake.webhook_url, data=endless()) as response,
    ):
        assert response.status == 413


@pytest.mark.parametrize("encoding", ["gzip", "br"])
async def test_packed_bytes_are_refused(house: House, encoding: str) -> None:
    headers = {"Content-Encoding": encoding}
    assert await house.fake.post(body=b'{"events":[]}', headers=headers) in {400, 415}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"events":7}'])
async def test_signed_nonsense_is_taken_and_told(house: House, body: bytes) -> None:
    """To refuse it would only bring it back."""
    assert await house.fake.post(body=body) == 200
    assert house.bells.standing == {"poison"}


async def test_a_poisoned_event_costs_its_neighbours_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    child = house.fake.child()
    text = {"type": "message", "message": {"type": "text", "text": "อยู่ค่ะ"}}
    good = house.fake.event(child, text)
    assert await house.fake.post([{"type": "planted", "source": "planted"}, good]) == 200
    assert [one.text for one in house.inbox.accepted] == ["อยู่ค่ะ"]
    assert house.bells.rung == ["poison"]
    told = "".join(capsys.readouterr())
    assert "ValidationError" in told
    assert "planted" not in told


async def test_an_alarm_that_cannot_be_told_keeps_nobody_waiting(house: House) -> None:
    house.bells.down = True
    assert await house.fake.post(body=b"{") == 200


async def test_every_type_of_event_is_lived_through(house: House) -> None:
    child = house.fake.child()
    for event in (*usual(house.fake, child).values(), *odd(house.fake, child).values()):
        assert await house.fake.post([event]) == 200
    told = [(one.kind, one.text) for one in house.inbox.accepted]
    assert (Kind.MEDIA, "other") in told
    assert (Kind.TAP, "unknown") in told
    assert {one.address.id for one in house.inbox.accepted} == {child.user_id}


@pytest.mark.parametrize("kind", ["group", "room"])
async def test_company_is_left_without_a_word(house: House, kind: str) -> None:
    chat = house.fake.account.pen.user_id("C")
    source = {"type": kind, f"{kind}Id": chat}
    words = {"type": "message", "source": source, "message": {"type": "text", "text": "hello"}}
    joined = house.fake.event(None, {"type": "join", "source": source})
    assert await house.fake.post([joined, house.fake.event(None, words)]) == 200
    await house.fake.until(lambda: house.fake.left == [chat])
    assert house.inbox.batches == []
    assert house.asked("/push") == house.asked("/reply") == 0


async def test_a_store_that_takes_its_time_still_decides_the_answer(house: House) -> None:
    """LINE is never told "taken" before it is."""
    taking = asyncio.Event()

    class Slow(type(house.inbox)):  # type: ignore[misc]  # the double of the house
        async def accept_all(self, incoming: Any) -> Any:  # noqa: ANN401 - as the double
            await taking.wait()
            return await super().accept_all(incoming)

    house.inbox.__class__ = Slow
    saying = asyncio.create_task(house.fake.child().says("รอแป๊บ"))
    done, _ = await asyncio.wait([saying], timeout=0.05)
    assert not done
    taking.set()
    await saying
    assert len(house.inbox.accepted) == 1


@pytest.mark.skipif(not FOLDER.is_dir(), reason="LINE's OpenAPI data is not beside this checkout")
async def test_nothing_line_describes_breaks_the_webhook() -> None:
    """Schemathesis makes events of all types; each is signed and posted over a real connection."""
    spec = schemathesis.openapi.from_dict(LineJudge.load().webhook_openapi())
    posting = spec["/line/webhook"]["POST"].as_strategy()

    async with line_house() as house:
        secret, url = house.access.secret, house.fake.webhook_url
        loop = asyncio.get_running_loop()

        async def post(body: bytes) -> int:
            async with (
                aiohttp.ClientSession() as session,
                session.post(
                    url, data=body, headers={"x-line-signature": sign(secret, body)}
                ) as response,
            ):
                return response.status

        @settings(
            max_examples=60,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=posting)
        def fuzz(case: Any) -> None:  # noqa: ANN401 - its body is any JSON
            body = json.dumps(case.body).encode()
            status = asyncio.run_coroutine_threadsafe(post(body), loop).result()
            assert status == 200

        await asyncio.to_thread(fuzz)
        assert house.bells.standing <= {"poison"}
