"""The shipped content, loaded once for all tests of the bot."""

from pathlib import Path

import pytest

from bot.content import Content
from bot.directory import Directory
from bot.language import Languages
from bot.privacy import Privacy
from bot.risk import RiskRules
from bot.tokens import Tokens

SHIPPED = Path(__file__).parents[2] / "bot/content"


@pytest.fixture(scope="session")
def content() -> Content:
    return Content.load(SHIPPED)


@pytest.fixture(scope="session")
def languages() -> Languages:
    return Languages.load(SHIPPED / "language.yml")


@pytest.fixture(scope="session")
def risk_rules(languages: Languages) -> RiskRules:
    return RiskRules.load(SHIPPED / "risk", languages.normalise)


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load(SHIPPED / "services")


@pytest.fixture(scope="session")
def privacy(directory: Directory) -> Privacy:
    return Privacy.load(SHIPPED / "privacy", directory.published())


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    return Tokens.load(SHIPPED / "privacy")
