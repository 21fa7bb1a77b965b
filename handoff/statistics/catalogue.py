"""The fixed catalogue of what is counted and published (`catalogue.yml`), with its labels.

Pure once it is read. Nothing outside it can be counted or asked; it never holds a figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from bot.language import Language
from bot.words import pair, read_yaml
from errors import InvalidContent
from handoff.statistics.period import Kind

Labels = Mapping[Language, str]
Codes = Mapping[str, Mapping[str, Labels]]
_MAIN = "_main"
"""Ends the name of a dimension that holds only the main codes of another."""


class Rules(msgspec.Struct, frozen=True):
    """By which figures are made safe; `catalogue.yml` says what each means."""

    threshold: int
    base: int
    most_hidden: float
    least_left: int
    lag_days: int

    @property
    def far(self) -> int:
        """By how much a figure moves at least, so that no small count is behind it."""
        return self.threshold + self.base


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that is known of a contact, in codes.

    Attributes:
        most: how many of the codes a contact may have; where more than one, it may have none.
        partial: some contacts have none.
        parts: what each code holds: of a dimension as it is counted, itself.
    """

    name: str
    title: Labels
    labels: Mapping[str, Labels]
    parts: Mapping[str, tuple[str, ...]]
    most: int = 1
    partial: bool = False

    @property
    def several(self) -> bool:
        """Whether a contact may have none or more than one of the codes."""
        return self.most > 1

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order in which they are shown."""
        return tuple(self.labels)


@dataclass(frozen=True, slots=True)
class Level:
    """One form in which a table can be published: for which period, with what joined."""

    period: Kind
    joins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its dimensions as they are counted, and its levels, the finest first."""

    name: str
    of: tuple[str, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Catalogue:
    """All tables, in the order in which they are published."""

    rules: Rules
    dimensions: Mapping[str, Dimension]
    joins: Mapping[str, Dimension]
    tables: tuple[Table, ...]

    @classmethod
    def load(cls, path: Path, codes: Codes) -> "Catalogue":
        """Read the catalogue over the codes and their labels.

        Raises:
            InvalidContent: it names what does not exist, or a label lacks a language.
        """
        try:
            return _read(path, codes)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidContent(f"{path.name}: {error!r}") from None

    @cached_property
    def crossed(self) -> tuple[tuple[str, ...], ...]:
        """The dimensions that are counted together, each set once."""
        return tuple(dict.fromkeys(table.of for table in self.tables if len(table.of) > 1))

    def shaped(self, of: Sequence[str], joins: Sequence[str]) -> tuple[Dimension, ...]:
        """Return the dimensions of a table as it is published with joins."""
        joined = {self.joins[name].name: self.joins[name] for name in joins}
        return tuple(joined.get(name, self.dimensions[name]) for name in of)

    def finer(self, name: str, code: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the dimension and the codes a main code is made of; None for any other code."""
        whole = name.removesuffix(_MAIN)
        if whole == name or whole not in self.dimensions:
            return None
        subs = self.dimensions[whole].codes
        return whole, tuple(sub for sub in subs if main_of(sub) == code)


def main_of(code: str) -> str:
    """Return the main code of `main.sub`."""
    return code.partition(".")[0]


def _read(path: Path, codes: Codes) -> Catalogue:
    read = read_yaml(path)
    labels = dict(codes)
    for group, entries in read["labels"].items():
        own = {code: pair(f"{path.name}: {code}", entry) for code, entry in entries.items()}
        labels[group] = {**labels.get(group, {}), **own}
        if f"{group}{_MAIN}" in labels:
            labels[f"{group}{_MAIN}"] = {**labels[f"{group}{_MAIN}"], **own}
    dimensions = {
        name: _dimension(path, name, entry, labels[name])
        for name, entry in read["dimensions"].items()
    }
    joins = {name: _join(path, entry, dimensions) for name, entry in read["joins"].items()}
    tables = (*_one_way(read["every_dimension"], dimensions), *_crossing(read["tables"]))
    for table in tables:
        _check(table, dimensions, joins)
    return Catalogue(msgspec.convert(read["rules"], Rules), dimensions, joins, tables)


def _dimension(
    path: Path, name: str, entry: Mapping[str, Any], labels: Mapping[str, Labels]
) -> Dimension:
    return Dimension(
        name=name,
        title=pair(f"{path.name}: {name}", entry),
        labels=dict(labels),
        parts={code: (code,) for code in labels},
        most=entry.get("most", 1),
        partial=entry.get("partial", False),
    )


def _join(path: Path, entry: Mapping[str, Any], dimensions: Mapping[str, Dimension]) -> Dimension:
    whole = dimensions[entry["dimension"]]
    named = {part for code in entry["codes"].values() for part in code.get("of", ())}
    if unknown := named - set(whole.codes):
        raise InvalidContent(f"{path.name}: {whole.name} has no {', '.join(sorted(unknown))}")
    rest = tuple(code for code in whole.codes if code not in named)
    parts = {
        str(code): rest if what.get("rest") else tuple(map(str, what["of"]))
        for code, what in entry["codes"].items()
    }
    if sorted(part for codes in parts.values() for part in codes) != sorted(whole.codes):
        raise InvalidContent(f"{path.name}: a join must hold every code of {whole.name} once")
    labels = {
        str(code): pair(f"{path.name}: {code}", what) if "th" in what else whole.labels[str(code)]
        for code, what in entry["codes"].items()
    }
    return Dimension(whole.name, whole.title, labels, parts, whole.most, whole.partial)


def _one_way(
    levels: Sequence[Mapping[str, Any]], dimensions: Mapping[str, Dimension]
) -> Iterator[Table]:
    for name in dimensions:
        yield Table(name, (name,), tuple(map(_level, levels)))


def _crossing(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Table]:
    for name, entry in tables.items():
        yield Table(name, tuple(entry["of"]), tuple(map(_level, entry["levels"])))


def _level(entry: Mapping[str, Any]) -> Level:
    return Level(Kind(entry["period"]), tuple(entry.get("joins", ())))


def _check(
    table: Table, dimensions: Mapping[str, Dimension], joins: Mapping[str, Dimension]
) -> None:
    for level in table.levels:
        for name in level.joins:
            if joins[name].name not in table.of:
                raise InvalidContent(f"{table.name}: {name} joins none of its dimensions")
    if any(dimensions[name].several for name in table.of[1:]):
        raise InvalidContent(f"{table.name}: what a contact may have several of comes first")
    order = list(Kind)
    if sorted(table.levels, key=lambda level: order.index(level.period)) != list(table.levels):
        raise InvalidContent(f"{table.name}: the levels go from the finest period to the coarsest")
