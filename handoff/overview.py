"""What a supervisor sees of all conversations at once: numbers, loads, and who is in danger.

Pure, made from the cards of the lists. It holds names of staff and designations; no word of a child
and nothing of who it is can get in.
"""

from collections import Counter
from collections.abc import Sequence

from bot.risk import Risk
from handoff.board import Card, Load, Numbers
from handoff.conversation import HELD, QUEUED
from handoff.post import Post, Standing, Wish


def numbers_of(cards: Sequence[Card], *, posts: Sequence[Post], with_bot: int) -> Numbers:
    """Return the numbers of the conversations that wait or are held.

    Args:
        cards: of all conversations; those with the bot are left out.
        posts: of all members of staff who have one.
        with_bot: how many conversations the bot has.
    """
    waiting = [card for card in cards if card.state in QUEUED]
    held = [card for card in cards if card.state in HELD]
    return Numbers(
        waiting=len(waiting),
        waiting_danger=sum(card.risk is Risk.DANGER for card in waiting),
        longest_wait_since=min(map(_since, waiting), default=None),
        on_duty=sum(post.standing is Standing.ON for post in posts),
        in_conversation=len(held),
        with_bot=with_bot,
        late=sum(card.late for card in held),
        breaches=sum(card.late for card in waiting),
        waiting_languages=tuple(sorted(Counter(card.language for card in waiting).items())),
        loads=_loads(held, posts),
        danger=tuple(sorted((c for c in (*waiting, *held) if c.risk is Risk.DANGER), key=_oldest)),
    )


def weighs_the_same(before: Card | None, after: Card | None) -> bool:
    """Say whether the numbers are the same with a card as it was and as it is.

    One in danger is itself among them, so it never is.
    """
    if before is None or after is None:
        return before is after
    return after.risk is not Risk.DANGER and _weight(before) == _weight(after)


def _weight(card: Card) -> tuple[object, ...]:
    return card.state, card.risk, card.late, card.language, card.counsellor, _since(card)


def _loads(held: Sequence[Card], posts: Sequence[Post]) -> tuple[Load, ...]:
    """Return what each has in hand who is there, holds anything or wishes for help, by name."""
    counts = Counter(card.counsellor for card in held if card.counsellor)
    late = Counter(card.counsellor for card in held if card.counsellor and card.late)
    known = {name: Post(name) for name in counts} | {post.name: post for post in posts}
    return tuple(
        Load(post, counts[name], late[name])
        for name, post in sorted(known.items())
        if counts[name] or post.standing is not Standing.OFF or post.wish is not Wish.NONE
    )


def _oldest(card: Card) -> tuple[int, str]:
    return _since(card), card.id


def _since(card: Card) -> int:
    return card.waiting_since or card.opened_at
