"""The form in which a line reaches a child's page: JSON, the same for every way it came.

Pure. Whoever keeps the page's events makes them with these two functions; nothing here knows where
they are kept, and a payload never holds more than the page has to show.
"""

from typing import Literal

import msgspec

from connectors.base import Author, Button, Language, Outgoing


class _Button(msgspec.Struct, frozen=True):
    key: str
    label: str


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    type: Literal["line"] = "line"
    id: str
    author: Author
    text: str
    language: Language
    buttons: tuple[_Button, ...] = ()
    about: str | None = None
    masked: int = 0
    tap: str | None = None


def line(outgoing: Outgoing) -> bytes:
    """Return the payload of a line to the child."""
    return msgspec.json.encode(
        _Line(
            id=outgoing.id,
            author=outgoing.author,
            text=outgoing.text,
            language=outgoing.language,
            buttons=tuple(map(_button, outgoing.buttons)),
            about=outgoing.about,
        )
    )


def own_line(
    event_id: str, text: str, language: Language, *, masked: int = 0, tap: str | None = None
) -> bytes:
    """Return the payload of a line of the child itself.

    Args:
        event_id: the id the page made, so that its own echo is replaced and not doubled. Sent again
            with the same id, the line on the page is replaced (when `masked` changes).
        text: what the child typed; for a tap the button's label, or its key if that is not known.
        language: the language of the text.
        masked: how many personal details are hidden from staff.
        tap: the key of the button, for a line that was tapped; the page then shows its label.
    """
    return msgspec.json.encode(
        _Line(id=event_id, author="child", text=text, language=language, masked=masked, tap=tap)
    )


def _button(button: Button) -> _Button:
    return _Button(button.key, button.label)
