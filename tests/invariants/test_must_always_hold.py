"""The ten things that must always hold (DESIGN.md), each as one test over a whole helpline.

The larger proofs stand beside them: any order of events in `test_state_machine`, a thousand races in
`test_races`, real processes ended by force in `tests/service`.
"""

import asyncio
import contextlib
import logging
import re
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.reading import Screening
from bot.understanding import Guess
from connectors.base import Address, Incoming, Kind, Receipt
from errors import Refused, StoreUnavailable, UnderstandingUnavailable
from handoff.board import WrapUp
from handoff.conversation import State
from handoff.faults import STEPS
from handoff.keyring import Keyring, Purpose
from handoff.sealing import Unreadable, unseal
from handoff.store import Store
from operation.valkey import ValkeyPlace
from tests.handoff.house import House, Mind
from tests.invariants import planted
from tests.invariants.witness import Crash, Fate, Witness

ROOT = Path(__file__).resolve().parents[2]
FORM = WrapUp(reason="not_said", risk="none", outcome="handed_over")


class Away:
    """An understanding that never answers."""

    async def parse(self, text: str) -> Guess:
        raise UnderstandingUnavailable


class Broken:
    """An understanding that fails in a way nobody has thought of."""

    async def parse(self, text: str) -> Guess:
        raise ZeroDivisionError


def make_witness(redis: Redis, folder: Path, mind: Mind, fate: Fate) -> tuple[House, Witness]:
    witness = Witness(redis)
    house = House(redis, folder, mind=mind, steps=fate, store=witness)
    witness.keyring, witness.seen = house.keyring, []
    return house, witness


async def crashing(work: object) -> None:
    with contextlib.suppress(Crash):
        await work  # type: ignore[misc]


@pytest.mark.parametrize("step", STEPS)
async def test_1_an_accepted_message_is_never_lost(
    redis: Redis, tmp_path: Path, mind: Mind, step: str
) -> None:
    """A process dies at the step; another goes on; the message stands once and is answered."""
    fate = Fate()
    house, _ = make_witness(redis, tmp_path, mind, fate)
    await house.store.open()
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    other = house.beside()
    fate.crash_at = step
    for who in ("a", "b"):
        incoming = Incoming(Address("telegram", who), f"e-{who}", Kind.TEXT, "hello", "en")
        await crashing(house.inbox.accept(incoming))
        await other.inbox.accept(incoming)
        await crashing(house.settle())
    line_id = str(uuid.uuid4())
    await crashing(house.queue.say(conversation, "nok", line_id, "I am here."))
    await other.queue.say(conversation, "nok", line_id, "I am here.")
    await crashing(house.settle())
    await other.settle()
    assert step in fate.reached
    assert fate.crash_at is None
    for who in ("a", "b"):
        lines = await house.transcript(await other.conversation(who))
        assert [line.id for line in lines].count(f"e-{who}") == 1
    assert house.heard("a", "counsellor") == ["I am here."]
    assert house.heard("b", "bot")


async def test_2_a_conversation_has_one_owner(redis: Redis, tmp_path: Path, mind: Mind) -> None:
    """A bot overtaken by a hand-over says nothing; of twenty who claim at once one has it."""
    fate = Fate()
    slow, witness = make_witness(redis, tmp_path, mind, fate)
    await slow.store.open()
    quick = slow.beside()
    await slow.child("a", "hello")
    await slow.tap("a", "human")
    await slow.child("a", "where can i get help", settle=False)
    fate.stall_at = "route.planned"
    overtaken = asyncio.create_task(slow.settle())
    await fate.stalled.wait()
    await quick.settle()
    await quick.tap("a", "skip_all")
    conversation = await quick.conversation("a")
    claims = [quick.queue.claim(conversation, f"staff-{number}") for number in range(20)]
    answers = await asyncio.gather(*claims, return_exceptions=True)
    said_before = len(await quick.transcript(conversation))
    fate.go_on.set()
    await overtaken
    assert sum(isinstance(answer, Refused) for answer in answers) == 19
    assert "bot" not in {
        line.author for line in (await quick.transcript(conversation))[said_before:]
    }
    witness.assert_the_bot_kept_silent()
    holders = await redis.hgetall(quick.store.names(conversation).partition.held)
    assert len(holders) == 1


