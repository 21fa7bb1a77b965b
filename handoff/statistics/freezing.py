"""Makes an edition of a period from its counters and from everything published before.

Pure and the same for the same input. Each table comes out at the finest level that is safe by
itself and beside all others; one that is safe at none is withheld.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from handoff.statistics.catalogue import Catalogue, Level, Rules, Table
from handoff.statistics.disclosure import counts_of, made_safe
from handoff.statistics.edition import Cell, Edition, Published
from handoff.statistics.knowledge import Knowledge
from handoff.statistics.period import Period

METHOD = "hidden-below-10-base-5/2"
"""Names the rules and how they are applied; it changes whenever those do."""


def knowledge_of(catalogue: Catalogue, editions: Sequence[Edition]) -> Knowledge:
    """Return what can be worked out from editions that are out."""
    knowledge = Knowledge(catalogue)
    for edition in editions:
        for table in edition:
            if not all(cell.stands for cell in table.cells):  # else it says nothing of now
                wider = knowledge.with_table(Period.parse(edition.period), table, known=True)
                knowledge = wider or knowledge
    return knowledge


def freeze(
    catalogue: Catalogue,
    period: Period,
    counters: Mapping[str, int],
    earlier: Sequence[Edition],
    on: date,
) -> Edition:
    """Return the first edition of a period.

    Args:
        catalogue: what can be published, and the rules.
        period: what to publish of.
        counters: of its months, added up.
        earlier: all editions of periods of the same year.
        on: the day.
    """
    knowledge = knowledge_of(catalogue, earlier)
    names = set(map(str, _within(period)))
    out = {table.name for edition in earlier if edition.period in names for table in edition}
    tables: list[Published] = []
    withheld: list[str] = []
    for table in catalogue.tables:
        levels = [(n, one) for n, one in enumerate(table.levels) if one.period is period.kind]
        if table.name in out or not levels:
            continue
        for n, level in levels:
            published = _published(catalogue, table, n, level, counters)
            if published.hidden > catalogue.rules.most_hidden:
                continue
            if wider := knowledge.with_table(period, published):
                knowledge = wider
                tables.append(published)
                break
        else:
            withheld.append(table.name)
    return Edition(
        period=str(period),
        number=1,
        frozen_on=on.isoformat(),
        method=METHOD,
        rules=catalogue.rules,
        tables=tuple(tables),
        withheld=tuple(withheld),
    )


def correct(
    catalogue: Catalogue,
    before: Edition,
    counters: Mapping[str, int],
    beside: Sequence[Edition],
    on: date,
) -> Edition | None:
    """Return the next edition of a period; None where no figure has moved that can be shown.

    It is made from the counters of now and from what was published, never from the counters of
    then: whoever lays both editions side by side learns nothing more of what was hidden before.

    Args:
        catalogue: what can be published, and the rules.
        before: the latest edition.
        counters: those of now.
        beside: the latest editions of other periods of the year, but for those that hold this one.
        on: the day.
    """
    period = Period.parse(before.period)
    knowledge = knowledge_of(catalogue, beside)
    tables: list[Published] = []
    for table in before:
        corrected = _corrected(catalogue, table, counters)
        wider = knowledge.with_table(period, corrected)
        tables.append(corrected if wider else _standing(table))
        knowledge = wider or knowledge
    if tables == [_standing(table) for table in before]:
        return None
    return msgspec.structs.replace(
        before, number=before.number + 1, frozen_on=on.isoformat(), tables=tuple(tables)
    )


def _standing(table: Published) -> Published:
    """Return a table whose figures stand, whatever has become of the counts."""
    cells = tuple(msgspec.structs.replace(cell, stands=True) for cell in table.cells)
    return msgspec.structs.replace(table, cells=cells)


def _corrected(catalogue: Catalogue, table: Published, counters: Mapping[str, int]) -> Published:
    counts = counts_of(counters, catalogue.shaped(table.of, table.joins))
    fresh = {cell.codes: cell for cell in made_safe(counts, catalogue.rules)}
    cells = (
        fresh[cell.codes] if _moved(cell, fresh[cell.codes], catalogue.rules) else stands
        for cell, stands in zip(table.cells, _standing(table).cells, strict=True)
    )
    return msgspec.structs.replace(table, cells=tuple(cells))


def _moved(before: Cell, now: Cell, rules: Rules) -> bool:
    """Say whether a figure has moved so far that the counts behind it differ by no small count."""
    if before.closed or now.closed:
        return not before.closed
    was, became = (cell.count or rules.threshold for cell in (before, now))
    return abs(became - was) >= rules.far


def _within(period: Period) -> list[Period]:
    return [inner for part in period.parts for inner in (part, *_within(part))]


def _published(
    catalogue: Catalogue, table: Table, number: int, level: Level, counters: Mapping[str, int]
) -> Published:
    counts = counts_of(counters, catalogue.shaped(table.of, level.joins))
    cells = made_safe(counts, catalogue.rules)
    return Published(name=table.name, level=number, of=table.of, joins=level.joins, cells=cells)
