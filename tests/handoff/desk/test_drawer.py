"""Keys of drawers: one person, one day, one state of the account."""

from dataclasses import replace

from handoff.desk.account import Role
from handoff.desk.drawer import Drawers
from handoff.desk.session import Session

HOUR = 3_600_000
NOON = 1_790_000_000_000 // (24 * HOUR) * 24 * HOUR + 12 * HOUR
MALEE = Session("malee", Role.COUNSELLOR, "th", 2, NOON, NOON, "token")


def keys(session: Session = MALEE, now: int = NOON, master: bytes = bytes(32)) -> tuple[str, str]:
    return Drawers(master).keys(session, now)


def test_a_person_has_the_same_key_all_day_and_from_every_sign_in() -> None:
    assert keys(replace(MALEE, token="other", opened_at=NOON + HOUR), NOON + HOUR) == keys()


def test_a_draft_of_the_night_is_opened_by_the_key_of_the_day_before() -> None:
    assert keys(now=NOON + 24 * HOUR)[1] == keys()[0]
    assert keys()[0] not in keys(now=NOON + 48 * HOUR)


def test_no_two_people_and_no_two_states_of_an_account_share_a_key() -> None:
    others = (
        keys(replace(MALEE, name="anan")),
        keys(replace(MALEE, epoch=3)),
        keys(master=bytes(31) + b"1"),
    )
    assert len({key for pair in (keys(), *others) for key in pair}) == 8
