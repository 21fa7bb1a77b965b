"""The embedded server: as durable, as closed and as silent as the helpline needs it."""

import stat
from pathlib import Path

import pytest
from redis.asyncio import Redis

from errors import ConfigurationError
from operation.valkey import ValkeyPlace, answers, running

SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "port": "0",
    "slowlog-max-len": "0",
    "slowlog-log-slower-than": "-1",
}


async def test_every_write_is_on_disk_and_nothing_listens_on_a_port(tmp_path: Path) -> None:
    """What is promised of the store is asked of the running server, not of our own settings."""
    place = ValkeyPlace(tmp_path / "store", tmp_path / "run" / "v.sock")
    async with running(place), Redis.from_url(place.url, decode_responses=True) as client:
        for name, value in SETTINGS.items():
            found = dict(await client.config_get(name))
            assert list(found.values()) == [value]


async def test_only_its_owner_reaches_it(tmp_path: Path) -> None:
    place = ValkeyPlace(tmp_path / "store", tmp_path / "run" / "v.sock")
    async with running(place):
        assert stat.S_IMODE(place.socket.stat().st_mode) == 0o700
        for folder in (place.folder, place.socket.parent):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    place = ValkeyPlace(tmp_path / "store", tmp_path / "v.sock")
    async with running(place) as server:
        async with Redis.from_url(place.url) as client:
            await client.set("kept", "yes")
        server.kill()
        await server.wait()
    assert not await answers(place)
    async with running(place), Redis.from_url(place.url) as client:
        assert await client.get("kept") == b"yes"


async def test_a_server_that_cannot_start_is_said_in_words(tmp_path: Path) -> None:
    place = ValkeyPlace(tmp_path / "store", tmp_path / "v.sock")
    place.prepare()
    (place.folder / "appendonlydir").write_text("this is no folder")
    with pytest.raises(ConfigurationError, match="the store ended"):
        async with running(place):
            pass


def test_a_path_too_long_for_a_socket_is_refused_with_what_to_do(tmp_path: Path) -> None:
    place = ValkeyPlace(tmp_path, tmp_path / ("x" * 120) / "v.sock")
    with pytest.raises(ConfigurationError, match="HELPLINE_HOME"):
        place.prepare()
