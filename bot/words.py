"""Words for people: every text has an id and stands in both languages, or nothing starts.

A file of words is YAML: `id: {th: ..., en: ...}`, nested as deep as helps the reader; ids of nested
entries are joined by dots. `{name}` in a text is a field that the caller fills.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.language import Language
from errors import InvalidContent

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe loader in C where it is there: ten times faster, and start-up reads many files."""

_FIELD = re.compile(r"{(\w+)}")


class Words(Mapping[str, Mapping[Language, str]]):
    """The texts of one or more files, by id."""

    def __init__(self, texts: Mapping[str, Mapping[Language, str]]) -> None:
        self._texts = dict(texts)

    @classmethod
    def load(cls, *paths: Path) -> "Words":
        """Read the files in order; a later one replaces texts of an earlier one.

        Raises:
            InvalidContent: a file cannot be read, a language is missing or empty, or the two
                languages name different fields.
        """
        texts: dict[str, Mapping[Language, str]] = {}
        for path in paths:
            texts.update(_flatten(path, "", read_yaml(path)))
        return cls(texts)

    @classmethod
    def of_folder(cls, folder: Path) -> "Words":
        """Read every file of words of a folder.

        Raises:
            InvalidContent: as `load`, or two files say the same text.
        """
        texts: dict[str, Mapping[Language, str]] = {}
        for path in sorted(folder.glob("*.yml")):
            found = cls.load(path)
            if doubled := texts.keys() & found.keys():
                raise InvalidContent(f"{path.name}: {min(doubled)}: another file says this")
            texts.update(found)
        return cls(texts)

    @classmethod
    def laid_over(cls, shipped: Path, *own: Path) -> "Words":
        """Read a file and others over it, which may only say in other words what it says.

        Raises:
            InvalidContent: as `load`, or a text of `own` has no place or other fields.
        """
        ours, laid = cls.load(shipped), cls.load(*own)
        for text_id, text in laid.items():
            if text_id not in ours:
                raise InvalidContent(f"{shipped.name}: {text_id}: nothing says this")
            fields = fields_of(ours[text_id]["th"])
            if fields_of(text["th"]) != fields:
                wanted = ", ".join(sorted(fields)) or "none"
                raise InvalidContent(f"{shipped.name}: {text_id}: the fields are {wanted}")
        return cls({**ours, **laid})

    def say(self, text_id: str, language: Language, **fields: object) -> str:
        """Return the text with its fields filled.

        Raises:
            InvalidContent: there is no such id, or a field is missing.
        """
        try:
            return self._texts[text_id][language].format(**fields)
        except (KeyError, IndexError) as error:
            raise InvalidContent(f"text {text_id!r}: {error} is missing") from None

    def __getitem__(self, text_id: str) -> Mapping[Language, str]:
        return self._texts[text_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping a YAML file holds.

    Raises:
        InvalidContent: it cannot be read, or is no mapping.
    """
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidContent(f"{path.name}: {error}") from None
    if not isinstance(read, dict):
        raise InvalidContent(f"{path.name}: a mapping is expected")
    return read


def pair(where: str, entry: Mapping[str, Any]) -> Mapping[Language, str]:
    """Return a `{th, en}` entry after checking that both are there and name the same fields.

    Raises:
        InvalidContent: naming `where`.
    """
    texts: dict[Language, str] = {}
    for language in ("th", "en"):
        text = entry.get(language)
        if not isinstance(text, str) or not text.strip():
            raise InvalidContent(f"{where}: no text in {language}")
        texts[language] = text.strip()
    if fields_of(texts["th"]) != fields_of(texts["en"]):
        raise InvalidContent(f"{where}: the two languages name different fields")
    return texts


def fields_of(text: str) -> set[str]:
    """Return the names of the fields of a text."""
    return set(_FIELD.findall(text))


def _flatten(
    path: Path, prefix: str, entries: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[Language, str]]]:
    for key, entry in entries.items():
        text_id = f"{prefix}{key}"
        if not isinstance(entry, dict):
            raise InvalidContent(f"{path.name}: {text_id}: a text in both languages is expected")
        if entry.keys() & {"th", "en"}:
            yield text_id, pair(f"{path.name}: {text_id}", entry)
        else:
            yield from _flatten(path, f"{text_id}.", entry)
