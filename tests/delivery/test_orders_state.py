"""The order console's handlers: what they show, whom they obey, what no page would send."""

import asyncio
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session

from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN, vn
from chonso_app.core.db import utc_now
from chonso_app.core.texts import say
from chonso_app.delivery import fulfilment, orders_state, scanner
from chonso_app.delivery.order_state import OrderState
from chonso_app.delivery.orders_state import OrdersState
from chonso_app.orders.models import Fulfilment, Order
from chonso_app.stores import service as stores
from chonso_app.ui.edge import act_as
from tests import tabs
from tests.delivery import desk
from tests.delivery.desk import CARD, OSP, OTHER_UNIT
from tests.stores.world import WAREHOUSE

NUMBERS = [f"8490123{n:04d}" for n in range(3)]


class Tab(tabs.Tab):
    """Of a clerk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
        super().__init__(who)
        for module in ("orders_state", "order_state"):
            monkeypatch.setattr(f"chonso_app.delivery.{module}.follow", lambda *_: None)

    @property
    def orders(self) -> Any:
        return self.state(OrdersState)

    @property
    def panel(self) -> Any:
        return self.state(OrderState)


@pytest.fixture
def placed(session: Session) -> list[Order]:
    now = utc_now()
    desk.furnish(session, now, *NUMBERS)
    return desk.many(session, now, NUMBERS)


@pytest.fixture
def tab(placed: list[Order], monkeypatch: pytest.MonkeyPatch) -> Tab:
    made = Tab(monkeypatch, OSP)
    made.do(OrdersState.load)
    return made


def working_hours() -> str:
    """Ten o'clock of the next day on which the warehouse works."""
    day = vn(utc_now()) + timedelta(days=1)
    day += timedelta(days=day.weekday() == 6)
    return day.strftime("%Y-%m-%dT10:00")


def fresh(order: Order) -> Order:
    return db.read(lambda session: session.get_one(Order, order.key))


def card(order: Order) -> object:
    return db.read(stores.card_of_order, order.code)


def test_the_console_lists_and_counts(tab: Tab, placed: list[Order]) -> None:
    assert [line.code for line in tab.orders.lines] == [order.code for order in placed]
    assert tab.orders.counts == ["3", "0", "0", "0", "0"]


