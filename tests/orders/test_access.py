"""Who may see which order; a stranger's order answers like no order."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.core.permissions import Permission
from chonso_app.orders import access, person
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy, SimKind
from chonso_app.orders.service import Choice, PersonChanges
from tests.orders.world import FORM, LAN, MINH, browser, filled, stock


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    stock(session)
    return filled(session, now)


def test_the_browser_and_the_customer_see_it(session: Session, order: Order) -> None:
    elsewhere = Actor(order.customer_id, Role.CUSTOMER, visitor="another-phone")
    assert orders.order_of(session, LAN, order.code).id == order.id
    assert orders.order_of(session, elsewhere, order.code).id == order.id


def test_two_people_at_one_browser_do_not_see_each_others(session: Session, order: Order) -> None:
    somebody_else = Actor(999, Role.CUSTOMER, visitor=LAN.visitor)
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, somebody_else, order.code)


@pytest.mark.parametrize(
    "stranger",
    [
        MINH,
        Actor(),
        Actor.anonymous(""),
        Actor(999, Role.CUSTOMER, visitor="x"),
        Actor(1, Role.SUPERVISOR),  # staff have their own door
    ],
)
def test_every_door_is_closed_to_a_stranger(
    session: Session, now: datetime, order: Order, stranger: Actor
) -> None:
    code, choice = order.code, Choice(SimKind.ESIM, "", ReceiveBy.PAGE)
    doors = [
        lambda: orders.order_of(session, stranger, code),
        lambda: orders.order_of_locked(session, stranger, code),
        lambda: orders.save_typed(session, stranger, code, {"ward": "x"}, now=now),
        lambda: person.ask_code(session, stranger, code, FORM["phone"], now=now),
        lambda: person.check_code(session, stranger, code, FORM["phone"], "123456", now=now),
        lambda: orders.fill_subscriber(session, stranger, code, FORM, now=now),
        lambda: orders.choose(session, stranger, code, choice, now=now),
        lambda: orders.confirm(session, stranger, code, terms_accepted=True, now=now),
        lambda: orders.amend_person(session, stranger, code, PersonChanges(ward="x"), now=now),
    ]
    for door in doors:
        with pytest.raises(orders.OrderNotFound):
            door()
    assert orders.orders_of_customer(session, stranger) == []


@pytest.mark.parametrize("code", ["", "GS-", "GS-ZZZZZZ", "' or 1=1 --", "x" * 500])
def test_no_such_order_sounds_the_same(session: Session, order: Order, code: str) -> None:
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, LAN, code)


def test_staff_see_their_unit_and_head_office_sees_all(session: Session, order: Order) -> None:
    assert order.unit_id is not None
    own = Actor(1, Role.ORDER_CLERK, order.unit_id)
    assert orders.order_for_staff(session, own, order.code).id == order.id
    head_office = Actor(2, Role.SUPERVISOR)
    assert orders.order_for_staff(session, head_office, order.code).id == order.id
    with pytest.raises(orders.OrderNotFound):
        orders.order_for_staff(session, Actor(3, Role.ORDER_CLERK, 77), order.code)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIDEO_AGENT, Role.MARKETING])
def test_a_role_without_the_permission_is_refused(
    session: Session, order: Order, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        orders.order_for_staff(session, Actor(4, role, order.unit_id), order.code)


def test_another_permission_may_open_the_door(session: Session, order: Order) -> None:
    agent = Actor(5, Role.VIDEO_AGENT, order.unit_id)
    found = orders.order_for_staff(session, agent, order.code, need=Permission.CALLS_TAKE)
    assert found.id == order.id


def test_a_grant_ends(session: Session, order: Order) -> None:
    from datetime import timedelta

    from chonso_app.core.db import utc_now

    access.grant(session, browser(9), order, now=utc_now())
    assert orders.order_of(session, browser(9), order.code).id == order.id
    access.grant(session, browser(8), order, now=utc_now() - timedelta(days=8))
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, browser(8), order.code)
