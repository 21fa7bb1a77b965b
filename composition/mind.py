"""What the bot knows: reviewed content, the examples, and what reads a message.

Everything of it is found through one shelf, so that an operator's folder holds for all of it.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from bot.confirmations import Confirmations
from bot.content import Content
from bot.counting import Counting
from bot.danger import LearnedDanger, hearing
from bot.directory import Directory
from bot.language import Language, Languages
from bot.privacy import Privacy
from bot.readable import Readable, readables_of
from bot.reading import Reader
from bot.regions import Regions
from bot.risk import CONTEXT, RiskRules
from bot.service import Service
from bot.shelf import Shelf
from bot.signboard import load_signboard
from bot.speech import Speech
from bot.tagger import Tagger
from bot.turn import DialogueState
from bot.understanding import KeywordUnderstanding, Understanding
from bot.wording import Wording
from bot.words import Words
from composition.detail_training import DetailTraining
from handoff.designation import Designations
from handoff.desk.codes import Codes
from handoff.desk.referrals import Referral
from handoff.desk.replies import Reply, load_replies
from handoff.desk.reply_check import ReplyCheck
from handoff.desk.reviews import Reviews
from handoff.statistics.catalogue import Catalogue
from operation.settings import Settings
from operation.training import Training

ROOT: Final = Path(__file__).resolve().parents[1]
CONTENT: Final = ROOT / "bot" / "content"
CATALOGUE: Final = ROOT / "handoff" / "statistics" / "catalogue.yml"
_CONTEXT: Final = f"risk/{CONTEXT}"


def shelf_of(settings: Settings) -> Shelf:
    """Return where content lies: what is shipped, with the operator's own over it."""
    return Shelf(CONTENT, settings.content)


def languages_of(settings: Settings) -> Languages:
    """Return how children write."""
    return Languages.load(shelf_of(settings).one("language.yml"))


def training_of(settings: Settings) -> Training:
    """Return what builds the language model."""
    return _LaidTraining(settings)


def detail_training_of(settings: Settings) -> DetailTraining:
    """Return what teaches the tagger of personal details."""
    return DetailTraining(ROOT, settings.home, lambda: training_of(settings).lines())


def learned_of(settings: Settings) -> LearnedDanger | None:
    """Return the learned ear for danger; until something was trained the phrases stand alone."""
    table = training_of(settings).danger_table()
    return LearnedDanger.load(table, _hearing_of(settings)) if table else None


def confirmations_of(settings: Settings) -> Confirmations:
    """Return the file of call-throughs."""
    return Confirmations(settings.home / "directory.json")


def content_of(settings: Settings) -> Content:
    """Return the reviewed content, checked, with the operator's own laid over it."""
    directory = Directory.load(
        CONTENT / "services",
        overlay=shelf_of(settings).folder("services"),
        confirmations=confirmations_of(settings).read(),
        demo=settings.demo,
    )
    return Content.load(CONTENT, settings.content, directory=directory)


def keywords_of(settings: Settings) -> KeywordUnderstanding:
    """Return the reading for when the model is away."""
    files = shelf_of(settings).files("keywords.yml")
    return KeywordUnderstanding.load(*files, normalise=languages_of(settings).normalise)


def reader_of(content: Content, understanding: Understanding, settings: Settings) -> Reader:
    """Return what reads messages, over an understanding."""
    return Reader(
        languages=languages_of(settings),
        risk_rules=risk_rules_of(settings),
        privacy=privacy_of(
            content.directory.published(), settings, detail_training_of(settings).tagger()
        ),
        understanding=understanding,
        counting=counting_of(settings),
        learned=learned_of(settings),
        regions=regions_of(settings),
    )


def risk_rules_of(settings: Settings) -> RiskRules:
    """Return the phrases by which danger is known."""
    overlay = shelf_of(settings).folder("risk")
    return RiskRules.load(CONTENT / "risk", languages_of(settings).normalise, overlay)


