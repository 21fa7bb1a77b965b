"""What the bot knows: reviewed content, the examples, and what reads a message."""

from pathlib import Path
from typing import Final

from bot.confirmations import Confirmations
from bot.content import Content
from bot.counting import Counting
from bot.danger import LearnedDanger
from bot.directory import Directory
from bot.language import Languages
from bot.privacy import Privacy
from bot.reading import Reader
from bot.risk import RiskRules, sound_of
from bot.signboard import load_signboard
from bot.understanding import (
    KeywordUnderstanding,
    Understanding,
)
from bot.words import Words
from operation.settings import Settings
from operation.training import Training

ROOT: Final = Path(__file__).resolve().parents[1]
CONTENT: Final = ROOT / "bot" / "content"


def languages_of() -> Languages:
    """Return how children write."""
    return Languages.load(CONTENT / "language.yml")


def training_of(settings: Settings) -> Training:
    """Return what builds the language model."""
    return Training(ROOT, settings.home, languages_of().normalise, sound_of(CONTENT / "risk"))


def learned_of(settings: Settings) -> LearnedDanger | None:
    """Return the learned ear for danger; until something was trained the phrases stand alone."""
    table = training_of(settings).danger_table()
    return LearnedDanger.load(table, sound_of(CONTENT / "risk")) if table else None


def confirmations_of(settings: Settings) -> Confirmations:
    """Return the file of call-throughs."""
    return Confirmations(settings.home / "directory.json")


def content_of(settings: Settings) -> Content:
    """Return the reviewed content, checked, with the operator's own laid over it."""
    directory = Directory.load(
        CONTENT / "services",
        overlay=settings.content / "services" if settings.content else None,
        confirmations=confirmations_of(settings).read(),
        demo=settings.demo,
    )
    return Content.load(CONTENT, settings.content, directory=directory)


def keywords_of(languages: Languages) -> KeywordUnderstanding:
    """Return the reading for when the model is away."""
    return KeywordUnderstanding.load(CONTENT / "keywords.yml", normalise=languages.normalise)


def reader_of(content: Content, understanding: Understanding, settings: Settings) -> Reader:
    """Return what reads messages, over an understanding."""
    languages = languages_of()
    overlay = settings.content / "risk" if settings.content else None
    return Reader(
        languages=languages,
        risk_rules=RiskRules.load(CONTENT / "risk", languages.normalise, overlay),
        privacy=Privacy.load(CONTENT / "privacy", content.directory.published()),
        understanding=understanding,
        counting=counting_of(languages),
        learned=learned_of(settings),
    )


def counting_of(languages: Languages) -> Counting:
    """Return how a number is written that stands for a button."""
    return Counting.load(CONTENT / "numbers.yml", languages.normalise)


def child_words() -> Words:
    """Return the words of the child's page."""
    return Words.load(CONTENT / "pages" / "child.yml")


def telegram_words() -> Words:
    """Return the words of the bot's commands and of its empty chat."""
    return load_signboard(CONTENT / "pages" / "telegram.yml")
