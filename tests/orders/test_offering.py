"""What can be chosen: switches per unit, stores that take orders, stores that have a SIM."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.orders import offering
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus, PaymentMethod, ReceiveBy, SimKind
from chonso_app.stores import service as stores
from chonso_app.stores.models import Store
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.orders.world import (
    LAN,
    MINH,
    MSISDN,
    OTHER,
    RECEIVER,
    confirmed,
    filled,
    place,
    stock,
    to_home,
    to_store,
)
from tests.stores.world import OTHER_STORE, STORE, WAREHOUSE, open_stores

HOME = orders.Choice(SimKind.SIM, "", ReceiveBy.HOME)
AT_STORE = orders.Choice(SimKind.SIM, "", ReceiveBy.STORE, STORE)


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    open_stores(session, cards=1)
    return session


def switch_off(session: Session, feature: Feature, now: datetime, unit_id: int | None) -> None:
    session.add(FeatureSwitch(feature=feature, unit_id=unit_id, on=False, changed_at=now))
    session.commit()


@pytest.mark.parametrize(
    ("feature", "choice"),
    [
        (Feature.PHYSICAL_SIM, HOME),
        (Feature.HOME_DELIVERY, HOME),
        (Feature.STORE_PICKUP, AT_STORE),
        (Feature.CASH_ON_DELIVERY, replace(HOME, payment_method=PaymentMethod.COD)),
        (Feature.ESIM, orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)),
    ],
)
def test_what_the_unit_has_switched_off_is_not_sold(
    shop: Session, now: datetime, feature: Feature, choice: orders.Choice
) -> None:
    order = filled(shop, now)
    orders.choose(shop, LAN, order.code, choice, now=now)
    switch_off(shop, feature, now, order.unit_id)
    with pytest.raises(orders.NotOffered):
        orders.choose(shop, LAN, order.code, choice, now=now)


def test_what_another_unit_has_switched_off_is_sold(shop: Session, now: datetime) -> None:
    order = filled(shop, now)
    off = FeatureSwitch(feature=Feature.PHYSICAL_SIM, on=False, changed_at=now)
    own = FeatureSwitch(feature=Feature.PHYSICAL_SIM, unit_id=order.unit_id, changed_at=now)
    shop.add_all((off, own))
    shop.commit()
    orders.choose(shop, LAN, order.code, HOME, now=now)


def test_switched_off_between_choosing_and_confirming_is_refused(
    shop: Session, now: datetime
) -> None:
    order = filled(shop, now)
    orders.choose(shop, LAN, order.code, HOME, now=now)
    orders.deliver_to(shop, LAN, order.code, RECEIVER, now=now)
    orders.quote(shop, LAN, order.code, 1, {}, now=now)
    switch_off(shop, Feature.HOME_DELIVERY, now, None)
    with pytest.raises(orders.NotOffered):
        orders.confirm(shop, LAN, order.code, terms_accepted=True, now=now)


def test_without_esim_everywhere_a_draft_begins_with_a_physical_sim(
    shop: Session, now: datetime
) -> None:
    switch_off(shop, Feature.ESIM, now, None)
    order = orders.start(shop, LAN, MSISDN, now=now)
    assert (order.sim_kind, order.receive_by) == (SimKind.SIM, ReceiveBy.HOME)


def test_a_store_that_takes_no_orders_is_refused_and_the_choice_stays(
    shop: Session, now: datetime
) -> None:
    order = filled(shop, now)
    orders.choose(shop, LAN, order.code, AT_STORE, now=now)
    shop.get_one(Store, OTHER_STORE).on_sale = False
    shop.commit()
    for code, refusal in (
        (OTHER_STORE, stores.StoreClosed),
        (WAREHOUSE, stores.StoreNotFound),
        ("CH-00", stores.StoreNotFound),
    ):
        elsewhere = replace(AT_STORE, store_code=code)
        with pytest.raises(refusal):
            orders.choose(shop, LAN, order.code, elsewhere, now=now)
    assert order.store_code == STORE


def test_a_store_that_closes_before_confirming_is_refused(shop: Session, now: datetime) -> None:
    order = filled(shop, now)
    orders.choose(shop, LAN, order.code, AT_STORE, now=now)
    shop.get_one(Store, STORE).on_sale = False
    shop.commit()
    with pytest.raises(stores.StoreClosed):
        orders.confirm(shop, LAN, order.code, terms_accepted=True, now=now)


def test_the_last_sim_of_a_store_is_promised_once(shop: Session, now: datetime) -> None:
    place(shop, to_store(shop, now, STORE, cash=True), now=now)
    assert offering.spare_in(shop, [STORE, OTHER_STORE]) == {STORE: 0, OTHER_STORE: 1}
    second = filled(shop, now, MINH, OTHER, "84987654321")
    with pytest.raises(orders.StoreOutOfStock):
        orders.choose(shop, MINH, second.code, AT_STORE, now=now)
    there = replace(AT_STORE, store_code=OTHER_STORE)
    assert orders.choose(shop, MINH, second.code, there, now=now).store_code == OTHER_STORE


def test_the_address_is_still_there_after_a_look_at_the_stores(
    shop: Session, now: datetime
) -> None:
    order = to_home(shop, now)
    orders.choose(shop, LAN, order.code, AT_STORE, now=now)
    assert (order.delivery_fee, order.to_address) == (0, RECEIVER["to_address"])
    orders.choose(shop, LAN, order.code, HOME, now=now)
    assert order.delivery_fee > 0
    assert order.store_code is None


def test_another_amount_to_collect_asks_for_another_quote(shop: Session, now: datetime) -> None:
    order = to_home(shop, now)
    cash = replace(orders.choice_of(order), payment_method=PaymentMethod.COD)
    orders.choose(shop, LAN, order.code, cash, now=now)
    assert order.delivery is None
    assert order.status is OrderStatus.DRAFT


def test_a_quote_for_what_the_order_was_a_moment_ago_is_not_taken(
    shop: Session, now: datetime
) -> None:
    order = to_home(shop, now)
    asked = (("79", "", "Ở chỗ khác", "1"), 0)
    with pytest.raises(ChangedMeanwhile):
        orders.quote(shop, LAN, order.code, 1, {}, asked_for=asked, now=now)


def test_what_is_typed_in_the_receiver_form_is_kept_right_or_wrong(
    shop: Session, now: datetime
) -> None:
    order: Order = filled(shop, now)
    begun = orders.receiver_typed_of(order)
    assert (begun["to_name"], begun["to_phone"]) == ("Nguyễn Ngọc Lan", "0912345678")
    orders.save_typed(shop, LAN, order.code, {"to_phone": "09x"}, now=now)
    orders.save_typed(shop, LAN, order.code, {"full_name": "Lan"}, now=now)
    assert orders.receiver_typed_of(order)["to_phone"] == "09x"
    assert orders.typed_of(order)["full_name"] == "Lan"


def test_an_old_ward_is_kept_as_the_ward_of_today(shop: Session, now: datetime) -> None:
    order = filled(shop, now)
    old = RECEIVER | {"to_ward": "Bến Nghé", "to_district": "Quận 1"}
    orders.deliver_to(shop, LAN, order.code, old, now=now)
    assert (order.to_ward, order.to_district) == ("Phường Sài Gòn", "")


def test_the_plan_picked_before_the_number_is_on_the_order(shop: Session, now: datetime) -> None:
    order = orders.start_with_plan(shop, LAN, MSISDN, "KHONG-CO", now=now)
    assert order.plan_code is None
    assert confirmed(shop, now, MINH, OTHER, "84987654321").plan_code is None
