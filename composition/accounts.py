"""The staff accounts, as the command line reaches them, beside a running helpline or without."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from bot.language import Language
from composition.storage import staff_in, store_of
from handoff.keyring import MasterKeys
from handoff.staff import Staff
from operation.settings import Settings
from operation.supervisor import OneInstance
from operation.valkey import ValkeyPlace, answers, running

LANGUAGES: Final[tuple[Language, ...]] = ("th", "en")
_DEMO: Final[Mapping[str, str]] = {
    "demo-counsellor": "counsellor",
    "demo-supervisor": "supervisor",
}


def with_staff[T](settings: Settings, act: Callable[[Staff], Awaitable[T]]) -> T:
    """Do something with the accounts and return what came of it."""

    async def done() -> T:
        async with staff_of(settings) as staff:
            return await act(staff)

    return asyncio.run(done())


@contextlib.asynccontextmanager
async def staff_of(settings: Settings) -> AsyncIterator[Staff]:
    """Open the accounts, starting the embedded store for as long as that takes if need be."""
    MasterKeys.make(settings.master_keys)
    masters = MasterKeys.load(settings.master_keys, desk=True)
    async with contextlib.AsyncExitStack() as stack:
        place = ValkeyPlace.of(settings)
        if settings.redis_url is None and not await answers(place):
            place.prepare()
            stack.enter_context(OneInstance(settings.run_folder))
            await stack.enter_async_context(running(place))
        store = store_of(settings)
        stack.push_async_callback(store.close)
        await store.open()
        yield staff_in(store, masters)


async def demo_links(settings: Settings, desk: str) -> Mapping[str, str]:
    """Return how each demo person signs in: by a one-time link until it has been used."""
    async with staff_of(settings) as staff:
        known = {account.name: account for account in await staff.list()}
        links = {}
        for name, role in _DEMO.items():
            if name in known and known[name].enrolled:
                links[name] = f"{desk}/  (password lost? helpline staff reset {name})"
                continue
            token = await (
                staff.reset(name) if name in known else staff.invite(name, role, LANGUAGES)
            )
            links[name] = f"{desk}/join/{token}  (one-time link)"
        return links
