"""The form of one ready reply: from a reply to fields and back, and which fields are wrong.

Pure. A shared reply stands in both languages; somebody's own needs one of them only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.language import Language
from handoff.desk.closing import Fields
from handoff.desk.replies import Reply

LONGEST_TEXT = 1000
LONGEST_TITLE = 60
_SHORTCUT = re.compile(r"[a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e_-]{1,20}")

Kind = Literal["shared", "own"]


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """The fields as they stand, whatever they are worth; an own reply has `title_th` only."""

    kind: Kind
    id: str = ""
    was: str = ""
    shortcut: str = ""
    title_th: str = ""
    title_en: str = ""
    text_th: str = ""
    text_en: str = ""

    @classmethod
    def of(cls, kind: Kind, reply: Reply, was: str) -> "ReplyForm":
        """Return the form of a reply; `was` tells which words it shows."""
        return cls(
            kind,
            reply.id,
            was,
            reply.shortcut,
            reply.title["th"],
            reply.title["en"],
            reply.text.get("th", ""),
            reply.text.get("en", ""),
        )

    @classmethod
    def sent(cls, kind: Kind, fields: Fields) -> "ReplyForm":
        """Return the form as it was posted."""
        names = ("id", "was", "shortcut", "title_th", "title_en", "text_th", "text_en")
        return cls(kind, *(fields.get(name, "").strip() for name in names))

    @property
    def texts(self) -> Mapping[Language, str]:
        """What is typed for the child, by language."""
        return {"th": self.text_th, "en": self.text_en}

    def read(self, reply_id: str) -> tuple[Reply, Mapping[str, str]]:
        """Return the reply, and what is wrong by field; then the reply is not to be used.

        A fault is the last part of the id of its words (`desk.reply.wrong.…`).
        """
        shortcut = self.shortcut.lower().removeprefix("/")
        text = {language: said for language, said in self.texts.items() if said}
        reply = Reply(reply_id, shortcut, self._title, text)
        faults = {
            "shortcut": "" if _SHORTCUT.fullmatch(shortcut) else "shortcut",
            "title_th": _length(self._title["th"], LONGEST_TITLE),
            "title_en": _length(self._title["en"], LONGEST_TITLE),
            "text_th": self._text_fault("th"),
            "text_en": self._text_fault("en"),
        }
        return reply, {name: fault for name, fault in faults.items() if fault}

    @property
    def _title(self) -> Mapping[Language, str]:
        return {"th": self.title_th, "en": self.title_th if self.kind == "own" else self.title_en}

    def _text_fault(self, language: Language) -> str:
        text = self.texts[language]
        if self.kind == "own" and not text:
            return "" if any(self.texts.values()) else "one_language"
        return _length(text, LONGEST_TEXT)


def _length(text: str, most: int) -> str:
    return "missing" if not text else "long" if len(text) > most else ""
