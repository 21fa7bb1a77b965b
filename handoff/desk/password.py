"""Passwords of staff: what makes one acceptable, and argon2id off the event loop.

A password exists only as an argument here; it is never kept, logged or put into an error.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from handoff.desk.declined import Declined

LEAST = 12
"""Fewest characters; NIST SP 800-63B asks for 8, for few people with much to guard it is 12."""
MOST = 256


class Passwords:
    """Hashes and verifies, a few at a time, so that a flood of sign-ins cannot fill the memory."""

    def __init__(
        self, *, memory_kib: int = 64 * 1024, rounds: int = 4, lanes: int = 2, at_once: int = 2
    ) -> None:
        """Take the cost of one hash; the defaults are those of security.md section 1."""
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=lanes)
        self._turn = asyncio.Semaphore(at_once)
        self._nobody: str | None = None

    async def hashed(self, password: str) -> str:
        """Return the argon2id string of a password."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Say whether it is the password; with no hash (nobody of that name) it works as hard."""
        async with self._turn:
            if self._nobody is None:
                self._nobody = await asyncio.to_thread(self._hasher.hash, "nobody has this")
            right = await asyncio.to_thread(self._verify, hashed or self._nobody, password)
            return right and hashed is not None

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, name: str) -> None:
    """Accept a new password or say what is wrong with it.

    Raises:
        Declined: shorter than 12 or longer than 256 characters, contains the sign-in name, or is
            the same few signs over and over.
    """
    if not LEAST <= len(password) <= MOST:
        raise Declined(
            "password_short", f"a password has {LEAST} to {MOST} characters", least=LEAST
        )
    if name in password.casefold():
        raise Declined("password_name", "a password does not contain the sign-in name")
    if len(set(password)) < LEAST // 3:
        raise Declined("password_plain", "this password repeats too few different signs")