def privacy_of(never: frozenset[str], settings: Settings, tagger: Tagger | None = None) -> Privacy:
    """Return how personal details are found; `never` are those of help services."""
    overlay = shelf_of(settings).folder("privacy")
    return Privacy.load(CONTENT / "privacy", never, overlay, tagger)


def counting_of(settings: Settings) -> Counting:
    """Return how a number is written that stands for a button."""
    return Counting.load(shelf_of(settings).one("numbers.yml"), languages_of(settings).normalise)


def regions_of(settings: Settings) -> Regions:
    """Return how a child says in which region it lives."""
    return Regions.load(shelf_of(settings).one("regions.yml"))


def child_words(settings: Settings) -> Words:
    """Return the words of the child's page."""
    return Words.laid_over(*shelf_of(settings).files("pages/child.yml"))


def desk_words() -> Words:
    """Return the words of the desk, which an operator does not change."""
    return Words.of_folder(ROOT / "handoff" / "desk" / "words")


def telegram_words(settings: Settings) -> Words:
    """Return the words of the bot's commands and of its empty chat."""
    return load_signboard(*shelf_of(settings).files("pages/telegram.yml"))


def designations_of(settings: Settings) -> Designations:
    """Return the names under which staff see conversations."""
    return Designations.load(shelf_of(settings).one("designations.yml"))


def codes_of(settings: Settings) -> Codes:
    """Return the statistic codes as the closing form offers them."""
    return Codes.load(*shelf_of(settings).files("codes.yml"))


def catalogue_of(content: Content) -> Catalogue:
    """Return what is counted of closed contacts, with the help services as they are now."""
    services = {service.id: service.name for service in content.directory.services}
    return Catalogue.load(CATALOGUE, {**content.codes, "referral": services})


def replies_of(settings: Settings) -> tuple[Reply, ...]:
    """Return the ready replies of counsellors."""
    return load_replies(*shelf_of(settings).files("replies.yml"))


def referrals_of(content: Content) -> dict[str, Referral]:
    """Return the services a child may be sent to, each as the line the bot would say."""
    speech = Speech(content)

    def line(service: Service, language: Language) -> str:
        return speech.lines((service,), DialogueState(language=language))

    return {
        one.id: Referral(
            one.name,
            {"th": line(one, "th"), "en": line(one, "en")},
            one.phone or one.url or one.line or "",
        )
        for one in content.directory.services
        if content.directory.shows(one)
    }


def all_readables(content: Content, settings: Settings) -> tuple[Readable, ...]:
    """Return everything a child may read that is written in files, without ready replies."""
    return readables_of(shelf_of(settings), content)


def reply_check_of(content: Content, settings: Settings) -> ReplyCheck:
    """Return what looks through the replies that staff write."""
    return ReplyCheck(
        privacy_of(content.directory.published(), settings),
        Wording.load(shelf_of(settings).one("wording.yml")),
    )


def reviews_of(settings: Settings) -> Reviews:
    """Return the file of who reviewed which text."""
    return Reviews(settings.home / "reviews.json")


def _hearing_of(settings: Settings) -> Callable[[str], str]:
    return hearing(shelf_of(settings).one(_CONTEXT).parent)


class _LaidTraining(Training):
    """Training whose model is also made from what the operator laid over our words."""

    def __init__(self, settings: Settings) -> None:
        normalise = languages_of(settings).normalise
        super().__init__(ROOT, settings.home, normalise, partial(_hearing_of, settings))
        shelf = shelf_of(settings)
        made_from = (shelf.one("language.yml"), shelf.one(_CONTEXT))
        self._laid = [path for path in made_from if shelf.is_own(path)]

    def made_from(self) -> str:
        """Return the digest of everything; ours alone when nothing is laid over it."""
        digest = super().made_from()
        for path in self._laid:
            digest = hashlib.sha256(digest.encode() + path.read_bytes()).hexdigest()
        return digest
