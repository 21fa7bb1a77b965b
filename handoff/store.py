"""The store: every durable thing of the helpline, behind calls that are atomic and safe to repeat.

Calls made at the same moment travel together, so that one wait for the disk serves them all. This
module moves sealed bytes and names; it never opens what is sealed and never logs an argument.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ExponentialBackoff
from redis.exceptions import NoScriptError, RedisError, ResponseError

from errors import ConfigurationError, StoreUnavailable
from handoff.change import Change, EventKind, blob
from handoff.keyspace import Names, Partition, partition_of
from handoff.together import Client, Together

CLAIM_SECONDS = 48 * 3600
"""How long a platform's event id is remembered (DESIGN.md, platforms.md 3)."""

_CONNECTIONS = 64
_TURN_SECONDS = 5
"""How long a call waits for one of the connections while all are in use."""

_SCRIPTS = ("accept", "commit", "rest", "park", "attempt", "sent", "fire", "page", "touch", "post")
_FOLDER = Path(__file__).with_name("lua")


def connect(url: str) -> Client:
    """Return a client for one server, a Sentinel or a Cluster.

    Args:
        url: `unix://`, `redis://`, `rediss://`, `redis+sentinel://host:port/service` or
            `redis+cluster://host:port`.

    Raises:
        ConfigurationError: the address is none of these.
    """
    retry = Retry(ExponentialBackoff(cap=0.4, base=0.05), 3)
    try:
        if url.startswith("redis+cluster://"):
            return RedisCluster.from_url(url.replace("redis+cluster", "redis", 1))
        if url.startswith("redis+sentinel://"):
            host, _, service = url.removeprefix("redis+sentinel://").partition("/")
            name, _, port = host.rpartition(":")
            sentinel = Sentinel([(name, int(port))])  # type: ignore[no-untyped-call]
            return cast("Client", sentinel.master_for(service or "helpline"))
        pool = BlockingConnectionPool.from_url(
            url, max_connections=_CONNECTIONS, timeout=_TURN_SECONDS, retry=retry
        )
        return cast("Client", Redis.from_pool(pool))
    except ValueError as error:
        raise ConfigurationError(f"REDIS_URL: {error}") from None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation as it was read: its head, and the first thing in its mailbox if any."""

    names: Names
    head: Mapping[str, bytes]
    mail: bytes | None = field(repr=False)
    lines: int

    @property
    def version(self) -> str:
        """The version a change must carry."""
        return self.head["version"].decode()

    @property
    def index(self) -> str:
        """The hash under which the child finds this conversation."""
        return self.head.get("index", b"").decode()


@dataclass(frozen=True, slots=True)
class Work:
    """An announcement taken by this worker: a conversation, and the stream entry to let go of."""

    conversation: str
    entry: str


@dataclass(frozen=True, slots=True)
class Accepting:
    """Events of one child on their way into a mailbox.

    Attributes:
        entries: what to put there, sealed.
        claims: for each, the hashes it may have been claimed under, today's first; equally many.
        child: the hash a new conversation is indexed under.
        head: fields of a new conversation; None when it must exist.
        opening: the signal that says that it is opened.
    """

    names: Names
    entries: Sequence[bytes] = field(repr=False)
    claims: Sequence[Sequence[str]]
    child: str
    head: Mapping[str, Any] | None
    opening: str = ""

    def packed(self) -> list[Any]:
        """Return what `accept.lua` reads of it."""
        head = blob(msgspec.msgpack.encode(self.head)) if self.head is not None else ""
        entries = [blob(entry) for entry in self.entries]
        return [self.names.id, entries, len(self.claims[0]), head, self.opening]


class Store:
    """All calls on the store. One instance a process; safe for any number of tasks."""

    def __init__(self, client: Client, *, partitions: int = 1) -> None:
        self.client = client
        self.partitions = tuple(Partition(number) for number in range(partitions))
        self._scripts = {name: (_FOLDER / f"{name}.lua").read_text() for name in _SCRIPTS}
        self._digests: dict[str, str] = {}
        self._calls = Together(client)
        self._arrivals = Together(client)
        """What children do goes by itself, so that no platform waits behind our own work."""

    async def open(self) -> None:
        """Load the scripts and make the consumer groups.

        Raises:
            StoreUnavailable: it does not answer.
        """
        with _unavailable():
            for name, text in self._scripts.items():
                self._digests[name] = str(await self.client.script_load(text))
            for partition in self.partitions:
                for stream, group in ((partition.ready, "routers"), (partition.sending, "senders")):
                    with contextlib.suppress(ResponseError):  # the group is there already
                        await self.client.xgroup_create(stream, group, id="0", mkstream=True)

    async def close(self) -> None:
        """Let go of every connection, once what was asked is answered."""
        await self._calls.done()
        await self._arrivals.done()
        await self.client.aclose()

    def names(self, conversation: str) -> Names:
        """Return the names of a conversation in this store."""
        number = partition_of(conversation, len(self.partitions))
        return self.partitions[number].conversation(conversation)

    async def find(self, partition: Partition, children: Sequence[str]) -> str | None:
        """Return the open conversation indexed under any of a child's hashes."""
        found = await self._arrivals.call("MGET", *(partition.index(child) for child in children))
        return next((name.decode() for name in found if name), None)

    async def accept(
        self, partition: Partition, groups: Sequence[Accepting]
    ) -> list[list[str] | str]:
        """Take events into mailboxes, once each and all or none; see `accept.lua`.

        Returns:
            For each group the receipts of its events; or, when nothing was taken, for each group
            an empty text, `gone`, or the id of the conversation the child has already.
        """
        keys = [partition.ready, partition.open]
        for group in groups:
            keys += [group.names.head, group.names.mailbox, partition.index(group.child)]
            keys += [partition.seen(claim) for claims in group.claims for claim in claims]
        packed = msgspec.msgpack.encode([group.packed() for group in groups])
        answers = await self._run("accept", keys, CLAIM_SECONDS, packed, by=self._arrivals)
        return [
            [receipt.decode() for receipt in answer]
            if isinstance(answer, list)
            else answer.decode()
            for answer in answers
        ]

    async def load(self, conversation: str) -> Snapshot | None:
        """Return a conversation as it is now; None when it is gone."""
        names = self.names(conversation)
        head, mail, lines = await self._calls.calls(
            ("HGETALL", names.head),
            ("LINDEX", names.mailbox, 0),
            ("LLEN", names.transcript),
        )
        if not head:
            return None
        return Snapshot(names, mapping_of(head), mail, lines)

    async def commit(
        self, names: Names, change: Change, *, index: str, month: str
    ) -> tuple[Literal["ok", "stale", "already", "mail"], int]:
        """Make a change whole, or not at all; see `commit.lua`."""
        partition = names.partition
        keys = [
            names.head,
            names.mailbox,
            names.transcript,
            names.outbox,
            names.marks,
            names.page,
            names.finds,
            partition.index(index),
            partition.ready,
            partition.sending,
            partition.due,
            partition.waiting,
            partition.held,
            partition.offered,
            partition.open,
            partition.desk,
            partition.counters(month),
            partition.day(change.day),
        ]
        status, left = await self._run("commit", keys, names.id, msgspec.msgpack.encode(change))
        return status.decode(), left

    async def rest(self, names: Names, work: Work, what: Literal["ready", "sending"]) -> bool:
        """Let go of an announcement unless something has come meanwhile."""
        if what == "ready":
            keys = [names.head, names.mailbox, names.partition.ready]
            group = "routers"
        else:
            keys = [names.head, names.outbox, names.partition.sending]
            group = "senders"
        return bool(await self._run("rest", keys, what, group, work.entry))

    async def outbox(
        self, conversation: str, count: int = 16
    ) -> tuple[Mapping[str, bytes], Sequence[bytes]]:
        """Return a conversation's head and the first lines of its outbox."""
        names = self.names(conversation)
        head, lines = await self._calls.calls(
            ("HGETALL", names.head), ("LRANGE", names.outbox, 0, count - 1)
        )
        return mapping_of(head), lines

    async def park(self, names: Names, work: Work, reply: bytes) -> bool:
        """Let go of an outbox that waits for the child, unless the child has written meanwhile.

        Args:
            names: the conversation's.
            work: the announcement to let go of.
            reply: the sealed reply token as it was read, or nothing.
        """
        keys = [names.head, names.partition.sending]
        return bool(await self._run("park", keys, work.entry, reply))

    async def attempt(self, names: Names, known: bytes, attempt: bytes) -> bool:
        """Note how the sending stands, in place of what is known; False when that is not so now."""
        return bool(await self._run("attempt", [names.head], known, attempt))

    async def sent(
        self,
        names: Names,
        lines: Sequence[bytes],
        marks: Sequence[tuple[str, str]],
        *,
        reply: bytes = b"",
        gone_at: int | None = None,
        attempt: bytes = b"",
    ) -> int | None:
        """Note what became of the first outgoing lines; return how many are left.

        None means that another attempt is noted by now, or that this was noted before.

        Args:
            names: the conversation's.
            lines: as they stand in the outbox.
            marks: `(line id, mark)`.
            reply: the sealed reply token that was used up.
            gone_at: milliseconds, if the child cannot be reached any more.
            attempt: the sealed attempt as it was noted, or nothing.
        """
        keys = [names.head, names.outbox, names.marks, names.page]
        keys += [names.partition.desk, names.partition.ready, names.partition.due]
        flat = [part for mark in marks for part in mark]
        gone = "" if gone_at is None else gone_at
        told = [names.id, reply, gone, attempt, len(lines), *lines, *flat]
        left = int(await self._run("sent", keys, *told))
        return None if left < 0 else left

    async def fire(self, partition: Partition, member: str, now: int, entry: bytes) -> bool:
        """Put something that has fallen due into its conversation's mailbox."""
        names = self.names(member.partition("|")[0])
        keys = [partition.due, names.head, names.mailbox, partition.ready]
        return bool(await self._run("fire", keys, member, now, names.id, entry))

    async def due(self, partition: Partition, count: int = 64) -> list[tuple[str, int]]:
        """Return the earliest things to fall due, with their times."""
        found = await self._calls.call("ZRANGE", partition.due, 0, count - 1, "WITHSCORES")
        return [(member.decode(), int(float(at))) for member, at in pairs_of(found)]

    async def add_to_page(self, names: Names, line_id: str, event: bytes) -> bool:
        """Add a sealed line to a child's page, once; False when that conversation is gone."""
        keys = [names.head, names.page, names.marks]
        return bool(await self._run("page", keys, names.id, line_id, event))

    async def page(self, names: Names, after: str | None) -> list[tuple[str, bytes]]:
        """Return the sealed events of a page after an event id, with their ids."""
        start = f"({after}" if after else "-"
        found = await self._calls.call("XRANGE", names.page, start, "+")
        return [(entry.decode(), fields[1]) for entry, fields in _entries(found)]

    async def touch(self, names: Names, **fields: str | bytes) -> None:
        """Set fields of a head that no decision depends on."""
        flat = [part for pair in fields.items() for part in pair]
        await self._run("touch", [names.head], *flat)

    async def keep_post(self, staff: str, known: bytes, post: bytes, *, on: bool) -> bool:
        """Keep how somebody works, in place of what is known; False when that is not so now."""
        first = self.partitions[0]
        keys = [first.named("posts"), first.named("duty")]
        return bool(await self._run("post", keys, staff, known, post, "1" if on else ""))

    async def call(self, *command: Any) -> Any:  # noqa: ANN401  the answer's type is the command's
        """Run one command, together with whatever else is asked at this moment."""
        return await self._calls.call(*command)

    async def calls(self, *commands: tuple[Any, ...]) -> list[Any]:
        """Run several commands as `call` would, at the same moment."""
        return await self._calls.calls(*commands)

    async def note_arrival(self, *commands: tuple[Any, ...]) -> None:
        """Run commands that belong to something a child just did."""
        await self._arrivals.calls(*commands)

    async def tell_desk(self, kind: EventKind) -> None:
        """Tell every desk of something that is about no conversation."""
        stream = self.partitions[0].desk
        entry = ("kind", kind, "conversation", "")
        await self.call("XADD", stream, "MAXLEN", "~", "20000", "*", *entry)
        await self.signal("desk", "")

    async def signal(self, kind: str, about: str) -> None:
        """Tell every process something that may be lost."""
        await self._calls.call("PUBLISH", "helpline:signals", f"{kind}|{about}")

    async def _run(
        self,
        script: str,
        keys: Sequence[str],
        *arguments: Any,  # noqa: ANN401
        by: Together | None = None,
    ) -> Any:  # noqa: ANN401
        calls = by or self._calls
        command = ("EVALSHA", self._digests[script], len(keys), *keys, *arguments)
        try:
            return await calls.call(*command)
        except NoScriptError:
            with _unavailable():
                await self.client.script_load(self._scripts[script])
            return await calls.call(*command)


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError):
        raise StoreUnavailable from None


def mapping_of(answer: Any) -> dict[str, bytes]:  # noqa: ANN401
    """Return a hash as the client gives it: a mapping, or a flat list in a pipeline."""
    pairs = answer.items() if isinstance(answer, Mapping) else pairs_of(answer)
    return {name.decode(): value for name, value in pairs}


def pairs_of(answer: Any) -> Any:  # noqa: ANN401
    """Return pairs from a flat list, or the pairs as they are."""
    if answer and isinstance(answer[0], list | tuple):
        return answer
    return list(zip(answer[::2], answer[1::2], strict=True))


def _entries(answer: Any) -> Any:  # noqa: ANN401
    for entry, fields in answer:
        yield entry, (next(iter(fields.items())) if isinstance(fields, Mapping) else fields)
