"""Ordering a physical SIM as its buyer drives it, and everything wrong that can be done there."""

import asyncio
import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session, select

from chonso_app.carriers import quoting
from chonso_app.carriers.quoting import Quote
from chonso_app.carriers.service import NoCarrierServes
from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.orders import (
    asking,
    state,
    state_find,
    state_kind,
    state_receive,
    state_store,
)
from chonso_app.orders.models import (
    Fulfilment,
    Order,
    OrderStatus,
    PaymentMethod,
    ReceiveBy,
    SimKind,
)
from chonso_app.orders.state import FormState, HoldState, WishState
from chonso_app.orders.state_kind import KindState
from chonso_app.orders.state_receive import ReceiveState
from chonso_app.orders.state_store import StoreState
from chonso_app.payments import state as checkout
from chonso_app.payments import state_cash
from chonso_app.payments.state import CheckoutState
from chonso_app.payments.state_cash import CashState
from chonso_app.plans import seed
from chonso_app.stores.models import CardStatus, SimCard, Store
from chonso_app.switches.models import Feature, FeatureSwitch
from chonso_app.ui.edge import act_as
from chonso_app.ui.notice import NoticeState
from tests.orders.world import FEE, LAN, MINH, OTHER, filled, sent_code, stock
from tests.stores.world import OTHER_STORE, STORE, open_stores

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESS = {
    "to_name": "Nguyễn Ngọc Lan", "to_phone": "0912345678", "to_province_code": "79",
    "to_ward": "Bến Nghé", "to_district": "Quận 1", "to_address": "12 Lê Lợi", "to_note": "",
}  # fmt: skip


class Tab:
    """One browser tab on the order's pages."""

    def __init__(self, who: Actor) -> None:
        self.root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.who = who

    def at(self, kind: Any) -> Any:
        return self.root.get_substate(kind.get_full_name().split("."))

    def do(self, handler: Any, *args: object, on: Any) -> list[Any]:
        """Runs a handler as the gate would; what it sent to the browser (redirects)."""

        async def work() -> list[Any]:
            act_as(self.who)
            answer = handler.fn(self.at(on), *args)
            if inspect.isasyncgen(answer):
                return [sent async for sent in answer if sent is not None]
            done = await answer if inspect.isawaitable(answer) else answer
            return [done] if done is not None else []

        return asyncio.run(work())

    @property
    def notice(self) -> str:
        return self.at(NoticeState).text


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    open_stores(session, cards=1)
    seed.seed(session, utc_now())
    session.commit()
    return session


