"""The page of statistics: frozen editions, read and compared, and how the running month goes.

Nothing is counted here and nothing but an edition is given away; live figures are ranges. What an
edition hides stays hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.language import Language
from handoff.desk.guard import PARTICULARS, Particulars
from handoff.desk.page import Page
from handoff.statistics.edition import Cell, Published
from handoff.statistics.export import Exporting
from handoff.statistics.period import Period
from handoff.statistics.quality import Range

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it counts, and its cell in each edition shown.

    Attributes:
        cells: None where an edition has no such line, which is not the same as hiding its figure.
        widths: of its bar in each edition, 0 to 100 of the largest one shown.
    """

    label: str
    cells: tuple[Cell | None, ...]
    widths: tuple[int, ...]


async def statistics_page(request: web.Request) -> web.Response:
    """Show a table of an edition, beside that of another if one is asked for."""
    page, asked = Page(request), request.query
    known = page.desk.statistics
    periods = list(dict.fromkeys(line.period for line in reversed(await known.lines())))
    month, quality = await known.running()
    shown = [
        known.worded(await known.edition(Period.parse(name)))
        for name in (_of(periods, asked.get("period"), first=True), _of(periods, asked.get("with")))
        if name
    ]
    table = _table(shown[0], asked.get("table")) if shown else None
    return page.answer(
        "statistics.html",
        periods=periods,
        shown=shown,
        table=table,
        rows=rows_of(shown, table, page.language) if table else (),
        month=month,
        quality=quality,
        titles=known.dimensions,
        ranged=lambda one: _ranged(page, one),
    )


async def export(request: web.Request) -> web.Response:
    """Give an edition away as a file."""
    page, form = Page(request), request.query.get("form", "")
    known = page.desk.statistics
    if form not in known.forms:
        raise web.HTTPBadRequest
    edition = await known.edition(Period.parse(request.query.get("period", "")))
    request[PARTICULARS] = Particulars(about=f"{edition.period} {form}")
    name = f"helpline-{edition.period}-edition-{edition.number}.{form}"
    return web.Response(
        body=known.forms[form](known.worded(edition)),
        headers={
            "Content-Type": _TYPES[form],
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def rows_of(shown: Sequence[Exporting], table: Published, language: Language) -> tuple[Row, ...]:
    """Return the lines of a table, with the cells of each edition in which it has that shape."""
    tables = [one.edition.table(table.name) for one in shown]
    found = [
        {cell.codes: cell for cell in one.inner} if one and one.joins == table.joins else {}
        for one in tables
    ]
    rows = [(cell, tuple(cells.get(cell.codes) for cells in found)) for cell in table.inner]
    most = max((_count(one) for _, cells in rows for one in cells), default=0) or 1
    return tuple(
        Row(
            _label(shown[0], table, cell, language),
            cells,
            tuple(round(100 * _count(one) / most) for one in cells),
        )
        for cell, cells in rows
    )


def _count(cell: Cell | None) -> int:
    """Return what a bar shows of a cell: nothing where its figure is hidden or absent."""
    return cell.count or 0 if cell else 0


def _label(worded: Exporting, table: Published, cell: Cell, language: Language) -> str:
    return " · ".join(label[language] for label in worded.labels(table, cell))


def _of(periods: Sequence[str], asked: str | None, *, first: bool = False) -> str | None:
    if asked in periods:
        return asked
    return periods[0] if first and periods else None


def _table(worded: Exporting, asked: str | None) -> Published | None:
    wanted = worded.edition.table(asked) if asked else None
    return wanted or next(iter(worded.edition), None)


def _ranged(page: Page, one: Range) -> str:
    if one.below is None:
        return page.say("statistics.from", least=one.least)
    if not one.least:
        return page.say("statistics.below", below=one.below)
    return f"{one.least}-{one.below - 1}"
