"""The figures of a benchmark and how they are judged."""

import json
from pathlib import Path

from bench.results import FIRST_ANSWER, HALF, Results
from bench.series import Series, best, middle


def series(rate: int, milliseconds: float = 1) -> Series:
    return Series(1.0, [milliseconds / 1000] * rate)


def reached() -> Results:
    results = Results(memory={"gateway": 100.0}, seconds={FIRST_ANSWER: 2.0})
    results.add("accepted", series(1000))
    results.add("bot turns", series(200))
    results.add("plain Rasa turns", series(200))
    results.add("relays", series(300))
    results.add(HALF, series(150, 250))
    return results


def test_rate_and_times_come_from_what_was_done() -> None:
    run = Series(2.0, [0.01, 0.02, 0.03, 0.04])
    assert run.rate == 2.0
    assert run.milliseconds(0.5) == 20
    assert run.milliseconds(0.99) == 40


def test_best_is_the_quickest_run_and_middle_the_one_between() -> None:
    runs = [series(3), series(9), series(5)]
    assert best(runs).rate == 9
    assert middle(runs).rate == 5


def test_targets_that_are_just_met_are_reached() -> None:
    assert all(fine for _, fine in reached().verdicts())


def test_each_target_can_be_missed() -> None:
    for change in (
        {"accepted": 999},
        {"bot turns": 199},
        {"plain Rasa turns": 201},
        {"relays": 299},
    ):
        results = reached()
        for name, rate in change.items():
            results.loads[name] = [series(rate)]
        assert not all(fine for _, fine in results.verdicts()), change


def test_slow_relays_big_memory_and_a_late_answer_are_missed() -> None:
    late, big, slow = reached(), reached(), reached()
    late.seconds[FIRST_ANSWER] = 3.1
    big.memory = {"store": 1201.0}
    slow.loads[HALF] = [series(150, 251)]
    for results in (late, big, slow):
        assert [fine for _, fine in results.verdicts()].count(False) == 1


def test_nothing_measured_reaches_no_target_but_the_comparison_with_nothing() -> None:
    verdicts = Results().verdicts()
    assert [fine for _, fine in verdicts].count(True) == 1


def test_the_file_tells_the_figures_and_no_folder_or_name_of_a_machine(tmp_path: Path) -> None:
    file = reached().write(tmp_path / "var")
    plain = json.loads(file.read_text())
    assert plain["loads"]["accepted"][0]["per_second"] == 1000
    assert plain.keys() == {
        "at",
        "processors",
        "python",
        "loads",
        "seconds",
        "memory_mb",
        "sync_ms",
        "targets",
    }
    assert str(tmp_path) not in file.read_text()
