"""One-time links: whoever has one sets the password and the phone of an account, once.

The store holds a link only as a hash. An account has one open link at most, and a newer one voids
the older.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from redis.asyncio import Redis

from handoff.desk.account import Account, Accounts
from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.desk.password import Passwords, check_password
from handoff.desk.session import digest, new_token
from handoff.desk.totp import STEP_MS, code_at, enrolment_uri, matching_step
from handoff.sealing import derive

INVITATION_MS = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the page behind a one-time link shows: for whom it is, and the secret for the phone."""

    name: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    code: str = field(repr=False)
    """The code of this moment; a page may show it in the demo only."""


class Invitations:
    """The open links of all accounts.

    Args:
        redis: a client that returns bytes.
        key: 32 bytes, derived from the master key for staff alone.
        accounts: whose links they are.
        clock: milliseconds since the epoch.
    """

    def __init__(
        self, redis: Redis, key: bytes, accounts: Accounts, clock: Callable[[], int]
    ) -> None:
        self._redis = redis
        self._accounts = accounts
        self._clock = clock
        self._links = Box(key, "invitations")
        self._secret_key = derive(key, "enrolment")

    async def issue(self, account: Account, *, was: Account | None) -> str:
        """Store the account with a new link and return the link's token, good for 24 hours.

        Raises:
            Declined: somebody else has changed the account meanwhile.
        """
        token = new_token()
        invited = replace(
            account, invitation=digest(token), invited_until=self._clock() + INVITATION_MS
        )
        await self._accounts.put(invited, was=was)
        place = _place(token)
        sealed = self._links.seal(account.name.encode(), place)
        await self._redis.set(place, sealed, px=INVITATION_MS)
        return token

    async def enrolment(self, token: str) -> Enrolment:
        """Return what the page of a one-time link shows; the same secret at every look.

        Raises:
            Declined: the link was used, replaced or is older than 24 hours.
        """
        account = await self._invited(token)
        secret = self._secret(token)
        code = code_at(secret, self._clock() // STEP_MS)
        return Enrolment(account.name, secret, enrolment_uri(secret, account.name), code)

    async def enrol(self, token: str, password: str, code: str, passwords: Passwords) -> Account:
        """Use the link up: set the password and the phone's secret.

        The secret is the one `enrolment` showed; it is derived from the link, so that no page can
        choose a weak one and a reload does not change the QR picture.

        Raises:
            Declined: the link does not work, the password is too weak, or the code is not right;
                the link stays good.
        """
        account = await self._invited(token)
        check_password(password, account.name)
        secret = self._secret(token)
        if matching_step(secret, code, self._clock()) is None:
            raise Declined("enrol_code", "the code does not match: take the next one")
        enrolled = replace(
            account,
            hashed=await passwords.hashed(password),
            secret=secret,
            invitation=None,
            epoch=account.epoch + 1,
        )
        await self._accounts.put(enrolled, was=account)
        return enrolled

    async def _invited(self, token: str) -> Account:
        place = _place(token)
        sealed = await self._redis.get(place)
        if sealed:
            account = await self._accounts.get(self._links.open(sealed, place).decode())
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
