"""How a conversation stands in the store: the fields of its head that are plain.

Plain is only what the queue must sort and the scripts must compare by; everything else of a head is
sealed (`handoff.seals`).
"""

from collections.abc import Mapping

from bot.language import Language
from bot.risk import Risk
from handoff.conversation import Conversation, State
from handoff.store import Snapshot

_OPTIONAL = ("counsellor", "offered_to", "waiting_since", "child_since")


PASSED_BY = "passed_by"
"""Field of a waiting conversation: who declined it, let its offer run out or passed it on."""
WANTS = "wants"
"""Field of a conversation passed on for a language or a skill (`handoff.matching`)."""


FOLLOWERS = "followers"
"""Field of a conversation: which supervisors follow it and why, as `name=reason` and commas."""


def followers(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the reasons of those who follow a conversation, by name."""
    kept = plain(snapshot.head, FOLLOWERS) or ""
    return dict(pair.split("=", 1) for pair in kept.split(",") if pair)


def followed(by: Mapping[str, str]) -> str:
    """Return how those who follow are kept."""
    return ",".join(f"{name}={reason}" for name, reason in sorted(by.items()))


def passed_by(snapshot: Snapshot) -> frozenset[str]:
    """Return who is not to be offered this conversation again."""
    return frozenset(filter(None, (plain(snapshot.head, PASSED_BY) or "").split(",")))


def conversation_of(snapshot: Snapshot) -> Conversation:
    """Return what is known of a conversation in the clear."""
    head = {name: value.decode() for name, value in snapshot.head.items() if name in _PLAIN}
    return Conversation(
        id=snapshot.names.id,
        version=int(head["version"]),
        state=State(head["state"]),
        channel=head["channel"],
        language=_language(head["language"]),
        risk=Risk(head["risk"]),
        designation=int(head["designation"]),
        opened_at=int(head["opened_at"]),
        counsellor=head.get("counsellor"),
        offered_to=head.get("offered_to"),
        waiting_since=_number(head.get("waiting_since")),
        child_since=_number(head.get("child_since")),
    )


_PLAIN = {"version", "state", "channel", "language", "risk", "designation", "opened_at", *_OPTIONAL}


def head_of(conversation: Conversation) -> dict[str, str]:
    """Return the plain fields as the store holds them; an empty one is to be removed."""
    return {
        "state": conversation.state.value,
        "channel": conversation.channel,
        "language": conversation.language,
        "risk": conversation.risk.value,
        "designation": str(conversation.designation),
        "opened_at": str(conversation.opened_at),
        **{name: _text(getattr(conversation, name)) for name in _OPTIONAL},
    }


def changed_fields(before: Conversation, after: Conversation) -> dict[str, str]:
    """Return the plain fields that a change must write."""
    old, new = head_of(before), head_of(after)
    return {name: value for name, value in new.items() if old[name] != value}


def plain(head: Mapping[str, bytes], name: str) -> str | None:
    """Return a plain field of a head, if it is there."""
    value = head.get(name)
    return None if value is None else value.decode()


def _language(value: str) -> Language:
    return "th" if value == "th" else "en"


def _number(value: str | None) -> int | None:
    return None if value is None else int(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)
