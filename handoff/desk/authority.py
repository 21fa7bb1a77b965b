"""Who may do what to whose account. Pure: it looks at roles and names and changes nothing.

Nobody gives or takes what is above its own: whoever issues a link to an account can get in as that
person, so that a reset is as grave as an invitation.
"""

from handoff.desk.account import Account, Role
from handoff.desk.declined import Declined

_LEADS: dict[Role, tuple[Role, ...]] = {
    Role.COUNSELLOR: (),
    Role.SUPERVISOR: (Role.COUNSELLOR,),
    Role.OPERATOR: tuple(Role),
}


def led_by(role: Role) -> tuple[Role, ...]:
    """Return the roles whose accounts somebody of this role looks after."""
    return _LEADS[role]


def leads(role: Role, name: str, other: Account) -> bool:
    """Say whether somebody may reset, disable or change another's account; never one's own."""
    return other.role in led_by(role) and other.name != name


def check_leads(role: Role, name: str, other: Account) -> None:
    """Let pass who may reset, disable or change the other's account.

    Raises:
        Declined: it is one's own account, or its role is above what one looks after.
    """
    if other.name == name:
        raise Declined("own_account", "nobody does this to the own account: ask a colleague")
    if not leads(role, name, other):
        raise Declined("above", "an operator looks after this account")


def check_invites(role: Role, invited: str) -> None:
    """Let pass who may invite somebody into a role.

    Raises:
        Declined: that role is above what one looks after.
    """
    if invited not in led_by(role):
        raise Declined("above", "an operator looks after such accounts")


def is_last_operator(account: Account, everybody: tuple[Account, ...]) -> bool:
    """Say whether nobody else could do what only operators can."""
    leading = [one.name for one in everybody if one.role is Role.OPERATOR and one.active]
    return leading == [account.name]
