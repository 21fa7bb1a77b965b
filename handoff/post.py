"""Where a member of staff stands: off duty, on it or on a break, and what it can take on. Pure.

Everybody sets its own; only a wish for help is for a supervisor to see. It holds names of staff and
nothing of any child.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.language import Language

USUAL = 2
"""Conversations at once, unless the counsellor says otherwise."""
MOST = 5
"""More at once would leave each child waiting too long."""


class Standing(StrEnum):
    """Whether somebody takes conversations now."""

    OFF = "off"
    ON = "on"
    BREAK = "break"


class Wish(StrEnum):
    """What a counsellor wants its supervisor to know."""

    NONE = "none"
    MINUTE = "minute"
    DEBRIEF = "debrief"


@dataclass(frozen=True, slots=True)
class Post:
    """One member of staff on a shift.

    Attributes:
        capacity: how many conversations it holds at most, 1 to `MOST`.
        offered: the next child is offered to it as soon as it has a place free; otherwise it takes
            one from the list itself.
        cooling_until: until then nothing is offered, after a hard conversation; milliseconds since
            the epoch, 0 for no such time.
        languages, skills: what it can be offered, as its account says.
    """

    name: str
    standing: Standing = Standing.OFF
    capacity: int = USUAL
    offered: bool = False
    cooling_until: int = 0
    wish: Wish = Wish.NONE
    languages: tuple[Language, ...] = ("th", "en")
    skills: tuple[str, ...] = ()

    def on(self) -> "Post":
        """Come on duty, or back from a break."""
        wish = Wish.NONE if self.wish is Wish.MINUTE else self.wish
        return replace(self, standing=Standing.ON, wish=wish)

    def off(self) -> "Post":
        """Go off duty; a wish to talk about a hard conversation stays."""
        wish = self.wish if self.wish is Wish.DEBRIEF else Wish.NONE
        return replace(self, standing=Standing.OFF, cooling_until=0, wish=wish)

    def on_break(self) -> "Post":
        """Take a break: what is held stays, nothing new is offered."""
        return replace(self, standing=Standing.BREAK)

    def needing_a_minute(self) -> "Post":
        """Take a break and let the supervisor know."""
        return replace(self.on_break(), wish=Wish.MINUTE)

    def wishing_to_talk(self) -> "Post":
        """Let the supervisor know that a talk about a hard conversation is wanted."""
        return replace(self, wish=Wish.DEBRIEF)

    def seen_to(self) -> "Post":
        """Take the wish back, because somebody has seen to it."""
        return replace(self, wish=Wish.NONE)

    def working(self, *, capacity: int, offered: bool) -> "Post":
        """Take so many at once, and say who chooses them; a number out of range is bent into it."""
        return replace(self, capacity=min(max(capacity, 1), MOST), offered=offered)

    def able(self, languages: tuple[Language, ...], skills: tuple[str, ...]) -> "Post":
        """Note what the account says it can do."""
        return replace(self, languages=languages, skills=skills)

    def cooling(self, until: int) -> "Post":
        """Be offered nothing until then."""
        return replace(self, cooling_until=until)

    def ready(self) -> "Post":
        """End the time after a hard conversation."""
        return replace(self, cooling_until=0)

    def has_room(self, held: int, now: int) -> bool:
        """Say whether it can be offered one more conversation now."""
        free = self.standing is Standing.ON and self.cooling_until <= now
        return self.offered and free and held < self.capacity
