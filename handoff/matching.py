"""Who is offered which waiting child. Pure: the queue's order, and who has room for whom.

The child decides nothing by who it is: only danger, its wait, its language and what it was passed
on for count. An offer that was declined or ran out goes to somebody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language import Language
from handoff.post import Post, Standing

_LANGUAGE, _SKILL = "language:", "skill:"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child in the queue.

    Attributes:
        wants: `language:…` or `skill:…` if a counsellor passed it on for that; else empty.
        passed_by: who declined it, let an offer run out or passed it on.
    """

    id: str
    language: Language
    wants: str = ""
    passed_by: frozenset[str] = frozenset()


def match(
    waiting: Sequence[Waiting], posts: Sequence[Post], held: Mapping[str, int], now: int
) -> list[tuple[str, str]]:
    """Return which conversation to offer to whom, as pairs of an id and a name.

    Args:
        waiting: next first.
        posts: of all who are on duty.
        held: how many conversations each has in hand or on offer; absent means none.
        now: milliseconds since the epoch.
    """
    load = {post.name: held.get(post.name, 0) for post in posts}
    pairs: list[tuple[str, str]] = []
    for child in waiting:
        fit = [
            post
            for post in posts
            if post.has_room(load[post.name], now)
            and post.name not in child.passed_by
            and _suits(child, post, posts)
        ]
        if fit:
            chosen = min(fit, key=lambda post: (load[post.name], post.name))
            load[chosen.name] += 1
            pairs.append((child.id, chosen.name))
    return pairs


def able(post: Post, wants: str) -> bool:
    """Say whether somebody can do what a child was passed on for."""
    if wants.startswith(_LANGUAGE):
        return wants.removeprefix(_LANGUAGE) in post.languages
    return not wants or wants.removeprefix(_SKILL) in post.skills


def _suits(child: Waiting, post: Post, posts: Sequence[Post]) -> bool:
    """Say whether this person will do, or nobody on duty would do better.

    A child is never kept waiting for a language or a skill that nobody on duty has.
    """
    for wanted in (child.wants, f"{_LANGUAGE}{child.language}"):
        someone = any(able(other, wanted) for other in posts if other.standing is Standing.ON)
        if someone and not able(post, wanted):
            return False
    return True
