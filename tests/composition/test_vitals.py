"""The facts of an installation, from a real store, real files and the platforms' fakes."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.understanding import Guess, RasaUnderstanding
from composition.beat import Beat
from composition.storage import keyring_of, now
from composition.vitals import BACKUP_STAMP, Gathering
from composition.watch import Watch, looks_of
from handoff.finding import State
from handoff.findings import findings
from handoff.keyring import MasterKeys
from handoff.report import ModelReport
from handoff.store import Store, connect
from handoff.traffic import Traffic
from handoff.vitals import Vitals
from operation.settings import Settings, load_settings
from operation.valkey import ValkeyPlace
from tests.fakes.line.server import line_server
from tests.fakes.telegram.server import telegram_server

NOBODY = "http://127.0.0.1:9"
DAY = 24 * 3600


class Answering:
    """An understanding that answers."""

    async def parse(self, text: str) -> Guess:
        return Guess("greet", 1.0 if text else 0.0, "rasa")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(home=tmp_path)
    MasterKeys.make(settings.master_keys)
    return settings


@pytest.fixture
async def store(valkey: ValkeyPlace, redis: Redis) -> AsyncIterator[Store]:
    """The session's store, emptied."""
    store = Store(connect(valkey.url))
    yield store
    await store.close()


async def gathered(settings: Settings, store: Store) -> Vitals:
    return await Gathering(settings, store).vitals()


async def texts(settings: Settings, store: Store, subject: str) -> list[str]:
    vitals = await gathered(settings, store)
    return [one.text for one in findings(vitals) if one.subject == subject]


async def beat(settings: Settings, store: Store, understanding: Answering | None = None) -> None:
    """Let a gateway report once."""
    asked = understanding or RasaUnderstanding(settings.understanding_socket)
    watch = Watch(settings, Traffic(store, now), asked, looks_of(settings))
    await Beat(settings, store, "gateway-test-1", "gateway", watch.see).once()


async def test_the_embedded_store_is_well(settings: Settings, store: Store) -> None:
    vitals = await gathered(settings, store)
    assert vitals.store
    assert vitals.store.is_written
    assert vitals.store.syncs
    assert vitals.store.used > 0
    assert await texts(settings, store, "store") == ["health.store.fine"]


async def test_a_store_that_is_set_to_answer_before_it_writes_is_told(
    settings: Settings, store: Store, redis: Redis
) -> None:
    await redis.config_set("appendfsync", "everysec")
    try:
        assert await texts(settings, store, "store") == ["health.store.not_synced"]
    finally:
        await redis.config_set("appendfsync", "always")


async def test_a_store_that_is_away_is_a_finding_not_a_failure(settings: Settings) -> None:
    away = Store(connect(ValkeyPlace.of(settings).url))
    assert await texts(settings, away, "store") == ["health.store.away"]


async def test_the_oldest_message_and_line_that_wait_are_found(
    settings: Settings, store: Store, redis: Redis
) -> None:
    old = now() - 20 * 60_000
    for stream in (store.partitions[0].ready, store.partitions[0].sending):
        await redis.xadd(stream, {"conversation": "a"}, id=f"{old}-0")
        await redis.xadd(stream, {"conversation": "b"})
    found = {one.subject: one for one in findings(await gathered(settings, store))}
    assert (found["ready"].state, found["ready"].since) == (State.BAD, old)
    assert (found["sending"].state, found["sending"].since) == (State.LOOK, old)


@pytest.mark.parametrize(
    ("name", "subject"), [(BACKUP_STAMP, "backup"), ("audit-anchor.json", "audit")]
)
async def test_a_stamp_tells_how_long_ago(
    settings: Settings, store: Store, name: str, subject: str
) -> None:
    stamp = settings.home / name
    assert await texts(settings, store, subject) == [f"health.{subject}.never"]
    stamp.touch()
    assert await texts(settings, store, subject) == [f"health.{subject}.fine"]
    long_ago = time.time() - 8 * DAY
    os.utime(stamp, (long_ago, long_ago))
    assert await texts(settings, store, subject) == [f"health.{subject}.old"]


