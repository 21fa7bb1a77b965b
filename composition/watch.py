"""What a gateway sees of its platforms and of the model: codes, counts and times for its report.

A look costs questions of the platform's allowance, so it is made every quarter of an hour. What
a platform says in addresses and sentences stays here; nothing of a child is asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.understanding import Understanding
from composition.channels import line_access, telegram_access
from composition.mind import training_of
from composition.storage import now
from connectors.line import check as line_check
from connectors.look import Fact, Look
from connectors.telegram import check as telegram_check
from errors import HelplineError
from handoff.report import BEAT_SECONDS, ChannelReport, ModelReport
from handoff.traffic import Traffic
from operation.settings import Settings

_LOOK_SECONDS: Final = 15 * 60
_LONGEST_LOOK: Final = 30.0
_NO_KEY: Final = bytes(32)
"""A look never shows the webhook's secret, so that it needs no key to make it from."""

type Looks = Mapping[str, Callable[[], Awaitable[Look]]]


class Watch:
    """What a gateway sees of its channels and of the model."""

    def __init__(
        self, settings: Settings, traffic: Traffic, understanding: Understanding, looks: Looks
    ) -> None:
        """Join the parts; `looks` by channel asks its platform."""
        self._settings = settings
        self._traffic = traffic
        self._understanding = understanding
        self._looks = looks
        self._seen: dict[str, ChannelReport] = {}

    async def see(self) -> tuple[tuple[ChannelReport, ...], ModelReport]:
        """Return how the channels and the model are, asking a platform only when it is time."""
        await self._traffic.write()
        due = [name for name in self._looks if self._is_due(name)]
        reports = await asyncio.gather(*(_looked(name, self._looks[name]) for name in due))
        self._seen |= {one.channel: one for one in reports}
        page = ChannelReport(channel="web", looked_at=now())
        return (page, *self._seen.values()), await self._model()

    def _is_due(self, channel: str) -> bool:
        seen = self._seen.get(channel)
        if seen is None:
            return True
        pause = BEAT_SECONDS if "unreachable" in seen.problems else _LOOK_SECONDS
        return now() - seen.looked_at >= pause * 1000

    async def _model(self) -> ModelReport:
        training = training_of(self._settings)
        model = await asyncio.to_thread(training.current)
        if model is None:
            return ModelReport(answers=False)
        made = await asyncio.to_thread(training.made_at, model)
        current = await asyncio.to_thread(training.up_to_date)
        answers = await _answers(self._understanding)
        return ModelReport(answers=answers, name=model.file, made_at=made, is_current=current)


def looks_of(settings: Settings) -> Looks:
    """Return how each platform that is set up is asked."""
    looks: dict[str, Callable[[], Awaitable[Look]]] = {}
    if telegram := telegram_access(settings, _NO_KEY):
        looks["telegram"] = lambda: telegram_check.look(telegram, clock=now)
    if line := line_access(settings):
        looks["line"] = lambda: line_check.look(line)
    return looks


async def _looked(channel: str, look: Callable[[], Awaitable[Look]]) -> ChannelReport:
    try:
        async with asyncio.timeout(_LONGEST_LOOK):
            return _report(await look())
    except TimeoutError:
        return ChannelReport(channel=channel, looked_at=now(), problems=("unreachable",))


def _report(look: Look) -> ChannelReport:
    """Return the counts and codes of a look; its addresses and sentences stay here."""
    facts = look.facts
    pending, failed_at = facts.get("pending"), facts.get("last_error_at")
    return ChannelReport(
        channel=look.channel,
        looked_at=now(),
        problems=tuple(problem.code for problem in look.problems),
        pending=pending if isinstance(pending, int) else None,
        failed_at=failed_at * 1000 if isinstance(failed_at, int) else None,
        quota_left=_left(facts.get("quota_limit"), facts.get("quota_used")),
    )


def _left(limit: Fact | None, used: Fact | None) -> int | None:
    """Return how many lines are left of a month's; -1 of LINE's is no limit."""
    if not isinstance(limit, int) or not isinstance(used, int) or limit < 0:
        return None
    return max(0, limit - used)


async def _answers(understanding: Understanding) -> bool:
    try:
        await understanding.parse("hello")
    except HelplineError:
        return False
    return True
