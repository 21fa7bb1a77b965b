"""The same over Telegram's webhook: the platform brings what children write to our own address."""

from collections.abc import Iterator

import pytest

from connectors.telegram.access import PATH
from tests.channels.evening import Evening, evening
from tests.channels.script import SCRIPTS
from tests.channels.test_no_trace import check_logs

pytestmark = pytest.mark.service

NAMES = (
    "thai",
    "english",
    "danger_thai",
    "nobody",
    "exit_bot",
    "exit_counsellor",
    "edited",
    "media",
)


@pytest.fixture(scope="module")
def webhook_evening() -> Iterator[Evening]:
    """Some scripts, on Telegram alone."""
    with evening(telegram_mode="webhook") as one:
        one.ask(one.play([(SCRIPTS[name], "telegram") for name in NAMES]))
        yield one


@pytest.mark.parametrize("script", NAMES)
def test_the_conversation_goes_as_the_script_says_over_the_webhook(
    webhook_evening: Evening, script: str
) -> None:
    """A child cannot tell which of the two ways its words take."""
    if error := webhook_evening.played[script, "telegram"].error:
        raise error


def test_updates_came_to_our_own_address(webhook_evening: Evening) -> None:
    """Each was taken with an empty 200 and nothing for the platform to do; nobody asked for news."""
    fake = webhook_evening.telegram
    assert fake.webhook is not None
    assert fake.webhook.url == webhook_evening.installation.public + PATH
    assert len(fake.webhook.secret) >= 32
    assert len(fake.webhook_answers) > 30
    assert set(fake.webhook_answers) == {(200, "")}
    assert fake.executed == []
    assert not [call for call in fake.calls if call.method.lower() == "getupdates"]
    assert fake.pending == 0


def test_nothing_of_a_child_or_a_secret_is_logged_over_the_webhook(
    webhook_evening: Evening,
) -> None:
    """The secret that Telegram shows us is written down no more than the token."""
    check_logs(webhook_evening)
    assert webhook_evening.telegram.profile_calls == []
