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
        check_in: silence of a child with a counsellor, after which it is asked whether it is there.
        rest: silence after that, after which it sleeps and its counsellor is free.
        late: silence of a counsellor whose child waits, after which the desk is told.
        give_back: such silence, after which the child goes back into the queue with its place.
        forget: silence asleep, after which everything is forgotten.
        breach: how long a child waits for a person before the desk is told that it is too long.
        cool_down: after a conversation in danger, how long its counsellor is offered nothing.
        turned_away: how long a conversation is kept in which a blocked child is answered.
        offer: how long an offered conversation waits for a member of staff.
        wrap_up: how long an ended conversation waits for its form.
        cap: the longest life of a conversation, whatever happens (DESIGN.md, security.md 2).
    """

    step: int = 60 * _SECOND
    sleep: int = 30 * _MINUTE
    check_in: int = 10 * _MINUTE
    rest: int = 20 * _MINUTE
    late: int = 3 * _MINUTE
    give_back: int = 15 * _MINUTE
    forget: int = 24 * _HOUR
    breach: int = 5 * _MINUTE
    cool_down: int = 10 * _MINUTE
    turned_away: int = 10 * _MINUTE
    offer: int = 60 * _SECOND
    wrap_up: int = 30 * _MINUTE
    cap: int = 72 * _HOUR

    @classmethod
    def of_minutes(cls, **minutes: int) -> "Patience":
        """Return the usual times, with some given in minutes by the operator."""
        return cls(**{name: time * _MINUTE for name, time in minutes.items()})
