"""The staff accounts and the audit log, as the command line reaches them.

It works beside a running helpline or without one, and prints nothing itself.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from bot.language import LANGUAGES
from composition.mind import desk_words
from composition.staffing import audit_in, staff_in
from composition.storage import store_of
from composition.vitals import ANCHOR
from errors import ConfigurationError, Refused
from handoff.audit import Anchor, Audit, Deed
from handoff.desk.roster import skills_in
from handoff.keyring import MasterKeys
from handoff.staff import Staff
from handoff.store import Store
from operation.settings import Settings
from operation.supervisor import OneInstance
from operation.valkey import ValkeyPlace, answers, running

COMMAND_LINE = "command line"
"""Who did it, in the audit log, where nobody has signed in."""

_DEMO: Final[Mapping[str, str]] = {
    "demo-counsellor": "counsellor",
    "demo-supervisor": "supervisor",
}


@dataclass(frozen=True, slots=True)
class Office:
    """What the command line reaches: the staff, what was done, and the store they lie in."""

    staff: Staff
    audit: Audit
    store: Store


def with_staff[T](
    settings: Settings,
    act: Callable[[Staff], Awaitable[T]],
    *,
    deed: Deed | None = None,
    name: str = "",
) -> T:
    """Do something with the accounts; `name` is to whom it is done, else as `at_office`."""
    return at_office(settings, lambda office: act(office.staff), deed=deed, about=name)


def at_office[T](
    settings: Settings,
    act: Callable[[Office], Awaitable[T]],
    *,
    deed: Deed | None = None,
    about: str = "",
) -> T:
    """Do something from the command line and return what came of it.

    Args:
        settings: of this installation.
        act: what to do.
        deed: what the audit log remembers of it.
        about: whom or what it was done to.
    """

    async def done() -> T:
        async with office_of(settings) as office:
            outcome = await act(office)
            if deed:
                await office.audit.note(deed, by=COMMAND_LINE, about=about)
            return outcome

    return asyncio.run(done())


def known_skills(chosen: Iterable[str]) -> tuple[str, ...]:
    """Return the skills chosen, in the order of the desk.

    Raises:
        Refused: there is no such skill.
    """
    known, wanted = skills_in(desk_words()), set(chosen)
    if unknown := wanted - set(known):
        raise Refused(f"there is no skill {min(unknown)}: {', '.join(known)}")
    return tuple(skill for skill in known if skill in wanted)


def verified_audit(settings: Settings) -> Anchor:
    """Follow the audit log from its start through the end that was last seen; return its end.

    Raises:
        Broken: it is not what was written.
        ConfigurationError: the file with the end that was last seen cannot be read or written.
    """

    async def verified() -> Anchor:
        async with office_of(settings) as office:
            return await office.audit.verify(seen)

    path = settings.home / ANCHOR
    try:
        seen = msgspec.json.decode(path.read_bytes(), type=Anchor) if path.exists() else None
        end = asyncio.run(verified())
        path.write_bytes(msgspec.json.encode(end))
    except (OSError, msgspec.DecodeError):
        raise ConfigurationError(f"{path} cannot be read or written: see to its rights") from None
    return end


@contextlib.asynccontextmanager
async def office_of(settings: Settings) -> AsyncIterator[Office]:
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
        yield Office(staff_in(store, masters), audit_in(store, masters), store)


async def demo_links(settings: Settings, desk: str) -> Mapping[str, str]:
    """Return how each demo person signs in: by a one-time link until it has been used."""
    async with office_of(settings) as office:
        staff = office.staff
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
