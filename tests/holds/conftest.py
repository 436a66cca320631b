"""A shelf with a few numbers, and people who press `Giữ số`."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.core.actors import Actor, Role, system
from chonso_app.holds import service
from chonso_app.numbers.importing import new_row, put_on_shelf

NATIONAL = ("0901236868", "0909876868", "0937516868", "0701234567")
NUMBERS = tuple(f"84{national[1:]}" for national in NATIONAL)


@pytest.fixture
def shelf(session: Session, now: datetime) -> Session:
    """The test's session, with NUMBERS for sale."""
    rows = [new_row(national, 1_250_000, this_year=now.year) for national in NATIONAL]
    put_on_shelf(session, rows)
    session.commit()
    return session


@pytest.fixture
def lan() -> Actor:
    return Actor.anonymous(visitor="a" * 64, address="203.0.113.7")


@pytest.fixture
def minh() -> Actor:
    return Actor.anonymous(visitor="b" * 64, address="203.0.113.8")


@pytest.fixture
def clerk() -> Actor:
    return Actor(user_id=7, role=Role.ORDER_CLERK)


def sweep(session: Session, now: datetime) -> list[int]:
    """What the job does, in the test's own transaction: the holds that it ended."""
    who = system("holds")
    return [i for i in service.due(session, now=now) if service.expire(session, who, i, now=now)]
