"""`helpline check`: everything that is loaded in service, loaded once to see that it can be."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.marked import marked_lines
from composition.mind import (
    ROOT,
    all_readables,
    catalogue_of,
    child_words,
    codes_of,
    content_of,
    counting_of,
    designations_of,
    desk_words,
    detail_training_of,
    keywords_of,
    languages_of,
    privacy_of,
    regions_of,
    replies_of,
    reviews_of,
    risk_rules_of,
    shelf_of,
    telegram_words,
    training_of,
)
from errors import HelplineError
from handoff.desk.reviews import State, compared
from operation.check import Finding, findings_of, production_findings
from operation.settings import Settings


def has_platforms(settings: Settings) -> bool:
    """Return whether any channel beside the web page is set up, be it by half."""
    secrets = (settings.telegram_token, settings.line_channel_secret, settings.line_channel_token)
    return any(secrets)


def findings(settings: Settings, *, production: bool) -> Iterator[Finding]:
    """Yield what of this installation would hurt, and how to mend it."""
    yield from unreadable(settings)
    yield from strays(settings)
    yield from to_call_through(settings, production=production)
    yield from to_review(settings, production=production)
    if not production:
        return
    yield from production_findings(settings)
    if not training_of(settings).up_to_date():
        yield Finding("language model", "is missing or older than its examples: helpline train")
    if not detail_training_of(settings).up_to_date():
        yield Finding("model of details", "is missing or older than its lines: helpline train")


def unreadable(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong in anything that is loaded in service, part by part."""
    parts: dict[str, Callable[[], object]] = {
        "content": lambda: content_of(settings),
        "content/codes.yml": lambda: codes_of(settings),
        "statistics/catalogue.yml": lambda: catalogue_of(content_of(settings)),
        "content/language.yml": lambda: languages_of(settings),
        "content/keywords.yml": lambda: keywords_of(settings),
        "content/risk": lambda: risk_rules_of(settings),
        "content/privacy": lambda: privacy_of(frozenset(), settings),
        "content/pages/child.yml": lambda: child_words(settings),
        "content/pages/telegram.yml": lambda: telegram_words(settings),
        "content/numbers.yml": lambda: counting_of(settings),
        "content/regions.yml": lambda: regions_of(settings),
        "content/designations.yml": lambda: designations_of(settings),
        "handoff/desk/words": desk_words,
        "content/replies.yml": lambda: replies_of(settings),
        "reviews.json": lambda: reviews_of(settings).read(),
        "nlu_data": lambda: training_of(settings).examples(),
        "detail_data": lambda: list(marked_lines(ROOT / "detail_data")),
    }
    for where, load in parts.items():
        yield from findings_of(where, load)


def strays(settings: Settings) -> Iterator[Finding]:
    """Yield what of the operator's folder nothing reads."""
    if settings.content and not settings.content.is_dir():
        yield Finding("HELPLINE_CONTENT", f"{settings.content} is no folder")
    for stray in shelf_of(settings).strays():
        what = "is read by nothing: give it the folder and the name of a file of bot/content"
        yield Finding(str(stray), what)


def to_call_through(settings: Settings, *, production: bool) -> Iterator[Finding]:
    """Yield every help service that has to be called through; it hurts where children see it."""
    try:
        directory = content_of(settings).directory
    except HelplineError:
        return  # said above
    for service in directory.to_call_through(datetime.now(UTC).date()):
        last = service.verified_on
        since = f"was last called through on {last}" if last else "was never called through"
        asks = f"; ask for: {', '.join(sorted(service.unconfirmed))}" if service.unconfirmed else ""
        shown = service.first_line or last is not None
        what = f"{since}: helpline directory confirm {service.id}{asks}"
        yield Finding(service.id, what, hurts=production and shown)


def to_review(settings: Settings, *, production: bool) -> Iterator[Finding]:
    """Yield how many texts nobody has reviewed as they are; in service that hurts."""
    try:
        readables = all_readables(content_of(settings), settings)
        texts = compared(readables, reviews_of(settings).read())
    except HelplineError:
        return  # said above
    if texts.left:
        never, changed = texts.count(State.NEVER), texts.count(State.CHANGED)
        what = (
            f"of {len(readables)}, {never} were never reviewed and {changed} have changed since: "
            "a supervisor reads and marks them at the desk, under Texts"
        )
        yield Finding("texts", what, hurts=production)
