"""Danger words in both languages: needs no model and no network, and is never wrong quietly."""

from enum import StrEnum


class Risk(StrEnum):
    """How much danger a message tells of; see CONTRACT.md."""

    NONE = "none"
    CONCERN = "concern"
    DANGER = "danger"
