"""Which SIM and how it comes, as its buyer drives it, and all that can be done wrong there."""

from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.carriers import quoting
from chonso_app.carriers.quoting import Quote
from chonso_app.carriers.service import NoCarrierServes
from chonso_app.core.db import utc_now
from chonso_app.orders.models import (
    Order,
    OrderStatus,
)
from chonso_app.orders.state import FormState
from chonso_app.orders.state_kind import KindState
from chonso_app.orders.state_receive import ReceiveState
from chonso_app.orders.state_store import StoreState
from chonso_app.payments.state import CheckoutState
from chonso_app.payments.state_cash import CashState
from chonso_app.stores.models import CardStatus, SimCard, Store
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.payments.tabs import (
    Tab,
    carrier,
    fresh,
    order,
    receive,
    sent_to,
    shop,
    tab,
    to_checkout,
)
from tests.stores.world import OTHER_STORE, STORE

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
__all__ = ["carrier", "order", "shop", "tab"]  # fixtures


# -- SIM kind ------------------------------------------------------------------------------------


def test_a_physical_sim_goes_by_the_page_of_receiving(tab: Tab, shop: Session, order: Order):
    tab.do(FormState.load)
    form = {"phone": "0912 345 678", "full_name": "Nguyễn Ngọc Lan", "email": "a@example.com",
            "province_code": "79", "ward": "Bến Thành", "address": "12 Lê Lợi"}  # fmt: skip
    assert f"/nhan-sim/{order.code}" in sent_to(tab.do(FormState.go_on, form))
    tab.do(KindState.pick, "esim")
    assert f"/thanh-toan/{order.code}" in sent_to(tab.do(FormState.go_on, form))


def test_what_the_province_does_not_have_is_said_before_going_on(
    tab: Tab, shop: Session, order: Order
):
    shop.add(
        FeatureSwitch(
            feature=Feature.PHYSICAL_SIM, unit_id=order.unit_id, on=False, changed_at=utc_now()
        )
    )
    shop.commit()
    tab.do(FormState.load)
    form = {"phone": "0912 345 678", "full_name": "Nguyễn Ngọc Lan", "email": "a@example.com",
            "province_code": "79", "ward": "Bến Thành", "address": "12 Lê Lợi"}  # fmt: skip
    assert tab.do(FormState.go_on, form) == []
    assert "Sim vật lý hiện chưa có" in tab.notice
    [sim, esim] = tab.state(KindState).options
    assert (sim.off, esim.off) == (True, False)


# -- at home -------------------------------------------------------------------------------------


def test_the_form_begins_with_the_subscriber_and_the_fee_is_said(tab: Tab, carrier: list[Any]):
    tab.do(ReceiveState.load)
    page = tab.state(ReceiveState)
    assert (page.typed.to_name, page.typed.to_phone) == ("Nguyễn Ngọc Lan", "0912345678")
    assert (page.fee.phase, page.fee.amount) == ("known", "22.000\N{NO-BREAK SPACE}₫")
    assert carrier[0]["cod"] == 0


def test_an_old_ward_becomes_todays_in_front_of_ones_eyes(tab: Tab, shop: Session, order: Order):
    assert f"/thanh-toan/{order.code}" in sent_to(receive(tab))
    assert tab.state(ReceiveState).typed.to_ward == "Phường Sài Gòn"
    assert "Bến Nghé" in tab.state(ReceiveState).ward_note
    assert fresh(shop, order).to_ward == "Phường Sài Gòn"


@pytest.mark.parametrize(
    "field", ["to_name", "to_phone", "to_province_code", "to_ward", "to_address"]
)
def test_an_address_with_a_gap_is_marked_and_nothing_typed_is_lost(
    tab: Tab, shop: Session, order: Order, field: str
):
    assert receive(tab, **{field: ""}) == []
    page = tab.state(ReceiveState)
    assert page.errors[field]
    assert page.typed.to_address == ("" if field == "to_address" else "12 Lê Lợi")
    tab.do(ReceiveState.load)
    kept = tab.state(ReceiveState).typed
    assert getattr(kept, field) == ""
    assert kept.to_note == ""


def test_letters_that_arrive_after_the_box_was_left_open_no_list(tab: Tab):
    tab.do(ReceiveState.load)
    tab.do(ReceiveState.save, "to_ward", "Bến Nghé")
    tab.do(ReceiveState.suggest, "Bến Nghé")
    page = tab.state(ReceiveState)
    assert page.ward_list == []
    assert "Nay thuộc Phường Sài Gòn" in page.ward_note