async def test_3_no_line_reaches_another_child_and_order_is_kept(house: House) -> None:
    children = [f"child-{number}" for number in range(6)]
    conversations = {who: await house.hand_over(who) for who in children}
    for number, who in enumerate(children):
        await house.queue.claim(conversations[who], f"staff-{number}")
    for turn in range(5):
        for number, who in enumerate(children):
            await house.child(who, f"{who} says {turn}", settle=False)
            await house.queue.say(
                conversations[who], f"staff-{number}", str(uuid.uuid4()), f"{who} hears {turn}"
            )
    await house.settle()
    for number, who in enumerate(children):
        assert house.heard(who, "counsellor") == [f"{who} hears {turn}" for turn in range(5)]
        lines = await house.queue.lines(conversations[who], f"staff-{number}")
        said = [line.text for line in lines if line.author == "child"]
        assert said[-5:] == [f"{who} says {turn}" for turn in range(5)]
        with pytest.raises(Refused):
            await house.queue.lines(conversations[who], f"staff-{number + 1}")


async def test_4_doubled_reordered_and_redelivered_events_change_nothing(house: House) -> None:
    events = [
        Incoming(Address("telegram", "a"), f"e{n}", kind, text, "en")
        for n, (kind, text) in enumerate(
            [
                (Kind.TEXT, "hello"),
                (Kind.TAP, "human"),
                (Kind.TAP, "skip_all"),
                (Kind.TEXT, "I want to die"),
                (Kind.TAP, "leave"),
            ]
        )
    ]
    for event in events:
        assert await house.inbox.accept(event) is Receipt.ACCEPTED
        await house.settle()
    conversation = await house.conversation("a")
    before = await everything_of(house, conversation)
    heard = house.heard("a")
    again = house.beside()
    receipts = [await again.inbox.accept(event) for event in (*reversed(events), *events)]
    await asyncio.gather(*(house.inbox.accept(event) for event in events for _ in range(5)))
    await again.settle()
    assert set(receipts) == {Receipt.DUPLICATE}
    assert await everything_of(house, conversation) == before
    assert house.heard("a") == heard


async def everything_of(house: House, conversation: str) -> dict[str, object]:
    """Return all the store holds of a conversation, in the form in which it holds it."""
    names = house.store.names(conversation)
    redis = house.store.client
    return {
        "head": await redis.hgetall(names.head),
        "transcript": await redis.lrange(names.transcript, 0, -1),
        "marks": await redis.hgetall(names.marks),
        "mailbox": await redis.lrange(names.mailbox, 0, -1),
    }


@pytest.mark.parametrize("understanding", [Away(), Broken()])
async def test_5_a_child_never_meets_silence(
    redis: Redis, tmp_path: Path, mind: Mind, understanding: Away | Broken
) -> None:
    """Whatever fails: the last resort answers in both languages, and a person is brought."""
    house = House(redis, tmp_path, mind=mind, understanding=understanding)
    await house.store.open()
    await house.child("a", "something nobody has words for", event_id="e1")
    conversation = await house.conversation("a")
    [said] = house.heard("a", "bot")
    assert "191" in said
    assert re.search("[\u0e01-\u0e5b]", said)
    assert await house.state(conversation) is State.WAITING
    assert [line.id for line in await house.transcript(conversation)][:1] == ["e1"]


