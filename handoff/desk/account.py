"""One member of staff as the store keeps it: sealed, and found by a keyed hash of its name.

Whoever reads the store learns how many accounts there are and nothing else. A password is never
here, only its argon2id hash, and that too only inside the seal.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from redis.asyncio import Redis

from bot.language import Language
from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.sealing import derive

_ACCOUNTS = "{staff}:accounts"
_CHANGES = "{staff}:accounts:changes"
_REPLACE = """
local now = redis.call('HGET', KEYS[1], ARGV[1])
if (now or '') ~= ARGV[2] then return 0 end
if ARGV[4] ~= '' and (redis.call('GET', KEYS[2]) or '0') ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('INCR', KEYS[2])
return 1
"""


class Role(StrEnum):
    """What a member of staff may do at the desk."""

    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A device that proves its person (`handoff.desk.passkey`).

    Attributes:
        id, public_key: base64url.
        sign_count: how often it had signed when last used; fewer tells of a copy.
        host: where it was made, and works.
        made_on: the day, as `2026-11-28`.
    """

    id: str
    public_key: str
    sign_count: int
    host: str
    made_on: str


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff.

    Attributes:
        name: the sign-in name.
        skills: what it knows more about than others, such as `sextortion`.
        hashed: the password as an argon2id string; None until the first sign-in link was used.
        secret: the TOTP secret in base 32; None likewise.
        invitation: SHA-256 of the one open sign-in link; None when there is none.
        invited_until: until when that link works, milliseconds since the epoch.
        epoch: raised whenever all sessions must end.
        seen_on: the day of the last sign-in, as `2026-11-28`; nothing finer is kept.
    """

    name: str
    role: Role
    languages: tuple[Language, ...]
    skills: tuple[str, ...] = ()
    disabled: bool = False
    hashed: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    invitation: str | None = field(default=None, repr=False)
    invited_until: int = 0
    epoch: int = 0
    seen_on: str = ""
    passkeys: tuple[Passkey, ...] = field(default=(), repr=False)

    @property
    def enrolled(self) -> bool:
        """Whether it has a password and a code, and so can sign in."""
        return self.hashed is not None and self.secret is not None

    @property
    def active(self) -> bool:
        """Whether it can sign in now."""
        return self.enrolled and not self.disabled

    @property
    def state(self) -> str:
        """Return `disabled`, `active` or `invited`."""
        return "disabled" if self.disabled else "active" if self.enrolled else "invited"


class Accounts:
    """All accounts, in one hash of the store; changed only from what was read (compare and set)."""

    def __init__(self, redis: Redis, key: bytes) -> None:
        self._redis = redis
        self._box = Box(key, "accounts")
        self._name_key = derive(key, "names")
        self._swap = redis.register_script(_REPLACE)

    def field_of(self, name: str) -> str:
        """Return under what a name is kept: an HMAC, so that the store tells no names."""
        return hmac.new(self._name_key, name.encode(), hashlib.sha256).hexdigest()

    async def get(self, name: str) -> Account | None:
        """Return the account of that name, if there is one."""
        return await self.at(self.field_of(name))

    async def at(self, place: str) -> Account | None:
        """Return the account kept under a keyed hash, if there is one."""
        sealed = await self._redis.hget(_ACCOUNTS, place)
        return self._open(place, sealed) if sealed else None

    async def known(self, name: str) -> Account:
        """Return the account of that name.

        Raises:
            Declined: there is no such account.
        """
        account = await self.get(name)
        if account is None:
            raise Declined("name_unknown", f"there is no {name}")
        return account

    async def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        entries = await self._redis.hgetall(_ACCOUNTS)
        accounts = [self._open(_text(place), sealed) for place, sealed in entries.items()]
        return tuple(sorted(accounts, key=lambda account: account.name))

    async def changes(self) -> str:
        """Return how often any account has changed, for `put`."""
        return _text(await self._redis.get(_CHANGES) or "0")

    async def put(self, account: Account, *, was: Account | None, after: str = "") -> None:
        """Store the account if it is still as it was read.

        Args:
            account: what to store.
            was: what was read.
            after: what `changes` said before all accounts were read, where the others matter too.

        Raises:
            Declined: somebody changed it in between; nothing was stored.
        """
        place = self.field_of(account.name)
        now = await self._redis.hget(_ACCOUNTS, place)
        sealed = self._box.seal(msgspec.json.encode(account), place)
        unchanged = (self._open(place, now) if now else None) == was
        if not unchanged or not await self._swap(
            keys=[_ACCOUNTS, _CHANGES], args=[place, now or b"", sealed, after]
        ):
            raise Declined("changed", "somebody else has just changed this account: try again")

    def _open(self, place: str, sealed: bytes | str) -> Account:
        return msgspec.json.decode(self._box.open(sealed, place), type=Account)


def _text(kept: bytes | str) -> str:
    return kept if isinstance(kept, str) else kept.decode()
