"""Tra cứu phiếu: whole codes and numbers only, one's own unit, masked, each look logged."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.backoffice import lookup
from chonso_app.backoffice.state_lookup import _opened
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.orders.models import Order
from chonso_app.orders.service import OrderNotFound
from tests.orders import world

BOSS = Actor(user_id=1, role=Role.SUPERVISOR)
CLERK = Actor(user_id=2, role=Role.ORDER_CLERK)
ELSEWHERE = Actor(user_id=3, role=Role.ORDER_CLERK, unit_id=999)
AGENT = Actor(user_id=4, role=Role.VIDEO_AGENT)


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    world.stock(session)
    return world.confirmed(session, now)


def found(session: Session, actor: Actor, typed: str) -> list[str]:
    return [one.code for one in lookup.find(session, actor, typed)]


def test_a_code_a_number_or_a_contact_phone_finds_it(session: Session, order: Order) -> None:
    bare = order.code.removeprefix("GS-").lower()
    for typed in (order.code, bare, "0901 23 6868", "0912.345.678"):
        assert found(session, CLERK, typed) == [order.code]
    assert found(session, CLERK, "GS-ZZZZZZ") == []


@pytest.mark.parametrize("typed", ["", "Lan", "09", "GS-", "%", "0901236868' or 1=1"])
def test_a_part_of_something_finds_nothing(session: Session, order: Order, typed: str) -> None:
    with pytest.raises(lookup.TypeMore):
        lookup.find(session, CLERK, typed)


def test_another_unit_and_another_role_find_nothing(
    session: Session, order: Order, now: datetime
) -> None:
    assert found(session, ELSEWHERE, order.code) == []
    with pytest.raises(OrderNotFound):
        lookup.open_order(session, ELSEWHERE, order.code, now=now)
    with pytest.raises(NotAllowed):
        lookup.find(session, AGENT, order.code)


def test_personal_data_is_masked_until_asked_for_by_who_may(
    session: Session, order: Order, now: datetime
) -> None:
    masked = _opened(lookup.open_order(session, BOSS, order.code, now=now), BOSS)
    assert order.full_name not in masked.name
    assert "•" in masked.phone
    assert (masked.address, masked.paper) == ("", "")
    with pytest.raises(NotAllowed):
        lookup.open_order(session, CLERK, order.code, unmask=True, now=now)
    whole = _opened(lookup.open_order(session, BOSS, order.code, unmask=True, now=now), BOSS)
    assert (whole.name, whole.address) == (order.full_name, order.address)
    session.commit()
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.actor == BOSS.label)).all()
    assert {"orders.looked_up", "orders.person_seen"} <= set(actions)
