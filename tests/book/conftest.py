"""The model that children meet, and a helpline that reads with it."""

import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.privacy import Privacy
from bot.tagger import Tagger
from bot.understanding import FallbackUnderstanding, RasaUnderstanding
from composition.mind import detail_training_of, learned_of, privacy_of, training_of
from operation.settings import Settings
from operation.training import Training
from tests.handoff.house import House, Mind

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(home=ROOT / "var")


@pytest.fixture(scope="session")
def shipped() -> Training:
    """The model of `make setup`, built anew only if something it is made from has changed."""
    training = training_of(SETTINGS)
    training.train()
    return training


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    """What `make setup` learned of personal details, or learns now if a line has changed."""
    training = detail_training_of(SETTINGS)
    training.train()
    tagger = training.tagger()
    assert tagger is not None
    return tagger


@pytest.fixture(scope="session")
def reading_mind(shipped: Training, tagger: Tagger) -> Mind:
    """What the bot knows, with its learned ear for danger and its tagger of details."""
    assert shipped.danger_table() is not None
    mind = Mind.load()
    privacy = privacy_of(mind.content.directory.published(), SETTINGS, tagger)
    return replace(mind, learned=learned_of(SETTINGS), privacy=privacy)


@pytest.fixture(scope="session")
def privacy(reading_mind: Mind) -> Privacy:
    """What finds personal details as in service."""
    return reading_mind.privacy


@pytest.fixture(scope="session")
def parse_socket(shipped: Training, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A parse server with the shipped model."""
    socket = tmp_path_factory.mktemp("nlu") / "s"
    model = shipped.current()
    assert model is not None
    command, environment = shipped.server(socket, model)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield socket
        process.terminate()


@pytest.fixture
async def open_house(
    redis: Redis, tmp_path: Path, reading_mind: Mind, parse_socket: Path
) -> AsyncIterator[Callable[[str], Awaitable[House]]]:
    """A whole helpline in one process, over a real store; its model is there or away."""
    asked: list[RasaUnderstanding] = []

    async def opened(model: str) -> House:
        socket = parse_socket if model == "there" else tmp_path / "nobody"
        asked.append(RasaUnderstanding(socket, limit=10.0))
        understanding = FallbackUnderstanding(asked[-1], reading_mind.keywords)
        house = House(redis, tmp_path, mind=reading_mind, understanding=understanding)
        await house.store.open()
        return house

    yield opened
    for rasa in asked:
        await rasa.close()
