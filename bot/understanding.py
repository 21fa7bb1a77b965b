"""What a child's message means, asked of the model, or of telling phrases when the model is away.

Whoever asks gives normalised text and gets a guess, never an explanation. Nothing here decides what
the child is told, and no text is ever logged, kept or put into an error.
"""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.words import read_yaml
from errors import InvalidContent, UnderstandingUnavailable

LONGEST = 4_000
"""Characters the parse server takes; of a longer text the beginning is read."""

_FAILURES = 3
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0

_WHOLE = 0.9
_PART = 0.6
_ALONE = "="
_AROUND = " \t.,!?~'\"()\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent of CONTRACT.md, how sure the reader is (0 to 1), and who read it.

    The confidences of the two readers are not of one scale: the model's is a probability, that of
    the keywords says only how a phrase fitted (0: none did, and the intent is `out_of_scope`).
    """

    intent: str
    confidence: float
    by: Literal["rasa", "keywords"]


class Understanding(Protocol):
    """Whatever can say what a text means."""

    async def parse(self, text: str) -> Guess:
        """Return the intent of a normalised text.

        Raises:
            UnderstandingUnavailable: no answer, or none in time; ask somebody else.
        """
        ...


class Breaker:
    """Keeps callers from waiting for somebody who does not answer.

    After three vain waits in a row it opens for half a second and then lets one caller try; each
    vain trial doubles the pause, up to ten seconds. Only `TimeoutError` counts: whatever fails at
    once keeps nobody waiting.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._round = 0
        self._trying = False
        self.reset()

    def reset(self) -> None:
        """Close it: there was an answer, or there is somebody new to ask."""
        self._vain, self._pause = 0, _FIRST_PAUSE
        self._open_until: float | None = None

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Guard one attempt and learn from its end.

        Raises:
            UnderstandingUnavailable: it is open; nothing was tried.
        """
        trial = self._admit()
        begun_in = self._round
        try:
            yield
        except TimeoutError:
            self._failed(begun_in)
            raise
        else:
            self.reset()
        finally:
            self._trying = self._trying and not trial

    def _admit(self) -> bool:
        if self._open_until is None:
            return False
        if self._trying or self._clock() < self._open_until:
            raise UnderstandingUnavailable("the model has not been answering")
        self._trying = True
        return True

    def _failed(self, begun_in: int) -> None:
        # Those admitted before it opened run out of time together; they say nothing new.
        if begun_in != self._round:
            return
        self._vain += 1
        if self._vain < _FAILURES:
            return
        self._round += 1
        self._open_until = self._clock() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


class RasaUnderstanding:
    """Asks the parse server (`bot.nlu.server`) over one connection that carries many questions.

    Args:
        socket: the server's Unix socket; it may come and go.
        limit: seconds a child may wait for the model (DESIGN.md: 1.5).
        clock: seconds, for the breaker's pauses.
    """

    def __init__(
        self, socket: Path, limit: float = 1.5, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._socket, self._limit = socket, limit
        self._breaker = Breaker(clock)
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Guess]] = {}
        self._opening = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def parse(self, text: str) -> Guess:
        """Ask the model.

        Raises:
            UnderstandingUnavailable: it is away, refuses, or needs longer than the limit.
        """
        try:
            with self._breaker.attempt():
                async with asyncio.timeout(self._limit):
                    return await self._ask(text[:LONGEST])
        except TimeoutError:
            raise UnderstandingUnavailable("the model is too slow") from None
        except OSError:
            raise UnderstandingUnavailable("the model is not there") from None

    async def close(self) -> None:
        """Let go of the connection; who still waits is told at once."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _ask(self, text: str) -> Guess:
        writer = await self._connection()
        number = next(self._ids)
        answer: asyncio.Future[Guess] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            writer.write(json.dumps({"id": number, "text": text}).encode("ascii") + b"\n")
            await writer.drain()
            return await answer
        finally:
            del self._asked[number]

    async def _connection(self) -> asyncio.StreamWriter:
        async with self._opening:
            if self._writer is None:
                reader, self._writer = await asyncio.open_unix_connection(str(self._socket))
                self._listening = asyncio.create_task(self._listen(reader, self._writer))
            return self._writer

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self._answered(*_read(line))
        except (OSError, ValueError):
            pass  # whoever talks like this is no better than one who hung up
        finally:
            writer.close()
            self._writer = None
            self._breaker.reset()
            for answer in self._asked.values():
                _fail(answer, "the model went away")

    def _answered(self, number: int | None, guess: Guess | None) -> None:
        answer = self._asked.get(number or 0)
        if answer is None:
            return  # nobody waits any longer
        if guess is None:
            _fail(answer, "the model refused")
        elif not answer.done():
            answer.set_result(guess)


