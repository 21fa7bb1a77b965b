"""The shipped content, loaded once for all tests of the bot."""

from pathlib import Path

import pytest

from bot.content import Content

SHIPPED = Path(__file__).parents[2] / "bot/content"


@pytest.fixture(scope="session")
def content() -> Content:
    return Content.load(SHIPPED)
