"""The same mind as the handoff's own tests, and no log of the thousand faults asked for."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.handoff.conftest import mind

__all__ = ("mind", "quiet")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Say nothing of what goes wrong: here it is meant to."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()
