"""Planted words go through a whole conversation of a running helpline, and are found nowhere after."""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from handoff.keyring import Keyring, MasterKeys, Purpose
from handoff.sealing import Unreadable, derive, unseal
from operation.valkey import ValkeyPlace, running
from tests.invariants import planted
from tests.invariants.test_must_always_hold import PURPOSES, parts_of
from tests.service.counsellor import Counsellor
from tests.service.installation import Child, Installation, eventually

pytestmark = pytest.mark.service
DERIVED = ("page tokens", "partition", "staff", "enrolment")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=30)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as session:
        yield session


@pytest.fixture
async def running_loudly(installation: Installation) -> Installation:
    """Every process logs at DEBUG, and Python's own debugging is on."""
    installation.more |= {"HELPLINE_LOG_LEVEL": "debug", "PYTHONASYNCIODEBUG": "1"}
    await asyncio.to_thread(installation.start)
    return installation


def memory_of(pid: int) -> Iterator[bytes]:
    """Yield the readable memory of a process, region by region."""
    regions = [line.split() for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in regions:
            if not region[1].startswith("r") or region[-1] in {"[vvar]", "[vsyscall]"}:
                continue
            start, end = (int(part, 16) for part in region[0].split("-"))
            with contextlib.suppress(OSError, ValueError, OverflowError):
                memory.seek(start)
                yield memory.read(end - start)


def found_in_memory(pid: int, searched: list[planted.Needle]) -> set[str]:
    return {hit for region in memory_of(pid) for hit in planted.hits(region, searched)}


def found_in_files(folder: Path, searched: list[planted.Needle]) -> set[str]:
    """Return what stands in any file but the model's own, whose words are those of our examples."""
    return {
        hit
        for path in folder.rglob("*")
        if path.is_file() and not {"models", "components"} & {*path.parts}
        for hit in planted.hits(path.read_bytes(), searched)
    }


def told_to_processes(
    one: Installation, searched: list[planted.Needle]
) -> dict[tuple[str, str], list[str]]:
    """Return what is found in the command line or the environment of any process."""
    seen = {
        (name, what): planted.hits(Path(f"/proc/{pid}/{what}").read_bytes(), searched)
        for name, pid in one.processes().items()
        for what in ("cmdline", "environ")
    }
    return {where: hits for where, hits in seen.items() if hits}


async def conversation_of(
    installation: Installation, http: aiohttp.ClientSession
) -> tuple[Child, Counsellor, str]:
    """Bot, danger, waiting, a counsellor both ways, a detail kept hidden, a note."""
    nok = Counsellor(http, installation.desk, "nok")
    await nok.join(installation)
    child = Child(http, installation.public, "child")
    await child.come()
    await child.write(f"hello, my name is {planted.NAME}")
    await child.write(planted.ENGLISH)
    await child.write(f"{planted.THAI} อยากตาย", "th")
    await child.write(f"{planted.TOKEN} {planted.ENGLISH}")
    follow = asyncio.create_task(child.follow())
    await eventually(lambda: set(child.accepted) <= set(child.own()), "all is dealt with")
    [conversation] = {path.name for path in (installation.home / "keyring" / "route").iterdir()}
    assert await nok.claim(conversation) == 200
    hidden = await child.write(f"call me {planted.PHONE}")
    await child.tap(f"keep:{hidden}")
    await nok.say(conversation, planted.ANSWER_EN)
    await nok.say(conversation, planted.ANSWER_TH)
    note = {"text": planted.NOTE, "line_id": "6f0c2a34-0c55-4f59-9f2d-2f8b8d0c1a11"}
    assert await nok.act(f"/desk/{conversation}/note", note) == 200
    await eventually(lambda: planted.ANSWER_TH in child.heard("counsellor"), "it is heard")
    follow.cancel()
    await asyncio.gather(follow, return_exceptions=True)
    return child, nok, conversation


async def close(nok: Counsellor, conversation: str) -> None:
    assert await nok.act(f"/desk/{conversation}/end") == 200
    fields = {"reason": "", "risk": "danger", "outcome": "handed_over"}
    page = await nok.page(f"/desk/{conversation}")
    codes = re.findall(r'<option value="([^"]+)"', page.partition('name="reason"')[2])
    fields["reason"] = next(code for code in codes if code)
    assert await nok.act(f"/desk/{conversation}/close", fields) == 200


async def gone(installation: Installation, conversation: str) -> None:
    keys = [installation.home / "keyring" / purpose / conversation for purpose in Purpose]
    await eventually(lambda: not any(key.exists() for key in keys), "the keys are destroyed")


async def test_a_planted_identity_is_found_nowhere(
    running_loudly: Installation,
    http: aiohttp.ClientSession,
    record_property: Callable[[str, object], None],
) -> None:
    """What the gateway and the desk still hold in memory after close is noted, not judged."""
    one, searched = running_loudly, planted.needles()
    child, nok, conversation = await conversation_of(one, http)
    secrets = planted.needles((child.token,))
    other = Counsellor(http, one.desk, "dao")
    await other.join(one)
    stranger = Child(http, one.public, "stranger")
    await stranger.come()
    follow = asyncio.create_task(stranger.follow())
    await stranger.write("hello")
    await eventually(lambda: stranger.heard("bot"), "the stranger is answered")
    store = one.processes()["store"]
    socket = Redis.from_url(f"unix://{one.store_socket}")
    elsewhere = "".join([await other.page("/desk"), await other.page(f"/desk/{conversation}")])
    for when in ("open", "closed"):
        assert found_in_memory(store, searched + secrets) == set(), when
        assert found_in_files(one.home, searched + secrets) == set(), when
        assert told_to_processes(one, searched + secrets) == {}, when
        assert planted.hits(repr(stranger.shown).encode(), searched) == [], when
        assert planted.hits(elsewhere.encode(), searched) == [], when
        assert await socket.slowlog_len() == 0
        if when == "open":
            await close(nok, conversation)
            await gone(one, conversation)
            elsewhere = await nok.page("/desk") + await other.page("/desk")
    for name in ("gateway", "desk", "understanding"):
        pid = one.processes()[name]
        found = found_in_memory(pid, searched)
        record_property(f"after close, in the memory of {name}", sorted(found))
    assert '"level": "debug"' in one.log.read_text()
    # The search itself works: what lies open in the store is found in its memory and its files.
    await socket.set("control", f"{planted.THAI} {planted.ENGLISH}")
    assert f"{planted.THAI} as UTF-8" in found_in_memory(store, searched)
    assert f"{planted.ENGLISH} as UTF-8" in found_in_files(one.home, searched)
    await socket.aclose()
    follow.cancel()
    await asyncio.gather(follow, return_exceptions=True)


async def test_no_process_is_connected_to_anything_outside(
    running_loudly: Installation, http: aiohttp.ClientSession
) -> None:
    """With children and a counsellor there, every connection ends on this machine."""
    await conversation_of(running_loudly, http)
    for name, pid in running_loudly.processes().items():
        assert _reached_outside(pid) == [], name


def _reached_outside(pid: int) -> list[str]:
    """Return the far ends of a process's connections that are not this machine, as the kernel has them."""
    sockets, found = _sockets_of(pid), []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            remote = fields[2].rpartition(":")[0]
            here = remote.endswith("0100007F") or not remote.strip("0")
            if fields[9] in sockets and not here:
                found.append(remote)
    return found


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(descriptor.readlink())
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found


async def test_yesterdays_store_opens_with_no_key_of_today(
    running_loudly: Installation, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """A thief with an old copy and every present key reads nothing; while it was open he could."""
    one = running_loudly
    _, nok, conversation = await conversation_of(one, http)
    old = tmp_path / "y"
    shutil.copytree(one.home / "store", old / "store")
    shutil.copytree(one.home / "keyring", old / "keyring")
    await close(nok, conversation)
    await gone(one, conversation)
    values = await _everything_copied(old / "store")
    masters = MasterKeys.load(one.home / "master.key")
    before = _opened(values, _keys(masters, old / "keyring"), conversation)
    after = _opened(values, _keys(masters, one.home / "keyring"), conversation)
    assert before > 20
    assert after == 0


async def _everything_copied(folder: Path) -> set[bytes]:
    """Return every value the copied store opens with, and every argument in its append-only file."""
    values = _arguments_in(folder)
    place = ValkeyPlace(folder, folder.parent / "s")
    async with running(place), Redis.from_url(place.url) as client:
        values |= {part async for part in parts_of(client)}
    return values


def _arguments_in(folder: Path) -> set[bytes]:
    values = set()
    for path in folder.rglob("*.aof"):
        content = path.read_bytes()
        for match in re.finditer(rb"\$(\d+)\r\n", content):
            values.add(content[match.end() : match.end() + int(match[1])])
    return values


def _keys(masters: MasterKeys, folder: Path) -> list[bytes]:
    """Return every key that can be had: the master keys, what is made from them, and every file."""
    roots = [key for key in (masters.route, masters.transcript) if key]
    keys = [*roots, *(derive(root, purpose) for root in roots for purpose in DERIVED)]
    ring = Keyring(folder, masters)
    for conversation in ring.conversations():
        for purpose in Purpose:
            with contextlib.suppress(Unreadable):
                keys.append(ring.key(conversation, purpose))
    for path in (folder / "index").iterdir():
        for root in roots:
            with contextlib.suppress(Unreadable):
                keys.append(unseal(root, path.read_bytes(), belongs_to=f"index|{path.name}"))
    return keys


def _opened(values: set[bytes], keys: list[bytes], conversation: str) -> int:
    return sum(
        _opens(key, value[start:], f"{conversation}|{purpose}")
        for value in values
        if len(value) > 28
        for start in (0, 1, 36)
        for key in keys
        for purpose in PURPOSES
    )


def _opens(key: bytes, sealed: bytes, belongs_to: str) -> bool:
    try:
        unseal(key, sealed, belongs_to=belongs_to)
    except Unreadable:
        return False
    return True
