"""Noise for open data: discrete Laplace, drawn by OpenDP.

The only place that knows the library. It is large and installed only where open data are wanted.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from errors import Refused


class Noise(Protocol):
    """Adds noise to counts that one conversation changes by so much together, at most."""

    def __call__(self, counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
        """Return the counts with noise, some of them perhaps below nothing."""


def laplace(counts: Sequence[int], sensitivity: int, epsilon: Decimal) -> list[int]:
    """Add discrete Laplace noise, of the least scale for which OpenDP itself proves epsilon.

    Raises:
        Refused: the library is not installed.
    """
    try:
        import opendp.prelude as dp  # noqa: PLC0415 - large, and not installed everywhere
    except ImportError:
        raise Refused(
            "open data need the package opendp, which is not installed here: tools/setup open-data"
        ) from None
    dp.enable_features("contrib")

    def measurement(scale: float) -> dp.Measurement:
        domain = dp.vector_domain(dp.atom_domain(T=int))
        return dp.m.make_laplace(domain, dp.l1_distance(T=int), scale=scale)

    most = math.nextafter(float(epsilon), 0)
    scale = dp.binary_search_param(measurement, d_in=sensitivity, d_out=most)
    noised: list[int] = measurement(scale)(list(counts))
    return noised


def within(sensitivity: int, epsilon: Decimal) -> int:
    """Return how far 95 in 100 figures are from their true count, at most."""
    rate = float(epsilon) / sensitivity
    return math.ceil(math.log(0.05 * (1 + math.exp(-rate)) / 2) / -rate) - 1
