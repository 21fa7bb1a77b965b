"""Every pair of roles: nobody reaches above its own, and nobody its own account."""

import pytest

from errors import Refused
from handoff.desk.account import Account, Role
from handoff.desk.authority import check_invites, check_leads, led_by

ALLOWED = {
    (Role.SUPERVISOR, Role.COUNSELLOR),
    *((Role.OPERATOR, role) for role in Role),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("other", Role)
def test_one_looks_after_those_below_and_operators_after_all(role: Role, other: Role) -> None:
    account = Account("malee", other, ("th",))
    if (role, other) in ALLOWED:
        check_leads(role, "somchai", account)
        check_invites(role, other)
    else:
        with pytest.raises(Refused, match="operator"):
            check_leads(role, "somchai", account)
        with pytest.raises(Refused, match="operator"):
            check_invites(role, other)


@pytest.mark.parametrize("role", Role)
def test_nobody_does_it_to_the_own_account(role: Role) -> None:
    with pytest.raises(Refused, match="own account"):
        check_leads(role, "malee", Account("malee", role, ("th",)))


def test_a_role_that_is_not_one_is_above_everybody() -> None:
    for role in Role:
        assert "queen" not in led_by(role)
        with pytest.raises(Refused):
            check_invites(role, "queen")
