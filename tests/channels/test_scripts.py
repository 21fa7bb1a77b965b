"""The same conversations over the web page, Telegram and LINE, with the real model and the real store."""

import pytest

from tests.channels.evening import Evening
from tests.channels.script import SCRIPTS

pytestmark = pytest.mark.service

PLAYS = [(name, channel) for name, script in SCRIPTS.items() for channel in script.channels]
COMMON = [name for name, script in SCRIPTS.items() if len(script.channels) > 1]


@pytest.mark.parametrize(("script", "channel"), PLAYS)
def test_the_conversation_goes_as_the_script_says(
    polling_evening: Evening, script: str, channel: str
) -> None:
    """Each step is taken, each answer comes, and nothing comes beside."""
    if error := polling_evening.played[script, channel].error:
        raise error
