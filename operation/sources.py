"""Tells by one digest whether anything has changed of what something is made from.

A file counts with its name and its content, never with its date.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(root: Path, patterns: Iterable[str]) -> str:
    """Return the digest of every file below a folder that matches one of the patterns."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
