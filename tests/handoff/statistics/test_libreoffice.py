"""Exports as LibreOffice reads them: Thai intact, figures as numbers.

A real LibreOffice opens each file and writes what it has read as a workbook, which is read back here.
"""

import io
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bench.contacts import Regime, counters_of
from bot.words import Words
from composition.mind import CATALOGUE
from composition.published import FORMS
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.edition import Edition
from handoff.statistics.export import Exporting
from handoff.statistics.freezing import freeze
from handoff.statistics.period import Period

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed: libreoffice-calc-nogui"
)
AS_UTF8 = "--infilter=CSV:44,34,76,1"
"""Comma, double quotes, UTF-8, from the first line on: what a person confirms in the dialogue."""


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue) -> Edition:
    year = Period.parse("2026")
    months = counters_of(catalogue, Regime("a", 400), year.months, seed=2)
    return freeze(catalogue, year, sum(months.values(), Counter()), (), date(2027, 1, 6))


@pytest.fixture
def exporting(catalogue: Catalogue, edition: Edition) -> Exporting:
    return Exporting(edition, catalogue, Words.load(CATALOGUE.with_name("words.yml")))


def read(folder: Path, name: str, content: bytes, *options: str) -> openpyxl.Workbook:
    """Let LibreOffice open a file, and return what it understood."""
    source, out = folder / name, folder / "read"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            *(SOFFICE or "", profile, "--headless", *options),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=200,
    )
    return openpyxl.load_workbook(io.BytesIO((out / source.with_suffix(".xlsx").name).read_bytes()))


def test_libreoffice_reads_the_csv_with_thai_and_numbers(
    exporting: Exporting, tmp_path: Path
) -> None:
    book = read(tmp_path, "edition.csv", FORMS["csv"](exporting), AS_UTF8)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert "ตัวเลขนับการติดต่อ ไม่ใช่จำนวนเด็ก" in " ".join(str(row[0]) for row in rows[:10])
    head = next(n for n, row in enumerate(rows) if row[0] == "period")
    read_back = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    expected = [
        (table.name, cell.codes[0], exporting.labels(table, cell)[0]["th"], cell.count)
        for table in exporting.edition
        for cell in table.cells
    ]
    found = [(row["table"], row["code_1"], row["label_th_1"], row["contacts"]) for row in read_back]
    assert found == expected


def test_libreoffice_reads_the_workbook_with_thai_and_numbers(
    exporting: Exporting, tmp_path: Path
) -> None:
    book = read(tmp_path, "edition.xlsx", FORMS["xlsx"](exporting))
    assert "ไม่ใช่จำนวนเด็ก" in " ".join(str(row[0].value) for row in book.worksheets[0])
    for table in exporting.edition:
        rows = list(book[table.name[:31]].iter_rows(values_only=True))
        assert exporting.title(table)["th"] in rows[0]
        for row, cell in zip(rows[2:], table.cells, strict=False):
            codes, labels = row[: 3 * len(cell.codes) : 3], row[1 : 3 * len(cell.codes) : 3]
            assert codes == cell.codes
            assert list(labels) == [one["th"] for one in exporting.labels(table, cell)]
            figure = row[3 * len(cell.codes)]
            assert figure == cell.count if cell.count is not None else "ปกปิด" in str(figure)
