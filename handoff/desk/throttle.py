"""Slows down guessing: after five failed sign-ins under a name each further one waits longer.

It counts by name, so one attacker slows nobody else, and it counts for names that do not exist too,
so that it never tells which do. It knows no password and no address.
"""

import math

from redis.asyncio import Redis

from handoff.desk.declined import Declined

FREE_TRIES = 5
FIRST_WAIT_MS = 30_000
LONGEST_WAIT_MS = 15 * 60_000
_FORGET_MS = 60 * 60_000
_ADMIT = """
local now = tonumber(ARGV[1])
local till = tonumber(redis.call('HGET', KEYS[1], 'till') or '0')
if now < till then return till - now end
local tries = redis.call('HINCRBY', KEYS[1], 'tries', 1)
local free = tonumber(ARGV[2])
if tries >= free then
  local wait = math.min(tonumber(ARGV[3]) * 2 ^ (tries - free), tonumber(ARGV[4]))
  redis.call('HSET', KEYS[1], 'till', string.format('%d', now + wait))
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 0
"""


class Throttle:
    """Tries are counted before the password is looked at, so that many at once gain nothing."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._admit = redis.register_script(_ADMIT)

    async def admit(self, owner: str, now: int) -> None:
        """Count one try.

        Args:
            owner: the keyed hash of the name tried.
            now: milliseconds since the epoch.

        Raises:
            Declined: too many tries failed; it says how long to wait.
        """
        limits = [FREE_TRIES, FIRST_WAIT_MS, LONGEST_WAIT_MS, _FORGET_MS]
        wait = int(await self._admit(keys=[_key(owner)], args=[now, *limits]))
        if wait > 0:
            seconds = math.ceil(wait / 1000)
            sentence = f"too many attempts: wait {seconds} seconds"
            raise Declined("sign_in_wait", sentence, seconds=seconds)

    async def forget(self, owner: str) -> None:
        """Forget the tries of a name after a sign-in that succeeded."""
        await self._redis.delete(_key(owner))


def _key(owner: str) -> str:
    return f"{{staff}}:tries:{owner}"
