"""`helpline check` lists the help services somebody has to call through."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.confirmations import Confirmations
from composition.checking import findings
from operation.check import Finding
from operation.settings import Settings

FIRST_LINES = {
    *("police_191", "emergency_1669", "childline_1387"),
    *("social_assistance_1300", "mental_health_1323"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def found(settings: Settings, *, production: bool) -> dict[str, Finding]:
    return {one.where: one for one in findings(settings, production=production)}


def confirm(settings: Settings, service: str, *, days_ago: int) -> None:
    on = datetime.now(UTC).date() - timedelta(days=days_ago)
    Confirmations(settings.home / "directory.json").confirm(service, on=on, by="Nid")


def test_every_service_nobody_has_called_is_listed_with_what_to_ask(settings: Settings) -> None:
    listed = found(settings, production=False)
    assert listed["samaritans"].what == (
        "was never called through: helpline directory confirm samaritans; "
        "ask for: ages, free, languages, learns"
    )
    assert not listed["samaritans"].hurts
    assert listed.keys() >= FIRST_LINES
    assert "ttrs" not in listed


def test_in_service_what_children_see_has_to_be_called_through(settings: Settings) -> None:
    confirm(settings, "line_1663", days_ago=181)
    listed = found(settings, production=True)
    assert all(listed[service].hurts for service in FIRST_LINES)
    assert listed["line_1663"].hurts
    assert "was last called through on" in listed["line_1663"].what
    assert not listed["samaritans"].hurts


def test_a_call_of_the_last_180_days_is_not_listed(settings: Settings) -> None:
    confirm(settings, "childline_1387", days_ago=179)
    assert "childline_1387" not in found(settings, production=True)
