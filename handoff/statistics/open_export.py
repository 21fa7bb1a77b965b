"""Open data on their way out: what they say of themselves, and their form as JSON.

Pure, and the same for the same edition. As CSV they look as any edition does.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language import LANGUAGES, Language
from bot.words import Words
from handoff.statistics.catalogue import Catalogue
from handoff.statistics.export import Worded
from handoff.statistics.noise import within
from handoff.statistics.open_data import OpenEdition
from handoff.statistics.period import Period

OPEN_SCHEMA = "open-data.schema.json"
_LINES = (
    *("edition", "method", "noise", "within", "negative", "conversation", "child", "budget"),
    *("apart", "digest"),
)


@dataclass(frozen=True, slots=True)
class OpenExporting(Worded):
    """Open data of one period, with all that is needed to put them into words."""

    edition: OpenEdition
    catalogue: Catalogue
    words: Words

    def method(self, language: Language) -> Iterator[str]:
        """Yield what the edition says about itself, line by line."""
        edition = self.edition
        fields = {
            "period": edition.period,
            "released_on": edition.released_on,
            "method": edition.method,
            "epsilon": edition.epsilon,
            "sensitivity": edition.sensitivity,
            "within": within(edition.sensitivity, edition.epsilon),
            "factor": edition.factor,
            "year": Period.parse(edition.period).year,
            "spent": edition.spent,
            "budget": edition.budget,
            "left": edition.budget - edition.spent,
            "digest": edition.digest(),
        }
        yield self.words.say("statistics.method.counted", language)
        for line in _LINES:
            yield self.words.say(f"statistics.open.{line}", language, **fields)


def open_json_of(exporting: OpenExporting) -> bytes:
    """Return the file, after the schema in `open-data.schema.json`."""
    edition = exporting.edition
    told = {
        "schema": OPEN_SCHEMA,
        "period": edition.period,
        "released_on": edition.released_on,
        "digest": edition.digest(),
        "method": edition.method,
        "epsilon": str(edition.epsilon),
        "sensitivity": edition.sensitivity,
        "within_95": within(edition.sensitivity, edition.epsilon),
        "times_more_sure": str(edition.factor),
        "budget": {
            "year": Period.parse(edition.period).year,
            "epsilon": str(edition.budget),
            "spent": str(edition.spent),
            "left": str(edition.budget - edition.spent),
        },
        "notes": {language: list(exporting.method(language)) for language in LANGUAGES},
        "tables": [
            {
                **exporting.described(table),
                "cells": [
                    {"codes": list(cell.codes), "contacts": cell.count} for cell in table.cells
                ],
            }
            for table in edition
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
