"""How long the helpline waits for what, in one place."""

from dataclasses import dataclass

_SECOND = 1000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class Patience:
    """Waiting times in milliseconds.

    Attributes:
        step: silence during the tap questions, after which the child is handed over as it is.
        sleep: silence in a talk with the bot, after which it sleeps and can be taken up again.
        forget: silence asleep, after which everything is forgotten.
        offer: how long an offered conversation waits for a member of staff.
        wrap_up: how long an ended conversation waits for its form.
        cap: the longest life of a conversation, whatever happens (DESIGN.md, security.md 2).
    """

    step: int = 60 * _SECOND
    sleep: int = 30 * _MINUTE
    forget: int = 24 * _HOUR
    offer: int = 60 * _SECOND
    wrap_up: int = 30 * _MINUTE
    cap: int = 72 * _HOUR
