"""One-time codes (TOTP, RFC 6238): six digits that change every 30 seconds, each good once.

The last step used is kept in the store, so a code that was seen over a shoulder is refused on every
desk and after every restart. A secret never leaves here except to be shown once to its owner.
"""

import hmac
import unicodedata

import pyotp
from redis.asyncio import Redis

STEP_MS = 30_000
_STEPS = "{staff}:steps"
_CLAIM = """
local last = redis.call('HGET', KEYS[1], ARGV[1])
if last and tonumber(ARGV[2]) <= tonumber(last) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""


class UsedSteps:
    """Which time step each member of staff last signed in with."""

    def __init__(self, redis: Redis) -> None:
        self._claim = redis.register_script(_CLAIM)

    async def claim(self, owner: str, step: int) -> bool:
        """Use up a step and every earlier one; False when it was used before."""
        return bool(await self._claim(keys=[_STEPS], args=[owner, step]))


def matching_step(secret: str, code: str, now: int) -> int | None:
    """Return the time step whose code this is: the present one, the one before or the one after.

    RFC 6238 section 5.2 advises one step of tolerance for slow hands and clocks that differ.

    Args:
        secret: base 32.
        code: as typed; spaces and Thai digits are understood.
        now: milliseconds since the epoch.
    """
    typed = _digits(code)
    present = now // STEP_MS
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(code_at(secret, step), typed):
            found = step
    return found


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step."""
    return pyotp.TOTP(secret).at(step * STEP_MS // 1000)


def enrolment_uri(secret: str, name: str) -> str:
    """Return the `otpauth:` address an authenticator reads from the QR picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Helpline desk")


def _digits(code: str) -> str:
    values = [unicodedata.decimal(sign, -1) for sign in code if not sign.isspace()]
    return "".join(str(value) for value in values[:8] if value >= 0)
