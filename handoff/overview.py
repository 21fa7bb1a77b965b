"""What a supervisor sees of all conversations at once: numbers, loads, and who is in danger.

Pure, made from the cards of the lists. It holds names of staff and designations; no word of a child
and nothing of who it is can get in.
"""

from collections import Counter
from collections.abc import Sequence

from bot.risk import Risk
from handoff.board import Card, Load, Numbers
from handoff.conversation import State

_WAITING = {State.WAITING, State.OFFERED}
_HELD = {State.COUNSELLOR, State.CLOSING}


def numbers_of(cards: Sequence[Card], *, on_duty: Sequence[str], with_bot: int) -> Numbers:
    """Return the numbers of the conversations that wait or are held.

    Args:
        cards: of all conversations; those with the bot are left out.
        on_duty: sign-in names.
        with_bot: how many conversations the bot has.
    """
    waiting = [card for card in cards if card.state in _WAITING]
    held = [card for card in cards if card.state in _HELD]
    return Numbers(
        waiting=len(waiting),
        waiting_danger=sum(card.risk is Risk.DANGER for card in waiting),
        longest_wait_since=min(map(_since, waiting), default=None),
        on_duty=len(on_duty),
        in_conversation=len(held),
        with_bot=with_bot,
        late=sum(card.late for card in held),
        waiting_languages=tuple(sorted(Counter(card.language for card in waiting).items())),
        loads=_loads(held, on_duty),
        danger=tuple(sorted((c for c in (*waiting, *held) if c.risk is Risk.DANGER), key=_since)),
    )


def _loads(held: Sequence[Card], on_duty: Sequence[str]) -> tuple[Load, ...]:
    """Return what each holds who is on duty or holds anything, in order of their names."""
    holders = {card.counsellor for card in held if card.counsellor}
    return tuple(
        Load(
            name,
            on_duty=name in on_duty,
            held=sum(card.counsellor == name for card in held),
            late=sum(card.late for card in held if card.counsellor == name),
        )
        for name in sorted({*on_duty, *holders})
    )


def _since(card: Card) -> int:
    return card.waiting_since or card.opened_at
