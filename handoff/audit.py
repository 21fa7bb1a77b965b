"""The audit log: which member of staff did what and when, each entry chained to the one before.

It is append-only and sealed. A changed, missing or added entry breaks the chain; a log cut short is
told by the anchor that a check leaves outside the store. It never holds a word of a child, nor more
of a conversation than the beginning of its random id.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from redis.asyncio import Redis

from errors import HelplineError
from handoff.chain import START, chained
from handoff.desk.box import Box
from handoff.sealing import Unreadable

_LOG = "{staff}:audit"
_PAGE = 500
_APPEND = """
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[2])
return 1
"""


class Deed(StrEnum):
    """What can be remembered of a member of staff."""

    SIGNED_IN = "signed_in"
    READ = "read"
    TOOK = "took"
    DECLINED = "declined"
    ASKED_TO_SEE = "asked_to_see"
    PASSED_ON = "passed_on"
    HANDED_BACK = "handed_back"
    ENDED = "ended"
    CLOSED = "closed"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    TOOK_OVER = "took_over"
    BLOCKED = "blocked"
    BLOCK_LENGTHENED = "block_lengthened"
    BLOCK_LEFT_SHORT = "block_left_short"
    BLOCK_LIFTED = "block_lifted"
    HOURS_SET = "hours_set"
    REPLY_WRITTEN = "reply_written"
    REPLY_HIDDEN = "reply_hidden"
    REPLY_RESTORED = "reply_restored"
    OWN_REPLY_WRITTEN = "own_reply_written"
    OWN_REPLY_REMOVED = "own_reply_removed"
    REVIEWED = "reviewed"
    INVITED = "invited"
    RESET = "reset"
    DISABLED = "disabled"
    FROZE = "froze"
    EXPORTED = "exported"
    RELEASED = "released"
    DESCRIBED = "described"
    CHANGED_PASSWORD = "changed_password"  # noqa: S105 - a deed, not a password
    ADDED_PASSKEY = "added_passkey"
    REMOVED_PASSKEY = "removed_passkey"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done.

    Attributes:
        seq: its number, from 1.
        at: milliseconds since the epoch.
        by: the sign-in name, or who sits at the command line.
        deed: what was done.
        about: the conversation (the first 8 digits of its id), or whatever else it was done to.
        more: a code or a name of staff that tells more; never anything typed about a child.
        chain: SHA-256 over the chain of the entry before and everything above, as hexadecimal.
    """

    seq: int
    at: int
    by: str
    deed: str
    about: str = ""
    more: str = ""
    chain: str = ""


class Broken(HelplineError):
    """The audit log is not what was written: keep the store as it is and find out who changed it.

    Attributes:
        seq: the first entry that does not fit.
    """

    def __init__(self, seq: int, sentence: str) -> None:
        super().__init__(f"the audit log is broken at entry {seq}: {sentence}")
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the log as a check has seen it; entry 0 stands for an empty log."""

    seq: int = 0
    chain: str = START


class Audit:
    """The log, over the store.

    Args:
        redis: a client that returns bytes.
        key: 32 bytes, derived from the master key for staff alone.
        clock: milliseconds since the epoch.
    """

    def __init__(self, redis: Redis, key: bytes, clock: Callable[[], int]) -> None:
        self._redis = redis
        self._box = Box(key, "audit")
        self._clock = clock
        self._append = redis.register_script(_APPEND)
        self._turn = asyncio.Lock()

    async def note(self, deed: Deed, *, by: str, about: str = "", more: str = "") -> None:
        """Add an entry; when this returns it is in the store."""
        async with self._turn:
            while True:
                count = await self._redis.llen(_LOG)
                last = await self._entry(count) if count else None
                entry = Entry(
                    seq=count + 1, at=self._clock(), by=by, deed=deed, about=about, more=more
                )
                entry = chained(entry, last.chain if last else START)
                sealed = self._box.seal(msgspec.json.encode(entry), _place(entry.seq))
                if await self._append(keys=[_LOG], args=[count, sealed]):
                    return

    async def latest(self, count: int, before: int | None = None) -> tuple[Entry, ...]:
        """Return entries, the newest first; only those before a number if one is given."""
        end = await self._redis.llen(_LOG) if before is None else before - 1
        first = max(1, end - count + 1)
        entries = [entry async for entry in self._read(first, end)]
        return tuple(reversed(entries))

    async def verify(self, anchor: Anchor | None = None) -> Anchor:
        """Follow the chain from its start and return where it ends.

        Args:
            anchor: the end as it was seen earlier; the log must still go through it.

        Raises:
            Broken: an entry was changed, removed or added, or the log ends before the anchor.
        """
        anchor, at = anchor or Anchor(), Anchor()
        async for entry in self._read(1, await self._redis.llen(_LOG)):
            if entry.seq != at.seq + 1 or chained(entry, at.chain) != entry:
                raise Broken(at.seq + 1, "it does not follow from the one before")
            at = Anchor(entry.seq, entry.chain)
            if at.seq == anchor.seq and at.chain != anchor.chain:
                raise Broken(at.seq, "an earlier check has seen another one here")
        if at.seq < anchor.seq:
            raise Broken(at.seq + 1, f"an earlier check has seen {anchor.seq} entries")
        return at

    async def _read(self, first: int, last: int) -> AsyncIterator[Entry]:
        for start in range(first, last + 1, _PAGE):
            end = min(start + _PAGE - 1, last)
            kept = await self._redis.lrange(_LOG, start - 1, end - 1)
            for seq, sealed in enumerate(kept, start):
                yield self._open(seq, sealed)

    async def _entry(self, seq: int) -> Entry:
        return self._open(seq, await self._redis.lindex(_LOG, seq - 1))

    def _open(self, seq: int, sealed: bytes | str | None) -> Entry:
        try:
            return msgspec.json.decode(self._box.open(sealed or b"", _place(seq)), type=Entry)
        except (Unreadable, msgspec.DecodeError):
            raise Broken(seq, "it was not written here") from None


def _place(seq: int) -> str:
    return f"{_LOG}:{seq}"
