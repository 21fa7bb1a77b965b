"""What the bot makes of one message: first what needs no model, then the intent.

A `Screening` is made of every message, whoever owns the conversation; a `Reading` only while the
bot does. Neither is stored in the clear, and neither ever reaches a log.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from bot.choosing import chosen
from bot.counting import Counting
from bot.danger import LearnedDanger
from bot.language import LIMIT, Language, Languages
from bot.privacy import MASK, Find, Privacy
from bot.regions import Regions
from bot.risk import Risk, RiskRules, highest
from bot.understanding import Guess, Understanding
from errors import UnderstandingUnavailable

ALARM = 0.2
"""From this confidence an intent raises concern; from the same the dialogue believes the model."""

DANGER_ALARM = 0.95
"""From this confidence an intent raises danger; below it, concern. On validation lines a lower one
found no danger that phrases and the learned ear had not found, and sent harmless lines to the head
of the queue."""

RAISED: dict[str, Risk] = {
    "suicide": Risk.DANGER,
    "self_harm": Risk.CONCERN,
    "sexual_abuse": Risk.CONCERN,
    "sextortion": Risk.CONCERN,
    "violence_home": Risk.CONCERN,
    "images_shared": Risk.CONCERN,
    "images_requested": Risk.CONCERN,
    "sexual_offer": Risk.CONCERN,
    "sexual_talk": Risk.CONCERN,
    "online_meeting": Risk.CONCERN,
}
"""The least risk of an intent, after CONTRACT.md: any wish to die is danger; abuse, exploitation
and self-harm told are concern. Phrases and intent never lower what the other raised."""

LONGEST_LINE = 65_536
"""Bytes of one line of `helpline understand`; a longer one is refused, so memory stays bounded."""

_OVERLAP = 200
"""Characters two stretches of a long text share, so that no phrase falls between them."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_FALLBACK: Language = "th"


