"""Who is signed in: a random token in the cookie, its SHA-256 and a sealed record in the store.

A session locks after 30 minutes without a sign of life and ends after 12 hours at most. A locked
one opens nothing; it only tells whose page it was, so that the same person can go on there. The
token itself is never stored, so nobody who reads the store can become a member of staff.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace

import msgspec
from redis.asyncio import Redis

from bot.language import Language
from handoff.desk.account import Account, Role
from handoff.desk.box import Box
from handoff.sealing import Unreadable

IDLE_MS = 30 * 60_000
FRESH_MS = 5 * 60_000
LONGEST_MS = 12 * 60 * 60_000
_TOUCH_MS = 60_000


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of a member of staff.

    Attributes:
        epoch: that of the account when it signed in; a later one ends the session.
        opened_at: milliseconds since the epoch.
        seen_at: the last sign of life, to the minute.
        token: what the cookie holds; 256 random bits.
        proved_at: when the person last proved who it is.
    """

    name: str
    role: Role
    language: Language
    epoch: int
    opened_at: int
    seen_at: int
    token: str = field(default="", repr=False)
    proved_at: int = 0

    @property
    def csrf(self) -> str:
        """The token every form of this session carries."""
        return csrf_for(self.token)

    def fresh(self, now: int) -> bool:
        """Say whether the person has proved who it is so lately that a grave act may follow."""
        return now - self.proved_at < FRESH_MS

    def left(self, now: int) -> int:
        """Return for how many milliseconds it opens doors without a further sign of life."""
        return min(self.seen_at + IDLE_MS, self.opened_at + LONGEST_MS) - now

    def spent(self, now: int) -> bool:
        """Say whether even its lock has ended."""
        return now - self.opened_at >= LONGEST_MS


def new_token() -> str:
    """Return 256 random bits, as text for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return under what a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_for(token: str) -> str:
    """Return the form token that belongs to a cookie; it cannot be made without the cookie."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


class Sessions:
    """All sessions, in the store."""

    def __init__(self, redis: Redis, key: bytes) -> None:
        self._redis = redis
        self._box = Box(key, "sessions")

    async def open(self, account: Account, language: Language, now: int) -> Session:
        """Begin a session with a token nobody has seen before."""
        session = Session(
            account.name, account.role, language, account.epoch, now, now, new_token(), now
        )
        await self._put(session, renewal=False)
        return session

    async def find(self, token: str, now: int) -> Session | None:
        """Return the session of a token, locked or not, unless it has ended."""
        place = _place(token)
        sealed = await self._redis.get(place)
        if sealed is None:
            return None
        try:
            plain = self._box.open(sealed, place)
        except Unreadable:
            return None
        session = replace(msgspec.json.decode(plain, type=Session), token=token)
        if session.spent(now):
            await self._redis.delete(place)
            return None
        return session

    async def keep(self, session: Session) -> None:
        """Store the session as it is, unless it has been ended meanwhile."""
        await self._put(session, renewal=True)

    async def _put(self, session: Session, *, renewal: bool) -> None:
        place = _place(session.token)
        plain = msgspec.json.encode(replace(session, token=""))
        sealed = self._box.seal(plain, place)
        await self._redis.set(place, sealed, px=LONGEST_MS, xx=renewal)

    async def touch(self, session: Session, now: int) -> None:
        """Note a sign of life, at most once a minute."""
        if now - session.seen_at >= _TOUCH_MS:
            await self.keep(replace(session, seen_at=now))

    async def close(self, token: str) -> None:
        """End a session."""
        await self._redis.delete(_place(token))


def _place(token: str) -> str:
    return f"{{staff}}:session:{digest(token)}"
