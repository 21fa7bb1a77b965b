"""Whose turn it is to go to Telegram, by a clock that only the waiting itself moves."""

import asyncio
import heapq
from itertools import count

import pytest

from connectors.pace import Rate
from connectors.telegram.pace import Rates, Turns
from errors import TryLater

_sleep = asyncio.sleep


class Clock:
    """Seconds that pass only when all who are awake have done what they can."""

    def __init__(self) -> None:
        self.now = 100.0
        self._asleep: list[tuple[float, int]] = []
        self._order = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        mine = (self.now + seconds, next(self._order))
        heapq.heappush(self._asleep, mine)
        try:
            rounds = 0
            while rounds < 10:
                await _sleep(0)
                rounds = rounds + 1 if self._asleep[0] == mine else 0
            self.now = max(self.now, mine[0])
        finally:
            self._asleep.remove(mine)
            heapq.heapify(self._asleep)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("connectors.telegram.pace.asyncio.sleep", clock.sleep)
    return clock


async def test_one_chat_gets_one_message_a_second(clock: Clock) -> None:
    turns, went = Turns(Rates(chat=Rate(1, 1)), clock), []
    for _ in range(3):
        await turns.wait("a", urgent=False)
        went.append(clock.now)
    assert went == pytest.approx([100.0, 101.0, 102.0])


async def test_one_chat_delays_no_other(clock: Clock) -> None:
    turns = Turns(Rates(), clock)
    await turns.wait("a", urgent=False)
    slow = asyncio.create_task(turns.wait("a", urgent=False))
    for chat in "bcdef":
        await turns.wait(chat, urgent=False)
    assert clock.now < 100.5
    assert not slow.done()
    await slow


async def test_all_chats_together_keep_the_overall_rate(clock: Clock) -> None:
    turns = Turns(Rates(), clock)
    await asyncio.gather(*(turns.wait(str(chat), urgent=False) for chat in range(75)))
    assert clock.now == pytest.approx(100 + 74 / 24, abs=0.01)


async def test_the_urgent_go_first(clock: Clock) -> None:
    turns, went = Turns(Rates(), clock), []

    async def go(chat: str, *, urgent: bool) -> None:
        await turns.wait(chat, urgent=urgent)
        went.append(chat)

    await go("first", urgent=False)
    talk = [go(f"talk{n}", urgent=False) for n in range(3)]
    await asyncio.gather(*talk, go("danger", urgent=True), go("counsellor", urgent=True))
    assert went == ["first", "danger", "counsellor", "talk0", "talk1", "talk2"]


async def test_a_held_chat_is_put_off_and_others_are_not(clock: Clock) -> None:
    turns = Turns(Rates(), clock)
    turns.hold("a", 30)
    with pytest.raises(TryLater) as later:
        await turns.wait("a", urgent=True)
    assert later.value.retry_after == pytest.approx(30)
    assert not later.value.unchanged
    with pytest.raises(TryLater):
        await turns.wait_for_call("a")
    await turns.wait("b", urgent=False)
    clock.now += 30
    await turns.wait("a", urgent=False)


async def test_a_long_wait_is_the_senders(clock: Clock) -> None:
    """Who waits here has noted a try: a crash meanwhile would leave it in doubt."""
    turns = Turns(Rates(chat=Rate(1, 1 / 10)), clock)
    await turns.wait("a", urgent=False)
    with pytest.raises(TryLater) as later:
        await turns.wait("a", urgent=False)
    assert later.value.retry_after == pytest.approx(10)


async def test_who_gives_up_waiting_keeps_nobody_else(clock: Clock) -> None:
    turns = Turns(Rates(), clock)
    await turns.wait("a", urgent=False)
    gone = asyncio.create_task(turns.wait("b", urgent=False))
    kept = asyncio.create_task(turns.wait("c", urgent=False))
    await _sleep(0)
    gone.cancel()
    await kept
    assert gone.cancelled() or gone.cancelling()


async def test_closing_ends_all_waiting(clock: Clock) -> None:
    turns = Turns(Rates(overall=Rate(1, 1 / 1000)), clock)
    await turns.wait("a", urgent=False)
    waiting = asyncio.create_task(turns.wait("b", urgent=False))
    await _sleep(0)
    turns.close()
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()


async def test_the_typing_sign_is_shown_every_four_seconds(clock: Clock) -> None:
    turns, shown = Turns(Rates(), clock), []
    for _ in range(9):
        shown.append(turns.may_type("a"))
        clock.now += 1
    assert shown == [True, False, False, False, True, False, False, False, True]
    turns.hold("b", 5)
    assert not turns.may_type("b")
