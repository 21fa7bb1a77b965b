"""The seam to the model, against servers that answer, keep silent, lie and disappear."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.language import Languages
from bot.understanding import (
    LONGEST,
    Breaker,
    FallbackUnderstanding,
    Guess,
    KeywordUnderstanding,
    RasaUnderstanding,
)
from errors import InvalidContent, UnderstandingUnavailable

ROOT = Path(__file__).parents[2]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def server(socket: Path, talk: Talk) -> AsyncIterator[None]:
    open_now: set[asyncio.StreamWriter] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    listening = await asyncio.start_unix_server(connected, str(socket))
    try:
        yield
    finally:
        listening.close()
        for writer in open_now:
            writer.transport.abort()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every question with its own text as the intent."""
    while line := await reader.readline():
        asked = json.loads(line)
        answer = {"id": asked["id"], "intent": asked["text"], "confidence": 0.5}
        writer.write(json.dumps(answer).encode() + b"\n")


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readline():
        pass


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "nlu.sock"


class TestRasaUnderstanding:
    async def test_asks_and_returns_what_the_model_said(self, socket: Path) -> None:
        async with server(socket, echo):
            rasa = RasaUnderstanding(socket)
            assert await rasa.parse("สวัสดี") == Guess("สวัสดี", 0.5, "rasa")
            await rasa.close()

    async def test_many_questions_at_once_each_get_their_own_answer(self, socket: Path) -> None:
        async def backwards(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = [json.loads(await reader.readline()) for _ in range(50)]
            for each in reversed(asked):
                answer = {"id": each["id"], "intent": each["text"], "confidence": 1}
                writer.write(json.dumps(answer).encode() + b"\n")

        async with server(socket, backwards):
            rasa = RasaUnderstanding(socket)
            guesses = await asyncio.gather(*(rasa.parse(str(n)) for n in range(50)))
            assert [guess.intent for guess in guesses] == [str(n) for n in range(50)]
            await rasa.close()

    async def test_all_questions_share_one_connection(self, socket: Path) -> None:
        connections = 0

        async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            await echo(reader, writer)

        async with server(socket, counted):
            rasa = RasaUnderstanding(socket)
            await asyncio.gather(*(rasa.parse(str(n)) for n in range(20)))
            assert connections == 1
            await rasa.close()

    async def test_reads_the_beginning_of_an_endless_text(self, socket: Path) -> None:
        async with server(socket, echo):
            rasa = RasaUnderstanding(socket)
            assert len((await rasa.parse("ก" * 100_000)).intent) == LONGEST
            await rasa.close()

    async def test_line_breaks_and_half_characters_ask_one_question(self, socket: Path) -> None:
        async with server(socket, echo):
            rasa = RasaUnderstanding(socket)
            odd = 'a\n{"id": 7}\r\u2028\x00\ud800'
            assert (await rasa.parse(odd)).intent == odd
            await rasa.close()

    async def test_nobody_there_is_unavailable_at_once(self, socket: Path) -> None:
        with pytest.raises(UnderstandingUnavailable, match="not there"):
            await RasaUnderstanding(socket, limit=3_600).parse("x")

    async def test_absence_never_delays_the_first_answer_of_a_server_that_came(
        self, socket: Path
    ) -> None:
        rasa = RasaUnderstanding(socket, clock=Clock())
        for _ in range(20):
            with pytest.raises(UnderstandingUnavailable, match="not there"):
                await rasa.parse("x")
        async with server(socket, echo):
            assert (await rasa.parse("hello")).intent == "hello"
            await rasa.close()

    async def test_a_server_that_never_answers_is_unavailable_within_the_limit(
        self, socket: Path
    ) -> None:
        async with server(socket, silent), asyncio.timeout(30):
            rasa = RasaUnderstanding(socket, limit=0.01)
            with pytest.raises(UnderstandingUnavailable, match="too slow"):
                await rasa.parse("x")
            await rasa.close()

    async def test_a_hung_server_costs_time_only_three_times(self, socket: Path) -> None:
        """Later children are answered by keywords at once, until the pause is over."""
        clock = Clock()
        async with server(socket, silent):
            rasa = RasaUnderstanding(socket, limit=0.01, clock=clock)
            for _ in range(3):
                with pytest.raises(UnderstandingUnavailable, match="too slow"):
                    await rasa.parse("x")
            for _ in range(100):
                with pytest.raises(UnderstandingUnavailable, match="has not been answering"):
                    await rasa.parse("x")
            clock.now += 0.5
            with pytest.raises(UnderstandingUnavailable, match="too slow"):
                await rasa.parse("x")
            await rasa.close()

    async def test_a_late_answer_is_given_to_nobody(self, socket: Path) -> None:
        late = asyncio.Event()

        async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            first = json.loads(await reader.readline())
            await late.wait()
            for number in (first["id"], json.loads(await reader.readline())["id"]):
                answer = {"id": number, "intent": f"answer {number}", "confidence": 1}
                writer.write(json.dumps(answer).encode() + b"\n")

        async with server(socket, slow):
            rasa = RasaUnderstanding(socket, limit=0.05)
            with pytest.raises(UnderstandingUnavailable):
                await rasa.parse("first")
            late.set()
            assert (await rasa.parse("second")).intent == "answer 2"
            await rasa.close()

    async def test_a_server_that_dies_wakes_everybody_at_once(self, socket: Path) -> None:
        async def dies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for _ in range(5):
                await reader.readline()

        async with server(socket, dies):
            rasa = RasaUnderstanding(socket, limit=3_600)
            ends = await asyncio.gather(
                *(rasa.parse("x") for _ in range(5)), return_exceptions=True
            )
            assert {type(end) for end in ends} == {UnderstandingUnavailable}

    async def test_a_restarted_server_is_asked_again_at_once(self, socket: Path) -> None:
        """Even when the one before it hung so long that nobody was let through any more."""
        rasa = RasaUnderstanding(socket, limit=0.01, clock=Clock())
        async with server(socket, silent):
            for _ in range(3):
                with pytest.raises(UnderstandingUnavailable, match="too slow"):
                    await rasa.parse("x")
            listening = rasa._listening  # noqa: SLF001 - the end of the connection is to be awaited
        assert listening is not None
        await listening
        rasa._limit = 30  # noqa: SLF001 - what follows is not about time
        async with server(socket, echo):
            assert (await rasa.parse("hello")).intent == "hello"
            await rasa.close()

    @pytest.mark.parametrize(
        "answer",
        [
            b"{}\n",
            b"[]\n",
            b"nonsense\n",
            b"\xff\n",
            b'{"id": 1}\n',
            b'{"id": 1, "intent": "x", "confidence": "high"}\n',
            b"x" * 200_000,
        ],
    )
    async def test_a_server_that_talks_nonsense_is_unavailable(
        self, socket: Path, answer: bytes
    ) -> None:
        async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            writer.write(answer)
            await reader.read()

        async with server(socket, nonsense):
            rasa = RasaUnderstanding(socket, limit=30)
            with pytest.raises(UnderstandingUnavailable, match="went away"):
                await rasa.parse("x")

    async def test_a_refusal_concerns_one_question_alone(self, socket: Path) -> None:
        async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = json.loads(await reader.readline())
            writer.write(json.dumps({"id": asked["id"], "error": "busy"}).encode() + b"\n")
            writer.write(b'{"id": null, "error": "not JSON"}\n')
            await echo(reader, writer)

        async with server(socket, refuses):
            rasa = RasaUnderstanding(socket)
            with pytest.raises(UnderstandingUnavailable, match="refused"):
                await rasa.parse("x")
            assert (await rasa.parse("hello")).intent == "hello"
            await rasa.close()

    async def test_a_child_who_left_leaves_nothing_behind(self, socket: Path) -> None:
        heard = asyncio.Event()

        async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            heard.set()
            await reader.read()

        async with server(socket, listens):
            rasa = RasaUnderstanding(socket, limit=3_600)
            asking = asyncio.create_task(rasa.parse("x"))
            await heard.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert not rasa._asked  # noqa: SLF001 - a leak shows nowhere else
            await rasa.close()

    async def test_no_error_repeats_what_was_asked(self, socket: Path) -> None:
        async with server(socket, silent):
            rasa = RasaUnderstanding(socket, limit=0.01)
            with pytest.raises(UnderstandingUnavailable) as caught:
                await rasa.parse("planted words")
            assert "planted" not in repr(caught.value)
            assert caught.value.__cause__ is None
            await rasa.close()


class TestBreaker:
    def fail(self, breaker: Breaker) -> None:
        with pytest.raises(TimeoutError), breaker.attempt():
            raise TimeoutError

    def is_open(self, breaker: Breaker) -> bool:
        attempt = breaker.attempt()
        try:
            attempt.__enter__()
        except UnderstandingUnavailable:
            return True
        assert not attempt.__exit__(KeyError, KeyError(), None)
        return False

    def test_an_answer_in_between_starts_the_count_anew(self) -> None:
        breaker = Breaker(Clock())
        for _ in range(10):
            self.fail(breaker)
            self.fail(breaker)
            with breaker.attempt():
                pass
        assert not self.is_open(breaker)

    def test_pauses_grow_up_to_ten_seconds(self) -> None:
        clock = Clock()
        breaker = Breaker(clock)
        for _ in range(3):
            self.fail(breaker)
        for pause in (0.5, 1, 2, 4, 8, 10, 10):
            clock.now += pause - 0.01
            assert self.is_open(breaker)
            clock.now += 0.01
            self.fail(breaker)

    def test_one_trial_at_a_time(self) -> None:
        clock = Clock()
        breaker = Breaker(clock)
        for _ in range(3):
            self.fail(breaker)
        clock.now += 1
        with breaker.attempt():
            clock.now += 100
            assert self.is_open(breaker)
        assert not self.is_open(breaker)

    def test_a_trial_given_up_lets_the_next_one_try(self) -> None:
        clock = Clock()
        breaker = Breaker(clock)
        for _ in range(3):
            self.fail(breaker)
        clock.now += 1
        assert not self.is_open(breaker)  # this one was let in, and ended without an answer
        with breaker.attempt():
            pass

    def test_a_hundred_who_run_out_of_time_together_count_once(self) -> None:
        """The pause must not grow because many waited at the same time."""
        clock = Clock()
        breaker = Breaker(clock)
        waiting = [breaker.attempt() for _ in range(100)]
        for each in waiting:
            each.__enter__()
        for each in waiting:
            error = TimeoutError()
            each.__exit__(TimeoutError, error, None)
        clock.now += 0.5
        assert not self.is_open(breaker)


def keywords(**phrases: list[str]) -> KeywordUnderstanding:
    return KeywordUnderstanding(phrases)


class TestKeywordUnderstanding:
    async def test_thai_is_found_inside_a_sentence_without_spaces(self) -> None:
        found = await keywords(suicide=["อยากตาย"]).parse("ตอนนี้หนูอยากตายมากเลย")
        assert found == Guess("suicide", 0.6, "keywords")

    @pytest.mark.parametrize("text", ["grapes", "drapes", "rape2", "xrape"])
    async def test_latin_is_found_on_word_edges_only(self, text: str) -> None:
        assert (await keywords(sexual_abuse=["rape"]).parse(text)).intent == "out_of_scope"

    @pytest.mark.parametrize(
        "text", ["หนู yak tai", "yak tai", "yak tai.", "(yak tai)", "หนูyak taiแล้ว"]
    )
    async def test_thai_in_latin_letters_may_touch_thai(self, text: str) -> None:
        assert (await keywords(suicide=["yak tai"]).parse(text)).intent == "suicide"

    async def test_the_second_place_is_found_when_the_first_is_inside_a_word(self) -> None:
        assert (await keywords(x=["bot"]).parse("robot or bot")).intent == "x"

    async def test_the_longest_phrase_wins(self) -> None:
        both = keywords(greet=["hello"], talk_to_human=["talk to a person"])
        assert (await both.parse("hello can i talk to a person")).intent == "talk_to_human"

    async def test_of_equals_the_first_intent_wins(self) -> None:
        both = keywords(danger=["aaa"], other=["bbb", "aaa"])
        assert (await both.parse("bbb aaa")).intent == "danger"
        assert (await both.parse("aaa")).intent == "danger"

    async def test_a_whole_text_is_surer_than_a_part(self) -> None:
        found = await keywords(thanks=["thanks"]).parse(" thanks! ")
        assert found == Guess("thanks", 0.9, "keywords")

    async def test_a_phrase_alone_fits_nothing_longer(self) -> None:
        no = keywords(no=["=ไม่"])
        assert (await no.parse("ไม่")).intent == "no"
        assert (await no.parse("ไม่รู้จะทำยังไง")).intent == "out_of_scope"

    @pytest.mark.parametrize("text", ["", " ", "5555", "\x00", "☂", "?", "\ud800", "(" * 4_000])
    async def test_always_answers(self, text: str) -> None:
        assert await keywords(no=["=no"], x=["(*"]).parse(text) == Guess(
            "out_of_scope", 0.0, "keywords"
        )


class TestKeywordFile:
    def write(self, path: Path, text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    async def test_phrases_are_brought_to_the_form_of_messages(self, tmp_path: Path) -> None:
        path = self.write(tmp_path / "k.yml", "greet: {th: [=หวัดดี], en: [HELLO]}")
        loaded = KeywordUnderstanding.load(path, normalise=str.casefold)
        assert (await loaded.parse("oh hello")).intent == "greet"
        assert (await loaded.parse("หวัดดี")).confidence == 0.9

    async def test_an_operators_file_replaces_an_intent(self, tmp_path: Path) -> None:
        ours = self.write(
            tmp_path / "a.yml", "greet: {th: [ก], en: [hello]}\nthanks: {th: [ข], en: [ta]}"
        )
        theirs = self.write(tmp_path / "b.yml", "greet: {th: [ค], en: [ahoy]}")
        loaded = KeywordUnderstanding.load(ours, theirs, normalise=str.casefold)
        intents = [(await loaded.parse(text)).intent for text in ("hello", "ahoy", "ta")]
        assert intents == ["out_of_scope", "greet", "thanks"]

    @pytest.mark.parametrize(
        "text",
        [
            "greet: [hello]",
            "greet: {th: [ก]}",
            "greet: {th: [ก], en: [a], fr: [b]}",
            "greet: {th: [ก], en: [no]}",
            "greet: {th: [ก], en: ['  ']}",
            "greet: {th: [ก], en: ['=']}",
            "x",
            "{",
        ],
    )
    def test_a_wrong_file_is_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(InvalidContent):
            KeywordUnderstanding.load(self.write(tmp_path / "k.yml", text), normalise=str.casefold)

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("อยากตายแล้ว", "suicide"),
            ("i just wanna die", "suicide"),
            ("เขาขู่จะปล่อยรูปหนู", "sextortion"),
            ("they blackmailed me", "sextortion"),
            ("พ่อตีหนูทุกวันเลย", "violence_home"),
            ("หนูปวดท้อง", "out_of_scope"),
            ("ขอคุยกับคนได้ไหม", "talk_to_human"),
            ("can i talk to a person please", "talk_to_human"),
            ("สายด่วนเบอร์อะไร", "where_to_get_help"),
            ("who can i call", "where_to_get_help"),
            ("จะเป็นความลับไหม", "confidentiality"),
            ("will you tell my parents", "confidentiality"),
            ("เปลี่ยนภาษา", "change_language"),
            ("delete this chat", "delete_my_data"),
            ("are you a bot", "are_you_bot"),
            ("hi", "greet"),
            ("this is history", "out_of_scope"),
            ("ครูภาษาไทยใจดี", "out_of_scope"),
            ("ใช่ค่ะ", "yes"),
            ("no", "no"),
        ],
    )
    async def test_the_shipped_phrases(self, text: str, intent: str) -> None:
        normalise = Languages.load(ROOT / "bot/content/language.yml").normalise
        shipped = KeywordUnderstanding.load(ROOT / "bot/content/keywords.yml", normalise=normalise)
        assert (await shipped.parse(normalise(text))).intent == intent


class TestFallbackUnderstanding:
    async def test_the_second_answers_when_the_first_is_away(self, socket: Path) -> None:
        both = FallbackUnderstanding(RasaUnderstanding(socket), keywords(greet=["hello"]))
        assert (await both.parse("hello")).by == "keywords"

    async def test_the_first_answers_while_it_is_there(self, socket: Path) -> None:
        async with server(socket, echo):
            rasa = RasaUnderstanding(socket)
            both = FallbackUnderstanding(rasa, keywords(greet=["hello"]))
            assert (await both.parse("hello")).by == "rasa"
            await rasa.close()
