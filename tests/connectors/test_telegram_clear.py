"""A child who leaves in a hurry: both sides' messages go, and one neutral line stays."""

import pytest

from connectors.base import Button, Outcome
from errors import TryLater
from tests.connectors.telegram_chatting import Chat, address_of, joined, make_parcel, serving
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server


async def talk(chat: Chat, child: Child, lines: int) -> None:
    for n in range(lines):
        await child.says(f"หนู {n}")
        await chat.fake.settled()
        await chat.send(child, f"พี่ {n}", buttons=(Button("menu", "เมนู"),))


async def clear(chat: Chat, child: Child, **told: object) -> Outcome:
    return await chat.send(child, "ขอบคุณที่แวะมา", clear=True, **told)


def texts(child: Child) -> list[str]:
    return [line.text for line in child.shown]


async def test_both_sides_go_and_one_neutral_line_stays() -> None:
    async with serving() as chat:
        child, other = chat.fake.child(), chat.fake.child()
        await talk(chat, child, 3)
        await talk(chat, other, 1)
        await child.sends("photo", caption="นี่ไง")
        await child.says("/exit")
        await chat.fake.settled()
        assert await clear(chat, child) is Outcome.SENT
        assert texts(child) == ["ขอบคุณที่แวะมา"]
        assert chat.calls("sendMessage")[-1]["reply_markup"] == {"remove_keyboard": True}
        assert len(texts(other)) == 2
        assert chat.trail.numbers[address_of(child)] == [child.shown[0].message_id]


async def test_a_hundred_go_at_once_the_newest_first() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        numbers = [await child.says(f"{n}") for n in range(230)]
        await chat.fake.settled()
        assert await clear(chat, child) is Outcome.SENT
        asked = [call["message_ids"] for call in chat.calls("deleteMessages")]
        assert [len(each) for each in asked] == [100, 100, 30]
        assert [number for each in asked for number in each] == numbers[::-1]
        assert texts(child) == ["ขอบคุณที่แวะมา"]


async def test_what_cannot_be_deleted_keeps_nothing_else() -> None:
    """A message older than 48 hours makes Telegram refuse a whole call."""
    now = [1_700_000_000.0]
    async with telegram_server(clock=lambda: now[0]) as fake, joined(fake) as chat:
        await chat.connector.start()
        child = fake.child()
        await child.says("เก่า")
        await fake.settled()
        now[0] += 48 * 3600
        for n in range(20):
            await child.says(f"{n}")
        await fake.settled()
        assert await clear(chat, child) is Outcome.SENT
        assert texts(child) == ["เก่า", "ขอบคุณที่แวะมา"]


async def test_what_is_gone_already_is_no_obstacle() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        await talk(chat, child, 1)
        await chat.trail.add(address_of(child), 999_999)
        for line in child.chat.lines.values():
            line.deleted = True
        assert await clear(chat, child) is Outcome.SENT
        assert texts(child) == ["ขอบคุณที่แวะมา"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("5xx", method="deleteMessages"),
        Fault("drop", method="deleteMessages"),
        Fault("accept_then_drop", method="deleteMessages"),
        Fault("garbage", method="deleteMessages"),
        Fault("429", method="deleteMessages"),
    ],
    ids=lambda fault: fault.what,
)
async def test_a_failing_platform_is_asked_again(fault: Fault) -> None:
    """The line waits until the chat is clean, so that nothing of the talk stands above it."""
    async with serving() as chat:
        child = chat.fake.child()
        await talk(chat, child, 2)
        chat.fake.misbehave(fault)
        with pytest.raises(TryLater) as later:
            await clear(chat, child)
        assert not later.value.unchanged
        assert "ขอบคุณที่แวะมา" not in texts(child)
        if later.value.retry_after is None:
            assert await clear(chat, child) is Outcome.SENT
            assert texts(child) == ["ขอบคุณที่แวะมา"]


async def test_after_a_crash_it_is_done_again() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        await talk(chat, child, 2)
        parcel = make_parcel(child, "ขอบคุณที่แวะมา", clear=True, tried=True)
        assert await chat.connector.send(parcel) is Outcome.UNCERTAIN
        assert await chat.connector.send(parcel) is Outcome.UNCERTAIN
        assert texts(child) == ["ขอบคุณที่แวะมา"]


async def test_a_child_who_blocked_the_bot_is_gone() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        await talk(chat, child, 1)
        chat.fake.misbehave(Fault("403", method="deleteMessages"))
        assert await clear(chat, child) is Outcome.BLOCKED


async def test_with_nothing_to_delete_the_line_still_comes() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        assert await clear(chat, child, buttons=(Button("start", "เริ่มใหม่"),)) is Outcome.SENT
        assert child.shown[0].buttons == [("เริ่มใหม่", "start")]
        assert chat.calls("deleteMessages") == []
