"""An edition as JSON, for programs, after the schema in `edition.schema.json`.

Keys are sorted and nothing depends on the time, so the bytes are the same each time.
"""

import json

from bot.language import LANGUAGES
from handoff.statistics.export import Exporting

SCHEMA = "edition.schema.json"


def json_of(exporting: Exporting) -> bytes:
    """Return the file."""
    edition = exporting.edition
    told = {
        "schema": SCHEMA,
        "period": edition.period,
        "edition": edition.number,
        "frozen_on": edition.frozen_on,
        "digest": edition.digest(),
        "method": edition.method,
        "rules": {
            "threshold": edition.rules.threshold,
            "base": edition.rules.base,
            "most_hidden": edition.rules.most_hidden,
            "least_left": edition.rules.least_left,
        },
        "notes": {language: list(exporting.method(language)) for language in LANGUAGES},
        "hidden_share": round(edition.hidden, 4),
        "withheld": list(edition.withheld),
        "tables": [
            {
                **exporting.described(table),
                "level": table.level,
                "joins": list(table.joins),
                "hidden_share": round(table.hidden, 4),
                "cells": [
                    {"codes": list(cell.codes), "contacts": cell.count, "row_hidden": cell.closed}
                    for cell in table.cells
                ],
            }
            for table in edition
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
