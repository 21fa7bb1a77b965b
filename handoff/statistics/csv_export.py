"""An edition as CSV: UTF-8 with the mark by which Excel knows it, so that Thai opens right.

First the method, line by line; after an empty line one row for each figure, with codes and labels.
"""

import csv
import io

from bot.language import LANGUAGES
from handoff.statistics.export import DEPTH, Exporting
from handoff.statistics.open_export import OpenExporting


def csv_of(exporting: Exporting | OpenExporting) -> bytes:
    """Return the file."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    for language in LANGUAGES:
        rows.writerows([line] for line in exporting.method(language))
    rows.writerow([])
    codes = [
        f"{what}_{n}"
        for n in range(1, DEPTH + 1)
        for what in ("dimension", "code", "label_th", "label_en")
    ]
    rows.writerow(["period", "edition", "table", *codes, "contacts", "hidden"])
    edition = exporting.edition
    for table in edition:
        for cell in table.cells:
            told = [
                field
                for name, code, labels in zip(
                    table.of, cell.codes, exporting.labels(table, cell), strict=True
                )
                for field in (name, code, labels["th"], labels["en"])
            ]
            told += [""] * (4 * DEPTH - len(told))
            count = "" if cell.count is None else cell.count
            hidden = int(cell.count is None)
            rows.writerow([edition.period, edition.number, table.name, *told, count, hidden])
    return out.getvalue().encode("utf-8-sig")
