"""Whether somebody is who it says: password and code together, slowed down when guessed at.

No answer tells whether a name exists, nor which of the two was wrong.
"""

from collections.abc import Callable
from dataclasses import replace

from redis.asyncio import Redis

from handoff.desk.account import Account, Accounts
from handoff.desk.declined import Declined
from handoff.desk.password import MOST, Passwords, check_password
from handoff.desk.throttle import Throttle
from handoff.desk.totp import UsedSteps, matching_step


class Proofs:
    """Checks passwords and codes of all accounts.

    Args:
        redis: a client that returns bytes.
        accounts: whose passwords they are.
        passwords: how they are hashed.
        clock: milliseconds since the epoch.
    """

    def __init__(
        self,
        redis: Redis,
        accounts: Accounts,
        passwords: Passwords,
        clock: Callable[[], int],
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._clock = clock
        self._throttle = Throttle(redis)
        self._steps = UsedSteps(redis)

    async def of(self, name: str, password: str, code: str) -> Account:
        """Return the account whose name, password and code these are; the code is used up.

        Raises:
            Declined: one of them is wrong, the code was used before, or too many tries failed.
        """
        name = name.strip().casefold()[:64]
        owner = self._accounts.field_of(name)
        await self._throttle.admit(owner, self._clock())
        account = await self._accounts.get(name)
        known = account and account.active and len(password) <= MOST
        right = await self._passwords.matches(
            account.hashed if account and known else None, password[:MOST]
        )
        if not (account and right and await self._code_is_right(owner, account, code)):
            raise Declined("sign_in", "name, password or code is not right")
        await self._throttle.forget(owner)
        return account

    async def change(self, name: str, password: str, code: str, chosen: str) -> Account:
        """Set another password, which ends all sessions; return the account as it is then.

        Raises:
            Declined: as `of`, or the new password is too weak.
        """
        check_password(chosen, name)
        account = await self.of(name, password, code)
        hashed = await self._passwords.hashed(chosen)
        changed = replace(account, hashed=hashed, epoch=account.epoch + 1)
        await self._accounts.put(changed, was=account)
        return changed

    async def forget_tries(self, name: str) -> None:
        """Let somebody whose account was set up anew try at once."""
        await self._throttle.forget(self._accounts.field_of(name))

    async def _code_is_right(self, owner: str, account: Account, code: str) -> bool:
        step = matching_step(account.secret or "", code, self._clock())
        return step is not None and await self._steps.claim(owner, step)
