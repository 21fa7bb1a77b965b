"""What the bot makes of one message: first what needs no model, then the intent.

A `Screening` is made of every message, whoever owns the conversation; a `Reading` only while the bot
does. Neither is stored in the clear, and neither ever reaches a log.
"""

from dataclasses import dataclass, field
from typing import Literal

from bot.language import Language
from bot.privacy import Find
from bot.risk import Risk


@dataclass(frozen=True, slots=True)
class Screening:
    """What a message tells before any model is asked.

    Attributes:
        text: normalised, for matching; never shown to anyone.
        masked: as typed, with ▮▮▮ for each personal detail; the only form staff may see.
    """

    text: str = field(repr=False)
    masked: str = field(repr=False)
    language: Language
    risk: Risk
    finds: tuple[Find, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A screening with the intent (CONTRACT.md), how sure the reader is (0-1), and who read it."""

    screening: Screening
    intent: str
    confidence: float
    by: Literal["rasa", "keywords"]
