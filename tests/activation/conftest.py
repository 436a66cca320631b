"""Activation's tests: the shop is stocked, the staff hired, and eKYC says what it is told."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.activation import service
from tests.activation import world
from tests.orders import world as shop


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What eKYC answers; change `says` in a test."""
    told = {"says": "passed"}
    monkeypatch.setattr(service.ekyc, "standing", lambda *_args, **_named: told["says"])
    return told


@pytest.fixture
def ready(session: Session, now: datetime, machine: dict[str, str]) -> Session:
    shop.stock(session)
    world.staff(session, now)
    return session
