"""The phiếu of a physical SIM, at each tab; whose turn it is, and what may still be undone."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.activation import service as activation
from chonso_app.core.actors import SYSTEM
from chonso_app.delivery import exchanging, pickup
from chonso_app.delivery.exchange_models import ExchangeReason
from chonso_app.journey import service as journey
from chonso_app.journey.story import Story
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order
from chonso_app.stores import service as stores
from tests.activation import sims
from tests.orders.world import LAN, place, stock, to_home, to_store
from tests.stores.world import STORE, open_stores


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    open_stores(session)
    return session


@pytest.fixture
def placed(shop: Session, now: datetime) -> Order:
    return place(shop, to_home(shop, now, cash=True), now=now)


def story(session: Session, order: Order, now: datetime) -> Story:
    return journey.slip_of(session, LAN, order.code, now=now).story


def states(told: Story) -> dict[str, str]:
    return {step.key: step.state for step in told.steps}


def test_before_paying_the_place_is_asked_for(shop: Session, now: datetime) -> None:
    with pytest.raises(orders.NotReady):
        to_store(shop, now, "")
    [order] = orders.orders_of_customer(shop, LAN)
    assert story(shop, order, now).next.path == f"/nhan-sim/{order.code}"


def test_cash_on_receipt_says_how_much_to_have_ready(
    shop: Session, now: datetime, placed: Order
) -> None:
    told = story(shop, placed, now)
    assert (told.status, told.next.who, told.next.path) == ("Chờ xử lý", "us", "")
    assert states(told) == {
        "hold": "done", "placed": "done", "home": "now", "proofs": "next", "review": "next",
        "line_sim": "next",
    }  # fmt: skip
    assert "1.297.000" in told.next.note
    assert dict(told.way)["Trả khi nhận SIM"].startswith("1.297.000")
    assert told.may_cancel


@pytest.mark.parametrize(
    ("to", "status", "may_cancel"),
    [
        (Fulfilment.TO_PICK_UP, "Chờ lấy hàng", True),
        (Fulfilment.DELIVERING, "Đang giao hàng", False),
        (Fulfilment.DELIVERED, "Đã giao", False),
    ],
)
def test_each_tab_has_its_words_and_its_way_out(
    shop: Session, now: datetime, placed: Order, to: Fulfilment, status: str, may_cancel: bool
) -> None:
    for step in (Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING, Fulfilment.DELIVERED):
        orders.move_fulfilment(shop, SYSTEM, placed, step, now=now)
        if step is Fulfilment.DELIVERED:
            orders.mark_cash_paid(shop, SYSTEM, placed, placed.total, now=now)
        if step is to:
            break
    told = story(shop, placed, now)
    assert (told.status, told.may_cancel) == (status, may_cancel)


def test_in_hand_it_is_the_customers_turn_with_the_serial_among_the_steps(
    shop: Session, now: datetime
) -> None:
    order = sims.delivered(shop, now)
    told = story(shop, order, now)
    assert (told.next.who, told.next.path) == ("you", f"/hoa-mang/{order.code}/thong-tin")
    assert told.next.label == "Hòa mạng"
    assert states(told)["home"] == "done"
    assert told.may_exchange
    assert not told.may_swap


def test_after_the_call_comes_the_serial(
    shop: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation.ekyc, "standing", lambda *_args, **_named: "passed")
    order = sims.talked(shop, now)
    assert story(shop, order, now).next.path == f"/hoa-mang/{order.code}/sim"


def test_a_store_says_where_until_when_and_where_the_code_is(shop: Session, now: datetime) -> None:
    order = place(shop, to_store(shop, now, STORE, cash=True), now=now)
    assert story(shop, order, now).status == "Chờ xử lý"
    pickup.make_ready(shop, SYSTEM, order, sims.SERIAL, now=now)
    told = story(shop, order, now)
    assert (told.status, told.next.who) == ("Chờ lấy hàng", "you")
    assert "Cửa hàng Bến Thành" in told.next.title
    way = dict(told.way)
    assert way["Mã nhận SIM"]
    assert way["Giữ SIM đến"]
    assert way["Địa chỉ"].startswith("1 Lê Lợi")


def test_an_exchange_is_shown_on_the_same_phieu(shop: Session, now: datetime) -> None:
    order = sims.delivered(shop, now)
    exchanging.ask(shop, LAN, order.code, ExchangeReason.BROKEN, now=now)
    told = story(shop, order, now)
    assert (told.status, states(told)["exchange"]) == ("Đang đổi SIM", "now")
    assert told.next.title == "Chúng tôi đang chuẩn bị thẻ mới"
    assert not told.may_exchange
    stores.bind(shop, SYSTEM, sims.FREE, order.code, now=now)
    sims.arrive(shop, order, now + timedelta(days=1))
    exchanging.settle(shop, order, now=now + timedelta(days=1))
    assert story(shop, order, now + timedelta(days=1)).next.who == "you"


def test_a_cancelled_order_ends_with_its_reason(
    shop: Session, now: datetime, placed: Order
) -> None:
    journey.give_up(shop, LAN, placed.code, CancelReason.TOO_SLOW, now=now)
    told = story(shop, placed, now)
    assert states(told) == {"hold": "done", "placed": "done", "ended": "bad"}
    assert (told.status, told.steps[-1].note) == ("Đã hủy", "Chờ lâu quá")
    assert told.way == ()
    assert not told.may_cancel


def test_refused_at_the_door_ends_it_too(shop: Session, now: datetime, placed: Order) -> None:
    for step in (Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING):
        orders.move_fulfilment(shop, SYSTEM, placed, step, now=now)
    orders.cancel(shop, SYSTEM, placed, CancelReason.REFUSED_AT_DOOR, now=now)
    told = story(shop, placed, now)
    assert (told.status, told.steps[-1].note) == ("Đã hủy", "Người nhận từ chối")
