"""A link that works once: who opens it, who cannot, and where the lead is."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.handoff import invariants, service
from chonso_app.handoff.channel import OnlyInApp
from chonso_app.handoff.models import Handoff, Step
from chonso_app.orders import access
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, VisitorGrant
from tests.ekyc.conftest import LAN, MINH, paid_order

PHONE = Actor.anonymous("lan-phone")
SOON = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Whose an order is, is asked by the clock on the wall: what is lent ends on a day."""
    monkeypatch.setattr(access, "utc_now", lambda: now)


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    return paid_order(session, 1, now)


def link(session: Session, order: Order, now: datetime, by: Actor = LAN) -> str:
    return service.offer(session, by, order.code, Step.IDENTITY, now=now)


def test_the_other_browser_gets_the_order_and_the_step(
    session: Session, order: Order, now: datetime
):
    token = link(session, order, now)
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, PHONE, order.code)
    offered = service.accept(session, PHONE, token, now=now + SOON)
    assert (offered.code, offered.step) == (order.code, Step.IDENTITY)
    assert orders.order_of(session, PHONE, order.code).key == order.key
    assert orders.order_of(session, LAN, order.code).key == order.key  # nothing is lost


def test_looking_spends_nothing(session: Session, order: Order, now: datetime):
    token = link(session, order, now)
    for reader in (MINH, PHONE, Actor.anonymous()):
        assert not service.look(session, reader, token, now=now).mine
    assert service.look(session, LAN, token, now=now).mine
    assert service.accept(session, PHONE, token, now=now).code == order.code


def test_a_link_opens_for_one_browser_only_and_for_that_one_again(
    session: Session, order: Order, now: datetime
):
    token = link(session, order, now)
    service.accept(session, PHONE, token, now=now)
    with pytest.raises(service.LinkOver):
        service.accept(session, MINH, token, now=now)
    with pytest.raises(service.LinkOver):
        service.look(session, MINH, token, now=now)
    later = now + 3 * service.LASTS
    assert service.accept(session, PHONE, token, now=later).code == order.code


def test_a_link_ends_in_time_and_with_the_next_one(session: Session, order: Order, now: datetime):
    first = link(session, order, now)
    second = link(session, order, now + SOON)
    with pytest.raises(service.LinkOver):
        service.accept(session, PHONE, first, now=now + SOON)
    with pytest.raises(service.LinkOver):
        service.accept(session, PHONE, second, now=now + SOON + service.LASTS)
    with pytest.raises(service.LinkOver):
        service.look(session, PHONE, "made up", now=now)


def test_the_maker_does_not_spend_its_own_link(session: Session, order: Order, now: datetime):
    token = link(session, order, now)
    assert service.accept(session, LAN, token, now=now).mine
    assert service.accept(session, PHONE, token, now=now).code == order.code


def test_a_browser_without_a_cookie_cannot_be_let_in(session: Session, order: Order, now: datetime):
    with pytest.raises(service.LinkOver):
        service.accept(session, Actor.anonymous(), link(session, order, now), now=now)


def test_only_the_owner_makes_links_and_not_without_end(
    session: Session, order: Order, now: datetime
):
    with pytest.raises(orders.OrderNotFound):
        link(session, order, now, by=MINH)
    for _ in range(service.MOST_LINKS):
        link(session, order, now)
    with pytest.raises(service.TooManyLinks):
        link(session, order, now)


def test_the_first_browser_knows_that_the_lead_went_and_can_take_it_back(
    session: Session, order: Order, now: datetime
):
    assert service.elsewhere_since(session, LAN, order) is None
    service.accept(session, PHONE, link(session, order, now), now=now + SOON)
    assert service.elsewhere_since(session, LAN, order) == now + SOON
    assert service.elsewhere_since(session, PHONE, order) is None
    service.take_back(session, LAN, order.code, now=now + 2 * SOON)
    assert service.elsewhere_since(session, LAN, order) is None


def test_the_lead_can_go_on_to_a_third_browser(session: Session, order: Order, now: datetime):
    tablet = Actor.anonymous("lan-tablet")
    service.accept(session, PHONE, link(session, order, now), now=now)
    service.accept(session, tablet, link(session, order, now + SOON, by=PHONE), now=now + SOON)
    assert service.elsewhere_since(session, PHONE, order) == now + SOON
    assert service.elsewhere_since(session, LAN, order) == now + SOON
    assert service.elsewhere_since(session, tablet, order) is None


def test_who_took_the_lead_back_shut_the_other_browser_out(
    session: Session, order: Order, now: datetime
):
    """Somebody photographed the QR, and has made a link of their own meanwhile."""
    service.accept(session, MINH, link(session, order, now), now=now)
    passed_on = link(session, order, now, by=MINH)
    service.take_back(session, LAN, order.code, now=now + SOON)
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, MINH, order.code)
    with pytest.raises(service.LinkOver):
        service.accept(session, PHONE, passed_on, now=now + SOON)
    assert orders.order_of(session, LAN, order.code).key == order.key
    assert service.accept(session, PHONE, link(session, order, now), now=now).code == order.code
    assert invariants.rows(session, now) == []


def test_a_browser_in_between_takes_back_only_what_went_on_from_it(
    session: Session, order: Order, now: datetime
):
    service.accept(session, PHONE, link(session, order, now), now=now)
    service.accept(session, MINH, link(session, order, now, by=PHONE), now=now)
    service.take_back(session, PHONE, order.code, now=now + SOON)
    assert orders.order_of(session, PHONE, order.code).key == order.key
    with pytest.raises(orders.OrderNotFound):
        orders.order_of(session, MINH, order.code)
    assert service.elsewhere_since(session, LAN, order) == now


def test_two_browsers_cannot_pass_an_order_on_for_ever(
    session: Session, order: Order, now: datetime
):
    service.accept(session, PHONE, link(session, order, now), now=now)
    ends = session.exec(select(VisitorGrant.until)).one()
    near = ends - SOON
    token = link(session, order, near, by=PHONE)
    with pytest.raises(service.LinkOver):
        service.look(session, MINH, token, now=ends)
    service.accept(session, MINH, token, now=near)
    service.accept(session, PHONE, link(session, order, near, by=MINH), now=near)
    assert set(session.exec(select(VisitorGrant.until))) == {ends}


def test_a_hand_off_that_let_nobody_in_is_a_fault(session: Session, order: Order, now: datetime):
    service.accept(session, PHONE, link(session, order, now), now=now + SOON)
    assert invariants.rows(session, now + SOON) == []
    assert len(invariants.rows(session, now)) == 1  # not yet
    orders.end_grants(session, order, [PHONE.visitor])
    assert len(invariants.rows(session, now + SOON)) == 1


def test_the_database_knows_only_a_fingerprint(session: Session, order: Order, now: datetime):
    token = link(session, order, now)
    assert session.exec(select(Handoff.token)).one() != token


def test_where_only_the_operators_app_activates_a_link_opens_there(
    session: Session, order: Order, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "activation_channel", "operator_app")
    token = link(session, order, now)
    with pytest.raises(OnlyInApp):
        service.accept(session, PHONE, token, now=now)
    in_app = Actor(visitor="lan-phone", in_app=True)
    assert service.accept(session, in_app, token, now=now).code == order.code
