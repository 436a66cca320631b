"""The order console's questions: whose orders, which tab, in what order, found by what."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.core.errors import NotAllowed
from chonso_app.delivery import cancelling, console, fulfilment
from chonso_app.delivery.console import Filters
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order, ReceiveBy
from tests.delivery import desk
from tests.delivery.desk import CARD, OSP, OTHER_UNIT
from tests.orders.world import LAN

NUMBERS = [f"8490123{n:04d}" for n in range(5)]


@pytest.fixture
def placed(session: Session, now: datetime) -> list[Order]:
    desk.furnish(session, now, *NUMBERS)
    return desk.many(session, now, NUMBERS)


def codes(session: Session, wanted: Filters, after: int | None = None) -> list[str]:
    return [line.order.code for line in console.page(session, OSP, wanted, after).lines]


def test_each_tab_counts_what_it_lists(
    session: Session, now: datetime, placed: list[Order]
) -> None:
    desk.confirmed(session, placed[0], now)
    cancelling.cancel_order(session, OSP, placed[1].code, CancelReason.STAFF, now=now)
    counted = console.counts(session, OSP)
    listed = {tab: len(codes(session, Filters(tab))) for tab in Fulfilment}
    assert counted == listed
    assert counted[Fulfilment.PENDING] == 3


def test_pages_follow_each_other_without_gap_or_repeat(
    session: Session, now: datetime, placed: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "PAGE", 2)
    seen, after = [], None
    while True:
        page = console.page(session, OSP, Filters(), after)
        seen += [line.order.code for line in page.lines]
        after = page.next_after
        if after is None:
            break
    assert seen == [order.code for order in placed]


def test_counts_stop_at_a_number_that_nobody_reads(
    session: Session, placed: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "MOST_COUNTED", 3)
    assert console.counts(session, OSP)[Fulfilment.PENDING] == 3


@pytest.mark.parametrize("what", ["code", "spoken", "number", "phone", "tail"])
def test_an_order_is_found_by_code_number_phone_and_last_digits(
    session: Session, placed: list[Order], what: str
) -> None:
    order = placed[2]
    typed = {
        "code": order.code,
        "spoken": order.code[3:].lower(),
        "number": "0" + order.msisdn[2:],
        "phone": "0" + order.contact_phone[2:],
        "tail": order.msisdn[-4:],
    }[what]
    assert order.code in codes(session, Filters(Fulfilment.DELIVERED, q=typed))


@pytest.mark.parametrize("typed", ["%", "a", "12", "' or 1=1 --", "Nguyễn", "9" * 39])
def test_what_is_no_search_says_so(session: Session, placed: list[Order], typed: str) -> None:
    with pytest.raises(console.SearchUnclear):
        codes(session, Filters(q=typed))


def test_filters_narrow_the_tab(session: Session, now: datetime, placed: list[Order]) -> None:
    fulfilment.pack(session, OSP, placed[0].code, CARD, now=now)
    assert codes(session, Filters(packed=True)) == [placed[0].code]
    assert len(codes(session, Filters(packed=False))) == 4
    assert codes(session, Filters(cash=False)) == []
    assert codes(session, Filters(way=ReceiveBy.STORE)) == []
    assert codes(session, Filters(province="01")) == []
    assert len(codes(session, Filters(day=now.date()))) == 5
    desk.confirmed(session, placed[1], now)
    tab = Fulfilment.TO_PICK_UP
    assert codes(session, Filters(tab, carrier="ghn")) == [placed[1].code]
    assert codes(session, Filters(tab, carrier="ghtk")) == []


def test_another_unit_sees_and_counts_nothing_whatever_it_asks_for(
    session: Session, now: datetime, placed: list[Order]
) -> None:
    unit = placed[0].unit_id
    assert console.page(session, OTHER_UNIT, Filters(unit_id=unit)).lines == []
    assert sum(console.counts(session, OTHER_UNIT, unit).values()) == 0
    with pytest.raises(orders.OrderNotFound):
        console.open_order(session, OTHER_UNIT, placed[0].code, now=now)


def test_customers_have_no_console(session: Session, now: datetime, placed: list[Order]) -> None:
    for attempt in (
        lambda: console.page(session, LAN, Filters()),
        lambda: console.counts(session, LAN),
        lambda: console.open_order(session, LAN, placed[0].code, now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()
