"""Lines are known again by their marks, and those that never come are counted."""

import pytest

from bench import colleague
from bench.colleague import Watch
from operation.script import Mark


async def test_what_never_comes_or_comes_from_another_side_has_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(colleague, "LOST", 0.01)
    watch = Watch()
    for talk in range(3):
        watch.due(Mark(talk, "c", 0), at=0.0)
    watch.see(b"<li>hello [t0 c0]</li>", "c")
    watch.see(b"<li>answer [t1 a0]</li>", "c")
    await watch.complete()
    books = watch.books()
    assert (len(books["times"]), books["failed"]) == (1, 2)


async def test_a_line_of_the_run_before_that_comes_late_counts_for_nothing() -> None:
    watch = Watch()
    watch.due(Mark(0, "c", 0), at=0.0)
    watch.begin()
    watch.due(Mark(0, "c", 1), at=0.0)
    watch.see(b"[t0 c0] [t0 c1]", "c")
    await watch.complete()
    books = watch.books()
    assert (len(books["times"]), books["failed"]) == (1, 0)
