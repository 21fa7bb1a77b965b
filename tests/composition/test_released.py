"""Open data from the command line, over the embedded store: real figures, real noise, real files."""

import asyncio
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from bench.contacts import Regime, counters_of
from composition.accounts import office_of
from composition.mind import catalogue_of, content_of
from composition.published import frozen
from composition.released import exported_open, released
from errors import ConfigurationError, Refused
from operation.settings import Settings

MONTH = "2025-10"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with one frozen month and a budget for one edition."""
    half = Decimal("0.5")
    settings = Settings(home=tmp_path / "var", open_data_epsilon=half, open_data_epsilon_year=half)
    counters = counters_of(catalogue_of(content_of(settings)), Regime("a", 300), (MONTH,), seed=1)
    asyncio.run(counted(settings, counters[MONTH]))
    frozen(settings, MONTH)
    return settings


async def counted(settings: Settings, counters: Counter[str]) -> None:
    async with office_of(settings) as office:
        key = office.store.partitions[0].counters(MONTH)
        await office.store.client.hset(key, mapping={name: str(n) for name, n in counters.items()})


def test_open_data_are_released_once_and_exported_with_the_same_bytes(
    settings: Settings, tmp_path: Path
) -> None:
    edition = released(settings, MONTH)
    with pytest.raises(Refused, match="never drawn again"):
        released(settings, MONTH)
    first, second = (
        exported_open(settings, MONTH, form, tmp_path).read_bytes() for form in ("json", "json")
    )
    assert first == second
    told = json.loads(first)
    assert (told["digest"], told["budget"]["left"]) == (edition.digest(), "0.0")
    assert {path.name for path in tmp_path.iterdir()} == {
        "var",
        "open-data.schema.json",
        f"helpline-{MONTH}-open-data.json",
    }
    assert exported_open(settings, MONTH, "csv", tmp_path).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_budget_that_is_half_set_releases_nothing(settings: Settings) -> None:
    half = settings.model_copy(update={"open_data_epsilon_year": None})
    with pytest.raises(ConfigurationError, match="set both or none"):
        released(half, MONTH)
    assert released(settings, MONTH).spent == settings.open_data_epsilon