def _fail(answer: asyncio.Future[Guess], reason: str) -> None:
    if not answer.done():
        answer.set_exception(UnderstandingUnavailable(reason))


def _read(line: bytes) -> tuple[int | None, Guess | None]:
    """Return id and guess of one answer; no guess when it is a refusal. ValueError: no answer."""
    try:
        given: dict[str, Any] = json.loads(line)
        if "error" in given:
            return given["id"], None
        return given["id"], Guess(str(given["intent"]), float(given["confidence"]), "rasa")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(type(error).__name__) from None


class KeywordUnderstanding:
    """Finds telling phrases; the longest that fits wins, the earlier intent among equals.

    Thai is found anywhere in a word, because Thai words are not separated; Latin letters and digits
    only where no other stands beside them. Always answers.

    Args:
        phrases: for each intent, normalised phrases; one that begins with `=` only fits a text that
            holds nothing else.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        listed = [(phrase, intent) for intent, each in phrases.items() for phrase in each]
        self._alone = {p.removeprefix(_ALONE): intent for p, intent in reversed(listed)}
        self._within = [
            (phrase, _edges(phrase), intent)
            for phrase, intent in sorted(listed, key=lambda pair: -len(pair[0]))
            if not phrase.startswith(_ALONE)
        ]

    @classmethod
    def load(cls, *paths: Path, normalise: Callable[[str], str]) -> "KeywordUnderstanding":
        """Read files of the form `{intent: {th: [...], en: [...]}}`; a later one replaces intents.

        Raises:
            InvalidContent: a file cannot be read, a language is missing, or a phrase is empty.
        """
        phrases: dict[str, Sequence[str]] = {}
        for path in paths:
            for intent, entry in read_yaml(path).items():
                phrases[intent] = _phrases(f"{path.name}: {intent}", entry, normalise)
        return cls(phrases)

    async def parse(self, text: str) -> Guess:
        """Return the intent of the phrase that fits best."""
        if intent := self._alone.get(text.strip(_AROUND)):
            return Guess(intent, _WHOLE, "keywords")
        for phrase, edges, intent in self._within:
            if phrase in text and edges.search(text):
                return Guess(intent, _PART, "keywords")
        return Guess("out_of_scope", 0.0, "keywords")


def _edges(phrase: str) -> re.Pattern[str]:
    latin = "[a-z0-9]"
    before = f"(?<!{latin})" if re.match(latin, phrase[0]) else ""
    after = f"(?!{latin})" if re.match(latin, phrase[-1]) else ""
    return re.compile(before + re.escape(phrase) + after)


def _phrases(where: str, entry: object, normalise: Callable[[str], str]) -> Sequence[str]:
    if not isinstance(entry, dict) or entry.keys() != {"th", "en"}:
        raise InvalidContent(f"{where}: phrases in th and en are expected, and nothing else")
    return [
        _phrase(where, each, normalise) for each in [*(entry["th"] or ()), *(entry["en"] or ())]
    ]


def _phrase(where: str, phrase: object, normalise: Callable[[str], str]) -> str:
    if not isinstance(phrase, str):
        raise InvalidContent(f"{where}: {phrase!r} is no phrase; it may need quotes")
    bare = normalise(phrase.removeprefix(_ALONE)).strip(_AROUND)
    if not bare:
        raise InvalidContent(f"{where}: {phrase!r} is no phrase")
    return _ALONE + bare if phrase.startswith(_ALONE) else bare


class FallbackUnderstanding:
    """Asks the first, and the second when the first is not available."""

    def __init__(self, first: Understanding, second: Understanding) -> None:
        self._first, self._second = first, second

    async def parse(self, text: str) -> Guess:
        """Return the guess of whoever answered."""
        try:
            return await self._first.parse(text)
        except UnderstandingUnavailable:
            return await self._second.parse(text)
