"""Open data, as the command line has them: releases a period once, gives what was released away.

Nothing is shown before it is stored and its cost is written. A file is written whole or not at all.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.words import Words
from composition.accounts import at_office
from composition.mind import CATALOGUE, catalogue_of, content_of
from composition.published import refuse_unwritable, write_whole
from errors import ConfigurationError, Refused
from handoff.audit import Deed
from handoff.statistics.csv_export import csv_of
from handoff.statistics.noise import laplace
from handoff.statistics.open_data import OpenEdition
from handoff.statistics.open_export import OPEN_SCHEMA, OpenExporting, open_json_of
from handoff.statistics.period import Period
from handoff.statistics.releasing import Budget, Releasing
from handoff.thai_time import BANGKOK
from operation.settings import Settings

OPEN_FORMS: Mapping[str, Callable[[OpenExporting], bytes]] = {"csv": csv_of, "json": open_json_of}


def released(settings: Settings, period: str) -> OpenEdition:
    """Release the open data of a period and return them."""
    catalogue = catalogue_of(content_of(settings))
    wanted, today = Period.parse(period), datetime.now(BANGKOK).date()
    budget = _budget_of(settings)
    return at_office(
        settings,
        lambda office: Releasing(catalogue, office.store, laplace, budget).release(wanted, today),
        deed=Deed.RELEASED,
        about=str(wanted),
    )


def exported_open(settings: Settings, period: str, form: str, folder: Path) -> Path:
    """Write what was released of a period into a folder; JSON with its schema beside it."""
    catalogue = catalogue_of(content_of(settings))
    wanted = Period.parse(period)
    if form not in OPEN_FORMS:
        raise Refused(f"open data come as {' or '.join(OPEN_FORMS)}, not as {form}")
    refuse_unwritable(folder)
    budget = _budget_of(settings)
    edition = at_office(
        settings,
        lambda office: Releasing(catalogue, office.store, laplace, budget).edition(wanted),
        deed=Deed.EXPORTED,
        about=f"{wanted} open data {form}",
    )
    words = Words.load(CATALOGUE.with_name("words.yml"))
    path = folder / f"helpline-{edition.period}-open-data.{form}"
    if form == "json":
        write_whole(folder / OPEN_SCHEMA, CATALOGUE.with_name(OPEN_SCHEMA).read_bytes())
    write_whole(path, OPEN_FORMS[form](OpenExporting(edition, catalogue, words)))
    return path


def _budget_of(settings: Settings) -> Budget | None:
    each, year = settings.open_data_epsilon, settings.open_data_epsilon_year
    if each is not None and year is not None:
        return Budget(each, year)
    if each is None and year is None:
        return None
    raise ConfigurationError(
        "HELPLINE_OPEN_DATA_EPSILON and HELPLINE_OPEN_DATA_EPSILON_YEAR: set both or none"
    )
