"""The learned ear for danger: trained for real, read as the gateway reads it."""

from bot.danger import LearnedDanger
from bot.risk import Risk
from operation.training import BuiltModel, Training
from tests.bot.nlu.conftest import RISKS


def ear_of(training: Training) -> LearnedDanger:
    table = training.danger_table()
    assert table is not None
    return LearnedDanger.load(table, str)


def test_what_it_learned_it_hears(training: Training, model: BuiltModel) -> None:
    ear = ear_of(training)
    for level, both in RISKS.items():
        for sums in (ear.sums(line) for lines in both.values() for line in lines):
            assert (sums[Risk.DANGER] > 0) == (level == "danger")
            assert (sums[Risk.CONCERN] > 0) == (level != "none")


def test_danger_counts_as_told_in_both_sums(training: Training, model: BuiltModel) -> None:
    """A line of danger is also more than nothing."""
    sums = ear_of(training).sums(RISKS["danger"]["en"][0])
    assert sums[Risk.DANGER] > 0
    assert sums[Risk.CONCERN] > 0