async def test_5_with_a_counsellor_a_failure_neither_speaks_nor_swallows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be looked through is before the counsellor, hidden; the bot keeps silent."""
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    heard = house.heard("a")

    def fail(*_: object) -> Screening:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.reading.Reader.screen", fail)
    await house.child("a", f"i am {planted.NAME}", event_id="e7")
    monkeypatch.undo()
    line = (await house.queue.lines(conversation, "nok"))[-1]
    assert (line.id, line.author, line.masked) == ("e7", "child", 1)
    assert planted.NAME not in line.text
    assert house.heard("a") == heard
    assert (await house.queue.card(conversation, "nok")).unread == 1
    await house.tap("a", "share:e7")
    shown = {line.id: line.text for line in await house.queue.lines(conversation, "nok")}
    assert planted.NAME in shown["e7"]


async def test_5_the_truth_about_waiting_is_told(house: House) -> None:
    """Nobody on duty is said at once; each word while waiting is answered by the queue."""
    await house.hand_over("a")
    before = len(house.heard("a"))
    await house.child("a", "is anybody there")
    assert len(house.heard("a", "queue")) > 0
    assert len(house.heard("a")) > before
    nobody = {
        house.mind.content.words.say("queue.kept_nobody", language) for language in ("th", "en")
    }
    assert nobody & set(house.heard("a", "queue"))
    await house.queue.set_duty("nok", on=True)
    await house.child("a", "hello?")
    assert house.heard("a", "queue")[-1] not in nobody


async def test_5_a_store_that_is_away_accepts_nothing(house: House, tmp_path: Path) -> None:
    """Then the platform is told to send it again: nothing is taken and then forgotten."""
    nobody = Redis.from_url(f"unix://{tmp_path}/nobody.sock")
    away = House(nobody, tmp_path, mind=house.mind, masters=house.masters)
    with pytest.raises(StoreUnavailable):
        await away.child("a", "hello")


MOMENTS: dict[str, list[tuple[Kind, str]]] = {
    "the first word": [],
    "after a greeting": [(Kind.TEXT, "hello")],
    "in a card": [(Kind.TAP, "card:where_to_get_help")],
    "in the questions": [(Kind.TAP, "human")],
    "after leaving the queue": [(Kind.TAP, "human"), (Kind.TAP, "skip_all"), (Kind.TAP, "leave")],
    "after a strange button": [(Kind.TAP, "nonsense:1")],
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("asks", [(Kind.TAP, "human"), (Kind.TEXT, "I want to talk to a person")])
async def test_6_a_person_please_works_at_every_moment(
    redis: Redis, tmp_path: Path, mind: Mind, moment: str, asks: tuple[Kind, str]
) -> None:
    """Also with the model away: at most three questions later the child waits for a person."""
    house = House(redis, tmp_path, mind=mind)
    await house.store.open()
    for kind, text in MOMENTS[moment]:
        await house.child("a", text, kind=kind)
    await house.child("a", asks[1], kind=asks[0])
    await house.tap("a", "skip_all")
    assert await house.state(await house.conversation("a")) is State.WAITING


@pytest.mark.parametrize("words", ["I want to die", "หนูอยากตาย", "yak tai"])
async def test_6_danger_needs_no_model_and_jumps_the_queue(
    redis: Redis, tmp_path: Path, mind: Mind, words: str
) -> None:
    house = House(redis, tmp_path, mind=mind, understanding=Broken())
    await house.store.open()
    for number in range(3):
        await house.tap(f"before-{number}", "human")
        await house.tap(f"before-{number}", "skip_all")
        house.clock.passes(minutes=10)
    await house.child("a", words)
    board = await house.queue.board("nok")
    assert board.waiting[0].id == await house.conversation("a")
    assert board.waiting[0].risk == "danger"
    assert any("1323" in said or "191" in said for said in house.heard("a"))


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def test_7_a_planted_identity_is_found_nowhere(
    house: House,
    redis: Redis,
    valkey: ValkeyPlace,
    log: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Not in the store, nor its files, nor any log, nor before anybody else.

    `tests/service` looks for it in the memory of the store and in the logs of real processes.
    """
    conversation = await whole_conversation(house)
    other = await house.hand_over("somebody else")
    await house.queue.claim(other, "dao")
    await house.settle()
    searched = planted.needles()
    store = await everything_in(redis)
    files = b"".join(p.read_bytes() for p in valkey.folder.rglob("*") if p.is_file())
    said = capfd.readouterr()
    logs = f"{log.text}{said.out}{said.err}".encode()
    elsewhere = repr((house.heard("somebody else"), await house.queue.lines(other, "dao"))).encode()
    for place in (store, files, logs, elsewhere):
        assert planted.hits(place, searched) == []
    mine = " ".join(line.text for line in await house.queue.lines(conversation, "nok"))
    assert planted.hits(mine.encode(), planted.needles((planted.PHONE, planted.TOKEN))) == []
    # The search itself works: what is put into the store is found there and in its files.
    await redis.set("control", planted.THAI)
    assert planted.hits(await everything_in(redis), searched)
    files = b"".join(p.read_bytes() for p in valkey.folder.rglob("*") if p.is_file())
    assert planted.hits(files, searched)


async def whole_conversation(house: House) -> str:
    """Bot, danger, waiting, a counsellor both ways, a detail kept hidden, a note."""
    who = planted.TOKEN
    await house.child(who, f"my name is {planted.NAME}")
    await house.child(who, planted.ENGLISH)
    await house.child(who, f"{planted.THAI} อยากตาย")
    await house.child(who, planted.ENGLISH)
    conversation = await house.conversation(who)
    await house.queue.claim(conversation, "nok")
    await house.child(who, f"call {planted.PHONE}", event_id="e-phone")
    await house.tap(who, "keep:e-phone")
    await house.say(conversation, "nok", planted.ANSWER_EN)
    await house.say(conversation, "nok", planted.ANSWER_TH)
    await house.queue.note(conversation, "nok", str(uuid.uuid4()), planted.NOTE)
    await house.settle()
    assert planted.ANSWER_TH in house.heard(who, "counsellor")
    return conversation


async def everything_in(redis: Redis) -> bytes:
    """Return every name and every value of a store."""
    return b"\n".join([part async for part in parts_of(redis)])


async def parts_of(redis: Redis) -> AsyncIterator[bytes]:
    """Yield every name and every value of a store, one by one."""
    async for key in redis.scan_iter():
        yield key
        for part in flat(await READ[await kind_of(redis, key)](redis, key)):
            yield part


