"""The running month, in ranges."""

import pytest

from handoff.statistics.catalogue import Catalogue
from handoff.statistics.quality import MEASURES, Range, quality_of, range_of


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, Range(0, 10)),
        (9, Range(0, 10)),
        (10, Range(10, 20)),
        (499, Range(200, 500)),
        (10**6, Range(10_000, None)),
    ],
)
def test_a_running_count_is_told_as_a_range(count: int, told: Range) -> None:
    assert range_of(count) == told


def test_every_measure_names_all_its_codes(catalogue: Catalogue) -> None:
    quality = quality_of(catalogue, {"contacts": 30, "stage:queue": 12})
    assert quality.contacts == Range(20, 50)
    assert [one.dimension for one in quality.measures] == list(MEASURES)
    assert quality.measures[0].counts == {
        "bot": Range(0, 10),
        "queue": Range(10, 20),
        "counsellor": Range(0, 10),
    }
