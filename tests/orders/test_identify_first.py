"""Where a unit identifies first the steps open before the SIM leaves, elsewhere once it came."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.orders import identity
from chonso_app.orders.models import Fulfilment, Order, OrderStatus
from chonso_app.orders.service import NotPaid, SimNotInHand
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.orders import world


@pytest.fixture
def placed(session: Session, now: datetime) -> Order:
    world.stock(session)
    return world.place(session, world.to_home(session, now, cash=True), now=now)


def first_in(session: Session, unit_id: int | None, now: datetime, *, on: bool = True) -> None:
    session.add(
        FeatureSwitch(feature=Feature.IDENTIFY_FIRST, unit_id=unit_id, on=on, changed_at=now)
    )
    session.commit()


def test_as_in_the_document_the_sim_must_be_in_hand(session, placed, now):
    assert not identity.may_identify(session, placed, now=now)
    with pytest.raises(SimNotInHand):
        identity.refuse_unless_identifiable(session, placed, now=now)
    placed.status, placed.fulfilment, placed.paid_at = OrderStatus.PAID, Fulfilment.DELIVERED, now
    assert identity.may_identify(session, placed, now=now)


def test_with_the_switch_on_the_steps_open_while_it_is_placed_or_paid(session, placed, now):
    first_in(session, placed.unit_id, now)
    assert identity.may_identify(session, placed, now=now)
    placed.status, placed.paid_at = OrderStatus.PAID, now
    for fulfilment in (Fulfilment.PENDING, Fulfilment.DELIVERING, Fulfilment.DELIVERED):
        placed.fulfilment = fulfilment
        assert identity.may_identify(session, placed, now=now)


def test_another_units_switch_opens_nothing_and_ones_own_beats_everywhere(session, placed, now):
    first_in(session, None, now)
    assert identity.may_identify(session, placed, now=now)
    first_in(session, placed.unit_id, now, on=False)
    assert not identity.may_identify(session, placed, now=now)


def test_before_it_is_ordered_and_after_it_is_cancelled_nothing_is_open(session, now):
    world.stock(session)
    order = world.to_home(session, now)
    first_in(session, order.unit_id, now)
    with pytest.raises(NotPaid):
        identity.refuse_unless_identifiable(session, order, now=now)
    order.status, order.fulfilment = OrderStatus.CANCELLED, Fulfilment.CANCELLED
    assert not identity.may_identify(session, order, now=now)


def test_an_esim_does_not_ask_the_switch(session, now):
    world.stock(session)
    order = world.confirmed(session, now)
    first_in(session, order.unit_id, now)
    assert not identity.may_identify(session, order, now=now)
    order.status, order.paid_at = OrderStatus.PAID, now
    assert identity.may_identify(session, order, now=now)


def test_the_days_on_the_road_do_not_use_up_what_was_proven(placed, now):
    days = timedelta(days=1)
    at = now + 10 * days
    assert identity.evidence_since(placed, at) == at - 3 * days
    placed.identified_at = now
    assert identity.evidence_since(placed, at) == now - 3 * days  # still on its way
    placed.delivered_at = now + 6 * days
    assert identity.evidence_since(placed, at) == at - 9 * days
    placed.identified_at = now + 8 * days  # identified after it came: as ever
    assert identity.evidence_since(placed, at) == at - 3 * days
