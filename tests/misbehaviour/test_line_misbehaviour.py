"""LINE at its worst, both ways, under 2,000 messages: nothing lost, misplaced or doubled unmarked."""

import asyncio
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

from redis.asyncio import Redis

from tests.fakes.line.fault import Place, Sort
from tests.fakes.line.oddity import odd, old_verify
from tests.fakes.line.server import FakeLine, line_server
from tests.handoff.house import Mind
from tests.misbehaviour.crowd import Crowd, eventually, make_house, running, send_through
from tests.misbehaviour.on_line import LinePhone, line_of

CHILDREN = 100
HELD = 40
TOGETHER = 20
EACH = 20

FAULTS: tuple[tuple[Sort, Place, float], ...] = (
    ("duplicate", "webhook", 0.03),
    ("duplicate_flagged", "webhook", 0.03),
    ("at_once", "webhook", 0.03),
    ("late", "webhook", 0.03),
    ("answer_lost", "webhook", 0.03),
    ("rate", "send", 0.02),
    ("quota", "push", 0.02),
    ("forbidden", "send", 0.02),
    ("bad_request", "push", 0.04),
    ("invalid_token", "reply", 0.02),
    ("accepted", "push", 0.04),
    ("server_error", "send", 0.03),
    ("drop", "send", 0.02),
    ("slow", "send", 0.02),
    ("accept_then_500", "send", 0.03),
    ("accept_then_drop", "send", 0.03),
    ("accept_then_hang", "send", 0.01),
    ("garbage", "send", 0.02),
    ("server_error", "loading", 0.5),
)


def misbehave(fake: FakeLine) -> None:
    """Put the whole script in force."""
    for sort, place, share in FAULTS:
        fake.misbehave(sort, on=place, times=None, fraction=share, delay=0.1)
    fake.redelivery, fake.redelivery_pause = True, 0.02
    fake.webhook_timeout = 20  # that an answer is lost is in the script, not left to a busy machine


async def write_together(fake: FakeLine, crowd: Crowd, names: list[str]) -> None:
    """Let LINE bring the lines of several children in one request, again until it is taken."""
    for number in range(1, EACH + 1):
        events = []
        for name in names:
            text = f"{name} number {number}"
            phone = crowd.phones[name]
            assert isinstance(phone, LinePhone)
            message = {"type": "message", "message": {"type": "text", "text": text}}
            events.append(fake.event(phone.child, message))
            crowd.wrote[name].append(text)
        body = fake.courier.body(events)
        while await fake.post(body=body) != 200:
            await asyncio.sleep(0.01)


async def make_trouble(fake: FakeLine) -> None:
    """What goes wrong besides: events of every odd kind, and a minute of nothing but errors."""
    bystander = fake.child()
    for event in (*odd(fake, bystander).values(), *old_verify(fake)):
        await fake.post([event])
    fake.misbehave("server_error", on="send", times=60)
    # The first of the script wins: what is new must come first.
    faults = fake.script._faults  # noqa: SLF001 - nothing else puts one in front
    faults.insert(0, faults.pop())


async def still(fake: FakeLine, crowd: Crowd) -> bool:
    """Say whether LINE has brought all it held back, and nobody is at work."""
    await fake.settled()
    return await crowd.at_rest()


NEVER = 10**9


def brought(fake: FakeLine) -> dict[str, tuple[int, int]]:
    """Return when LINE first brought each text, and when it was told first that it was taken.

    In between, it may have been taken by a request whose answer said nothing of it.
    """
    times: dict[str, tuple[int, int]] = {}
    for at, post in enumerate(fake.posts):
        for event in json.loads(post.body)["events"]:
            text = (event.get("message") or {}).get("text", "")
            first, taken = times.get(text, (at, NEVER))
            times[text] = (first, min(taken, at) if post.taken else taken)
    return times


def may_follow(texts: list[str], times: dict[str, tuple[int, int]]) -> bool:
    """Say whether texts can have been taken in this order."""
    return all(times[one][0] <= times[next_one][1] for one, next_one in pairwise(texts))


async def test_nothing_is_lost_misplaced_or_doubled_unmarked(
    redis: Redis, tmp_path: Path, mind: Mind
) -> None:
    house, store = make_house(redis, tmp_path, mind)
    await store.open()
    async with line_server() as fake, line_of(house, fake) as connector:
        house.sender = send_through(house, connector)
        fake.quota.limit = None
        phones = {f"c{number:02}": LinePhone(fake.child()) for number in range(CHILDREN)}
        names = list(phones)
        crowd = Crowd(house, store, phones, names[:HELD], lambda: not fake._tasks)  # noqa: SLF001
        in_one_post = [names[-count - 5 : len(names) - count] for count in range(0, TOGETHER, 5)]
        async with running(house), asyncio.TaskGroup() as group:
            await crowd.gather()
            misbehave(fake)
            store.away = 0.01
            answering = group.create_task(crowd.answer())
            trouble = group.create_task(make_trouble(fake))
            alone = (crowd.write_all(name, EACH) for name in names[:-TOGETHER])
            some = (write_together(fake, crowd, group) for group in in_one_post)
            await asyncio.gather(*alone, *some)
            await trouble
            await eventually(lambda: still(fake, crowd), "all is answered")
            fake.behave()
            # A counsellor's answer of this moment would wait for words that no child writes any more.
            await connector._quota.look()  # noqa: SLF001 - what LINE says is known at once
            assert not connector._quota.withheld  # noqa: SLF001 - as above
            away, store.away = store.times_away, 0
            # What was withheld for want of quota waits for the child to write again.
            await asyncio.gather(*(crowd.write(name, f"{name} last") for name in phones))
            await eventually(crowd.all_done, "what waited has gone too")
            answering.cancel()
        late, times = 0, brought(fake)
        for name, wrote in crowd.wrote.items():
            taken = await crowd.written(name)
            late += taken != wrote
            assert sorted(taken) == sorted(wrote)
            assert may_follow(taken, times), f"{name}: {taken}"
            crowd.wrote[name] = taken
        struck = Counter(fake.script.done)
        assert late <= struck["webhook", "late"] + away
        counts = await crowd.check(together=True)
        assert not fake.undelivered
    struck_at_all = {sort for _, sort in struck}
    assert struck_at_all == {sort for sort, _, _ in FAULTS}, "some fault of the script never struck"
    assert away
    assert (counts["written"], counts["queued"]) == (CHILDREN * (EACH + 2), 0)
