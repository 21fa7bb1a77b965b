"""The same fixtures as the handoff's own tests."""

from tests.handoff.conftest import house, mind

__all__ = ("house", "mind")