@dataclass(frozen=True, slots=True)
class Screening:
    """What a message tells before any model is asked.

    Attributes:
        text: normalised, for matching; never shown to anyone.
        masked: as typed, with ▮▮▮ for each personal detail; the only form staff may see.
        region: where the child says it lives, a code of CONTRACT.md.
    """

    text: str = field(repr=False)
    masked: str = field(repr=False)
    language: Language
    risk: Risk
    finds: tuple[Find, ...] = ()
    region: str | None = None

    @property
    def wordless(self) -> bool:
        """Whether it has neither a letter nor a digit, such as an emoji or three dots."""
        return not _has_words(self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """A screening with the intent (CONTRACT.md), how sure the reader is (0-1), and who read it.

    Its screening carries the higher of the two risks, that of the phrases and that of the intent.
    """

    screening: Screening
    intent: str
    confidence: float
    by: Literal["rasa", "keywords"]


class Reader:
    """Reads messages: screens any at once, asks the understanding for those the bot answers."""

    def __init__(
        self,
        languages: Languages,
        risk_rules: RiskRules,
        privacy: Privacy,
        understanding: Understanding,
        counting: Counting | None = None,
        learned: LearnedDanger | None = None,
        regions: Regions | None = None,
    ) -> None:
        self._regions = regions
        self._learned = learned
        self._languages = languages
        self._risk_rules = risk_rules
        self._privacy = privacy
        self._understanding = understanding
        self._counting = counting

    def screen(self, text: str, fallback: Language) -> Screening:
        """Return what a message tells without a model; never raises, whatever was typed.

        Danger is looked for in the whole text, however long; `text` holds its first `LIMIT`
        characters. Halves of characters, which no encoding can carry, become �.
        """
        typed = _SURROGATE.sub("\ufffd", text)
        stretches = self._normalised(typed)
        told = list(map(self._risk_rules.assess, stretches))
        finds = self._details(typed, highest(told))
        return Screening(
            text=stretches[0],
            masked=self._privacy.mask(typed, finds),
            language=self._languages.detect(typed, fallback),
            risk=highest(map(self._joined, stretches, told)),
            finds=finds,
            region=self._regions.heard(typed[:LIMIT]) if self._regions else None,
        )

    def _normalised(self, typed: str) -> list[str]:
        return [self._languages.normalise(stretch) for stretch in _stretches(typed)]

    def _joined(self, stretch: str, told: Risk) -> Risk:
        """Return what the phrases and the learned ear hear together, of which either raises."""
        if self._learned is None:
            return told
        heard = self._learned.assess(stretch)
        if told is Risk.DANGER and heard is not told and self._learned.denies(stretch):
            told = self._risk_rules.assess(stretch, denied=True)
        return highest((told, heard))

    def _details(self, typed: str, told: Risk) -> tuple[Find, ...]:
        """Return the personal details; what was learned hides nothing that tells of danger."""
        finds = self._privacy.find(typed)
        if finds and told is not Risk.NONE:
            readable = self._normalised(self._privacy.mask(typed, finds))
            left = highest(map(self._risk_rules.assess, readable))
            if highest((told, left)) is not left:
                return self._privacy.find(typed, by_rules_alone=True)
        return finds

    def chosen(
        self, text: str, choices: Mapping[str, str], *, only_about_lines: bool = False
    ) -> str | None:
        """Return the key of the button shown last that a typed message stands for, if any."""
        return chosen(
            text,
            choices,
            self._languages.normalise,
            only_about_lines=only_about_lines,
            counting=self._counting,
        )

    async def read(self, screening: Screening) -> Reading:
        """Return the screening with its intent; what has no words is asked of nobody.

        The model is asked without personal details: it needs none, and reads better.

        Raises:
            UnderstandingUnavailable: nobody answered (a `FallbackUnderstanding` always does).
        """
        asked = self._without_details(screening)
        if _has_words(asked):
            guess = await self._understanding.parse(asked)
        else:
            guess = Guess("out_of_scope", 0.0, "keywords")
        risk = highest((screening.risk, _risk_of(guess)))
        return Reading(replace(screening, risk=risk), guess.intent, guess.confidence, guess.by)

    def _without_details(self, screening: Screening) -> str:
        if not screening.finds:
            return screening.text
        return self._languages.normalise(screening.masked.replace(MASK, " ")[:LIMIT])

    async def understand(self, line: bytes) -> bytes:
        """Return the JSON line that answers one JSON line of `helpline understand` (CONTRACT.md).

        A line that is none is answered with `error`, and its `id` where it has one; never raises.
        """
        entry: dict[str, Any] = {}
        try:
            entry = _entry(line)
            reading = await self.read(self.screen(_text(entry), _FALLBACK))
        except (ValueError, UnderstandingUnavailable) as error:
            return msgspec.json.encode({**_id(entry), "error": str(error)})
        return msgspec.json.encode({**_id(entry), **_plain(reading)})


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _risk_of(guess: Guess) -> Risk:
    if guess.confidence < ALARM:
        return Risk.NONE
    risk = RAISED.get(guess.intent, Risk.NONE)
    unsure = risk is Risk.DANGER and guess.confidence < DANGER_ALARM
    return Risk.CONCERN if unsure else risk


def _stretches(text: str) -> Iterator[str]:
    yield text[:LIMIT]
    for start in range(LIMIT - _OVERLAP, len(text) - _OVERLAP, LIMIT - _OVERLAP):
        yield text[start : start + LIMIT]


def _entry(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        entry = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("this is no line of JSON") from None
    if not isinstance(entry, dict):
        raise ValueError('an object such as {"text": "..."} is expected')  # noqa: TRY004 - one kind
    return entry


def _text(entry: dict[str, Any]) -> str:
    text = entry.get("text")
    if not isinstance(text, str):
        raise ValueError('"text" is missing or is no text')  # noqa: TRY004 - one kind of refusal
    return text


def _id(entry: dict[str, Any]) -> dict[str, Any]:
    return {"id": entry["id"]} if "id" in entry else {}


def _plain(reading: Reading) -> dict[str, Any]:
    screening = reading.screening
    return {
        "language": screening.language,
        "intent": reading.intent,
        "confidence": round(reading.confidence, 4),
        "risk": screening.risk.value,
        "masked": screening.masked,
        "pii": [{"kind": find.kind, "value": find.value} for find in screening.finds],
        "by": reading.by,
    }
