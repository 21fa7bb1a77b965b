"""What a child said it is about, in words for staff, and the codes that suggests for the form.

A suggestion is only where the form begins; the counsellor decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language import Language
from bot.words import pair, read_yaml
from errors import InvalidContent
from handoff.desk.codes import Codes


@dataclass(frozen=True, slots=True)
class Topic:
    """One worry of CONTRACT.md: its label, and the reason and harms it suggests."""

    label: Mapping[Language, str]
    reason: str
    online_harm: tuple[str, ...] = ()


def load_topics(path: Path, codes: Codes) -> Mapping[str, Topic]:
    """Read `{intent: {th, en, reason, online_harm: [...]}}`.

    Raises:
        InvalidContent: a language is missing, or a code is not one of the contract.
    """
    return {
        name: _topic(f"{path.name}: {name}", entry, codes)
        for name, entry in read_yaml(path).items()
    }


def _topic(where: str, entry: Any, codes: Codes) -> Topic:  # noqa: ANN401 - as read from YAML
    if not isinstance(entry, dict):
        raise InvalidContent(f"{where}: a label and a reason are expected")
    topic = Topic(pair(where, entry), str(entry.get("reason")), tuple(entry.get("online_harm", ())))
    unknown = [harm for harm in topic.online_harm if not codes.allows("online_harm", harm)]
    if not codes.allows("reason", topic.reason) or unknown:
        raise InvalidContent(f"{where}: {[topic.reason, *unknown]} holds a code nobody knows")
    return topic
