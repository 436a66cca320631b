"""Activation's tests: the shop is stocked, the staff hired, and eKYC says what it is told."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.activation import jobs, service
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


@pytest.fixture
def outside(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> tuple[world.StubOperator, world.StubSmdp]:
    """Both outside systems, stubbed; durable sleep does not sleep; the clock stands still."""
    operator, smdp = world.StubOperator(), world.StubSmdp()
    monkeypatch.setattr(jobs.operator, "gateway", lambda: operator)
    monkeypatch.setattr(jobs.smdp, "gateway", lambda: smdp)
    monkeypatch.setattr(jobs.DBOS, "sleep", lambda _seconds: None)
    monkeypatch.setattr(jobs, "utc_now", lambda: now)
    return operator, smdp
