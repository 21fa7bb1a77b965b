"""The secret by which a child's page proves that a conversation is its own.

A token is 32 random bytes and a tag over them, so a forged one is refused without asking a store.
The address made from it is a hash: whoever holds the address can never go back to the token.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from errors import ConfigurationError

_RANDOM_BYTES = 32
_TAG_BYTES = 32
_TOKEN_CHARACTERS = 86


class PageTokens:
    """Makes and checks tokens with one key of at least 32 bytes; it remembers none of them.

    Raises:
        ConfigurationError: the key is too short.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < _TAG_BYTES:
            raise ConfigurationError("the key of the page tokens needs at least 32 bytes")
        self._key = key

    def issue(self) -> str:
        """Return a new token: 86 characters of base64url."""
        random = secrets.token_bytes(_RANDOM_BYTES)
        return base64.urlsafe_b64encode(random + self._tag(random)).rstrip(b"=").decode()

    def address(self, token: str) -> str | None:
        """Return the address id a token stands for, 32 hexadecimal digits; None if it is forged."""
        raw = _decode(token)
        if raw is None:
            return None
        random, tag = raw[:_RANDOM_BYTES], raw[_RANDOM_BYTES:]
        if not hmac.compare_digest(tag, self._tag(random)):
            return None
        return hashlib.sha256(b"page address\0" + random).hexdigest()[:32]

    def _tag(self, random: bytes) -> bytes:
        return hmac.digest(self._key, b"page token\0" + random, "sha256")


def _decode(token: str) -> bytes | None:
    if len(token) != _TOKEN_CHARACTERS or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    # The last character holds four spare bits: only one spelling of a token is good.
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        return None
    return raw if len(raw) == _RANDOM_BYTES + _TAG_BYTES else None
