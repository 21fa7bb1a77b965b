"""The evening that all tests of this folder look at: it is played once."""

from collections.abc import Iterator, Sequence

import pytest

from tests.channels.evening import Evening, evening
from tests.channels.script import SCRIPTS


@pytest.fixture(scope="session")
def polling_evening(request: pytest.FixtureRequest) -> Iterator[Evening]:
    """Every script that a selected test asks for, on every channel, with Telegram asked for news."""
    chosen = set(_asked_for(request.session.items))
    cast = [
        (script, channel)
        for script in SCRIPTS.values()
        for channel in script.channels
        if not chosen or {(script.name, channel), (script.name, None)} & chosen
    ]
    with evening(telegram_mode="polling") as one:
        one.ask(one.play(cast))
        yield one


def _asked_for(items: Sequence[pytest.Item]) -> Iterator[tuple[str, str | None]]:
    """Yield the scripts that the tests to be run name, with the channel where they name one."""
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        if "script" in params:
            yield params["script"], params.get("channel")
