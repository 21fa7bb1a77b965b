"""A clock that stands still until it is told, cheap passwords, and members of staff ready to sign in."""

from collections.abc import Callable

from redis.asyncio import Redis

from handoff.desk.account import Role
from handoff.desk.password import Passwords
from handoff.desk.session import Session
from handoff.staff import Staff

PASSWORD = "seven quiet herons"
KEY = bytes(range(32))


class Clock:
    """Milliseconds since the epoch, moved by hand."""

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def pass_by(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.now += int((seconds + 60 * minutes + 3600 * hours) * 1000)


def insecure_passwords() -> Passwords:
    """argon2id at the least cost it allows, so that tests are quick."""
    return Passwords(memory_kib=8, rounds=1, lanes=1)


def make_staff(redis: Redis, clock: Callable[[], int]) -> Staff:
    return Staff(redis, KEY, clock=clock, passwords=insecure_passwords())


async def enrolled(staff: Staff, name: str, role: Role = Role.COUNSELLOR) -> str:
    """Invite and enrol somebody; return the TOTP secret."""
    token = await staff.invite(name, role, ("th", "en"))
    enrolment = await staff.enrolment(token)
    await staff.enrol(token, PASSWORD, enrolment.code)
    return enrolment.secret


async def signed_in(staff: Staff, name: str, role: Role = Role.COUNSELLOR) -> Session:
    """Enrol somebody and sign in."""
    await enrolled(staff, name, role)
    return await staff.sign_in(name, PASSWORD, (await staff.demo_codes())[name])
