"""Keys made together: each is there when its asker goes on, and a failure reaches everybody."""

import asyncio
from pathlib import Path

import pytest

from handoff.keymaker import KeyMaker
from handoff.keyring import Keyring, MasterKeys
from handoff.sealing import new_key


class Counted(Keyring):
    """A keyring that tells how often it was asked, and can be full."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, MasterKeys(transcript=new_key(), route=new_key()))
        self.prepare()
        self.calls: list[int] = []
        self.full = False

    def create(self, *conversations: str) -> None:
        self.calls.append(len(conversations))
        if self.full:
            raise OSError("no space left")
        super().create(*conversations)


async def test_who_asks_meanwhile_is_served_together(tmp_path: Path) -> None:
    keyring = Counted(tmp_path)
    maker = KeyMaker(keyring)
    names = [f"{number:032x}" for number in range(50)]

    async def open_one(name: str) -> bool:
        await maker.make(name)
        return keyring.holds(name)

    assert all(await asyncio.gather(*(open_one(name) for name in names)))
    assert sum(keyring.calls) == 50
    assert len(keyring.calls) < 10


async def test_keys_that_cannot_be_kept_are_an_error_to_all_and_the_next_may_be_made(
    tmp_path: Path,
) -> None:
    keyring = Counted(tmp_path)
    maker = KeyMaker(keyring)
    keyring.full = True
    results = await asyncio.gather(
        *(maker.make(f"{n:032x}") for n in range(3)), return_exceptions=True
    )
    assert all(isinstance(result, OSError) for result in results)
    keyring.full = False
    await maker.make("f" * 32)
    assert keyring.holds("f" * 32)


async def test_who_gives_up_waiting_harms_no_other(tmp_path: Path) -> None:
    keyring = Counted(tmp_path)
    maker = KeyMaker(keyring)
    hasty, patient = (asyncio.create_task(maker.make(name * 32)) for name in "ab")
    await asyncio.sleep(0)
    hasty.cancel()
    await patient
    with pytest.raises(asyncio.CancelledError):
        await hasty
    assert keyring.holds("b" * 32)
