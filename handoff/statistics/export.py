"""What every export holds, whatever its format: labelled rows, and what the edition says of itself.

Pure, and the same for the same edition. It adds no figure and takes none away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.language import LANGUAGES, Language
from bot.words import Words
from handoff.statistics.catalogue import Catalogue, Dimension, Labels
from handoff.statistics.edition import TOTAL, Cell, Edition, Published

DEPTH = 3
"""Dimensions of the deepest table."""
_LINES = ("edition", "name", "counted", "hidden", "rounded", "coarser", "share", "digest")


class Worded:
    """Puts tables into words."""

    catalogue: Catalogue
    words: Words

    def dimensions(self, table: Published) -> tuple[Dimension, ...]:
        """Return the dimensions of a table as it is published."""
        return self.catalogue.shaped(table.of, table.joins)

    def described(self, table: Published) -> Mapping[str, object]:
        """Return what JSON says of a table beside its figures."""
        return {
            "name": table.name,
            "title": self.title(table),
            "dimensions": [
                {"name": one.name, "title": one.title, "labels": one.labels}
                for one in self.dimensions(table)
            ],
        }

    def title(self, table: Published) -> Labels:
        """Return what a table is called."""
        titles = [dimension.title for dimension in self.dimensions(table)]
        return {language: " × ".join(one[language] for one in titles) for language in LANGUAGES}

    def labels(self, table: Published, cell: Cell) -> tuple[Labels, ...]:
        """Return the labels of a cell's codes."""
        return tuple(
            self.words["statistics.column.total"] if code == TOTAL else dimension.labels[code]
            for dimension, code in zip(self.dimensions(table), cell.codes, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Exporting(Worded):
    """One edition on its way out, with all that is needed to put it into words."""

    edition: Edition
    catalogue: Catalogue
    words: Words

    def shown(self, cell: Cell, language: Language) -> int | str:
        """Return the figure, or that it is hidden."""
        hidden = self.words.say("statistics.hidden", language)
        return hidden if cell.count is None else cell.count

    def method(self, language: Language) -> Iterator[str]:
        """Yield what the edition says about itself, line by line."""
        edition = self.edition
        fields = {
            "number": edition.number,
            "period": edition.period,
            "frozen_on": edition.frozen_on,
            "digest": edition.digest(),
            "method": edition.method,
            "threshold": edition.rules.threshold,
            "base": edition.rules.base,
            "most": round(edition.rules.most_hidden * 100),
            "share": round(edition.hidden * 100),
            "withheld": len(edition.withheld),
            "moved": edition.rules.far,
        }
        for line in (*_LINES, "corrected") if edition.number > 1 else _LINES:
            yield self.words.say(f"statistics.method.{line}", language, **fields)
