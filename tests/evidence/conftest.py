"""Evidence's tests: the shop is stocked, the staff hired, and eKYC says what it is told."""

import pytest

from tests.activation.conftest import machine, ready

__all__ = ["machine", "ready"]


@pytest.fixture(autouse=True)
def _machine(machine: dict[str, str]) -> None:
    """Every test here begins after the identity check."""
