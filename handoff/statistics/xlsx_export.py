"""An edition as a workbook: the method first, then a sheet for each table, and the sheet for CHI.

Nothing in it depends on the time it is made, so the bytes are the same each time.
"""

import io
from collections.abc import Iterator
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.language import LANGUAGES
from handoff.statistics.edition import Published
from handoff.statistics.export import Exporting

_WIDE, _NARROW = 34, 14
_SHEET_NAME = 31
"""Characters that Excel allows."""
CHI_TABLES = (
    *("reason_main_in_year", "reason_in_year", "age_in_year", "gender_in_year", "channel_in_year"),
    "reason_by_age_by_gender",
)
"""What Child Helpline International asks of its members each year."""


def xlsx_of(exporting: Exporting) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    frozen = datetime.fromisoformat(exporting.edition.frozen_on)
    book.set_properties({"title": "Helpline statistics", "created": frozen})
    bold = book.add_format({"bold": True})
    _method(book, exporting)
    chi = [table for name in CHI_TABLES if (table := exporting.edition.table(name))]
    if chi:
        _sheet(book, "CHI", exporting, chi, bold)
    for table in exporting.edition:
        _sheet(book, table.name[:_SHEET_NAME], exporting, [table], bold)
    book.close()
    return out.getvalue()


def _method(book: Workbook, exporting: Exporting) -> None:
    title = " / ".join(exporting.words.say("statistics.sheet.method", one) for one in LANGUAGES)
    sheet = book.add_worksheet(title.replace("/", "-"))
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    lines = [line for language in LANGUAGES for line in exporting.method(language)]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def _sheet(
    book: Workbook, name: str, exporting: Exporting, tables: list[Published], bold: Format
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, _NARROW)
    number = 0
    for table in tables:
        for row, style in _rows(exporting, table, bold):
            _write(sheet, number, row, style)
            number += 1
        number += 1
    sheet.set_column(1, 9, _WIDE)


def _rows(
    exporting: Exporting, table: Published, bold: Format
) -> Iterator[tuple[list[int | str], Format | None]]:
    title = exporting.title(table)
    yield [exporting.edition.period, title["th"], title["en"]], bold
    heads: list[int | str] = []
    for dimension in exporting.dimensions(table):
        heads += [dimension.name, dimension.title["th"], dimension.title["en"]]
    contacts = exporting.words["statistics.column.contacts"]
    yield [*heads, f"{contacts['th']} / {contacts['en']}"], bold
    for cell in table.cells:
        told: list[int | str] = []
        for code, labels in zip(cell.codes, exporting.labels(table, cell), strict=True):
            told += [code, labels["th"], labels["en"]]
        hidden = " / ".join(exporting.words.say("statistics.hidden", one) for one in LANGUAGES)
        yield [*told, hidden if cell.count is None else cell.count], None


def _write(sheet: Worksheet, number: int, row: list[int | str], style: Format | None) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(number, column, value, style)
        else:
            sheet.write_string(number, column, value, style)
