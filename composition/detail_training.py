"""Teaches the tagger of personal details from marked lines, when there is need to.

The lines of the language model are the examples of what is no detail, a third of them. A model is
replaced only when its successor is complete; until something was learned the rules stand alone.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from zlib import crc32

from bot.marked import MarkedLine, marked_lines
from bot.nlu.variation import varied
from bot.tagger import Tagger, learn
from bot.tokens import Tokens
from operation.sources import digest_of

_MADE_FROM = (
    "detail_data/*.txt",
    "nlu_data/**/*.yml",
    "bot/content/privacy/names.yml",
    "bot/cues.py",
    "bot/given.py",
    "bot/marked.py",
    "bot/nlu/variation.py",
    "bot/separated.py",
    "bot/tagger.py",
    "bot/tokens.py",
    "bot/typed.py",
    "composition/detail_training.py",
    "requirements/main.txt",
)
_SHARE = 3
"""Of so many lines without details one is learned from; more took longer and told little more."""

_ENDING = ".details.crf"


class DetailTraining:
    """Marked lines in, tagger out.

    Args:
        root: the repository's folder.
        home: HELPLINE_HOME; models are kept in its folder `models`.
        plain: gives lines in which no detail is; asked only when something is learned.
    """

    def __init__(self, root: Path, home: Path, plain: Callable[[], Iterable[str]]) -> None:
        self._root, self._models, self._plain = root, home / "models", plain

    def up_to_date(self) -> bool:
        """Say whether the model in use was made from what is there now."""
        return self._made_now().is_file()

    def tagger(self) -> Tagger | None:
        """Return what was learned; None when nothing was yet.

        Raises:
            InvalidContent: the model or the lists of names cannot be read.
        """
        made = sorted(self._models.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns)
        return Tagger(self._tokens(), made[-1]) if made else None

    def train(self) -> str:
        """Learn if it is needed; return one line that says what happened.

        Raises:
            InvalidContent: a marked line or a list of names cannot be read; the model in use stays.
        """
        made = self._made_now()
        if made.is_file():
            return "up to date"
        begun = time.monotonic()
        marked = list(marked_lines(self._root / "detail_data"))
        self._models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._models, prefix=".making-") as folder:
            new = Path(folder) / made.name
            learn(self._tokens(), chain(marked, self._without()), new)
            new.replace(made)
        for old in self._models.glob(f"*{_ENDING}"):
            if old != made:
                old.unlink()
        return f"built {made.name}: {len(marked)} marked lines, {time.monotonic() - begun:.0f} s"

    def _without(self) -> Iterator[MarkedLine]:
        """Yield the same share of the lines without details whatever is added to them.

        Of half as many others a mistyped one: a misspelt word is no name.
        """
        for line in self._plain():
            place = crc32(line.encode()) % (2 * _SHARE)
            if place % _SHARE == 0:
                yield MarkedLine(line)
            elif place == 1:
                yield from map(MarkedLine, varied(line, 1))

    def _tokens(self) -> Tokens:
        return Tokens.load(self._root / "bot/content/privacy")

    def _made_now(self) -> Path:
        """Return the file whose name tells of everything it would be made from."""
        return self._models / f"{digest_of(self._root, _MADE_FROM)}{_ENDING}"
