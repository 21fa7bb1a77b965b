"""Tells the words of a text apart: Thai leaves no space between them.

Training happens in Python 3.10 and hearing in 3.12, so that this must run in both. It never writes
anything, whatever the library would like to keep.
"""

import os
from collections.abc import Callable


def separator() -> Callable[[str], list[str]]:
    """Return what splits a text into its words, by a dictionary; spaces are dropped."""
    # The library makes a folder in HOME when it is imported, unless it is told not to.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.tokenize.newmm import segment  # noqa: PLC0415

    return lambda text: " ".join(segment(text, safe_mode=True)).split()
