"""All ready replies: those that are shipped, what supervisors made of them, and everybody's own.

What staff write lies sealed in the store. Somebody's own are for that person alone; nobody else,
whatever their role, is given them.
"""

import hashlib
import hmac
import secrets
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.desk.replies import Reply
from handoff.sealing import derive
from handoff.sheet import Sheet
from handoff.store import Store

MOST_SHARED = 300
MOST_OWN = 100

type _Shared = dict[str, Reply | None]
type _Own = dict[str, Reply]


class Origin(StrEnum):
    """Where a shared reply comes from, and whether it is offered."""

    SHIPPED = "shipped"
    CHANGED = "changed"
    ADDED = "added"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared reply as it stands now."""

    reply: Reply
    origin: Origin


def new_id() -> str:
    """Return an id for a reply that staff write."""
    return f"r{secrets.token_hex(6)}"


def digest(reply: Reply | None) -> str:
    """Return by what a page knows again which words it showed; empty for none."""
    if reply is None:
        return ""
    return hashlib.sha256(msgspec.json.encode(reply, order="sorted")).hexdigest()[:16]


class ReplyBook:
    """The replies, over the store; `key` is that of staff."""

    def __init__(self, store: Store, key: bytes, shipped: tuple[Reply, ...]) -> None:
        self._store = store
        self._box = Box(key, "replies")
        self._names = derive(key, "names of replies")
        self._shipped = {reply.id: reply for reply in shipped}
        self._place = store.partitions[0].named("replies")
        self._shared: Sheet[_Shared] = Sheet(store, self._box, self._place, dict[str, Reply | None])

    async def shared(self) -> tuple[Shared, ...]:
        """Return every shared reply, also those that are hidden, new ones last."""
        written = await self._shared.read()
        return tuple(_all(self._shipped, written.content if written else {}))

    async def visible(self) -> tuple[Reply, ...]:
        """Return the shared replies that are offered."""
        return tuple(one.reply for one in await self.shared() if one.origin is not Origin.HIDDEN)

    async def own(self, staff: str) -> tuple[Reply, ...]:
        """Return somebody's own replies, by their shortcuts."""
        written = await self._own(staff).read()
        replies = written.content.values() if written else ()
        return tuple(sorted(replies, key=lambda reply: reply.shortcut))

    async def write_shared(self, reply: Reply, *, was: str) -> None:
        """Put a shared reply in the place of the one a page showed, or add it.

        Raises:
            Declined: it is another by now, its shortcut is taken, or there are too many.
        """

        def change(found: _Shared | None) -> _Shared:
            changes = found or {}
            shared = tuple(_all(self._shipped, changes))
            before = next((one.reply for one in shared if one.reply.id == reply.id), None)
            _check(reply, before, was, self._visible(shared), MOST_SHARED)
            return {**changes, reply.id: reply}

        await self._shared.change(change)

    async def hide(self, reply_id: str) -> None:
        """Offer a shared reply no more; one that staff have added is gone for good.

        Raises:
            Declined: there is no such reply.
        """

        def change(found: _Shared | None) -> _Shared:
            changes = found or {}
            _known(reply_id, self._shipped.keys() | changes.keys())
            rest = {name: kept for name, kept in changes.items() if name != reply_id}
            return {**rest, reply_id: None} if reply_id in self._shipped else rest

        await self._shared.change(change)

    async def restore(self, reply_id: str) -> None:
        """Offer a shipped reply again as it was shipped.

        Raises:
            Declined: there is no such reply, or its shortcut is taken by now.
        """

        def change(found: _Shared | None) -> _Shared:
            changes = found or {}
            _known(reply_id, self._shipped)
            rest = {name: kept for name, kept in changes.items() if name != reply_id}
            _free(self._shipped[reply_id], self._visible(_all(self._shipped, rest)))
            return rest

        await self._shared.change(change)

    async def write_own(self, staff: str, reply: Reply, *, was: str) -> None:
        """Put somebody's own reply in the place of the one a page showed, or add it.

        Raises:
            Declined: it is another by now, its shortcut is taken, or there are too many.
        """

        def change(found: _Own | None) -> _Own:
            own = found or {}
            _check(reply, own.get(reply.id), was, own.values(), MOST_OWN)
            return {**own, reply.id: reply}

        await self._own(staff).change(change)

    async def remove_own(self, staff: str, reply_id: str) -> None:
        """Take somebody's own reply away.

        Raises:
            Declined: there is no such reply.
        """

        def change(found: _Own | None) -> _Own:
            own = found or {}
            _known(reply_id, own)
            return {name: kept for name, kept in own.items() if name != reply_id}

        await self._own(staff).change(change)

    def _own(self, staff: str) -> Sheet[_Own]:
        whose = hmac.digest(self._names, staff.encode(), "sha256").hex()
        return Sheet(self._store, self._box, f"{self._place}:{whose}", dict[str, Reply])

    @staticmethod
    def _visible(shared: Iterable[Shared]) -> tuple[Reply, ...]:
        return tuple(one.reply for one in shared if one.origin is not Origin.HIDDEN)


def _all(shipped: Mapping[str, Reply], changes: _Shared) -> Iterable[Shared]:
    for name, reply in shipped.items():
        changed = changes.get(name, reply)
        if changed is None:
            yield Shared(reply, Origin.HIDDEN)
        else:
            yield Shared(changed, Origin.CHANGED if name in changes else Origin.SHIPPED)
    for name, added in changes.items():
        if name not in shipped and added is not None:
            yield Shared(added, Origin.ADDED)


def _check(reply: Reply, found: Reply | None, was: str, others: Iterable[Reply], most: int) -> None:
    if digest(found) != was:
        raise Declined("reply_changed", "somebody else has just changed this reply")
    others = tuple(others)
    if found is None and len(others) >= most:
        raise Declined("reply_many", f"there are {most} replies already", most=most)
    _free(reply, others)


def _known(reply_id: str, known: Container[str]) -> None:
    if reply_id not in known:
        raise Declined("reply_gone", "there is no such reply any more")


def _free(reply: Reply, others: Iterable[Reply]) -> None:
    if any(one.shortcut == reply.shortcut and one.id != reply.id for one in others):
        raise Declined("reply_shortcut", "another reply has this shortcut")
