"""What Telegram shows of the bot before a word is said: commands, description, short description.

Whoever takes up the phone may read it, so it names no trouble; it must fit the platform's lengths,
or setting it would fail when the helpline starts.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.limits import COMMAND, DESCRIPTION, SHORT, text_faults
from bot.words import Words
from errors import InvalidContent

COMMANDS = ("start", "human", "menu", "exit", "delete", "thai", "english")
"""In the order of Telegram's menu."""

_LONGEST: Mapping[str, int] = {
    **{f"telegram.command.{command}": COMMAND for command in COMMANDS},
    "telegram.description": DESCRIPTION,
    "telegram.short": SHORT,
}


def load_signboard(*paths: Path) -> Words:
    """Return the words of `pages/telegram.yml`, checked; a later file replaces texts.

    Raises:
        InvalidContent: one line for each text that is missing, unknown or cannot be shown.
    """
    words = Words.load(*paths)
    found = [f"{paths[-1].name}: {problem}" for problem in _problems(words)]
    if found:
        raise InvalidContent("\n".join(found))
    return words


def _problems(words: Words) -> Iterator[str]:
    yield from (f"no {text_id}" for text_id in _LONGEST if text_id not in words)
    for text_id, texts in words.items():
        most = _LONGEST.get(text_id)
        if most is None:
            yield f"unknown {text_id}"
            continue
        for language, text in texts.items():
            yield from (f"{text_id}: {language}: {one}" for one in text_faults(text, most))
            if "\n" in text and text_id != "telegram.description":
                yield f"{text_id}: {language}: has a line break"