def test_leaving_one_box_never_writes_into_another(tab: Tab):
    tab.do(ReceiveState.load)
    tab.do(ReceiveState.save, "to_ward", "Đa Kao")
    before = tab.state(ReceiveState).typed
    assert "chia cho nhiều" in tab.state(ReceiveState).ward_note
    tab.do(ReceiveState.save, "to_district", "Quận 1")
    after = tab.state(ReceiveState).typed
    assert (after.to_ward, after.ward_serial) == (before.to_ward, before.ward_serial)


def test_letters_give_wards_of_the_province(tab: Tab):
    tab.do(ReceiveState.load)
    tab.do(ReceiveState.suggest, "ben ngh")
    [found] = tab.state(ReceiveState).ward_list
    assert found.name == "Phường Sài Gòn"
    tab.do(ReceiveState.take_ward, found.name)
    assert tab.state(ReceiveState).typed.to_ward == "Phường Sài Gòn"
    assert tab.state(ReceiveState).ward_list == []


def test_where_no_carrier_goes_the_buyer_stays_and_is_told(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    def nobody(*_args: object, **_more: object) -> Quote:
        raise NoCarrierServes

    monkeypatch.setattr(quoting, "quote", nobody)
    assert receive(tab) == []
    assert "đơn vị vận chuyển" in tab.notice


def test_an_estimate_is_called_one(tab: Tab, monkeypatch: pytest.MonkeyPatch):
    def silent(*_args: object, **_more: object) -> Quote:
        return Quote("ghn", "Giao Hàng Nhanh", 30_000, None, is_estimate=True)

    monkeypatch.setattr(quoting, "quote", silent)
    to_checkout(tab)
    assert tab.state(CheckoutState).fee.is_estimate
    assert "tạm tính" in tab.state(CheckoutState).fee.note


# -- at a store ----------------------------------------------------------------------------------


def at_store(tab: Tab) -> None:
    tab.do(ReceiveState.load)
    tab.do(ReceiveState.pick_way, "store")
    tab.do(StoreState.load)


def test_stores_are_found_by_what_is_typed(tab: Tab):
    at_store(tab)
    assert [row.has_stock for row in tab.state(StoreState).rows] == [True, True]
    tab.do(StoreState.look_for, "thu duc")
    assert [row.code for row in tab.state(StoreState).rows] == [OTHER_STORE]
    tab.do(StoreState.look_for, "khong co")
    assert tab.state(StoreState).rows == []


def test_without_a_store_nobody_goes_on(tab: Tab):
    at_store(tab)
    assert tab.do(ReceiveState.go_on, {}) == []
    assert "Chọn một cửa hàng" in tab.notice


def test_a_closed_store_is_told_and_the_other_stays_chosen(tab: Tab, shop: Session, order: Order):
    at_store(tab)
    tab.do(StoreState.pick, STORE)
    shop.get_one(Store, OTHER_STORE).on_sale = False
    shop.commit()
    tab.do(StoreState.pick, OTHER_STORE)
    assert "tạm ngừng nhận đơn" in tab.notice
    assert tab.state(StoreState).chosen == STORE
    assert f"/thanh-toan/{order.code}" in sent_to(tab.do(ReceiveState.go_on, {}))


def test_a_store_without_a_sim_is_told(tab: Tab, shop: Session):
    at_store(tab)
    for card in shop.exec(select(SimCard).where(SimCard.store_code == STORE)):
        card.status = CardStatus.LOST
    shop.commit()
    tab.do(StoreState.pick, STORE)
    assert "vừa hết SIM" in tab.notice
    assert tab.state(StoreState).chosen == ""
    assert [row.stock for row in tab.state(StoreState).rows] == ["Còn SIM", "Hết SIM"]


def test_a_store_that_closes_before_the_last_press_is_told_there(
    tab: Tab, shop: Session, order: Order
):
    at_store(tab)
    tab.do(StoreState.pick, STORE)
    tab.do(CheckoutState.load)
    tab.do(CheckoutState.pick_method, "cod")
    shop.get_one(Store, STORE).on_sale = False
    shop.commit()
    tab.do(CashState.ask)
    assert "tạm ngừng nhận đơn" in tab.notice
    assert not tab.state(CashState).open
    assert fresh(shop, order).status is OrderStatus.DRAFT
