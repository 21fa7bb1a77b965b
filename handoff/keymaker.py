"""Makes the keys of conversations that are opened at the same moment in one go.

Each key must survive a power cut before its conversation may begin, and what that costs is waiting
for the disk: one wait serves all who ask meanwhile. It decides nothing and keeps no key.
"""

import asyncio

from handoff.keyring import Keyring

_AT_ONCE = 4
_TOGETHER = 16
"""A disk syncs several files at once in less time than one after the other."""


class KeyMaker:
    """One for each process that opens conversations."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._asked: list[tuple[str, asyncio.Future[None]]] = []
        self._making: set[asyncio.Task[None]] = set()

    async def make(self, conversation: str) -> None:
        """Return when the keys of a conversation are made and safe.

        Raises:
            OSError: they cannot be kept; none of those asked for at the same moment are.
        """
        made: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append((conversation, made))
        if len(self._making) < _AT_ONCE:
            making = asyncio.create_task(self._make())
            self._making.add(making)
            making.add_done_callback(self._making.discard)
        await made

    async def _make(self) -> None:
        while self._asked:
            asked, self._asked = self._asked[:_TOGETHER], self._asked[_TOGETHER:]
            error = await self._made([conversation for conversation, _ in asked])
            for _, made in asked:
                _settle(made, error)

    async def _made(self, conversations: list[str]) -> Exception | None:
        try:
            await asyncio.to_thread(self._keyring.create, *conversations)
        except Exception as error:  # noqa: BLE001 - whoever asked must hear of it, or wait for ever
            return error
        return None


def _settle(made: asyncio.Future[None], error: Exception | None) -> None:
    if made.done():
        return
    if error is None:
        made.set_result(None)
    else:
        made.set_exception(error)
