"""What a child's page may send, checked at the door; nothing further in sees raw bytes.

Pure. A form that is wrong is refused with a code that has words in both languages, and a refusal
never repeats what was sent.
"""

import re
import unicodedata

import msgspec

from connectors.base import Address, Incoming, Kind, Language

MOST_CHARACTERS = 2_000
"""Characters of one typed line; more is told to the child, who can send it in two."""

MOST_BYTES = 16 * 1024
"""Bytes of one request: 2,000 Thai characters, each escaped by JSON to six bytes, with room."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KEY = re.compile(r"[!-~]{1,64}")
_KINDS = {kind.value: kind for kind in (Kind.TEXT, Kind.TAP, Kind.EXIT, Kind.FORGET)}
# Marks that turn the direction of the text around them; neither language needs them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Unfit(Exception):
    """A request that cannot be taken in; `code` names its words, `status` is the HTTP status."""

    def __init__(self, status: int, code: str, *, wait: float | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.wait = wait


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    kind: str
    language: Language
    text: str = ""


_DECODER = msgspec.json.Decoder(_Form)


def incoming(address: Address, body: bytes) -> Incoming:
    """Return what a page's message says.

    Raises:
        Unfit: it is no JSON of the right form, holds nothing to read, or is too long.
    """
    form = _decode(body)
    kind = _KINDS.get(form.kind)
    if kind is None or not _UUID.fullmatch(form.id):
        raise Unfit(400, "wrong_fields")
    return Incoming(address, form.id.lower(), kind, _text(kind, form.text), form.language)


def cleaned(text: str) -> str:
    """Return a text without control characters; line ends are one form, tabs are spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(letter for letter in lines if letter == "\n" or _readable(letter)).strip()


def _decode(body: bytes) -> _Form:
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError:
        raise Unfit(400, "wrong_fields") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unfit(400, "not_json") from None


def _text(kind: Kind, text: str) -> str:
    if kind is Kind.TAP:
        if not _KEY.fullmatch(text):
            raise Unfit(400, "wrong_fields")
        return text
    if kind is not Kind.TEXT:
        return ""
    if len(text) > MOST_CHARACTERS:
        raise Unfit(400, "too_long")
    words = cleaned(text)
    if all(unicodedata.category(letter)[0] in "CZ" for letter in words):
        raise Unfit(400, "empty")
    return words


def _readable(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Co"} and letter not in _TURNING
