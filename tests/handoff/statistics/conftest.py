"""What is counted, once for all tests of the statistics."""

from collections import Counter
from pathlib import Path

import pytest

from bot.content import Content
from composition.mind import catalogue_of
from handoff.statistics.catalogue import Catalogue

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return catalogue_of(Content.load(ROOT / "bot" / "content"))


@pytest.fixture
def some() -> Counter[str]:
    """Counters in which two channels are large and one is small."""
    return Counter({"contacts": 127, "channel:telegram": 62, "channel:line": 56, "channel:web": 9})