async def kind_of(redis: Redis, key: bytes) -> bytes:
    kind = await redis.type(key)
    assert isinstance(kind, bytes)
    return kind


READ: dict[bytes, Callable[[Redis, bytes], Awaitable[object]]] = {
    b"string": lambda redis, key: redis.get(key),
    b"list": lambda redis, key: redis.lrange(key, 0, -1),
    b"hash": lambda redis, key: redis.hgetall(key),
    b"set": lambda redis, key: redis.smembers(key),
    b"zset": lambda redis, key: redis.zrange(key, 0, -1),
    b"stream": lambda redis, key: redis.xrange(key),
}


def flat(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from flat(list(value.items()))
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from flat(part)


async def test_8_after_close_an_old_copy_opens_with_no_present_key(
    house: House, redis: Redis
) -> None:
    """Everything the store held while the conversation was open stays closed for good."""
    conversation = await whole_conversation(house)
    old = [part async for part in parts_of(redis)]
    while_open = opened_with(house.keyring, house, conversation, old)
    await house.queue.end(conversation, "nok")
    await house.queue.close(conversation, "nok", FORM)
    await house.settle()
    fresh = Keyring(house.folder / "keyring", house.masters)
    assert while_open > 10
    assert opened_with(fresh, house, conversation, old) == 0
    assert not fresh.holds(conversation)
    assert await house.store.client.exists(house.store.names(conversation).head) == 0


PURPOSES = ("route", "mailbox", "dialogue", "original", "page", "transcript", "told", "outbox")


def opened_with(keyring: Keyring, house: House, conversation: str, parts: list[bytes]) -> int:
    """Return how many of the parts can be opened with every key there is."""
    masters = [house.masters.transcript, house.masters.route]
    keys = [key for key in masters if key is not None]
    for purpose in Purpose:
        with contextlib.suppress(Unreadable):
            keys.append(keyring.key(conversation, purpose))
    return sum(
        opens(key, part[start:], f"{conversation}|{belongs_to}")
        for part in parts
        for start in (0, 1, 36)
        for key in keys
        for belongs_to in PURPOSES
    )


def opens(key: bytes, sealed: bytes, belongs_to: str) -> bool:
    try:
        unseal(key, sealed, belongs_to=belongs_to)
    except Unreadable:
        return False
    return True


async def test_9_no_small_count_leaves_the_helpline(house: House) -> None:
    """Counters hold no row, no time and no text, and only what freezes, releases or tells ranges reads them.

    That no edition gives a count under 10 away is attacked in
    tests/handoff/statistics/test_adversary.py.
    """
    for number in range(3):
        who = f"child-{number}"
        await house.hand_over(who)
        await house.child(who, kind=Kind.FORGET)
    bangkok = timezone(timedelta(hours=7))
    month = datetime.fromtimestamp(house.clock() / 1000, bangkok).strftime("%Y-%m")
    counters = await house.store.call("HGETALL", house.store.partitions[0].counters(month))
    assert counters[b"contacts"] == b"3"
    assert all(re.fullmatch(rb"contacts|[a-z_+]+:[a-z0-9_.<>m+-]+", name) for name in counters)
    assert all(0 < int(value) <= 3 for value in counters.values())
    sources = [
        path
        for folder in ("bot", "composition", "connectors", "handoff", "operation")
        for path in (ROOT / folder).rglob("*.py")
    ]
    reading = [path.name for path in (*sources, ROOT / "helpline.py") if _reads_counters(path)]
    known = ["ledger.py", "published.py", "publishing.py", "releasing.py", "store.py"]
    assert sorted(reading) == known, "something else reads the counters"


def _reads_counters(path: Path) -> bool:
    return re.search(r"\.counters\(|[\"']counters:", path.read_text()) is not None and (
        path.name != "keyspace.py"
    )


class Listener:
    """Hears every connection this process makes, while it is asked to."""

    def __init__(self) -> None:
        self.listening = False
        self.reached: list[object] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.listening and event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
            self.reached.append(arguments[1] if event == "socket.connect" else arguments)


async def test_10_nothing_is_fetched_from_or_sent_to_any_third_party(
    house: House, redis: Redis, valkey: ValkeyPlace
) -> None:
    """A whole conversation connects to the store alone; a link in it is never followed."""
    listener = Listener()
    await redis.connection_pool.disconnect()
    listener.listening = True
    await house.child("a", "look at https://example.org/me.jpg and http://127.0.0.1:9/x")
    await house.child("a", "picture", kind=Kind.MEDIA)
    await whole_conversation(house)
    listener.listening = False
    assert set(listener.reached) == {str(valkey.socket)}
    assert isinstance(house.store, Store)
