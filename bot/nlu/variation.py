"""Writes examples again as hurried fingers do: letters left out or swapped, Thai marks dropped.

Such lines teach the model that a misspelt word is still the word; they live only while it is
trained. The same line always gives the same variations.
"""

import random
import re
from typing import Callable, Iterator, Sequence

_MARKS = re.compile("[\u0e47-\u0e4c]")
_SHORTEST = 6
"""Letters of a line that can lose one and still be read."""


def varied(line: str, times: int) -> Iterator[str]:
    """Yield up to so many variations of a line, none of them the line itself or twice the same."""
    if len(line) < _SHORTEST:
        return
    chance = random.Random(line)  # noqa: S311 - the same every time, and no secret
    seen = {line}
    for _ in range(times):
        changed = chance.choice(_WAYS)(line, chance)
        if changed not in seen:
            seen.add(changed)
            yield changed


def _slipped(line: str, chance: random.Random) -> str:
    """Leave out, double or swap one letter in about every twenty."""
    letters = list(line)
    for _ in range(1 + len(line) // 20):
        at = chance.randrange(len(letters) - 1)
        way = chance.randrange(3)
        if way == 0:
            del letters[at]
        elif way == 1:
            letters.insert(at, letters[at])
        else:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def _unmarked(line: str, chance: random.Random) -> str:
    """Drop the tone marks and the silent signs of Thai; a line without any slips instead."""
    plain = _MARKS.sub("", line)
    return plain if plain != line else _slipped(line, chance)


def _joined(line: str, chance: random.Random) -> str:
    """Forget a space; a line without any slips instead."""
    spaces = [at for at, sign in enumerate(line) if sign == " "]
    if not spaces:
        return _slipped(line, chance)
    at = chance.choice(spaces)
    return line[:at] + line[at + 1 :]


_WAYS: Sequence[Callable[[str, random.Random], str]] = (_slipped, _slipped, _unmarked, _joined)
