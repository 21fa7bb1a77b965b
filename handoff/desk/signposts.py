"""Where a member of staff can go: the pages in the bar, by role.

It shows the way only; who may pass is decided by the table of routes alone.
"""

from dataclasses import dataclass

from handoff.desk.account import Role
from handoff.desk.session import Session

_ALL = frozenset(Role)
_LEADING = frozenset({Role.SUPERVISOR, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Signpost:
    """One page in the bar; its label is the text `places.<name>`.

    Attributes:
        stays: whoever leaves it is no longer there for the children who wait, so that others open
            in a tab of their own.
    """

    name: str
    address: str
    roles: frozenset[Role]
    stays: bool = False


SIGNPOSTS = (
    Signpost("board", "/board", _LEADING),
    Signpost("desk", "/desk", frozenset({Role.COUNSELLOR, Role.SUPERVISOR}), stays=True),
    Signpost("texts", "/texts", _ALL),
    Signpost("replies", "/replies", _ALL),
    Signpost("rules", "/rules", _LEADING),
    Signpost("blocks", "/blocks", frozenset({Role.SUPERVISOR})),
    Signpost("staff", "/staff", _LEADING),
    Signpost("house", "/house", _LEADING),
    Signpost("statistics", "/statistics", _LEADING),
    Signpost("audit", "/audit", _LEADING),
    Signpost("account", "/account", _ALL),
)
"""In the order of the bar; the first one that serves a role is its home."""


def signposts_of(session: Session | None) -> tuple[Signpost, ...]:
    """Return where this person can go, its home first."""
    if session is None:
        return ()
    return tuple(post for post in SIGNPOSTS if session.role in post.roles)


def home_of(session: Session) -> str:
    """Return the address of the page this person works at."""
    return signposts_of(session)[0].address
