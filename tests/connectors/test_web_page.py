"""The child's page as files: complete words, small, and nothing in it that points elsewhere."""

import re

import pytest
from markupsafe import escape

from bot.words import Words
from connectors.base import Language
from connectors.web.connector import WebConnector
from connectors.web.page import PAGES, ChatPage
from errors import ConfigurationError, InvalidContent
from tests.connectors.chatting import CHILD_WORDS, Clock
from tests.fakes.pages import FakeHelpline

NO_NUMBER: dict[Language, str] = {"th": "ตำรวจ", "en": "police"}
NEUTRAL = "https://neutral.example/"
WORDS = Words.load(CHILD_WORDS)
PAGE = ChatPage.load(WORDS, NEUTRAL)
HTML = PAGE.html.body.decode()
SCRIPTS = {name: asset.body.decode() for name, asset in PAGE.assets.items() if name.endswith(".js")}


def test_the_whole_page_is_small() -> None:
    """A child on a prepaid phone pays for each kilobyte."""
    assert sum(len(asset.packed) for asset in [PAGE.html, *PAGE.assets.values()]) < 20_000
    assert sum(len(script.encode()) for script in SCRIPTS.values()) < 30_000


def test_the_tab_title_and_the_icon_say_nothing_of_what_the_page_is() -> None:
    title = re.search("<title>(.*)</title>", HTML)
    assert title
    assert title[1] == "Chat"
    assert b"<text" not in PAGE.assets["icon.svg"].body


def test_the_page_points_nowhere_but_to_itself_and_the_neutral_site() -> None:
    everything = HTML + "".join(asset.body.decode() for asset in PAGE.assets.values())
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", everything))
    assert addresses == {NEUTRAL, "http://www.w3.org/2000/svg"}


def test_nothing_stands_inline_that_the_policy_forbids() -> None:
    assert " style=" not in HTML
    assert not re.search(r"\son\w+=", HTML)
    assert "<style" not in HTML
    assert re.findall(r"<script type=\"([\w/]+)\"", HTML) == ["application/json", "module"]


def test_what_the_first_screen_says_stands_in_both_languages() -> None:
    for text_id in WORDS:
        if re.match(r"page\.(hello|choice|known|call)\.", text_id):
            for language in ("th", "en"):
                shown = WORDS[text_id][language].replace("'", "&#39;")
                assert shown in HTML, text_id


def test_every_word_the_scripts_ask_for_is_there() -> None:
    asked = {word for script in SCRIPTS.values() for word in WORD_ID.findall(script)}
    assert asked
    assert {word for word in asked if f"page.{word}" not in WORDS} == set()


def test_every_word_is_used() -> None:
    """Words that come with an answer or are put together by the scripts are left to other tests."""
    shown = HTML.replace(spoken(), "") + "".join(SCRIPTS.values())
    composed = re.compile(r"page\.(error|status|line|author|mark)\.")
    unused = {
        text_id
        for text_id in WORDS
        if not composed.match(text_id)
        and f'"{text_id.removeprefix("page.")}"' not in shown
        and escape(WORDS[text_id]["en"]) not in shown
    }
    assert unused == set()


@pytest.mark.parametrize("missing", ["page.hello.who", "page.error.forged", "page.call.police"])
def test_a_missing_text_is_named_at_start(missing: str) -> None:
    rest = Words({text_id: WORDS[text_id] for text_id in WORDS if text_id != missing})
    with pytest.raises(InvalidContent, match=missing.removeprefix("page.")):
        make_connector(rest)


def test_a_call_must_begin_with_its_number() -> None:
    wrong = {**WORDS, "page.call.police": NO_NUMBER}
    with pytest.raises(InvalidContent, match="number"):
        ChatPage.load(Words(wrong), NEUTRAL)


@pytest.mark.parametrize("site", ["", "neutral.example", "javascript:alert(1)", "https://a b/"])
def test_the_neutral_site_is_a_web_address(site: str) -> None:
    with pytest.raises(ConfigurationError):
        ChatPage.load(WORDS, site)


def test_a_text_cannot_break_out_of_the_page() -> None:
    evil = "</script><script>alert(1)</script>"
    words = Words({**WORDS, "page.hello.who": {"th": evil, "en": evil}})
    assert "<script>alert" not in ChatPage.load(words, NEUTRAL).html.body.decode()


def test_another_asset_means_another_address() -> None:
    assert re.fullmatch("[0-9a-f]{16}", PAGE.digest)
    assert f"/chat/static/{PAGE.digest}/chat.css" in HTML
    assert set(PAGE.assets) == {path.name for path in (PAGES / "static").iterdir()}


WORD_ID = re.compile(
    r"\"((?:bar|choice|talk|author|mark|private|status|line|forget|exit|known)\.\w+)\""
)


def spoken() -> str:
    return HTML.split('id="words">')[1].split("</script>")[0]


def make_connector(words: Words) -> WebConnector:
    helpline = FakeHelpline()
    return WebConnector(
        inbox=helpline,
        pages=helpline,
        words=words,
        token_key=b"k" * 32,
        neutral_site=NEUTRAL,
        clock=Clock(),
    )
