"""What the desk asks of the helpline behind it. The pages know this Protocol and no store.

Every call that changes something names the member of staff who asks; a refusal is `errors.Refused`
with a reason fit for that person, and then nothing has changed.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from handoff.board import Board, Card, Change, Destination, Line, WrapUp
from handoff.post import Post
from handoff.supervision import Reason


class Counselling(Protocol):
    """The queue and the conversations, as a member of staff may see and use them."""

    async def board(self, staff: str) -> Board:
        """Return the lists as they are now, with the cursor to follow on from."""
        ...

    def changes(self, after: str) -> AsyncIterator[Change]:
        """Yield every change after the cursor, then new ones as they happen, without end.

        Raises:
            Refused: the cursor is too old to follow on from; read the board again.
        """
        ...

    async def since(self, after: str) -> Sequence[Change]:
        """Return every change after the cursor until now.

        Raises:
            Refused: as `changes`.
        """
        ...

    async def cursor(self) -> str:
        """Return where the changes end now."""
        ...

    async def card(self, conversation: str, staff: str) -> Card:
        """Return one conversation: one that waits, or one this member of staff holds.

        Raises:
            Refused: it is gone, or it is not theirs to see.
        """
        ...

    async def lines(self, conversation: str, staff: str, after: int = 0) -> tuple[Line, ...]:
        """Return the transcript after a line number; marks are as they are now.

        Raises:
            Refused: only the one who holds a conversation reads it.
        """
        ...

    async def claim(self, conversation: str, staff: str) -> Card:
        """Take it from the queue, or accept it when it is offered to this member of staff."""
        ...

    async def refuse(self, conversation: str, staff: str) -> None:
        """Decline an offer; it goes back to the queue with its place."""
        ...

    async def say(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Send a line to the child; the same `line_id` (a UUID made by the page) is sent once."""
        ...

    async def note(self, conversation: str, staff: str, line_id: str, text: str) -> Line:
        """Keep a note for staff; it can never reach the child."""
        ...

    async def ask_to_see(self, conversation: str, staff: str, line_id: str) -> None:
        """Have the child asked whether what is hidden in its line may be seen; it decides."""
        ...

    async def seen(self, conversation: str, staff: str, seq: int) -> None:
        """Remember that the counsellor has read up to a line."""
        ...

    async def typing(self, conversation: str, staff: str) -> None:
        """Show the child that somebody is writing; may be lost."""
        ...

    async def hand_back(self, conversation: str, staff: str) -> None:
        """Give the child back to the bot; the child is told."""
        ...

    async def transfer(
        self, conversation: str, staff: str, to: Destination, note: str = ""
    ) -> None:
        """Offer it to a colleague or put it back into the queue, with a note; the child is told."""
        ...

    async def end(self, conversation: str, staff: str) -> None:
        """Say goodbye to the child and open the closing form."""
        ...

    async def counted(self, conversation: str, staff: str, form: WrapUp) -> tuple[str, ...]:
        """Return the counters that closing with this form would raise, as `dimension:code`."""
        ...

    async def block(self, conversation: str, staff: str, block_id: str) -> None:
        """Let a block begin (`handoff.blocks`): the child is told and leaves its counsellor."""
        ...

    async def close(self, conversation: str, staff: str, form: WrapUp) -> None:
        """Count the form, forget the conversation and destroy its keys."""
        ...

    async def set_duty(self, staff: str, *, on: bool) -> None:
        """Go on or off duty; going off keeps what one holds."""
        ...

    async def repost(self, staff: str, change: Callable[[Post], Post]) -> Post:
        """Change how somebody works: a break, how many at once, a wish for help."""
        ...

    async def colleagues(self, staff: str) -> tuple[Post, ...]:
        """Return the posts of the other members of staff on duty."""
        ...


class Supervising(Protocol):
    """What a supervisor does with a conversation that somebody else holds."""

    async def held_by(self, counsellor: str) -> tuple[Card, ...]:
        """Return what somebody holds, as a supervisor may see it before following."""
        ...

    async def follow(self, conversation: str, staff: str, reason: Reason) -> None:
        """Begin to read along; its counsellor is shown who and why."""
        ...

    async def leave(self, conversation: str, staff: str) -> None:
        """Read along no more."""
        ...

    async def take_over(self, conversation: str, staff: str) -> None:
        """Go on with the child in its counsellor's place; the child is told."""
        ...
