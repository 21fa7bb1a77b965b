"""What is made of one message: the screening, the intent, and the joined risk."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import bot
from bot.danger import LearnedDanger
from bot.directory import Directory
from bot.intents import INTENTS
from bot.language import LIMIT, Languages
from bot.marked import MarkedLine
from bot.memory import heard
from bot.privacy import MASK, Privacy
from bot.reading import ALARM, DANGER_ALARM, LONGEST_LINE, RAISED, Reader
from bot.regions import Regions
from bot.risk import Risk, RiskRules
from bot.speech import need_of
from bot.tagger import Tagger, learn
from bot.tokens import Tokens
from bot.turn import DialogueState, Moment
from bot.understanding import Guess, KeywordUnderstanding, Understanding
from errors import UnderstandingUnavailable

CONTENT = Path(bot.__file__).parent / "content"

ReaderWith = Callable[[Understanding], Reader]


class Says:
    """An understanding that always says the same and remembers what it was asked."""

    def __init__(self, intent: str, confidence: float) -> None:
        self.asked: list[str] = []
        self._guess = Guess(intent, confidence, "rasa")

    async def parse(self, text: str) -> Guess:
        self.asked.append(text)
        return self._guess


class Away:
    """An understanding that is not there."""

    async def parse(self, text: str) -> Guess:
        raise UnderstandingUnavailable("the model is away")


@pytest.fixture(scope="module")
def reader(languages: Languages, risk_rules: RiskRules, privacy: Privacy) -> Reader:
    keywords = KeywordUnderstanding.load(CONTENT / "keywords.yml", normalise=languages.normalise)
    return Reader(languages, risk_rules, privacy, keywords)


@pytest.fixture
def reader_with(languages: Languages, risk_rules: RiskRules, privacy: Privacy) -> ReaderWith:
    def make(understanding: Understanding) -> Reader:
        return Reader(languages, risk_rules, privacy, understanding)

    return make


class TestScreening:
    """What needs no model."""

    def test_what_was_learned_of_details_never_hides_danger(
        self,
        languages: Languages,
        risk_rules: RiskRules,
        directory: Directory,
        tokens: Tokens,
        tmp_path: Path,
    ) -> None:
        """A tagger that was taught wrongly takes a wish to die for a name; beside it names go."""
        wrongly = (
            MarkedLine("เหมยลี่อยากตาย", (("person_name", 0, 14),)),
            MarkedLine("เหมยลี่มาแล้ว", (("person_name", 0, 7),)),
            MarkedLine("ไปโรงเรียน"),
        )
        learn(tokens, wrongly * 3, tmp_path / "model")
        tagger = Tagger(tokens, tmp_path / "model")
        privacy = Privacy.load(CONTENT / "privacy", directory.published(), tagger=tagger)
        keywords = KeywordUnderstanding.load(
            CONTENT / "keywords.yml", normalise=languages.normalise
        )
        reader = Reader(languages, risk_rules, privacy, keywords)
        assert "อยากตาย" not in privacy.mask("เหมยลี่อยากตาย", privacy.find("เหมยลี่อยากตาย"))
        assert reader.screen("เหมยลี่อยากตาย", "th").masked == f"{MASK}ลี่อยากตาย"
        assert reader.screen("เหมยลี่มาแล้ว", "th").masked == f"{MASK}มาแล้ว"

    @pytest.mark.parametrize(
        ("text", "risk"),
        [
            ("kidnapped by my aunties for karaoke", Risk.CONCERN),
            ("kidnapped", Risk.DANGER),
            ("i want to die karaoke", Risk.DANGER),
            ("karaoke", Risk.NONE),
            ("no light anywhere", Risk.DANGER),
        ],
    )
    def test_phrases_and_the_learned_ear_are_joined(
        self, languages: Languages, risk_rules: RiskRules, privacy: Privacy, text: str, risk: Risk
    ) -> None:
        """Either raises; what is said lightly too is no danger where the whole sounds harmless."""
        keywords = KeywordUnderstanding.load(
            CONTENT / "keywords.yml", normalise=languages.normalise
        )
        table = {"|karaoke": (-2.0, 1.0), "|light": (2.0, 1.0)}
        ear = LearnedDanger(str, {Risk.DANGER: 0.0}, table)
        reader = Reader(languages, risk_rules, privacy, keywords, learned=ear)
        assert reader.screen(text, "en").risk is risk

    def test_it_tells_where_the_child_says_it_lives(
        self, languages: Languages, risk_rules: RiskRules, privacy: Privacy
    ) -> None:
        keywords = KeywordUnderstanding.load(
            CONTENT / "keywords.yml", normalise=languages.normalise
        )
        regions = Regions.load(CONTENT / "regions.yml")
        reader = Reader(languages, risk_rules, privacy, keywords, regions=regions)
        assert reader.screen("หนูอยู่เชียงใหม่ค่ะ", "th").region == "north"
        state = heard(DialogueState(), reader.screen("หนูอยู่เชียงใหม่ค่ะ", "th"))
        state = heard(state, reader.screen("มีคนขู่หนู", "th"))
        moment = Moment(on_duty=True, place=None, at=datetime.now(UTC), channel="web")
        assert need_of(state, moment).region == "north"

    def test_it_masks_as_typed_and_reads_normalised(self, reader: Reader) -> None:
        screening = reader.screen("หนูชื่อมิ้น  เบอร์ ๐๘๑๒๓๔๕๖๗๘ อยากตายยยย", "en")
        assert screening.masked == f"หนูชื่อ{MASK}  เบอร์ {MASK} อยากตายยยย"
        assert [find.kind for find in screening.finds] == ["person_name", "phone"]
        assert screening.risk is Risk.DANGER
        assert screening.language == "th"
        assert "อยากตาย" in screening.text
        assert "ยยยย" not in screening.text

    def test_danger_is_recognised_without_a_model(self, reader: Reader) -> None:
        assert reader.screen("i want to die", "th").risk is Risk.DANGER

    def test_without_words_the_language_stays(self, reader: Reader) -> None:
        assert [reader.screen("🙂", one).language for one in ("th", "en")] == ["th", "en"]

    def test_danger_at_the_end_of_a_very_long_text_is_seen(self, reader: Reader) -> None:
        """Wherever it stands, also across the place where the text is divided."""
        for before in (LIMIT - 4, LIMIT + 10, 2 * LIMIT - 202, 3 * LIMIT):
            assert reader.screen("ก " * (before // 2) + "อยากตาย", "th").risk is Risk.DANGER

    def test_a_screening_never_shows_words_by_accident(self, reader: Reader) -> None:
        """Its printed form, which an error report might hold, has no word of the child."""
        assert "อยากตาย" not in repr(reader.screen("หนูชื่อมิ้น อยากตาย", "th"))

    @settings(max_examples=300, deadline=None)
    @given(text=st.text(max_size=300))
    @example(text="")
    @example(text="\x00" * 50)
    @example(text="\ud83d")
    @example(text="อยาก\udc00ตาย\ud800")
    @example(text="ก" * 4000)
    @example(text="\u0e48" * 4000)
    @example(text="/" * 4000)
    @example(text="0" * 4000)
    def test_nothing_typed_can_make_it_fail(self, reader: Reader, text: str) -> None:
        """Also lone surrogates, which no encoding could carry on to the store."""
        screening = reader.screen(text, "th")
        screening.masked.encode()
        screening.text.encode()
        assert len(screening.text) <= LIMIT


class TestReading:
    """The intent, and the higher of two risks."""

    async def test_the_model_is_asked_for_the_normalised_text(
        self, reader_with: ReaderWith
    ) -> None:
        says = Says("greet", 0.8)
        reader = reader_with(says)
        reading = await reader.read(reader.screen("สวัสดีีี  ค่ะ", "th"))
        assert says.asked == [reading.screening.text]
        assert (reading.intent, reading.confidence, reading.by) == ("greet", 0.8, "rasa")

    async def test_the_model_is_never_asked_about_a_personal_detail(
        self, reader_with: ReaderWith
    ) -> None:
        """It needs none to read an intent, and its process has no business with one."""
        says = Says("bullying", 0.8)
        reader = reader_with(says)
        await reader.read(reader.screen("โดนล้อ โทร 081-234-5678 ได้ไหม", "th"))
        [asked] = says.asked
        assert "5678" not in asked
        assert "โดนล้อ" in asked

    async def test_a_detail_alone_is_asked_of_nobody(self, reader_with: ReaderWith) -> None:
        says = Says("suicide", 1.0)
        reader = reader_with(says)
        reading = await reader.read(reader.screen("081-234-5678", "th"))
        assert says.asked == []
        assert reading.intent == "out_of_scope"

    async def test_a_text_without_words_is_asked_of_nobody(self, reader_with: ReaderWith) -> None:
        says = Says("suicide", 1.0)
        reader = reader_with(says)
        reading = await reader.read(reader.screen("\u200b", "th"))
        assert says.asked == []
        assert (reading.intent, reading.screening.risk) == ("out_of_scope", Risk.NONE)

    @pytest.mark.parametrize(("intent", "risk"), RAISED.items())
    async def test_an_intent_raises_the_alarm(
        self, reader_with: ReaderWith, intent: str, risk: Risk
    ) -> None:
        """When the words alone told nothing."""
        enough = DANGER_ALARM if risk is Risk.DANGER else ALARM
        reader = reader_with(Says(intent, enough))
        reading = await reader.read(reader.screen("xyz", "en"))
        assert reading.screening.risk is risk

    async def test_a_wish_to_die_that_is_not_sure_is_a_concern(
        self, reader_with: ReaderWith
    ) -> None:
        reader = reader_with(Says("suicide", ALARM))
        assert (await reader.read(reader.screen("xyz", "en"))).screening.risk is Risk.CONCERN

    async def test_an_unsure_intent_raises_nothing(self, reader_with: ReaderWith) -> None:
        reader = reader_with(Says("suicide", ALARM - 0.01))
        assert (await reader.read(reader.screen("xyz", "en"))).screening.risk is Risk.NONE

    async def test_no_intent_lowers_what_the_words_raised(self, reader_with: ReaderWith) -> None:
        for intent in ("out_of_scope", "greet", "bullying", "self_harm"):
            reader = reader_with(Says(intent, 1.0))
            reading = await reader.read(reader.screen("อยากตาย 555", "th"))
            assert reading.screening.risk is Risk.DANGER

    def test_only_intents_of_the_contract_raise_risk(self) -> None:
        assert RAISED.keys() <= INTENTS

    async def test_an_understanding_that_is_away_is_told(self, reader_with: ReaderWith) -> None:
        reader = reader_with(Away())
        with pytest.raises(UnderstandingUnavailable):
            await reader.read(reader.screen("hi", "en"))


class TestUnderstand:
    """JSON lines in, JSON lines out (CONTRACT.md)."""

    async def ask(self, reader: Reader, line: bytes) -> dict[str, object]:
        answer = await reader.understand(line)
        assert b"\n" not in answer
        read = json.loads(answer)
        assert isinstance(read, dict)
        return read

    async def test_a_line_is_answered_in_full(self, reader: Reader) -> None:
        line = json.dumps({"id": 7, "text": "เบอร์ 0812345678 อยากตาย"}).encode()
        assert await self.ask(reader, line) == {
            "id": 7,
            "language": "th",
            "intent": "suicide",
            "confidence": pytest.approx(0.6, abs=0.4),
            "risk": "danger",
            "masked": f"เบอร์ {MASK} อยากตาย",
            "pii": [{"kind": "phone", "value": "0812345678"}],
            "by": "keywords",
        }

    async def test_any_id_is_copied_and_none_is_made_up(self, reader: Reader) -> None:
        for given_id in ("a", 0, None, {"x": [1]}):
            line = json.dumps({"id": given_id, "text": "hi"}).encode()
            assert (await self.ask(reader, line))["id"] == given_id
        assert "id" not in await self.ask(reader, b'{"text": "hi"}')

    @pytest.mark.parametrize(
        "line",
        [b"", b"{", b"\xff\xfe", b"[]", b'"text"', b"null", b"{}", b'{"text": 5}', b'{"text": null}',
         b'{"text": "\\ud800"}', b"[" * 5000, b'{"text": "' + b"a" * LONGEST_LINE + b'"}'],
        ids=lambda line: repr(line[:12]),
    )  # fmt: skip
    async def test_a_bad_line_is_answered_with_an_error(self, reader: Reader, line: bytes) -> None:
        answer = await self.ask(reader, line)
        assert answer.keys() == {"error"}
        assert answer["error"]

    async def test_the_error_carries_the_id_where_there_is_one(self, reader: Reader) -> None:
        answer = await self.ask(reader, b'{"id": "x", "text": 5}')
        assert answer.keys() == {"id", "error"}
        assert answer["id"] == "x"

    async def test_an_understanding_that_is_away_is_an_error_line(
        self, reader_with: ReaderWith
    ) -> None:
        answer = await self.ask(reader_with(Away()), b'{"id": 1, "text": "hi"}')
        assert answer == {"id": 1, "error": "the model is away"}

    async def test_an_error_never_repeats_the_words(self, reader: Reader) -> None:
        assert b"secret" not in await reader.understand(b'{"text": "secret')

    @settings(max_examples=100, deadline=None)
    @given(line=st.binary(max_size=60))
    async def test_no_bytes_can_make_it_fail(self, reader: Reader, line: bytes) -> None:
        assert json.loads(await reader.understand(line)).keys()
