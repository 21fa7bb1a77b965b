"""Whatever the channel, a child is told the same, and the counsellor cannot notice a difference."""

import pytest

from bot.content import Content
from bot.directory import Directory
from tests.channels.evening import Evening
from tests.channels.lexicon import Lexicon
from tests.channels.play import Played
from tests.channels.script import SCRIPTS
from tests.service.installation import CONTENT

pytestmark = pytest.mark.service

SHARED = [name for name, script in SCRIPTS.items() if len(script.channels) > 1]
SEEN_AT_A_DESK = [
    name
    for name in SHARED
    if any(step.verb == "counsellor" and step.value == "closes" for step in SCRIPTS[name].steps)
]
PARTINGS = ("exit", "forgotten")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    directory = Directory.load(CONTENT / "services", demo=True)
    return Lexicon(Content.load(CONTENT, directory=directory))


def all_of(evening: Evening, script: str) -> list[Played]:
    return [evening.played[script, channel] for channel in SCRIPTS[script].channels]


def told(played: Played, lexicon: Lexicon) -> list[str]:
    """Return the words a child was told; the name of those that are meant to differ.

    The last word of all may have no place to stand on our own page, which then shows that it is
    over (`parting` of a script).
    """
    words = [text.text if lexicon.is_common(name) else name for name, text in played.heard]
    return [one for one in words if one not in PARTINGS]


def offered(played: Played) -> set[tuple[str, str]]:
    """Return key and label of all that could ever be pressed; LINE shows them once for a request."""
    return {
        (key.partition(":")[0] if key.startswith(("share:", "keep:")) else key, label)
        for _, bubble in played.heard
        for key, label in bubble.buttons
    }


@pytest.mark.parametrize("script", SHARED)
def test_a_child_is_told_the_same_on_every_channel(
    polling_evening: Evening, lexicon: Lexicon, script: str
) -> None:
    """The very same words in the same order, and the same buttons with the same words on them."""
    first, *others = all_of(polling_evening, script)
    assert told(first, lexicon)
    for other in others:
        assert told(other, lexicon) == told(first, lexicon), other.channel
        assert offered(other) == offered(first), other.channel


def at_desk(played: Played, lexicon: Lexicon) -> list[object]:
    """Return all that the desk showed of a conversation, but ids, times and the channel's name."""
    return [
        (
            (
                card.state,
                card.language,
                card.risk,
                card.told,
                card.child_left,
                card.counsellor is None,
            ),
            [
                (
                    line.seq,
                    line.author,
                    line.text if lexicon.is_common(name) else name,
                    line.risk,
                    line.masked,
                    line.mark,
                    line.amended,
                )
                for line in lines
                for name in [lexicon.name(line.text, played.channel)]
            ],
        )
        for card, lines in played.desk
    ]


@pytest.mark.parametrize("script", SEEN_AT_A_DESK)
def test_a_counsellor_notices_no_difference(
    polling_evening: Evening, lexicon: Lexicon, script: str
) -> None:
    """The same transcript with the same marks, risks and hidden details, and the same card."""
    first, *others = all_of(polling_evening, script)
    assert first.desk
    for other in others:
        assert at_desk(other, lexicon) == at_desk(first, lexicon), other.channel


def test_there_is_a_script_for_each_kind_of_conversation() -> None:
    """Thai, English, danger in both, nobody on duty, both ways to leave, on all three channels."""
    assert {
        *("thai", "english", "danger_thai", "danger_english", "nobody", "nobody_danger"),
        *("exit_bot", "exit_counsellor", "delete", "delete_counsellor", "hidden_detail"),
        "comes_back",
    } <= {name for name, script in SCRIPTS.items() if len(script.channels) == 3}
