"""Statistics, as the command line and the desk have them: freezes periods, gives editions away.

A file is written whole or not at all. Nothing but frozen editions ever leaves from here.
"""

import contextlib
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.words import Words
from composition.accounts import Office, at_office
from composition.mind import CATALOGUE, catalogue_of, content_of
from errors import Refused
from handoff.audit import Deed
from handoff.desk.figures import Statistics
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.counters import month_of
from handoff.statistics.csv_export import csv_of
from handoff.statistics.edition import Edition
from handoff.statistics.export import Exporting
from handoff.statistics.json_export import SCHEMA, json_of
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.statistics.quality import Quality, quality_of
from handoff.statistics.xlsx_export import xlsx_of
from handoff.store import Store
from handoff.thai_time import BANGKOK
from operation.settings import Settings

FORMS: Mapping[str, Callable[[Exporting], bytes]] = {
    "csv": csv_of,
    "xlsx": xlsx_of,
    "json": json_of,
}


def statistics_of(store: Store, catalogue: Catalogue, clock: Callable[[], int]) -> Statistics:
    """Return where the desk finds its statistics."""
    ledger = Ledger(store)
    publishing = Publishing(catalogue, ledger)
    words = Words.load(CATALOGUE.with_name("words.yml"))

    async def edition(period: Period) -> Edition:
        found, _ = await publishing.edition(period)
        return found

    async def running() -> tuple[str, Quality]:
        month = month_of(clock())
        return month, quality_of(catalogue, await ledger.counters(Period.parse(month)))

    return Statistics(
        lines=publishing.lines,
        edition=edition,
        worded=lambda one: Exporting(one, catalogue, words),
        forms=FORMS,
        dimensions=catalogue.dimensions,
        running=running,
    )


def frozen(settings: Settings, period: str, *, correct: bool = False) -> Edition:
    """Freeze a period, or a correction of it, and return the edition."""
    catalogue = catalogue_of(content_of(settings))
    wanted, today = Period.parse(period), datetime.now(BANGKOK).date()

    def act(office: Office) -> Awaitable[Edition]:
        publishing = Publishing(catalogue, Ledger(office.store))
        return publishing.correct(wanted, today) if correct else publishing.freeze(wanted, today)

    return at_office(settings, act, deed=Deed.FROZE, about=str(wanted))


def exported(
    settings: Settings, period: str, form: str, folder: Path, number: int | None = None
) -> Path:
    """Write an edition into a folder and return the file; JSON with its schema beside it."""
    catalogue = catalogue_of(content_of(settings))
    wanted = Period.parse(period)
    refuse_unwritable(folder)

    async def act(office: Office) -> Edition:
        edition, _ = await Publishing(catalogue, Ledger(office.store)).edition(wanted, number)
        return edition

    edition = at_office(settings, act, deed=Deed.EXPORTED, about=f"{wanted} {form}")
    words = Words.load(CATALOGUE.with_name("words.yml"))
    path = folder / f"helpline-{edition.period}-edition-{edition.number}.{form}"
    if form == "json":
        write_whole(folder / SCHEMA, CATALOGUE.with_name(SCHEMA).read_bytes())
    write_whole(path, FORMS[form](Exporting(edition, catalogue, words)))
    return path


def refuse_unwritable(folder: Path) -> None:
    """See that files can be written into a folder, before anything is done for them.

    Raises:
        Refused: they cannot.
    """
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder: make it first")
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        raise Refused(f"{folder} cannot be written to: see to its rights") from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole: whoever looks finds the old one, the new one or none.

    Raises:
        Refused: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror}") from None
