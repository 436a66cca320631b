"""Paying for a physical SIM as its buyer drives it, and everything wrong that can be done there."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.core.db import utc_now
from chonso_app.orders import (
    asking,
    state_find,
)
from chonso_app.orders.models import (
    Fulfilment,
    Order,
    OrderStatus,
    PaymentMethod,
    ReceiveBy,
    SimKind,
)
from chonso_app.orders.state import HoldState, WishState
from chonso_app.orders.state_kind import KindState
from chonso_app.orders.state_receive import ReceiveState
from chonso_app.orders.state_store import StoreState
from chonso_app.payments import state_cash
from chonso_app.payments.state import CheckoutState
from chonso_app.payments.state_cash import CashState
from tests.orders.world import FEE, MINH, OTHER, sent_code
from tests.payments.tabs import (
    Tab,
    carrier,
    fresh,
    order,
    sent_to,
    shop,
    tab,
    to_checkout,
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
__all__ = ["carrier", "order", "shop", "tab"]  # fixtures


# -- paying --------------------------------------------------------------------------------------


def test_every_cost_stands_on_the_confirmation(tab: Tab, shop: Session, order: Order):
    to_checkout(tab)
    page = tab.state(CheckoutState)
    bought = fresh(shop, order)
    assert bought.total == bought.number_price + bought.sim_fee + FEE
    assert page.costs.total == f"{bought.total:,}".replace(",", ".")
    assert (page.comes.way, page.fee.phase, page.costs.sim) == ("home", "known", "sim")


def test_cash_asks_the_carrier_again_for_that_amount(
    tab: Tab, shop: Session, order: Order, carrier: list[Any]
):
    to_checkout(tab, cash=True)
    assert carrier[-1]["cod"] == fresh(shop, order).total - FEE
    assert tab.state(CheckoutState).fee.phase == "known"


def test_cash_is_shown_but_not_for_an_esim(tab: Tab, shop: Session, order: Order):
    tab.do(KindState.pick, "esim")
    tab.do(CheckoutState.load)
    assert [row.off for row in tab.state(CheckoutState).methods] == [False, True]
    tab.do(CheckoutState.pick_method, "cod")
    assert tab.notice
    assert fresh(shop, order).payment_method is PaymentMethod.ONLINE


def test_cash_with_the_right_code_is_placed_and_opens_the_slip(
    tab: Tab, shop: Session, order: Order
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask)
    assert tab.state(CashState).open, tab.notice
    code = sent_code(shop)
    shop.rollback()
    wrong = "000000" if code != "000000" else "111111"
    assert tab.do(CashState.check, wrong) == []
    assert "OTP" in tab.state(CashState).error
    assert fresh(shop, order).status is OrderStatus.AWAITING_PAYMENT
    answers = tab.do(CashState.check, code)
    assert f"/phieu/{order.code}" in sent_to(answers)
    placed = fresh(shop, order)
    assert (placed.status, placed.fulfilment) == (OrderStatus.PLACED, Fulfilment.PENDING)
    tab.do(CheckoutState.load)
    assert tab.state(CheckoutState).held.phase == "placed"


def test_back_from_the_sms_the_boxes_are_there_but_not_on_another_order(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask)
    tab.do(CashState.load)
    assert tab.state(CashState).open
    monkeypatch.setattr(state_cash, "route_arg", lambda *_: "GS-222222")
    tab.do(CashState.load)
    assert not tab.state(CashState).open


def test_an_order_for_cash_is_not_sent_to_the_bank(tab: Tab, shop: Session, order: Order):
    to_checkout(tab, cash=True)
    tab.do(CheckoutState.pay)
    assert tab.state(CheckoutState).go == ""
    assert tab.notice


def test_without_a_fee_nothing_is_agreed(tab: Tab, shop: Session, order: Order):
    to_checkout(tab)
    bought = shop.get_one(Order, order.id)
    bought.delivery = None
    shop.commit()
    tab.do(CheckoutState.pay)
    assert "phí giao hàng" in tab.notice


def test_terms_of_the_promotion_must_be_read(tab: Tab, shop: Session, order: Order):
    tab.do(KindState.pick, "esim")
    tab.do(CheckoutState.load)
    assert tab.state(CheckoutState).promotion.code == "KMTN4G"
    tab.do(CheckoutState.pay)
    assert "điều kiện ưu đãi" in tab.notice


def test_a_stranger_finds_no_order(tab: Tab, shop: Session, order: Order):
    stranger = Tab(MINH)
    for kind in (ReceiveState, StoreState, CheckoutState):
        stranger.do(kind.load)
    assert stranger.state(CheckoutState).held.phase == "missing"
    assert stranger.state(ReceiveState).typed.to_name == ""
    stranger.do(CashState.check, "123456")
    stranger.do(ReceiveState.save, "to_name", "Kẻ lạ")
    assert fresh(shop, order).to_name != "Kẻ lạ"


# -- the plan picked before the number -----------------------------------------------------------


def test_a_plan_picked_first_is_on_the_order(
    tab: Tab, shop: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(state_find, "route_arg", lambda *_: OTHER)
    Tab(MINH).do(WishState.wish, "KHONG-CO")
    other = Tab(MINH)
    assert "/tim" in sent_to(other.do(WishState.wish, "D90"))
    other.do(HoldState.hold, OTHER)
    held = shop.exec(select(Order).where(Order.msisdn == OTHER)).one()
    assert (held.plan_code, held.sim_kind, held.receive_by) == (
        "D90", SimKind.ESIM, ReceiveBy.PAGE,
    )  # fmt: skip
    assert asking.needs_quote(held) is False


def test_a_code_asked_for_too_soon_is_owed_and_goes_out_by_itself(
    tab: Tab, shop: Session, order: Order, monkeypatch: pytest.MonkeyPatch
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask)
    tab.do(CashState.close)
    tab.do(CashState.ask)
    sheet = tab.state(CashState)
    assert (sheet.open, sheet.phone) == (True, "")
    assert sheet.again_at
    later = utc_now() + timedelta(seconds=61)
    monkeypatch.setattr(state_cash, "utc_now", lambda: later)
    tab.do(CashState.may_send_again)
    assert sheet.phone
