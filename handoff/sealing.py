"""Sealing: AES-256-GCM with what a sealed thing belongs to bound in, so that it cannot be moved.

A sealed thing is `nonce (12 bytes) + ciphertext + tag (16 bytes)`. Opening it with another key, for
another conversation or for another purpose fails; nothing here ever says what was inside.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from errors import HelplineError

KEY_BYTES = 32
_NONCE_BYTES = 12


class Unreadable(HelplineError):
    """It was sealed with another key or for another place: treat it as gone."""


def new_key() -> bytes:
    """Return 256 random bits."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, *, belongs_to: str) -> bytes:
    """Seal bytes under a 32-byte key, bound to what they belong to.

    Args:
        key: 32 bytes.
        plain: what to seal.
        belongs_to: the conversation and the purpose, such as `<id>|transcript`; needed to open it.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, belongs_to.encode())


def unseal(key: bytes, sealed: bytes, *, belongs_to: str) -> bytes:
    """Return what was sealed.

    Raises:
        Unreadable: wrong key, wrong place, or damaged.
    """
    try:
        return AESGCM(key).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], belongs_to.encode()
        )
    except (InvalidTag, ValueError):
        raise Unreadable("this cannot be opened here") from None


def derive(master: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose from a master key (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"helpline|{purpose}".encode()).derive(master)
