"""The accounts of staff: invitation by a one-time link, sign-in with password and code, sessions.

No answer tells whether a name exists, and the store holds every account sealed and every token only
as a hash. This module never sees a child or a conversation.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from redis.asyncio import Redis

from bot.language import Language
from handoff.desk.account import Account, Accounts, Role
from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.desk.password import MOST, Passwords, check_password
from handoff.desk.session import Session, Sessions, digest, new_token
from handoff.desk.throttle import Throttle
from handoff.desk.totp import STEP_MS, UsedSteps, code_at, enrolment_uri, matching_step
from handoff.sealing import derive

INVITATION_MS = 24 * 60 * 60_000
_NAME = re.compile(r"[a-z0-9-]{2,32}")

Clock = Callable[[], int]


def milliseconds() -> int:
    """Return the time, milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the page behind a one-time link shows: for whom it is, and the secret for the phone."""

    name: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    code: str = field(repr=False)
    """The code of this moment; a page may show it in the demo only."""


class Staff:
    """The members of staff, over the store.

    Args:
        redis: a client that returns bytes.
        key: 32 bytes, derived from the master key for staff alone.
        clock: milliseconds since the epoch.
        passwords: how passwords are hashed.
    """

    def __init__(
        self,
        redis: Redis,
        key: bytes,
        *,
        clock: Clock = milliseconds,
        passwords: Passwords | None = None,
    ) -> None:
        self._redis = redis
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._accounts = Accounts(redis, key)
        self._sessions = Sessions(redis, key)
        self._throttle = Throttle(redis)
        self._steps = UsedSteps(redis)
        self._links = Box(key, "invitations")
        self._secret_key = derive(key, "enrolment")

    async def invite(self, name: str, role: Role | str, languages: tuple[Language, ...]) -> str:
        """Make an account and return the token of its one-time sign-in link, good for 24 hours.

        Raises:
            Refused: the name is taken or not `[a-z0-9-]{2,32}`, or there is no such role.
        """
        if not _NAME.fullmatch(name):
            raise Declined("name", "a name has 2 to 32 of the signs a-z, 0-9 and -")
        if role not in set(Role):
            raise Declined("role", f"a role is one of {', '.join(Role)}")
        if await self._accounts.get(name):
            raise Declined("name_taken", f"there is already a {name}; use reset or disable")
        return await self._link(Account(name, Role(role), languages), was=None)

    async def reset(self, name: str) -> str:
        """Void password, code and sessions, enable the account, and return a new link's token.

        Raises:
            Refused: there is no such account.
        """
        was = await self._known(name)
        fresh = replace(was, hashed=None, secret=None, disabled=False, epoch=was.epoch + 1)
        return await self._link(fresh, was=was)

    async def disable(self, name: str) -> None:
        """Let nobody in under this name any more, and end its sessions and links at once.

        Raises:
            Refused: there is no such account.
        """
        was = await self._known(name)
        await self._accounts.put(
            replace(was, disabled=True, invitation=None, epoch=was.epoch + 1), was=was
        )

    async def list(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        return await self._accounts.all()

    async def account(self, name: str) -> Account:
        """Return the account of that name.

        Raises:
            Refused: there is no such account.
        """
        return await self._known(name)

    async def enrolment(self, token: str) -> Enrolment:
        """Return what the page of a one-time link shows; the same secret at every look.

        Raises:
            Refused: the link was used, replaced or is older than 24 hours.
        """
        account = await self._invited(token)
        secret = self._secret(token)
        code = code_at(secret, self._clock() // STEP_MS)
        return Enrolment(account.name, secret, enrolment_uri(secret, account.name), code)

    async def enrol(self, token: str, password: str, code: str) -> None:
        """Use the link up: set the password and the phone's secret.

        The secret is the one `enrolment` showed; it is derived from the link, so that no page can
        choose a weak one and a reload does not change the QR picture.

        Raises:
            Refused: the link does not work, the password is too weak, or the code is not right;
                the link stays good.
        """
        account = await self._invited(token)
        check_password(password, account.name)
        secret = self._secret(token)
        step = matching_step(secret, code, self._clock())
        if step is None:
            raise Declined("enrol_code", "the code does not match: take the next one")
        enrolled = replace(
            account,
            hashed=await self._passwords.hashed(password),
            secret=secret,
            invitation=None,
            epoch=account.epoch + 1,
        )
        await self._accounts.put(enrolled, was=account)
        await self._throttle.forget(self._accounts.field_of(account.name))

    async def sign_in(
        self, name: str, password: str, code: str, *, language: Language = "th"
    ) -> Session:
        """Begin a session.

        Raises:
            Refused: name, password or code is wrong, the code was used before, or too many tries
                failed. It never says which of them it was.
        """
        name = name.strip().casefold()[:64]
        owner = self._accounts.field_of(name)
        await self._throttle.admit(owner, self._clock())
        account = await self._accounts.get(name)
        known = account and not account.disabled and account.enrolled and len(password) <= MOST
        right = await self._passwords.matches(
            account.hashed if account and known else None, password[:MOST]
        )
        if not (account and right and await self._code_is_right(owner, account, code)):
            raise Declined("sign_in", "name, password or code is not right")
        await self._throttle.forget(owner)
        return await self._sessions.open(account, language, self._clock())

    async def session(self, token: str) -> Session | None:
        """Return the session of a cookie's token while it lasts and its account may sign in."""
        session = await self._sessions.find(token, self._clock())
        account = session and await self._accounts.get(session.name)
        if session and account and not account.disabled and account.epoch == session.epoch:
            return session
        return None

    async def touch(self, session: Session) -> None:
        """Note a sign of life of the person, which starts the 30 minutes anew."""
        await self._sessions.touch(session, self._clock())

    async def speak(self, session: Session, language: Language) -> None:
        """Remember the language this session reads."""
        await self._sessions.keep(replace(session, language=language, seen_at=self._clock()))

    async def sign_out(self, session: Session) -> None:
        """End a session."""
        await self._sessions.close(session.token)

    async def seen_here(self, name: str, seconds: float) -> None:
        """Remember for so long that a page of this person is open at some desk."""
        await self._redis.set(self._here(name), b"1", px=int(seconds * 1000))

    async def is_here(self, name: str) -> bool:
        """Say whether a page of this person is open at some desk."""
        return bool(await self._redis.exists(self._here(name)))

    async def demo_codes(self) -> dict[str, str]:
        """Return the present code of every enrolled account; for a demo, which has no phones."""
        step = self._clock() // STEP_MS
        return {
            account.name: code_at(account.secret, step)
            for account in await self._accounts.all()
            if account.secret and not account.disabled
        }

    def _here(self, name: str) -> str:
        return f"{{staff}}:here:{self._accounts.field_of(name)}"

    async def _code_is_right(self, owner: str, account: Account, code: str) -> bool:
        step = matching_step(account.secret or "", code, self._clock())
        return step is not None and await self._steps.claim(owner, step)

    async def _known(self, name: str) -> Account:
        account = await self._accounts.get(name)
        if account is None:
            raise Declined("name_unknown", f"there is no {name}")
        return account

    async def _link(self, account: Account, *, was: Account | None) -> str:
        token = new_token()
        invited = replace(
            account, invitation=digest(token), invited_until=self._clock() + INVITATION_MS
        )
        await self._accounts.put(invited, was=was)
        place = _place(token)
        sealed = self._links.seal(account.name.encode(), place)
        await self._redis.set(place, sealed, px=INVITATION_MS)
        return token

    async def _invited(self, token: str) -> Account:
        place = _place(token)
        sealed = await self._redis.get(place)
        if sealed:
            name = self._links.open(sealed, place).decode()
            account = await self._accounts.get(name)
            if (
                account
                and account.invitation == digest(token)
                and self._clock() < account.invited_until
            ):
                return account
        raise Declined("link", "this link no longer works: ask for a new one")

    def _secret(self, token: str) -> str:
        drawn = hmac.new(self._secret_key, token.encode(), hashlib.sha256).digest()
        return base64.b32encode(drawn[:20]).decode()


def _place(token: str) -> str:
    return f"{{staff}}:invitation:{digest(token)}"