def test_ticked_orders_are_confirmed_together_and_each_refusal_is_told(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    tab.do(OrdersState.toggle_all)
    tab.do(OrdersState.confirm, {"point": WAREHOUSE, "at": working_hours()})
    assert tab.orders.counts[:2] == ["0", "3"]
    tab.do(OrdersState.show_tab, "to_pick_up")
    tab.do(OrdersState.toggle, placed[0].code)
    tab.do(OrdersState.hand_over)
    assert tab.orders.dialog == "outcomes"
    assert tab.orders.outcomes[0].text == say("refusal.delivery.not_packed_yet")


def test_a_past_pick_up_time_is_told_and_nothing_is_lost(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    tab.do(OrdersState.toggle_all)
    tab.do(OrdersState.confirm, {"point": WAREHOUSE, "at": "2020-01-01T10:00"})
    assert tab.notice == say("refusal.delivery.past_pick_up_time")
    assert len(tab.orders.selected) == 3
    tab.do(OrdersState.confirm, {"point": "", "at": "soon"})
    assert set(tab.orders.errors) == {"point", "at"}
    assert fresh(placed[0]).fulfilment is Fulfilment.PENDING


def test_the_phone_is_masked_until_somebody_looks(tab: Tab, placed: list[Order]) -> None:
    order = placed[0]
    tab.do(OrderState.open, order.code)
    digits = order.to_phone[2:]
    assert order.to_address in tab.sent
    assert digits not in tab.sent.replace(" ", "")
    tab.do(OrderState.unmask)
    assert digits in tab.sent.replace(" ", "")


def test_a_scan_binds_and_a_wrong_one_says_why(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    tab.do(OrderState.open, placed[0].code)
    tab.do(OrderState.pack, {"serial": "123"})
    assert tab.panel.serial_error
    tab.do(OrderState.scanned, CARD)
    assert tab.panel.serial_error == ""
    assert tab.panel.order.serial.replace(" ", "") == CARD
    assert card(placed[0])
    tab.do(OrderState.open, placed[1].code)
    tab.do(OrderState.pack, {"serial": CARD})
    assert tab.panel.serial_error == say("refusal.stores.serial_of_another_order")
    tab.do(OrderState.open, placed[0].code)
    tab.do(OrderState.unpack)
    assert tab.panel.order.serial == ""


def test_an_order_is_cancelled_with_a_coded_reason_only(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    tab.do(OrderState.open, placed[0].code)
    for reason in ("", "lost", "delete *"):
        tab.do(OrderState.cancel, {"reason": reason})
    assert fresh(placed[0]).fulfilment is Fulfilment.PENDING
    tab.do(OrderState.cancel, {"reason": "staff"})
    assert fresh(placed[0]).fulfilment is Fulfilment.CANCELLED
    assert tab.orders.counts == ["2", "0", "0", "0", "1"]


def test_the_open_order_is_confirmed_by_the_same_dialog(tab: Tab, placed: list[Order]) -> None:
    tab.do(OrderState.open, placed[1].code)
    tab.do(OrderState.begin_confirm)
    assert (tab.orders.dialog, tab.orders.selected) == ("confirm", [placed[1].code])
    assert tab.orders.pick_up_point == WAREHOUSE


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ("2026-11-25T03:28", "2026-11-25T09:00"),
        ("2026-11-25T10:10", "2026-11-25T12:30"),
        ("2026-11-25T16:00", "2026-11-26T09:00"),
        ("2026-11-28T16:00", "2026-11-30T09:00"),  # a Saturday
        ("2026-11-29T10:00", "2026-11-30T09:00"),
    ],
)
def test_a_pick_up_is_proposed_when_somebody_is_there(now: str, proposed: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=VN)
    assert orders_state._proposed(moment) == proposed


def test_another_unit_opens_packs_and_cancels_nothing(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    tab.do(OrderState.open, placed[0].code)
    tab.who = OTHER_UNIT
    tab.do(OrderState.scanned, CARD)
    tab.do(OrderState.cancel, {"reason": "staff"})
    tab.do(OrdersState.load)
    assert tab.orders.lines == []
    tab.do(OrderState.open, placed[1].code)
    assert placed[1].to_address not in tab.sent
    order = fresh(placed[0])
    assert order.fulfilment is Fulfilment.PENDING
    assert card(order) is None


@pytest.mark.parametrize(
    ("handler", "args"),
    [
        ("show_tab", ("'; drop",)), ("filter_by", ("tab", "x")), ("filter_by", ("unit", "x" * 99)),
        ("filter_by", ("day", "31/31")), ("filter_by", ("__class__", "x")), ("toggle", ("GS-X",)),
        ("search", ({"q": "%" * 400},)), ("search", (None,)), ("next_page", ()),
        ("previous_page", ()), ("confirm", (None,)),
    ],
)  # fmt: skip
def test_what_no_page_would_send_changes_nothing(
    session: Session, tab: Tab, placed: list[Order], handler: str, args: tuple[Any, ...]
) -> None:
    tab.do(getattr(OrdersState, handler), *args)
    assert {fresh(order).fulfilment for order in placed} == {Fulfilment.PENDING}


def test_a_colleagues_move_shows_on_refresh(
    session: Session, tab: Tab, placed: list[Order]
) -> None:
    now = utc_now()
    tab.do(OrderState.open, placed[0].code)
    at = datetime.fromisoformat(working_hours()).replace(tzinfo=vn(now).tzinfo)
    fulfilment.confirm(session, OSP, [placed[0].code], WAREHOUSE, at, now=now)
    session.commit()

    async def refresh() -> None:
        act_as(OSP)
        await tab.panel._refresh()
        await tab.orders._refresh()

    asyncio.run(refresh())
    assert tab.panel.order.tab == "to_pick_up"
    assert tab.orders.counts[:2] == ["2", "1"]


# -- the camera ----------------------------------------------------------------------------------


def photographed(text: str) -> bytes:
    """A card's barcode, small in a grey frame."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=3)).convert("L")
    frame = Image.new("L", (1280, 720), 150)
    frame.paste(bars, (200, 300))
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_frame_with_a_serial_is_read_and_any_other_says_nothing() -> None:
    assert scanner.read(photographed(CARD)) == CARD
    assert scanner.read(photographed("8938505974192")) == ""
    assert scanner.read(b"\xff\xd8\xff no picture") == ""
    assert scanner.read(b"") == ""