@pytest.fixture
def order(shop: Session) -> Order:
    """The form is filled; a physical SIM is wanted."""
    return fresh(shop, filled(shop, utc_now()))


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A carrier that answers; the questions it was asked."""
    asked: list[dict[str, Any]] = []

    def quote(address: Any, **more: Any) -> Quote:
        asked.append({"address": address, **more})
        return Quote("ghn", "Giao Hàng Nhanh", FEE, None, is_estimate=False)

    monkeypatch.setattr(quoting, "quote", quote)
    return asked


@pytest.fixture
def tab(order: Order, carrier: object, monkeypatch: pytest.MonkeyPatch) -> Tab:
    for module in (state, state_kind, state_receive, state_store, checkout, state_cash):
        monkeypatch.setattr(module, "route_arg", lambda *_: order.code)
        if hasattr(module, "follow"):
            monkeypatch.setattr(module, "follow", lambda *_: None)
    tab = Tab(LAN)
    tab.do(KindState.load, on=KindState)
    tab.do(KindState.pick, "sim", on=KindState)
    return tab


def fresh(shop: Session, order: Order) -> Order:
    """As the database has it now; no transaction stays open behind it."""
    found = shop.get_one(Order, order.id, populate_existing=True)
    shop.expunge(found)
    shop.rollback()
    return found


def sent_to(answers: list[Any]) -> str:
    return str(answers[-1].args[0][1]) if answers else ""


def receive(tab: Tab, **changes: str) -> list[Any]:
    tab.do(ReceiveState.load, on=ReceiveState)
    return tab.do(ReceiveState.go_on, ADDRESS | changes, on=ReceiveState)


def to_checkout(tab: Tab, *, cash: bool = False) -> None:
    receive(tab)
    tab.do(CheckoutState.load, on=CheckoutState)
    if cash:
        tab.do(CheckoutState.pick_method, "cod", on=CheckoutState)


# -- SIM kind ------------------------------------------------------------------------------------


def test_a_physical_sim_goes_by_the_page_of_receiving(tab: Tab, shop: Session, order: Order):
    tab.do(FormState.load, on=FormState)
    form = {"phone": "0912 345 678", "full_name": "Nguyễn Ngọc Lan", "email": "a@example.com",
            "province_code": "79", "ward": "Bến Thành", "address": "12 Lê Lợi"}  # fmt: skip
    assert f"/nhan-sim/{order.code}" in sent_to(tab.do(FormState.go_on, form, on=FormState))
    tab.do(KindState.pick, "esim", on=KindState)
    assert f"/thanh-toan/{order.code}" in sent_to(tab.do(FormState.go_on, form, on=FormState))


def test_what_the_province_does_not_have_is_said_before_going_on(
    tab: Tab, shop: Session, order: Order
):
    shop.add(
        FeatureSwitch(
            feature=Feature.PHYSICAL_SIM, unit_id=order.unit_id, on=False, changed_at=utc_now()
        )
    )
    shop.commit()
    tab.do(FormState.load, on=FormState)
    form = {"phone": "0912 345 678", "full_name": "Nguyễn Ngọc Lan", "email": "a@example.com",
            "province_code": "79", "ward": "Bến Thành", "address": "12 Lê Lợi"}  # fmt: skip
    assert tab.do(FormState.go_on, form, on=FormState) == []
    assert "Sim vật lý hiện chưa có" in tab.notice
    [sim, esim] = tab.at(KindState).options
    assert (sim.off, esim.off) == (True, False)


# -- at home -------------------------------------------------------------------------------------


def test_the_form_begins_with_the_subscriber_and_the_fee_is_said(tab: Tab, carrier: list[Any]):
    tab.do(ReceiveState.load, on=ReceiveState)
    page = tab.at(ReceiveState)
    assert (page.typed.to_name, page.typed.to_phone) == ("Nguyễn Ngọc Lan", "0912345678")
    assert (page.fee.phase, page.fee.amount) == ("known", "22.000\N{NO-BREAK SPACE}₫")
    assert carrier[0]["cod"] == 0


def test_an_old_ward_becomes_todays_in_front_of_ones_eyes(tab: Tab, shop: Session, order: Order):
    assert f"/thanh-toan/{order.code}" in sent_to(receive(tab))
    assert tab.at(ReceiveState).typed.to_ward == "Phường Sài Gòn"
    assert "Bến Nghé" in tab.at(ReceiveState).ward_note
    assert fresh(shop, order).to_ward == "Phường Sài Gòn"


@pytest.mark.parametrize(
    "field", ["to_name", "to_phone", "to_province_code", "to_ward", "to_address"]
)
def test_an_address_with_a_gap_is_marked_and_nothing_typed_is_lost(
    tab: Tab, shop: Session, order: Order, field: str
):
    assert receive(tab, **{field: ""}) == []
    page = tab.at(ReceiveState)
    assert page.errors[field]
    assert page.typed.to_address == ("" if field == "to_address" else "12 Lê Lợi")
    tab.do(ReceiveState.load, on=ReceiveState)
    kept = tab.at(ReceiveState).typed
    assert getattr(kept, field) == ""
    assert kept.to_note == ""


def test_letters_that_arrive_after_the_box_was_left_open_no_list(tab: Tab):
    tab.do(ReceiveState.load, on=ReceiveState)
    tab.do(ReceiveState.save, "to_ward", "Bến Nghé", on=ReceiveState)
    tab.do(ReceiveState.suggest, "Bến Nghé", on=ReceiveState)
    page = tab.at(ReceiveState)
    assert page.ward_list == []
    assert "Nay thuộc Phường Sài Gòn" in page.ward_note


def test_leaving_one_box_never_writes_into_another(tab: Tab):
    tab.do(ReceiveState.load, on=ReceiveState)
    tab.do(ReceiveState.save, "to_ward", "Đa Kao", on=ReceiveState)
    before = tab.at(ReceiveState).typed
    assert "chia cho nhiều" in tab.at(ReceiveState).ward_note
    tab.do(ReceiveState.save, "to_district", "Quận 1", on=ReceiveState)
    after = tab.at(ReceiveState).typed
    assert (after.to_ward, after.ward_serial) == (before.to_ward, before.ward_serial)


def test_letters_give_wards_of_the_province(tab: Tab):
    tab.do(ReceiveState.load, on=ReceiveState)
    tab.do(ReceiveState.suggest, "ben ngh", on=ReceiveState)
    [found] = tab.at(ReceiveState).ward_list
    assert found.name == "Phường Sài Gòn"
    tab.do(ReceiveState.take_ward, found.name, on=ReceiveState)
    assert tab.at(ReceiveState).typed.to_ward == "Phường Sài Gòn"
    assert tab.at(ReceiveState).ward_list == []


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
    assert tab.at(CheckoutState).fee.is_estimate
    assert "tạm tính" in tab.at(CheckoutState).fee.note


# -- at a store ----------------------------------------------------------------------------------


def at_store(tab: Tab) -> None:
    tab.do(ReceiveState.load, on=ReceiveState)
    tab.do(ReceiveState.pick_way, "store", on=ReceiveState)
    tab.do(StoreState.load, on=StoreState)


def test_stores_are_found_by_what_is_typed(tab: Tab):
    at_store(tab)
    assert [row.has_stock for row in tab.at(StoreState).rows] == [True, True]
    tab.do(StoreState.look_for, "thu duc", on=StoreState)
    assert [row.code for row in tab.at(StoreState).rows] == [OTHER_STORE]
    tab.do(StoreState.look_for, "khong co", on=StoreState)
    assert tab.at(StoreState).rows == []


def test_without_a_store_nobody_goes_on(tab: Tab):
    at_store(tab)
    assert tab.do(ReceiveState.go_on, {}, on=ReceiveState) == []
    assert "Chọn một cửa hàng" in tab.notice


def test_a_closed_store_is_told_and_the_other_stays_chosen(tab: Tab, shop: Session, order: Order):
    at_store(tab)
    tab.do(StoreState.pick, STORE, on=StoreState)
    shop.get_one(Store, OTHER_STORE).on_sale = False
    shop.commit()
    tab.do(StoreState.pick, OTHER_STORE, on=StoreState)
    assert "tạm ngừng nhận đơn" in tab.notice
    assert tab.at(StoreState).chosen == STORE
    assert f"/thanh-toan/{order.code}" in sent_to(tab.do(ReceiveState.go_on, {}, on=ReceiveState))


def test_a_store_without_a_sim_is_told(tab: Tab, shop: Session):
    at_store(tab)
    for card in shop.exec(select(SimCard).where(SimCard.store_code == STORE)):
        card.status = CardStatus.LOST
    shop.commit()
    tab.do(StoreState.pick, STORE, on=StoreState)
    assert "vừa hết SIM" in tab.notice
    assert tab.at(StoreState).chosen == ""
    assert [row.stock for row in tab.at(StoreState).rows] == ["Còn SIM", "Hết SIM"]


def test_a_store_that_closes_before_the_last_press_is_told_there(
    tab: Tab, shop: Session, order: Order
):
    at_store(tab)
    tab.do(StoreState.pick, STORE, on=StoreState)
    tab.do(CheckoutState.load, on=CheckoutState)
    tab.do(CheckoutState.pick_method, "cod", on=CheckoutState)
    shop.get_one(Store, STORE).on_sale = False
    shop.commit()
    tab.do(CashState.ask, on=CashState)
    assert "tạm ngừng nhận đơn" in tab.notice
    assert not tab.at(CashState).open
    assert fresh(shop, order).status is OrderStatus.DRAFT


# -- paying --------------------------------------------------------------------------------------


def test_every_cost_stands_on_the_confirmation(tab: Tab, shop: Session, order: Order):
    to_checkout(tab)
    page = tab.at(CheckoutState)
    bought = fresh(shop, order)
    assert bought.total == bought.number_price + bought.sim_fee + FEE
    assert page.costs.total == f"{bought.total:,}".replace(",", ".")
    assert (page.comes.way, page.fee.phase, page.costs.sim) == ("home", "known", "sim")


def test_cash_asks_the_carrier_again_for_that_amount(
    tab: Tab, shop: Session, order: Order, carrier: list[Any]
):
    to_checkout(tab, cash=True)
    assert carrier[-1]["cod"] == fresh(shop, order).total - FEE
    assert tab.at(CheckoutState).fee.phase == "known"


def test_cash_is_shown_but_not_for_an_esim(tab: Tab, shop: Session, order: Order):
    tab.do(KindState.pick, "esim", on=KindState)
    tab.do(CheckoutState.load, on=CheckoutState)
    assert [row.off for row in tab.at(CheckoutState).methods] == [False, True]
    tab.do(CheckoutState.pick_method, "cod", on=CheckoutState)
    assert tab.notice
    assert fresh(shop, order).payment_method is PaymentMethod.ONLINE


def test_cash_with_the_right_code_is_placed_and_opens_the_slip(
    tab: Tab, shop: Session, order: Order
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask, on=CashState)
    assert tab.at(CashState).open, tab.notice
    code = sent_code(shop)
    shop.rollback()
    wrong = "000000" if code != "000000" else "111111"
    assert tab.do(CashState.check, wrong, on=CashState) == []
    assert "OTP" in tab.at(CashState).error
    assert fresh(shop, order).status is OrderStatus.AWAITING_PAYMENT
    answers = tab.do(CashState.check, code, on=CashState)
    assert f"/phieu/{order.code}" in sent_to(answers)
    placed = fresh(shop, order)
    assert (placed.status, placed.fulfilment) == (OrderStatus.PLACED, Fulfilment.PENDING)
    tab.do(CheckoutState.load, on=CheckoutState)
    assert tab.at(CheckoutState).held.phase == "placed"


def test_back_from_the_sms_the_boxes_are_there_but_not_on_another_order(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask, on=CashState)
    tab.do(CashState.load, on=CashState)
    assert tab.at(CashState).open
    monkeypatch.setattr(state_cash, "route_arg", lambda *_: "GS-222222")
    tab.do(CashState.load, on=CashState)
    assert not tab.at(CashState).open


def test_an_order_for_cash_is_not_sent_to_the_bank(tab: Tab, shop: Session, order: Order):
    to_checkout(tab, cash=True)
    tab.do(CheckoutState.pay, on=CheckoutState)
    assert tab.at(CheckoutState).go == ""
    assert tab.notice


def test_without_a_fee_nothing_is_agreed(tab: Tab, shop: Session, order: Order):
    to_checkout(tab)
    bought = shop.get_one(Order, order.id)
    bought.delivery = None
    shop.commit()
    tab.do(CheckoutState.pay, on=CheckoutState)
    assert "phí giao hàng" in tab.notice


def test_terms_of_the_promotion_must_be_read(tab: Tab, shop: Session, order: Order):
    tab.do(KindState.pick, "esim", on=KindState)
    tab.do(CheckoutState.load, on=CheckoutState)
    assert tab.at(CheckoutState).promotion.code == "KMTN4G"
    tab.do(CheckoutState.pay, on=CheckoutState)
    assert "điều kiện ưu đãi" in tab.notice


def test_a_stranger_finds_no_order(tab: Tab, shop: Session, order: Order):
    stranger = Tab(MINH)
    for kind in (ReceiveState, StoreState, CheckoutState):
        stranger.do(kind.load, on=kind)
    assert stranger.at(CheckoutState).held.phase == "missing"
    assert stranger.at(ReceiveState).typed.to_name == ""
    stranger.do(CashState.check, "123456", on=CashState)
    stranger.do(ReceiveState.save, "to_name", "Kẻ lạ", on=ReceiveState)
    assert fresh(shop, order).to_name != "Kẻ lạ"


# -- the plan picked before the number -----------------------------------------------------------


def test_a_plan_picked_first_is_on_the_order(
    tab: Tab, shop: Session, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(state_find, "route_arg", lambda *_: OTHER)
    buyer: Callable[..., Any] = Tab(MINH).do
    buyer(WishState.wish, "KHONG-CO", on=WishState)
    other = Tab(MINH)
    assert "/tim" in sent_to(other.do(WishState.wish, "D90", on=WishState))
    other.do(HoldState.hold, OTHER, on=HoldState)
    held = shop.exec(select(Order).where(Order.msisdn == OTHER)).one()
    assert (held.plan_code, held.sim_kind, held.receive_by) == (
        "D90", SimKind.ESIM, ReceiveBy.PAGE,
    )  # fmt: skip
    assert asking.needs_quote(held) is False


def test_a_code_asked_for_too_soon_is_owed_and_goes_out_by_itself(
    tab: Tab, shop: Session, order: Order, monkeypatch: pytest.MonkeyPatch
):
    to_checkout(tab, cash=True)
    tab.do(CashState.ask, on=CashState)
    tab.do(CashState.close, on=CashState)
    tab.do(CashState.ask, on=CashState)
    sheet = tab.at(CashState)
    assert (sheet.open, sheet.phone) == (True, "")
    assert sheet.again_at
    later = utc_now() + timedelta(seconds=61)
    monkeypatch.setattr(state_cash, "utc_now", lambda: later)
    tab.do(CashState.may_send_again, on=CashState)
    assert sheet.phone
