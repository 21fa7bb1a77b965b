"""The page of statistics: what was frozen, compared and given away; nothing that is hidden."""

from collections import Counter
from datetime import date

import msgspec
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bench.contacts import Regime, counters_of
from composition.published import FORMS
from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.editions import rows_of
from handoff.statistics.edition import Cell, Published
from handoff.statistics.ledger import Ledger
from handoff.statistics.period import Period
from handoff.statistics.publishing import Publishing
from handoff.store import Store
from tests.fakes.desk import catalogue, happened
from tests.handoff.desk.conftest import Place

MONTHS = ("2026-07", "2026-08")
PAIRS = Published(
    name="channel_by_stage",
    level=0,
    of=("channel", "stage"),
    joins=(),
    cells=(Cell(("web", "bot"), 40), Cell(("web", "queue"), None)),
)


@pytest.fixture(scope="module")
def counted() -> dict[str, Counter[str]]:
    return counters_of(catalogue(), Regime("a", 200), MONTHS, seed=3)


@pytest_asyncio.fixture(loop_scope="session")
async def publishing(redis: Redis, counted: dict[str, Counter[str]]) -> Publishing:
    """Two months are counted, and frozen."""
    store = Store(redis)
    await store.open()
    await happened(store, counted)
    publishing = Publishing(catalogue(), Ledger(store))
    for month in MONTHS:
        await publishing.freeze(Period.parse(month), date(2026, 10, 1))
    return publishing


async def test_before_anything_is_frozen_it_says_what_to_do(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    html = await (await supervisor.get("/statistics")).text()
    assert "helpline statistics freeze" in html
    assert place.desk.words["desk.statistics.hidden"]["th"] not in html


async def test_a_table_shows_what_the_edition_shows_and_no_more(
    place: Place, publishing: Publishing
) -> None:
    edition, _ = await publishing.edition(Period.parse("2026-08"))
    table = edition.table("channel")
    assert table is not None
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    html = await (await supervisor.get("/statistics?table=channel")).text()
    shown = html[html.index('id="figures"') : html.index("</table>")]
    for cell in table.inner:
        assert cell.count is None or f"<td>{cell.count}</td>" in shown
    hidden = place.desk.words["desk.statistics.hidden"]["th"]
    assert shown.count(f'<span class="small">{hidden}</span>') == sum(
        cell.count is None for cell in table.inner
    )


async def test_two_periods_stand_beside_each_other(place: Place, publishing: Publishing) -> None:
    earlier, _ = await publishing.edition(Period.parse("2026-07"))
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    html = await (
        await supervisor.get("/statistics?period=2026-08&with=2026-07&table=channel")
    ).text()
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert head.index("2026-08</th>") < head.index("2026-07</th>")
    assert head.count('class="key"') == 2
    table = earlier.table("channel")
    assert table is not None
    assert all(f"<td>{cell.count}</td>" in html for cell in table.inner if cell.count is not None)


async def test_both_periods_have_bars_on_one_scale(place: Place, publishing: Publishing) -> None:
    """A bar is as long as its figure; what is hidden or absent has none."""
    edition, _ = await publishing.edition(Period.parse("2026-08"))
    larger = msgspec.structs.replace(
        PAIRS, cells=(Cell(("web", "bot"), 160), Cell(("web", "queue"), 80))
    )
    one, other, none = (
        place.desk.statistics.worded(msgspec.structs.replace(edition, tables=tables))
        for tables in ((PAIRS,), (larger,), ())
    )
    assert [row.widths for row in rows_of((one, other), PAIRS, "en")] == [(25, 100), (0, 50)]
    assert [row.widths for row in rows_of((one, none), PAIRS, "en")] == [(100, 0), (0, 0)]
    assert [row.widths for row in rows_of((one,), PAIRS, "en")] == [(100,), (0,)]


async def test_what_the_other_edition_does_not_have_is_not_called_hidden(
    place: Place, publishing: Publishing
) -> None:
    """A month has no table of pairs: whoever reads must not think of small numbers there."""
    edition, _ = await publishing.edition(Period.parse("2026-08"))
    pairs = msgspec.structs.replace(edition, period="2026-Q3", tables=(PAIRS,))
    worded = place.desk.statistics.worded
    rows = rows_of((worded(pairs), worded(edition)), PAIRS, "en")
    assert [row.cells for row in rows] == [(PAIRS.cells[0], None), (PAIRS.cells[1], None)]


async def test_a_line_is_compared_wherever_it_counts_the_same(
    place: Place, publishing: Publishing
) -> None:
    """The same table of a longer period is another of its levels, with nothing joined."""
    edition, _ = await publishing.edition(Period.parse("2026-08"))
    table = edition.table("channel")
    assert table is not None
    longer = msgspec.structs.replace(table, level=table.level + 1)
    worded = place.desk.statistics.worded
    shown = (worded(msgspec.structs.replace(edition, tables=(longer,))), worded(edition))
    rows = rows_of(shown, longer, "en")
    assert [row.cells for row in rows] == [(cell, cell) for cell in table.inner]


@pytest.mark.parametrize("form", FORMS)
async def test_an_export_is_what_the_command_line_gives_and_is_remembered(
    place: Place, publishing: Publishing, form: str
) -> None:
    edition, _ = await publishing.edition(Period.parse("2026-08"))
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    answer = await supervisor.get(f"/statistics/export?period=2026-08&form={form}")
    assert await answer.read() == FORMS[form](place.desk.statistics.worded(edition))
    assert f"edition-1.{form}" in answer.headers["Content-Disposition"]
    (entry,) = await place.desk.audit.latest(1)
    assert (entry.deed, entry.by, entry.about) == (Deed.EXPORTED, "somchai", f"2026-08 {form}")


@pytest.mark.usefixtures("publishing")
async def test_an_export_asks_anew_who_it_is_after_a_while(place: Place) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    place.clock.pass_by(minutes=6)
    answer = await supervisor.get("/statistics/export?period=2026-08&form=csv")
    assert "Content-Disposition" not in answer.headers
    assert Deed.EXPORTED not in [entry.deed for entry in await place.desk.audit.latest(9)]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("period=2026-08&form=pdf", 400), ("period=2020-01&form=csv", 409), ("form=csv", 409)],
)
async def test_what_cannot_be_given_away_is_said(place: Place, asked: str, status: int) -> None:
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    answer = await supervisor.get(f"/statistics/export?{asked}")
    assert answer.status == status
    assert "Traceback" not in await answer.text()


async def test_the_running_month_is_shown_in_ranges_only(place: Place, redis: Redis) -> None:
    month, _ = await place.desk.statistics.running()
    store = Store(redis)
    counters = {"contacts": "37", "stage:queue": "13", "stage:bot": "3"}
    for name, count in counters.items():
        await redis.hset(store.partitions[0].counters(month), name, count)
    supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
    html = await (await supervisor.get("/statistics")).text()
    assert "20-49" in html
    assert "<td>10-19</td>" in html
    assert "<td>37</td>" not in html
    assert "<td>13</td>" not in html
