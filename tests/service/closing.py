"""A process that closes conversations as it is told, to be killed at any moment.

`python -m tests.service.closing SOCKET PLAN`: the plan holds conversations with the counters their
closing raises. Every answer of the store is told on a line of its own: the conversation, and what
became of it. While the store is away it waits, and asks again what it had no answer for.
"""

import asyncio
import fcntl
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from errors import StoreUnavailable
from handoff.change import Change
from handoff.store import Store, connect
from operation.valkey import ValkeyPlace, until_answers

type Closing = tuple[str, list[str]]
"""A conversation, and the counters to raise."""

MONTH = "2026-10"
PARTITIONS = 3
AT_ONCE = 200
UNHEARD = 4096
"""Bytes of answers that wait for who hears them: it does not run far ahead, and is there to be killed."""


async def close_all(place: ValkeyPlace, closings: Sequence[Closing]) -> None:
    """Close every conversation and tell each answer."""
    store = Store(connect(place.url), partitions=PARTITIONS)
    await until_answers(place)
    await store.open()
    turns = asyncio.Semaphore(AT_ONCE)

    async def close(conversation: str, counts: list[str]) -> None:
        async with turns:
            change = Change(version="1", close=True, counts=counts)
            names = store.names(conversation)
            while True:
                try:
                    status, _ = await store.commit(names, change, index="", month=MONTH)
                    break
                except StoreUnavailable:
                    await until_answers(place)
            sys.stdout.write(f"{conversation} {status}\n")
            sys.stdout.flush()

    await asyncio.gather(*(close(*closing) for closing in closings))
    await store.close()


def main(socket: str, plan: str) -> None:
    """Close what the plan says."""
    fcntl.fcntl(sys.stdout, fcntl.F_SETPIPE_SZ, UNHEARD)
    closings = msgspec.msgpack.decode(Path(plan).read_bytes(), type=list[Closing])
    asyncio.run(close_all(ValkeyPlace(Path(socket).parent, Path(socket)), closings))


if __name__ == "__main__":
    main(*sys.argv[1:])
