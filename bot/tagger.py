"""Knows names, schools, places and accounts by what it learned from marked lines.

A conditional random field over the words of a text: which words stand before and behind, on which
lists, of what form. It works without a model server, beside the rules; either hides a detail, and
what the rules leave alone on purpose stays (`bot.joined`). Numbers are the rules' alone.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from threading import Lock

import pycrfsuite

from bot.joined import WIDE
from bot.marked import MarkedLine
from bot.tokens import Token, Tokens, features
from bot.typed import Spot, Typed, fold
from errors import InvalidContent

_AS = {"line_id": "handle", "game_id": "handle"}
"""What is learned under another kind; of kinds that are not `WIDE` nothing is."""

SURE = 0.65
"""From which probability a word is hidden (docs/UNDERSTANDING.md)."""

_LONGEST = 60
"""Signs of a detail: of 7,838 marked ones one is longer, and what runs on so far is hardly one."""

_NONE = "none"
_DIGEST = 32
"""Bytes of the digest before the model in its file."""

_LEARNING = {
    "c1": 0.3,  # so that most of what was seen weighs nothing and the model stays small
    "c2": 0.05,
    "max_iterations": 80,
    "feature.minfreq": 2,
}


class Tagger:
    """Finds details in a text.

    Args:
        tokens: cuts texts, as when it was learned.
        model: the file that `learn` wrote.

    Raises:
        InvalidContent: it is no such model.
    """

    def __init__(self, tokens: Tokens, model: Path) -> None:
        self._tokens, self._field = tokens, pycrfsuite.Tagger()
        self._one_at_a_time = Lock()
        try:
            self._model = _whole(model.read_bytes())
            self._field.open_inmemory(self._model)  # it keeps no copy
            labels: list[str] = self._field.labels()
            self._labels = [label for label in labels if label != _NONE]
        except (OSError, ValueError):
            raise InvalidContent(f"{model.name}: the model of details cannot be read") from None

    def __call__(self, typed: Typed) -> Iterator[Spot]:
        """Yield the details of a text; words that stand together are one."""
        tokens = self._tokens(typed)
        told = zip(tokens, self._kinds(tokens), strict=True)
        for is_detail, words in groupby(told, key=lambda word: word[1] != _NONE):
            if is_detail:
                run, kinds = zip(*words, strict=True)
                if run[-1].end - run[0].start <= _LONGEST:
                    yield Spot(max(kinds, key=kinds.count), run[0].start, run[-1].end)

    def _kinds(self, tokens: list[Token]) -> list[str]:
        """Return what each word is part of."""
        if not tokens:
            return []
        with self._one_at_a_time:
            self._field.set(list(features(tokens)))
            return [self._kind(at) for at in range(len(tokens))]

    def _kind(self, at: int) -> str:
        if 1 - self._field.marginal(_NONE, at) < SURE:
            return _NONE
        return max(self._labels, key=lambda label: self._field.marginal(label, at))


def learn(tokens: Tokens, lines: Iterable[MarkedLine], out: Path) -> None:
    """Learn from marked lines and write the model; the same lines give the same model."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_LEARNING)
    for line in lines:
        typed = fold(line.text)
        words = tokens(typed)
        trainer.append(list(features(words)), [_tag(word, typed, line) for word in words])
    trainer.train(str(out))
    model = out.read_bytes()
    out.write_bytes(sha256(model).digest() + model)


def _whole(written: bytes) -> bytes:
    """Return the model out of its file; the library would die of one that is cut short."""
    digest, model = written[:_DIGEST], written[_DIGEST:]
    if sha256(model).digest() != digest:
        raise ValueError("not as it was written")
    return model


def _tag(word: Token, typed: Typed, line: MarkedLine) -> str:
    first, last = typed.span(word.start, word.end)
    for kind, start, end in line.details:
        if start < last and first < end:
            return _AS.get(kind, kind) if kind in WIDE else _NONE
    return _NONE