async def test_keys_that_others_can_read_are_told(settings: Settings, store: Store) -> None:
    assert await texts(settings, store, "keys") == ["health.keys.fine"]
    keyring_of(settings, MasterKeys.load(settings.master_keys))
    assert await texts(settings, store, "keys") == ["health.keys.fine"]
    folder = settings.home / "keyring" / "transcript"
    folder.chmod(0o750)
    assert await texts(settings, store, "keys") == ["health.keys.open"]
    folder.chmod(0o700)
    settings.master_keys.chmod(0o640)
    assert await texts(settings, store, "keys") == ["health.keys.open"]
    settings.master_keys.unlink()
    assert await texts(settings, store, "keys") == ["health.keys.missing"]


async def test_without_a_gateway_nobody_reaches_us(settings: Settings, store: Store) -> None:
    await Beat(settings, store, "desk-test-1", "desk").once()
    assert await texts(settings, store, "processes") == ["health.processes.no_gateway"]
    await beat(settings, store)
    assert await texts(settings, store, "processes") == ["health.processes.fine"]
    assert await texts(settings, store, "clocks") == ["health.clocks.fine"]


async def test_a_model_that_is_not_there_is_told(settings: Settings, store: Store) -> None:
    await beat(settings, store)
    assert await texts(settings, store, "understanding") == ["health.understanding.missing"]


async def test_platforms_that_are_not_set_up_are_no_fault(settings: Settings, store: Store) -> None:
    await beat(settings, store, Answering())
    assert await texts(settings, store, "channel.web") == ["health.channel.fine"]
    assert await texts(settings, store, "channel.line") == ["health.channel.absent"]


async def test_what_the_platforms_say_reaches_the_desk_without_their_secrets(
    settings: Settings, store: Store, redis: Redis
) -> None:
    async with telegram_server() as telegram, line_server() as line:
        set_up = load_settings(
            home=settings.home,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            line_channel_secret=line.channel_secret,
            line_channel_token=line.channel_token,
            line_api_url=line.url,
            public_url="https://chat.example.org",
        )
        await beat(set_up, store, Answering())
        vitals = await gathered(settings, store)
        seen = {one.channel: one for one in vitals.reports[0].channels}
        assert seen["telegram"].pending == 0
        assert seen["line"].problems
        assert "alarm.any.webhook" in await texts(settings, store, "channel.line")
        kept = await redis.hvals(store.partitions[0].named("reports"))
        for secret in (telegram.token, line.channel_secret, line.channel_token, "example.org"):
            assert secret not in str(kept)


async def test_a_platform_that_is_not_reached_and_a_refused_token_are_told(
    settings: Settings, store: Store
) -> None:
    async with line_server() as line:
        set_up = load_settings(
            home=settings.home,
            telegram_token=f"{'1' * 9}:{'a' * 35}",
            telegram_api_url=NOBODY,
            line_channel_secret=line.channel_secret,
            line_channel_token="not the one",
            line_api_url=line.url,
        )
        await beat(set_up, store, Answering())
    assert await texts(settings, store, "channel.telegram") == ["health.channel.unreachable"]
    assert await texts(settings, store, "channel.line") == ["alarm.any.token"]


async def test_a_platform_is_asked_again_only_when_it_is_time(
    settings: Settings, store: Store
) -> None:
    async with telegram_server() as telegram:
        set_up = load_settings(
            home=settings.home, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        watch = Watch(set_up, Traffic(store, now), Answering(), looks_of(set_up))
        first, _ = await watch.see()
        again, _ = await watch.see()
    assert first[1] == again[1]


async def test_the_model_report_of_no_model_says_so(settings: Settings, store: Store) -> None:
    watch = Watch(settings, Traffic(store, now), Answering(), {})
    assert (await watch.see())[1] == ModelReport(answers=False)
