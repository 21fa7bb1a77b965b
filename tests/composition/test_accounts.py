"""The accounts and the audit log from the command line, over the embedded store."""

import shutil
from pathlib import Path

import pytest

from composition.accounts import known_skills, verified_audit, with_staff
from errors import ConfigurationError, Refused
from handoff.audit import Broken, Deed
from handoff.staff import Staff
from operation.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


async def invited(staff: Staff) -> str:
    return await staff.invite("malee", "counsellor", ("th",))


def test_what_the_command_line_does_to_an_account_is_remembered(settings: Settings) -> None:
    with_staff(settings, invited, deed=Deed.INVITED, name="malee")
    assert verified_audit(settings).seq == 1

    with_staff(settings, lambda staff: staff.disable("malee"), deed=Deed.DISABLED, name="malee")
    assert verified_audit(settings).seq == 2


def test_a_store_taken_back_to_before_the_last_check_is_told(settings: Settings) -> None:
    with_staff(settings, invited, deed=Deed.INVITED, name="malee")
    verified_audit(settings)
    shutil.rmtree(settings.home / "store")
    with pytest.raises(Broken):
        verified_audit(settings)


def test_an_anchor_that_cannot_be_read_is_a_sentence(settings: Settings) -> None:
    with_staff(settings, invited)
    (settings.home / "audit-anchor.json").write_text("?", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        verified_audit(settings)


def test_skills_are_those_of_the_desk_in_its_order() -> None:
    assert known_skills(["legal", "sextortion"]) == ("sextortion", "legal")
    with pytest.raises(Refused, match="there is no skill juggling"):
        known_skills(["juggling"])
