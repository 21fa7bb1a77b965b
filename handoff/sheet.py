"""One thing that staff have set on a page: sealed at its place in the store, version by version.

It is changed only from what was read, so that of two people who change it at the same moment one is
told so. It never holds a word of a child, and an older version cannot be put back in its place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from handoff.desk.box import Box
from handoff.desk.declined import Declined
from handoff.sealing import Unreadable
from handoff.store import Store

_WRITE = """
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1] + 1, 'sealed', ARGV[2])
if ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
"""


@dataclass(frozen=True, slots=True)
class Written[T]:
    """What stands on a sheet, and the number of its version; 0 where nobody has written yet."""

    version: int
    content: T


class Sheet[T]:
    """A sheet at its place.

    Args:
        store: where it lies.
        box: what seals it.
        place: its name in the store, with a hash tag.
        form: the type of what stands on it.
    """

    def __init__(self, store: Store, box: Box, place: str, form: type[T]) -> None:
        self._store = store
        self._box = box
        self._place = place
        self._form = form
        self._known: Written[T] | None = None

    async def read(self) -> Written[T] | None:
        """Return what stands on it; None where nobody has written, or it cannot be opened here."""
        version, sealed = await self._store.call("HMGET", self._place, "version", "sealed")
        if version is None or sealed is None:
            return None
        if self._known is None or self._known.version != int(version):
            self._known = self._opened(int(version), sealed)
        return self._known

    async def write(self, content: T, *, after: int, milliseconds: int | None = None) -> None:
        """Put something in the place of a version; it vanishes by itself after a time, if given.

        Raises:
            Declined: another version stands there by now; nothing was written.
        """
        sealed = self._box.seal(msgspec.json.encode(content), self._bound(after + 1))
        life = "" if milliseconds is None else milliseconds
        written = await self._store.call("EVAL", _WRITE, 1, self._place, after, sealed, life)
        if not written:
            raise Declined("sheet_changed", "somebody else has just changed this: look again")

    async def change(
        self, change: Callable[[T | None], T | None], *, life: Callable[[T], int] | None = None
    ) -> T | None:
        """Change what stands on it from what was read, again if somebody else was quicker.

        Args:
            change: gets what stands there, None for nothing, and returns what is to; None leaves
                it as it is. What it raises, changes nothing.
            life: after how many milliseconds the new version vanishes; never when not given.

        Raises:
            Declined: what stands there cannot be opened here.
        """
        while True:
            written = await self.read()
            content = change(written.content if written else None)
            if content is None:
                return None
            after, lasts = written.version if written else 0, life and life(content)
            try:
                await self.write(content, after=after, milliseconds=lasts)
            except Declined:
                if written is None and await self.read() is None:
                    raise  # something stands there that cannot be opened: no try will be the last
                continue
            return content

    def _opened(self, version: int, sealed: bytes) -> Written[T] | None:
        try:
            plain = self._box.open(sealed, self._bound(version))
            return Written(version, msgspec.json.decode(plain, type=self._form))
        except (Unreadable, msgspec.DecodeError):
            return None

    def _bound(self, version: int) -> str:
        return f"{self._place}|{version}"
