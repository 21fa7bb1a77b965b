"""The members of staff: who there is, who signs in, and whose pages end at once.

No answer tells whether a name exists, and the store holds every account sealed and every token only
as a hash. Who may do what to whose account is decided at the pages (`handoff.desk.authority`). This
module never sees a child or a conversation.
"""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import replace

from redis.asyncio import Redis

from bot.language import Language
from errors import Refused
from handoff.desk.account import Account, Accounts, Role
from handoff.desk.authority import is_last_operator
from handoff.desk.declined import Declined
from handoff.desk.invitations import Enrolment, Invitations
from handoff.desk.passkey import Answer, Passkeys
from handoff.desk.password import Passwords
from handoff.desk.proof import Proofs
from handoff.desk.session import Session, Sessions
from handoff.desk.totp import STEP_MS, code_at
from handoff.signals import CHANNEL
from handoff.thai_time import day_of

ENDED = "staff|"
"""The kind of signal that says that sessions of somebody have ended; alone, perhaps of anybody."""
_NAME = re.compile(r"[a-z0-9-]{2,32}")

Clock = Callable[[], int]


def milliseconds() -> int:
    """Return the time, milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


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
        self._invitations = Invitations(redis, key, self._accounts, clock)
        self._proofs = Proofs(redis, self._accounts, self._passwords, clock)
        self._sessions = Sessions(redis, key)
        self.passkeys = Passkeys(redis, self._accounts, clock)

    async def invite(
        self,
        name: str,
        role: Role | str,
        languages: tuple[Language, ...],
        skills: tuple[str, ...] = (),
    ) -> str:
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
        return await self._invitations.issue(Account(name, Role(role), languages, skills), was=None)

    async def reset(self, name: str) -> str:
        """Void all it signed in with, end its sessions, enable it; return a new link's token.

        Raises:
            Refused: there is no such account.
        """
        was = await self._accounts.known(name)
        fresh = replace(
            was, hashed=None, secret=None, passkeys=(), disabled=False, epoch=was.epoch + 1
        )
        token = await self._invitations.issue(fresh, was=was)
        await self._tell_of_the_end(name)
        return token

    async def disable(self, name: str) -> None:
        """Let nobody in under this name any more, and end its sessions and links at once.

        Raises:
            Refused: there is no such account, or nobody could lead the helpline any more.
        """
        changes = await self._accounts.changes()
        was = await self._accounts.known(name)
        if is_last_operator(was, await self._accounts.all()):
            raise Declined("last_operator", "this is the last operator: add another one first")
        disabled = replace(was, disabled=True, invitation=None, epoch=was.epoch + 1)
        await self._accounts.put(disabled, was=was, after=changes)
        await self._tell_of_the_end(name)

    async def able(
        self, name: str, languages: tuple[Language, ...], skills: tuple[str, ...]
    ) -> Account:
        """Note what somebody speaks and knows more about than others.

        Raises:
            Refused: there is no such account.
        """
        was = await self._accounts.known(name)
        account = replace(was, languages=languages, skills=skills)
        await self._accounts.put(account, was=was)
        return account

    async def list(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        return await self._accounts.all()

    async def account(self, name: str) -> Account:
        """Return the account of that name.

        Raises:
            Refused: there is no such account.
        """
        return await self._accounts.known(name)

    async def enrolment(self, token: str) -> Enrolment:
        """Return what the page of a one-time link shows; see `Invitations.enrolment`."""
        return await self._invitations.enrolment(token)

    async def enrol(self, token: str, password: str, code: str) -> None:
        """Use a one-time link up; see `Invitations.enrol`."""
        account = await self._invitations.enrol(token, password, code, self._passwords)
        await self._proofs.forget_tries(account.name)

    async def sign_in(
        self, name: str, password: str, code: str, *, language: Language = "th"
    ) -> Session:
        """Begin a session.

        Raises:
            Refused: as `Proofs.of`.
        """
        return await self._open(await self._proofs.of(name, password, code), language)

    async def sign_in_with_passkey(self, answer: Answer, *, language: Language = "th") -> Session:
        """Begin a session.

        Raises:
            Refused: as `Passkeys.proved`.
        """
        return await self._open(await self.passkeys.proved(answer), language)

    async def prove(self, session: Session, password: str, code: str) -> Session:
        """Note that the person of a session has proved anew who it is.

        Raises:
            Refused: as `Proofs.of`.
        """
        return await self._proved(session, await self._proofs.of(session.name, password, code))

    async def prove_with_passkey(self, session: Session, answer: Answer) -> Session:
        """Note the same by a passkey.

        Raises:
            Refused: as `Passkeys.proved`, or it is somebody else's.
        """
        return await self._proved(session, await self.passkeys.proved(answer))

    async def change_password(
        self, session: Session, password: str, code: str, chosen: str
    ) -> None:
        """Set another password; every other session of this person ends.

        Raises:
            Refused: as `Proofs.change`.
        """
        changed = await self._proofs.change(session.name, password, code, chosen)
        await self._sessions.keep(replace(session, epoch=changed.epoch))
        await self._tell_of_the_end(session.name)

    async def session(self, token: str) -> Session | None:
        """Return the session of a cookie's token while it lasts and its account may sign in."""
        session = await self._held(token)
        return session if session and session.left(self._clock()) > 0 else None

    async def locked(self, token: str) -> Session | None:
        """Return the session of a cookie's token if nothing but 30 idle minutes has shut it."""
        session = await self._held(token)
        return session if session and session.left(self._clock()) <= 0 else None

    async def touch(self, session: Session) -> None:
        """Note a sign of life of the person, which starts the 30 minutes anew."""
        await self._sessions.touch(session, self._clock())

    async def speak(self, session: Session, language: Language) -> None:
        """Remember the language this session reads."""
        await self._sessions.keep(replace(session, language=language, seen_at=self._clock()))

    async def sign_out(self, session: Session) -> None:
        """End a session."""
        await self._sessions.close(session.token)
        await self._tell_of_the_end(session.name)

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

    def concerns(self, signal: str, session: Session) -> bool:
        """Say whether a signal that sessions have ended may mean this one."""
        return signal in {ENDED, self._ended(session.name)}

    async def _proved(self, session: Session, account: Account) -> Session:
        if account.name != session.name:
            raise Declined("passkey", "this passkey is somebody else's")
        now = self._clock()
        proved = replace(session, seen_at=now, proved_at=now)
        await self._sessions.keep(proved)
        return proved

    async def _held(self, token: str) -> Session | None:
        session = await self._sessions.find(token, self._clock())
        account = session and await self._accounts.get(session.name)
        if session and account and not account.disabled and account.epoch == session.epoch:
            return session
        return None

    async def _open(self, account: Account, language: Language) -> Session:
        now = self._clock()
        today = day_of(now)
        if account.seen_on != today:
            # Whoever changed it meanwhile wins; the session is held against what it is then.
            with contextlib.suppress(Refused):
                await self._accounts.put(replace(account, seen_on=today), was=account)
        return await self._sessions.open(account, language, now)

    async def _tell_of_the_end(self, name: str) -> None:
        await self._redis.publish(CHANNEL, self._ended(name))

    def _ended(self, name: str) -> str:
        return ENDED + self._accounts.field_of(name)

    def _here(self, name: str) -> str:
        return f"{{staff}}:here:{self._accounts.field_of(name)}"
