"""Evidence's tests: the shop is stocked, the staff hired, and eKYC says what it is told."""

import pytest

from chonso_app.evidence import bundling
from tests.activation.conftest import machine, ready

__all__ = ["machine", "ready"]


@pytest.fixture(autouse=True)
def _machine(machine: dict[str, str]) -> None:
    """Every test here begins after the identity check."""


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing and signing take half a second: most tests are about something else."""
    monkeypatch.setattr(bundling.cover, "draw", lambda text: b"cover of " + text[-40:])
    monkeypatch.setattr(bundling.seal, "sign_detached", lambda text, at: text[-40:])
