"""The figures of a benchmark and how they are judged."""

import json
from pathlib import Path

import pytest

from bench.held_out import TARGETS
from bench.results import (
    BOARD_FEW,
    BOARD_MANY,
    FIRST_ANSWER,
    FREE,
    HALF,
    LINE_ANSWERS,
    LINE_WEBHOOK,
    LONG,
    MOST,
    TELEGRAM_ANSWERS,
    TELEGRAM_WEBHOOK,
    TO_CHILD,
    TO_SCREEN,
    TROUBLED,
    Results,
)
from bench.series import Series, best, middle, most_within, steadiest, usual


def series(rate: int, milliseconds: float = 1) -> Series:
    return Series(1.0, [milliseconds / 1000] * rate)


def reached() -> Results:
    results = Results(memory={"gateway": 100.0}, seconds={FIRST_ANSWER: 2.0})
    results.add("accepted", series(1000))
    results.add("bot turns", series(200))
    results.add("plain Rasa turns", series(200))
    results.add("relays", series(300))
    results.add(HALF, series(150, 250))
    for webhook in (LINE_WEBHOOK, TELEGRAM_WEBHOOK):
        results.add(webhook, series(200, 100))
    for answers in (LINE_ANSWERS, TELEGRAM_ANSWERS):
        results.add(answers, series(20, 100))
        results.add(answers + TROUBLED, series(20, 150))
    for lines in (TO_SCREEN, TO_CHILD):
        results.add(lines, series(20, 150))
    results.add(BOARD_FEW, series(4, 10))
    results.add(BOARD_MANY, series(4, 15))
    results.add(LONG, series(4, 200))
    results.figures = {FREE: 0.95, MOST: 25}
    results.understood = dict(TARGETS)
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


@pytest.mark.parametrize(("figure", "value"), [(FREE, 0.949), (MOST, 26)])
def test_dear_and_hasty_sending_is_missed(figure: str, value: float) -> None:
    results = reached()
    results.figures[figure] = value
    assert [fine for _, fine in results.verdicts()].count(False) == 1


@pytest.mark.parametrize("webhook", [LINE_WEBHOOK, TELEGRAM_WEBHOOK])
def test_a_webhook_that_is_slow_or_refuses_in_each_run_is_missed(webhook: str) -> None:
    for bad in (series(200, 101), Series(1.0, [0.001] * 200, failed=1)):
        results = reached()
        results.loads[webhook] = [bad, bad]
        assert [fine for _, fine in results.verdicts()].count(False) == 1


@pytest.mark.parametrize("answers", [LINE_ANSWERS, TELEGRAM_ANSWERS])
def test_a_chat_in_trouble_that_delays_or_silences_others_is_missed(answers: str) -> None:
    for bad in (series(20, 151), Series(1.0, [0.001] * 20, failed=1)):
        results = reached()
        results.loads[answers + TROUBLED] = [bad]
        assert [fine for _, fine in results.verdicts()].count(False) == 1


@pytest.mark.parametrize(
    ("load", "late"), [(TO_SCREEN, 151), (TO_CHILD, 151), (LONG, 201), (BOARD_MANY, 16)]
)
def test_a_full_desk_that_is_slow_or_loses_a_line_in_each_run_is_missed(
    load: str, late: float
) -> None:
    for bad in (series(20, late), Series(1.0, [0.001] * 20, failed=1)):
        results = reached()
        results.loads[load] = [bad, bad]
        assert [fine for _, fine in results.verdicts()].count(False) == 1


@pytest.mark.parametrize("name", list(TARGETS))
def test_a_share_of_the_held_out_lines_that_falls_short_is_missed(name: str) -> None:
    for share in (None, 1.0 if name.startswith("false") else 0.0):
        results = reached()
        results.understood = (
            {**TARGETS, name: share}
            if share is not None
            else {one: wanted for one, wanted in TARGETS.items() if one != name}
        )
        assert [fine for _, fine in results.verdicts()].count(False) == 1


def test_one_bad_moment_without_trouble_does_not_make_trouble_look_harmless() -> None:
    results = Results()
    for plain, beside in ((10, 20), (500, 40)):
        results.add(LINE_ANSWERS, series(20, plain))
        results.add(LINE_ANSWERS + TROUBLED, series(20, beside))
    assert results.delay(LINE_ANSWERS) == pytest.approx(2)


def test_answers_that_were_not_measured_are_no_answers_in_time() -> None:
    for measured in (LINE_ANSWERS, LINE_ANSWERS + TROUBLED):
        results = Results()
        results.add(measured, series(20, 10))
        assert results.delay(LINE_ANSWERS) > 1e6


def test_only_what_was_measured_is_judged() -> None:
    platforms = Results(parts=("platforms",))
    assert {fine for _, fine in platforms.verdicts()} == {False}
    assert not any("accepted" in target for target, _ in platforms.verdicts())
    assert len(Results(parts=("start",)).verdicts()) == 1
    assert not Results(parts=("rasa",)).verdicts()


def test_the_steadiest_run_failed_least_and_then_has_the_lowest_p99() -> None:
    quick, slow = series(9, 5), series(9, 50)
    assert steadiest([slow, quick]) is quick
    assert steadiest([slow, Series(1.0, [0.001], failed=1)]) is slow


def test_the_usual_run_is_the_one_in_the_middle_by_p99() -> None:
    runs = [series(3, 50), series(9, 10), series(5, 20)]
    assert usual(runs).milliseconds(0.99) == 20


def test_most_within_looks_at_each_stretch_and_not_only_at_whole_seconds() -> None:
    assert most_within([], 1) == 0
    assert most_within([0, 0.9, 1.0, 1.1, 1.8, 3.0], 1) == 4


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
        "figures",
        "understood",
        "memory_mb",
        "sync_ms",
        "targets",
    }
    assert str(tmp_path) not in file.read_text()
