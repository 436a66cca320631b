"""Paid orders whose papers passed, customers who want to call, agents on duty."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.calls import service
from chonso_app.core.actors import Actor, Role
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.orders.models import Order, OrderStatus

MakeOrder = Callable[..., Order]


def agent(user_id: int, unit_id: int | None = None) -> Actor:
    return Actor(user_id=user_id, role=Role.VIDEO_AGENT, unit_id=unit_id, session=f"s{user_id}")


def customer(number: int) -> Actor:
    return Actor.anonymous(visitor=f"visitor-{number}", address="203.0.113.7")


HOA, YEN = agent(21), agent(22)
LAN, MINH = customer(1), customer(2)
SUPERVISOR = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether the papers hold, without reading any: that is eKYC's own test."""
    answer = {"hold": True}
    for module in ("service", "desk.verdicts"):
        monkeypatch.setattr(f"chonso_app.calls.{module}.papers_hold", lambda *_: answer["hold"])
    return answer


@pytest.fixture
def order_of(session: Session, now: datetime) -> MakeOrder:
    """`order_of(1)`: the paid order of `customer(1)`."""

    def make(number: int, *, unit_id: int | None = None) -> Order:
        return paid_order(session, number, now, unit_id=unit_id)

    return make


def paid_order(
    session: Session, number: int, now: datetime, *, unit_id: int | None = None
) -> Order:
    national = f"090{number:07}"
    msisdn = f"84{national[1:]}"
    if unit_id is not None:
        session.merge(Unit(id=unit_id, code=f"KV{unit_id}", name="", shopcode=f"KV{unit_id}-01"))
    put_on_shelf(session, [new_row(national, 500_000, this_year=now.year)])
    hold = Hold(
        msisdn=msisdn, visitor=customer(number).visitor, status=HoldStatus.ORDERED,
        placed_at=now, expires_at=now + timedelta(minutes=15), releases_at=now,
        hard_limit_at=now + timedelta(minutes=30),
    )  # fmt: skip
    session.add(hold)
    session.flush()
    assert hold.id is not None
    order = Order(
        code=f"GS-{number:06}", msisdn=msisdn, hold_id=hold.id, status=OrderStatus.PAID,
        visitor=customer(number).visitor, unit_id=unit_id, full_name=f"Khách {number}",
        created_at=now, paid_at=now,
    )  # fmt: skip
    session.add(order)
    session.commit()
    return order


@pytest.fixture
def waiting(session: Session, now: datetime, order_of: MakeOrder) -> Callable[..., int]:
    """`waiting(1)`: customer 1 stands in the queue; gives the call's id."""

    def make(number: int, *, after: float = 0, unit_id: int | None = None) -> int:
        order = order_of(number, unit_id=unit_id)
        at = now + timedelta(seconds=after)
        call = service.enter_queue(session, customer(number), order.code, now=at)
        session.commit()
        return call.key

    return make
