"""Open data: noise on every figure, enough for what one conversation can change."""

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from bench.contacts import Regime, contacts, counters_of
from bot.words import Words
from composition.mind import CATALOGUE
from composition.released import OPEN_FORMS
from errors import Refused
from handoff.board import WrapUp
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import Contact, tally
from handoff.statistics.disclosure import counts_of
from handoff.statistics.edition import TOTAL
from handoff.statistics.noise import laplace, within
from handoff.statistics.open_data import OpenEdition, noised, sensitivity_of, tables_of
from handoff.statistics.open_export import OPEN_SCHEMA, OpenExporting
from handoff.statistics.period import Kind, Period

MONTH = Period.parse("2026-10")
ONE = Decimal(1)
SPENDING = (ONE, ONE, Decimal(3))
TODAY = date(2026, 11, 6)
DRAWS = 20_000


def none(counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
    return list(counts)


def ten_less(counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
    return [count - 10 for count in counts]


@pytest.fixture(scope="module")
def counters(catalogue: Catalogue) -> Counter[str]:
    return counters_of(catalogue, Regime("a", 200), MONTH.months, seed=2)[str(MONTH)]


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue, counters: Counter[str]) -> OpenEdition:
    return noised(catalogue, MONTH, counters, laplace, SPENDING, TODAY)


@pytest.fixture
def exporting(catalogue: Catalogue, edition: OpenEdition) -> OpenExporting:
    return OpenExporting(edition, catalogue, Words.load(CATALOGUE.with_name("words.yml")))


def cells_of(catalogue: Catalogue, kind: Kind, contact: Contact, form: WrapUp | None) -> int:
    """Return in how many cells of the released tables a contact is counted."""
    counters = Counter(tally(catalogue, contact, form))
    tables = (
        counts_of(counters, catalogue.shaped(table.of, ())) for table in tables_of(catalogue, kind)
    )
    return sum(n for counts in tables for codes, n in counts.items() if TOTAL not in codes)


def a_contact(catalogue: Catalogue) -> tuple[Contact, WrapUp]:
    """Return a contact that met a counsellor, with a form in which everything there is is ticked."""
    chance = random.Random(1)  # noqa: S311 - a simulation
    made = contacts(catalogue, Regime("a", 1, bot_only=0), str(MONTH), 1, chance)
    [(contact, form)] = made
    assert form
    return contact, replace(
        form,
        online_harm=catalogue.dimensions["online_harm"].codes,
        referral=catalogue.dimensions["referral"].codes,
    )


@pytest.mark.parametrize("kind", Kind)
def test_no_conversation_is_in_more_cells_than_the_noise_is_made_for(
    catalogue: Catalogue, kind: Kind
) -> None:
    chance = random.Random(3)  # noqa: S311 - a simulation
    most = sensitivity_of(catalogue, tables_of(catalogue, kind))
    made = contacts(catalogue, Regime("a", 1), str(MONTH), 300, chance)
    assert max(cells_of(catalogue, kind, *one) for one in made) <= most
    assert cells_of(catalogue, kind, *a_contact(catalogue)) == most


def test_of_what_a_contact_may_have_several_no_more_are_counted_than_is_said(
    catalogue: Catalogue,
) -> None:
    counted = tally(catalogue, *a_contact(catalogue))
    assert len(catalogue.dimensions["referral"].codes) > 5
    assert len([name for name in counted if name.startswith("referral:")]) == 5


def test_every_table_is_released_for_one_kind_of_period(catalogue: Catalogue) -> None:
    names = [table.name for kind in Kind for table in tables_of(catalogue, kind)]
    assert sorted(names) == sorted(table.name for table in catalogue.tables)


def test_every_cell_has_noise_and_no_total_is_given_away(
    catalogue: Catalogue, counters: Counter[str]
) -> None:
    drawn: list[int] = []

    def noise(counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
        drawn.extend(counts)
        return none(counts, sensitivity, epsilon)

    edition = noised(catalogue, MONTH, counters, noise, SPENDING, TODAY)
    cells = [cell for table in edition for cell in table.cells]
    assert [cell.count for cell in cells] == drawn
    assert 0 in drawn
    assert not [cell for cell in cells if cell.is_total or cell.count is None]
    for table in edition:
        for cell in table.cells:
            assert cell.count == counters[f"{'+'.join(table.of)}:{'+'.join(cell.codes)}"]


def test_a_figure_below_nothing_is_none(catalogue: Catalogue, counters: Counter[str]) -> None:
    edition = noised(catalogue, MONTH, counters, ten_less, SPENDING, TODAY)
    assert min(cell.count or 0 for table in edition for cell in table.cells) == 0


def test_what_is_stored_is_what_was_made(edition: OpenEdition) -> None:
    assert OpenEdition.decoded(edition.encoded()) == edition


@pytest.mark.parametrize(
    ("sensitivity", "epsilon", "away"), [(1, "1", 3), (5, "1", 15), (1, "2", 1), (5, "2", 7)]
)
def test_how_far_figures_are_away_is_that_of_discrete_laplace(
    sensitivity: int, epsilon: str, away: int
) -> None:
    """The figures are those measured for docs elsewhere, from the distribution itself."""
    assert within(sensitivity, Decimal(epsilon)) == away
    rate = math.exp(-float(epsilon) / sensitivity)
    beyond = [2 * rate ** (n + 1) / (1 + rate) for n in (away, away - 1)]
    assert beyond[0] <= 0.05 < beyond[1]


def test_opendp_draws_discrete_laplace_noise() -> None:
    """Shares of twenty thousand draws, each within seven standard errors of what is known."""
    drawn = Counter(laplace([0] * DRAWS, 3, Decimal(2)))
    rate = math.exp(-2 / 3)
    for away in range(6):
        for value in {away, -away}:
            share = (1 - rate) / (1 + rate) * rate**away
            error = math.sqrt(share * (1 - share) / DRAWS)
            assert abs(drawn[value] / DRAWS - share) < 7 * error


def test_noise_is_drawn_anew_each_time() -> None:
    assert laplace([0] * 1000, 40, ONE) != laplace([0] * 1000, 40, ONE)


def test_without_opendp_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(Refused, match="tools/setup open-data"):
        laplace([1], 1, ONE)


@pytest.mark.parametrize("form", OPEN_FORMS)
def test_an_export_has_the_same_bytes_each_time(exporting: OpenExporting, form: str) -> None:
    assert OPEN_FORMS[form](exporting) == OPEN_FORMS[form](exporting)


@pytest.mark.parametrize("form", OPEN_FORMS)
def test_an_export_says_what_it_means_for_one_conversation(
    exporting: OpenExporting, form: str
) -> None:
    told = OPEN_FORMS[form](exporting).decode()
    for said in (
        "at most 2.72 times more or less sure whether one given conversation was counted",
        "one conversation, not for one child",
        "การสนทนาหนึ่งครั้ง ไม่ใช่ของน้องหนึ่งคน",
        "1 of 3 is spent with this edition, 2 is left",
        "in at most 35 cells of all tables together",
        exporting.edition.digest(),
    ):
        assert said in told


def test_json_is_what_its_schema_says(exporting: OpenExporting) -> None:
    schema = json.loads(CATALOGUE.with_name(OPEN_SCHEMA).read_bytes())
    told = json.loads(OPEN_FORMS["json"](exporting))
    jsonschema.validate(told, schema)
    assert (told["period"], told["epsilon"], told["budget"]["left"]) == ("2026-10", "1", "2")
