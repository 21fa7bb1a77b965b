"""Tells the words of a text apart: Thai leaves no space between them.

Training happens in Python 3.10 and hearing in 3.12, so that this must run in both. It never writes
anything, whatever the library would like to keep.
"""

import os
from collections.abc import Callable

_A_WORD = "\u0e01\u0e32"


def separator() -> Callable[[str], list[str]]:
    """Return what splits a text into its words, by a dictionary; spaces are dropped."""
    split = dictionary()
    return lambda text: " ".join(split(text)).split()


def dictionary() -> Callable[[str], list[str]]:
    """Return what splits a text by a dictionary; put together again, the parts are the text."""
    # The library makes a folder in HOME when it is imported, unless it is told not to.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.tokenize.newmm import segment  # noqa: PLC0415

    # The dictionary is read with the first word: here, not while a child waits for its answer, and
    # before the gateway sets aside what is there to stay.
    segment(_A_WORD)
    return lambda text: segment(text, safe_mode=True)
