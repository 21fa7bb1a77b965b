"""A full desk: many signed in, many in conversation, more waiting; how soon lines and pages come.

The people are a process of its own (`bench.desk_side`), which takes its share of the processors.
"""

import time
from collections.abc import Callable
from pathlib import Path

from bench.desk_side import FEW
from bench.house import House
from bench.loads import generate, series_of
from bench.results import BOARD_FEW, BOARD_MANY, LONG, TO_CHILD, TO_SCREEN, Results

_COUNSELLORS, _OPEN, _WAITING = 300, 900, 2000
_LINES_A_SECOND = 20
"""Each way: every open conversation says something every 45 seconds."""
_SECONDS = 40
_LONG = 500
"""Lines of the conversation that is opened."""


async def full_desk(
    home: Path, results: Results, say: Callable[[str], None], *, small: int, runs: int
) -> None:
    """Measure a full desk; `small` divides how full it is."""
    house = House.make(home)
    with house.running():
        await house.first_answer(time.monotonic())
        house.until_model(time.monotonic())
        opened, waiting = _OPEN // small, _WAITING // small
        say(f"a full desk: {opened} conversations, {waiting} waiting")
        plan = {
            "home": str(house.home),
            "store": house.store_url,
            "desk": house.desk,
            "public": house.public,
            "tokens": house.tokens(opened + waiting),
            "counsellors": max(_COUNSELLORS // small, FEW),
            "held": opened,
            "boards": 60,
            "rate": _LINES_A_SECOND / small,
            "lines": _LINES_A_SECOND * _SECONDS // small,
            "long": _LONG // small,
            "runs": runs,
        }
        books = generate("staffed", plan, "bench.desk_side")
    for talk in books["talks"]:
        results.add(TO_SCREEN, series_of(talk["to_screen"]))
        results.add(TO_CHILD, series_of(talk["to_child"]))
    for name, kind in ((BOARD_FEW, "few"), (BOARD_MANY, "many"), (LONG, "long")):
        results.add(name, series_of(books[kind]))
