"""The child's page as files: one HTML text made from the reviewed words, and what it loads.

Everything is read and made once, before the first child comes. The page holds nothing of any child,
and it must never point to another origin but the neutral site of the quick exit.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from connectors.base import Language
from errors import ConfigurationError, InvalidContent

Words = Mapping[str, Mapping[Language, str]]

PAGES = Path(__file__).parent / "pages"

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_TAPS = {
    "card:where_to_get_help": "choice.where",
    "menu:online": "choice.online",
    "menu:unsafe": "choice.unsafe",
    "human": "choice.human",
}
_CALLS = ("call.police", "call.ambulance", "call.children", "call.mind")
_KNOWN = ("known.who", "known.where", "known.history")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file the page loads."""

    content_type: str
    body: bytes
    packed: bytes
    """The same, gzipped: it is the same for everybody, so its size tells nothing."""


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The finished page.

    Attributes:
        html: the page, the same for everybody.
        digest: changes whenever any asset does; it is part of every asset's address.
        assets: by file name.
    """

    html: Asset
    digest: str
    assets: Mapping[str, Asset]

    @classmethod
    def load(cls, words: Words, neutral_site: str) -> "ChatPage":
        """Read the template and the assets and make the page.

        Raises:
            InvalidContent: a text of the page is missing.
            ConfigurationError: the neutral site is no web address.
        """
        if not re.fullmatch(r"https?://[^\s\"'<>]+", neutral_site):
            raise ConfigurationError("the neutral site of the quick exit is no web address")
        assets = {
            path.name: _asset(_TYPES[path.suffix], path.read_bytes())
            for path in sorted((PAGES / "static").iterdir())
        }
        digest = _digest(assets)
        html = _render(words, neutral_site, digest).encode()
        return cls(_asset("text/html", html), digest, assets)


def _asset(content_type: str, body: bytes) -> Asset:
    return Asset(content_type, body, gzip.compress(body, mtime=0))


def _digest(assets: Mapping[str, Asset]) -> str:
    together = hashlib.sha256()
    for name, asset in assets.items():
        together.update(b"%s\0%d\0%s" % (name.encode(), len(asset.body), asset.body))
    return together.hexdigest()[:16]


def _render(words: Words, neutral_site: str, digest: str) -> str:
    own = {text_id[5:]: texts for text_id, texts in words.items() if text_id.startswith("page.")}
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        rendered: str = environment.get_template("chat.html").render(
            words=own,
            spoken=_json(own),
            taps=_TAPS,
            calls=[(_number(own[call]["en"]), call) for call in _CALLS],
            known=_KNOWN,
            static=f"/chat/static/{digest}",
            neutral=neutral_site,
        )
    except (KeyError, jinja2.UndefinedError) as error:
        raise InvalidContent(f"the child's page: a text is missing: {error}") from None
    return rendered


def _json(words: Words) -> Markup:
    """Return the words for the page's script; refusals come with the answer that refuses."""
    spoken = {text_id: dict(texts) for text_id, texts in words.items() if "error." not in text_id}
    text = json.dumps(spoken, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it


def _number(text: str) -> str:
    """Return the number a call's text begins with."""
    found = _DIGITS.match(text)
    if found is None:
        raise InvalidContent(f"the child's page: {text!r} does not begin with a number")
    return found[0]
