"""A store that keeps a note of every line that was meant for a child, and is away now and then.

It decides nothing. Away means both: before anything was done, and after it was done but before
anybody could hear of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Literal

from connectors.base import Outgoing
from errors import StoreUnavailable
from handoff.change import Change
from handoff.keyring import Keyring
from handoff.keyspace import Names, Partition
from handoff.seals import seals_of
from handoff.sender import ID_LENGTH
from handoff.store import Accepting, Store

_BLOB_HEAD = 5


class Recorder(Store):
    """The store; `keyring` must be set before the first change.

    Attributes:
        away: the share of calls that find it away.
        times_away: how often it was.
        meant: what was put on its way to the child of each conversation, in order.
    """

    keyring: Keyring

    def __init__(self, client: Any, *, seed: int = 11) -> None:  # noqa: ANN401 - as its parent
        super().__init__(client)
        self.away = 0.0
        self.times_away = 0
        self.meant: defaultdict[str, list[Outgoing]] = defaultdict(list)
        self._chance = Random(seed)  # noqa: S311 - a script of faults, not a secret

    async def accept(
        self, partition: Partition, groups: Sequence[Accepting]
    ) -> list[list[str] | str]:
        """Take events in, unless away; see `Store.accept`."""
        self._perhaps_away()
        answers = await super().accept(partition, groups)
        self._perhaps_away()
        return answers

    async def commit(
        self, names: Names, change: Change, *, index: str, month: str
    ) -> tuple[Literal["ok", "stale", "already", "mail"], int]:
        """Make a change, and note what it sends; see `Store.commit`."""
        self._perhaps_away()
        seals = seals_of(self.keyring, names.id)
        sends = [bytes(line)[_BLOB_HEAD + ID_LENGTH :] for line in change.send]
        opened = [seals.open_outgoing(line) for line in sends]
        status, left = await super().commit(names, change, index=index, month=month)
        if status == "ok":
            self.meant[names.id] += opened
        self._perhaps_away()
        return status, left

    async def sent(self, *told: Any, **more: Any) -> int | None:  # noqa: ANN401 - passed on as it comes
        """Note what became of lines, unless away; see `Store.sent`."""
        self._perhaps_away()
        left = await super().sent(*told, **more)
        self._perhaps_away()
        return left

    async def attempt(self, names: Names, known: bytes, attempt: bytes) -> bool:
        """Note how the sending stands, unless away; see `Store.attempt`."""
        self._perhaps_away()
        noted = await super().attempt(names, known, attempt)
        self._perhaps_away()
        return noted

    async def marks(self, conversation: str) -> Mapping[str, str]:
        """Return what became of each line of a conversation, by its id."""
        found = await self.call("HGETALL", self.names(conversation).marks)
        pairs = (
            found.items() if isinstance(found, dict) else zip(found[::2], found[1::2], strict=True)
        )
        return {name.decode(): mark.decode() for name, mark in pairs}

    async def waiting(self, conversations: Sequence[str]) -> int:
        """Return how many events and lines of these conversations nobody has dealt with yet."""
        names = [self.names(one) for one in conversations]
        lengths = [("LLEN", key) for one in names for key in (one.mailbox, one.outbox)]
        return sum(await self.calls(*lengths))

    def _perhaps_away(self) -> None:
        if self.away and self._chance.random() < self.away:
            self.times_away += 1
            raise StoreUnavailable(retry_after=0.01)
