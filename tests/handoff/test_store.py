"""The store: every call is atomic, safe to repeat, and touches one slot only."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException

from errors import ConfigurationError, StoreUnavailable
from handoff.change import Change, blob
from handoff.keyspace import Names, Partition, new_conversation_id, partition_of
from handoff.store import Accepting, Store, Work, connect
from handoff.together import SENDING
from operation.valkey import ValkeyPlace, until_answers

CONVERSATION = "0" * 32
HEAD = {"version": "0", "state": "bot", "index": "childhash"}


@pytest.fixture
async def store(redis: Redis) -> Store:
    store = Store(redis)
    await store.open()
    return store


@pytest.fixture
def names(store: Store) -> Names:
    return store.names(CONVERSATION)


async def accept(
    store: Store,
    names: Names,
    event: str,
    *,
    head: dict[str, str] | None = None,
    entry: bytes = b"M",
) -> str:
    group = Accepting(names, [entry], [[event]], "childhash", head)
    [answer] = await store.accept(names.partition, [group])
    return answer[0] if isinstance(answer, list) else answer


async def commit(store: Store, names: Names, **change: object) -> tuple[str, int]:
    made = Change(**{"version": "0", **change})  # type: ignore[arg-type]
    return await store.commit(names, made, index="childhash", month="2026-11")


async def announced(store: Store, stream: str) -> list[tuple[str, str]]:
    """Return the entries of a stream of announcements, each with its conversation."""
    found = await store.call("XRANGE", stream, "-", "+")
    return [(entry.decode(), fields[b"conversation"].decode()) for entry, fields in found]


async def test_an_event_is_taken_once(store: Store, names: Names) -> None:
    assert await accept(store, names, "e1", head=HEAD) == "accepted"
    assert await accept(store, names, "e1") == "duplicate"
    assert await store.client.llen(names.mailbox) == 1


async def test_the_same_event_from_every_side_at_once_is_taken_once(
    store: Store, names: Names
) -> None:
    await accept(store, names, "e0", head=HEAD)
    answers = await asyncio.gather(*(accept(store, names, "e1") for _ in range(100)))
    assert answers.count("accepted") == 1
    assert answers.count("duplicate") == 99


async def test_more_calls_at_once_than_there_are_connections_take_turns(
    valkey: ValkeyPlace, redis: Redis
) -> None:
    """As when one change reaches three hundred pages in the same moment."""
    client = connect(valkey.url)
    try:
        await redis.set("it", "stands")
        assert await asyncio.gather(*(client.get("it") for _ in range(300))) == [b"stands"] * 300
    finally:
        await client.aclose()


async def test_two_first_messages_open_one_conversation(store: Store, names: Names) -> None:
    """The second finds the conversation the first has opened, and leaves nothing behind."""
    assert await accept(store, names, "e1", head=HEAD) == "accepted"
    other = store.names("1" * 32)
    assert await accept(store, other, "e2", head=HEAD) == CONVERSATION
    assert not await store.client.exists(other.head, other.mailbox)


async def test_nothing_is_put_into_a_conversation_that_is_gone(store: Store, names: Names) -> None:
    assert await accept(store, names, "e1") == "gone"
    assert not await store.client.exists(names.mailbox, names.partition.seen("e1"))


async def test_a_mailbox_is_announced_once_until_it_is_empty(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    await accept(store, names, "e2")
    assert await store.client.xlen(names.partition.ready) == 1
    [(entry, _)] = await announced(store, names.partition.ready)
    await commit(store, names, done=1, entry=entry)
    assert await store.client.xlen(names.partition.ready) == 1
    await commit(store, names, version="1", done=1, entry=entry)
    assert await store.client.xlen(names.partition.ready) == 0
    await accept(store, names, "e3")
    assert await store.client.xlen(names.partition.ready) == 1


async def test_a_change_from_an_older_version_does_nothing(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    assert await commit(store, names, lines=[blob(b"first")]) == ("ok", 1)
    assert await commit(store, names, lines=[blob(b"late")], done=1) == ("stale", 0)
    assert await store.client.lrange(names.transcript, 0, -1) == [b"first"]
    assert await store.client.llen(names.mailbox) == 1


async def test_of_many_changes_at_once_one_happens(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    answers = await asyncio.gather(*(commit(store, names, held=f"s{n}") for n in range(50)))
    assert [status for status, _ in answers].count("ok") == 1
    assert await store.client.hlen(names.partition.held) == 1


async def test_a_line_with_the_same_id_is_taken_once(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    line = {"once": "l1", "marks": [("l1", "queued")], "send": [blob(b"x")]}
    assert (await commit(store, names, **line))[0] == "ok"
    assert (await commit(store, names, version="1", **line))[0] == "already"
    assert await store.client.llen(names.outbox) == 1


async def test_closing_leaves_nothing_and_asks_for_the_keys(store: Store, names: Names) -> None:
    """Every name of the conversation is gone; its announcement stays until the keys are destroyed."""
    await accept(store, names, "e1", head=HEAD)
    [(entry, _)] = await announced(store, names.partition.ready)
    await commit(
        store,
        names,
        done=1,
        entry=entry,
        lines=[blob(b"a")],
        finds=[("e1", blob(b"b"))],
        page=[blob(b"c")],
        place=5,
        close=True,
        counts=["contacts"],
    )
    left = {key.decode() for key in await store.call("KEYS", "*")}
    partition = names.partition
    kept = {partition.ready, partition.sending, partition.counters("2026-11"), partition.waiting}
    assert left - kept == {partition.seen("e1")}
    assert [conversation for _, conversation in await announced(store, partition.ready)] == [
        CONVERSATION
    ]


async def test_a_line_on_its_way_is_sent_before_all_is_gone(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    await commit(store, names, done=1, send=[blob(b"bye")], head={"state": "closed"}, close=True)
    assert await store.client.exists(names.head)
    assert await accept(store, names, "e2") == "gone"
    assert await store.sent(names, [b"bye"], [("l1", "sent")]) == 0
    assert not await store.client.exists(names.head, names.outbox, names.marks)


async def test_a_child_that_has_just_written_is_not_forgotten(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    assert await commit(store, names, unless_mail=True, close=True) == ("mail", 0)
    assert await store.client.exists(names.head)


async def test_what_falls_due_fires_once_and_not_before(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    await commit(store, names, due=[("sleep", 1_000)])
    member = f"{CONVERSATION}|sleep"
    assert await store.due(names.partition) == [(member, 1_000)]
    assert not await store.fire(names.partition, member, 999, b"Dsleep")
    fired = await asyncio.gather(
        *(store.fire(names.partition, member, 1_000, b"Dsleep") for _ in range(20))
    )
    assert fired.count(True) == 1
    assert await store.client.lrange(names.mailbox, 0, -1) == [b"M", b"Dsleep"]


async def test_what_is_sent_leaves_the_outbox_once(store: Store, names: Names) -> None:
    """A sender that died after delivering notes it again without taking the next line away."""
    await accept(store, names, "e1", head=HEAD)
    await commit(store, names, send=[blob(b"one"), blob(b"two")])
    assert await store.sent(names, [b"one"], [("l1", "sent")]) == 1
    assert await store.sent(names, [b"one"], [("l1", "sent")]) == 1
    assert await store.client.lrange(names.outbox, 0, -1) == [b"two"]


async def test_an_announcement_is_kept_while_something_is_left(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    [(entry, _)] = await announced(store, names.partition.ready)
    work = Work(CONVERSATION, entry)
    assert not await store.rest(names, work, "ready")
    await commit(store, names, done=1)
    assert await store.rest(names, work, "ready")


async def test_a_page_event_is_added_once(store: Store, names: Names) -> None:
    await accept(store, names, "e1", head=HEAD)
    await commit(store, names, marks=[("l1", "queued")])
    assert not await store.add_to_page(names, "another conversation's line", b"x")
    assert await store.add_to_page(names, "l1", b"x")
    assert await store.add_to_page(names, "l1", b"x")
    [(entry, event)] = await store.page(names, None)
    assert event == b"x"
    assert await store.page(names, entry) == []


async def test_touching_a_conversation_that_is_gone_makes_none(store: Store, names: Names) -> None:
    await store.touch(names, unread="0")
    assert not await store.client.exists(names.head)


async def test_scripts_forgotten_by_the_server_are_loaded_again(store: Store, names: Names) -> None:
    await store.client.script_flush()
    assert await accept(store, names, "e1", head=HEAD) == "accepted"


async def test_a_store_that_is_away_is_an_error_that_says_so(tmp_path: Path) -> None:
    store = Store(connect(f"unix://{tmp_path}/nobody.sock"))
    with pytest.raises(StoreUnavailable):
        await store.open()
    with pytest.raises(StoreUnavailable):
        await store.call("PING")


async def test_a_command_that_cannot_be_sent_harms_no_other(store: Store) -> None:
    """Whoever asked hears of it; those who asked at the same moment get their answers."""
    calls = (store.call("SET", "a", "\ud800"), store.call("PING"))
    answers: list[object] = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(answers[0], UnicodeEncodeError)
    assert answers[1] in {b"PONG", True}
    assert await store.call("PING")


async def test_what_was_asked_is_answered_before_the_store_is_let_go_of(
    redis: Redis, valkey: ValkeyPlace
) -> None:
    """Also what nobody waits for any more: it would open a connection that nobody closes."""

    def is_sending() -> bool:
        return any(task.get_name() == SENDING for task in asyncio.all_tasks())

    store = Store(connect(valkey.url))
    asked = asyncio.create_task(store.call("SET", "kept", "x"))
    while not is_sending():
        await asyncio.sleep(0)
    asked.cancel()
    await store.close()
    assert not is_sending()
    assert await redis.get("kept") == b"x"


@pytest.mark.parametrize("url", ["http://x", "redis+sentinel://nohost", "nonsense"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="REDIS_URL"):
        connect(url)


@pytest.mark.parametrize("partitions", [1, 3, 16])
def test_a_conversation_id_falls_where_it_was_made_for(partitions: int) -> None:
    for partition in range(partitions):
        conversation = new_conversation_id(partition, partitions)
        assert partition_of(conversation, partitions) == partition
        assert len(conversation) == 32


def test_all_names_of_a_conversation_share_one_hash_tag() -> None:
    names = Partition(7).conversation(CONVERSATION)
    own = [names.head, names.mailbox, names.transcript, names.outbox, names.marks, names.page]
    assert {name[: name.index("}") + 1] for name in [*own, names.finds]} == {"{7}"}


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[str]:
    """A real server in cluster mode that owns every slot, so it refuses what crosses slots."""
    place = ValkeyPlace(tmp_path / "c", tmp_path / "c.sock")
    place.prepare()
    port = "17391"
    command = [*place.command(), "--cluster-enabled", "yes", "--port", port, "--save", ""]
    process = subprocess.Popen([*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
    try:
        await until_answers(place)
        async with Redis.from_url(place.url) as client:
            await Store(client).call("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            while b"cluster_state:ok" not in await Store(client).call("CLUSTER", "INFO"):
                await asyncio.sleep(0.01)
        yield f"redis+cluster://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def test_every_script_runs_unchanged_on_a_cluster(cluster: str) -> None:
    """Each declares its keys and touches one slot, or the server would refuse it."""
    store = Store(connect(cluster), partitions=3)
    await store.open()
    for partition in range(3):
        conversation = new_conversation_id(partition, 3)
        names = store.names(conversation)
        head = {**HEAD}
        assert await accept(store, names, f"e{partition}", head=head) == "accepted"
        [(entry, _)] = await announced(store, names.partition.ready)
        work = Work(conversation, entry)
        change: dict[str, object] = {
            "done": 1,
            "send": [blob(b"x")],
            "marks": [("l1", "queued")],
            "due": [("sleep", 1)],
            "place": 3,
            "held": "nok",
            "events": ["state"],
        }
        assert (await commit(store, names, **change))[0] == "ok"
        assert await store.rest(names, work, "ready")
        assert await store.fire(names.partition, f"{conversation}|sleep", 5, b"Dsleep")
        assert await store.add_to_page(names, "l1", b"x")
        await store.touch(names, unread="0")
        assert await store.sent(names, [b"x"], [("l1", "sent")]) == 0
        assert await store.find(names.partition, ["childhash"]) == conversation
    with pytest.raises(RedisClusterException):
        await store.client.mget("{1}:a", "{2}:a")
    await store.close()
