"""Parts of pages that are the same for everybody, made once for each picture and language.

It keeps what a part was made from beside it: another picture makes it anew. Nothing that belongs
to one person goes through here.
"""

from collections.abc import Callable

from aiohttp import web


class Fragments:
    """The parts made last, by what they are and for whom."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[object, str]] = {}

    def of(self, key: tuple[str, ...], made_from: object, make: Callable[[], str]) -> str:
        """Return the part, made anew unless it was made from this very object."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] is made_from:
            return kept[1]
        html = make()
        self._kept[key] = (made_from, html)
        return html


FRAGMENTS = web.AppKey("fragments", Fragments)
