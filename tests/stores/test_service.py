"""Cards: who gets which, and what is said to the others."""

import threading

import pytest
from sqlmodel import col, select

from chonso_app.core.db import transact
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.core.iccid import NotAnIccid, SerialMistyped
from chonso_app.core.texts import of_refusal
from chonso_app.stores import invariants, service
from chonso_app.stores.models import CardStatus, SimCard, StockEntry
from tests.stores.world import CLERK, KEEPER, OTHER_STORE, STORE, WAREHOUSE, iccid

C = CardStatus


def bound(session, now, serial=1, order="GS-AAAAAA"):
    return service.bind(session, CLERK, iccid(serial), order, STORE, now=now)


def test_a_card_is_set_aside_once_and_leaves_the_count(shops, now):
    card = bound(shops, now)
    again = bound(shops, now)
    assert (card.status, card.order_code) == (C.BOUND, "GS-AAAAAA")
    assert again.iccid == card.iccid
    assert service.free_stock(shops, STORE) == 2
    assert service.free_stock(shops, OTHER_STORE) == 3
    assert invariants.rows(shops, now) == []


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (C.BOUND, service.SerialOfAnotherOrder),
        (C.SHIPPED, service.SerialOfAnotherOrder),
        (C.HANDED, service.SerialUsed),
        (C.ACTIVE, service.SerialUsed),
    ],
)
def test_a_card_that_is_somebodys_is_refused_without_saying_whose(shops, now, status, refusal):
    bound(shops, now)
    for step in (C.SHIPPED, C.HANDED, C.ACTIVE):
        if status is C.BOUND:
            break
        service.mark(shops, CLERK, "GS-AAAAAA", step, now=now)
        if step is status:
            break
    with pytest.raises(refusal) as told:
        bound(shops, now, order="GS-BBBBBB")
    assert "GS-AAAAAA" not in of_refusal(told.value)


@pytest.mark.parametrize("to", [C.DAMAGED, C.LOST])
def test_a_card_written_off_is_refused(shops, now, to):
    bound(shops, now)
    service.release_card(shops, CLERK, "GS-AAAAAA", to, now=now)
    with pytest.raises(service.SerialDamaged if to is C.DAMAGED else service.SerialLost):
        bound(shops, now, order="GS-BBBBBB")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("0901236868", NotAnIccid),
        (iccid(1)[:-1] + str((int(iccid(1)[-1]) + 1) % 10), SerialMistyped),
        (iccid(999), service.SerialUnknown),
        (iccid(101), service.SerialOfAnotherStore),
    ],
)
def test_a_serial_that_is_not_this_stores_is_refused_with_the_reason(shops, now, typed, refusal):
    with pytest.raises(refusal) as told:
        service.bind(shops, CLERK, typed, "GS-AAAAAA", STORE, now=now)
    assert of_refusal(told.value) != of_refusal(ShopError())


def test_without_a_store_a_card_is_taken_wherever_it_lies(shops, now):
    assert service.bind(shops, KEEPER, iccid(201), "GS-AAAAAA", now=now).store_code == WAREHOUSE


def test_an_order_has_one_card_until_that_one_is_found_damaged(shops, now):
    bound(shops, now)
    with pytest.raises(service.OrderHasCard) as told:
        bound(shops, now, serial=2)
    assert told.value.params == {"tail": iccid(1)[-4:]}
    service.release_card(shops, CLERK, "GS-AAAAAA", C.DAMAGED, now=now)
    second = bound(shops, now, serial=2)
    assert service.card_of_order(shops, "GS-AAAAAA") == second
    assert invariants.rows(shops, now) == []


def test_a_card_goes_its_way_and_comes_back(shops, now):
    bound(shops, now)
    service.mark(shops, KEEPER, "GS-AAAAAA", C.SHIPPED, now=now)
    service.mark(shops, KEEPER, "GS-AAAAAA", C.SHIPPED, now=now)
    card = service.release_card(shops, KEEPER, "GS-AAAAAA", now=now)
    assert card is not None
    assert (card.status, card.order_code) == (C.IN_STOCK, None)
    assert service.free_stock(shops, STORE) == 3
    assert service.release_card(shops, KEEPER, "GS-AAAAAA", now=now) is None
    lines = select(StockEntry).where(StockEntry.iccid == iccid(1)).order_by(col(StockEntry.id))
    story = shops.exec(lines).all()
    assert [(line.status, line.delta, line.order_code) for line in story] == [
        (C.IN_STOCK, 1, None),
        (C.BOUND, -1, "GS-AAAAAA"),
        (C.SHIPPED, 0, "GS-AAAAAA"),
        (C.IN_STOCK, 1, "GS-AAAAAA"),
    ]
    assert invariants.rows(shops, now) == []


def test_what_a_customer_already_has_never_comes_back_into_stock(shops, now):
    bound(shops, now)
    service.mark(shops, CLERK, "GS-AAAAAA", C.HANDED, now=now)
    card = service.release_card(shops, CLERK, "GS-AAAAAA", now=now)
    assert card is not None
    assert card.status is C.LOST
    with pytest.raises(service.NoCardBound):
        service.mark(shops, CLERK, "GS-AAAAAA", C.ACTIVE, now=now)


def test_a_card_does_not_go_backwards(shops, now):
    bound(shops, now)
    service.mark(shops, CLERK, "GS-AAAAAA", C.HANDED, now=now)
    with pytest.raises(ForbiddenMove):
        service.mark(shops, CLERK, "GS-AAAAAA", C.SHIPPED, now=now)


def test_the_customers_serial_must_be_the_one_of_their_order(shops, now):
    with pytest.raises(service.NoCardBound):
        service.match_card(shops, "GS-AAAAAA", iccid(1))
    bound(shops, now)
    bound(shops, now, serial=2, order="GS-BBBBBB")
    assert service.match_card(shops, "GS-AAAAAA", f"{iccid(1)[:4]} {iccid(1)[4:]}").iccid == iccid(
        1
    )
    for wrong in (iccid(2), iccid(3), iccid(999)):  # the same words for all three
        with pytest.raises(service.SerialNotOfOrder):
            service.match_card(shops, "GS-AAAAAA", wrong)


def test_of_clerks_who_scan_one_card_at_once_one_gets_it(shops, now):
    results: list[str] = []
    start = threading.Barrier(6)

    def scan(order: str) -> None:
        start.wait()
        try:
            transact(service.bind, CLERK, iccid(1), order, STORE, now=now)
            results.append("bound")
        except service.SerialOfAnotherOrder:
            results.append("refused")

    threads = [threading.Thread(target=scan, args=(f"GS-RACE{n:02d}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["bound"] + ["refused"] * 5
    assert invariants.rows(shops, now) == []


def test_a_stock_that_disagrees_with_the_ledger_is_found(shops, now):
    card = shops.get_one(SimCard, iccid(1))
    card.status = C.DAMAGED
    shops.add(card)
    shops.flush()
    found = invariants.rows(shops, now)
    assert any("I11 store" in line for line in found)
    assert any("I11 card" in line for line in found)


def test_the_list_of_stores_tells_hours_and_cards_and_leaves_out_the_closed(shops, now):
    names = [
        (s.code, s.free_stock, s.open_now, s.hours) for s in service.stores_in(shops, "79", now=now)
    ]
    assert names == [
        (STORE, 3, True, "Đang mở, đến 20:00"),
        (OTHER_STORE, 3, True, "Đang mở, đến 20:00"),
    ]
    service.store_of(shops, STORE).on_sale = False
    for n in range(101, 104):
        service.bind(shops, KEEPER, iccid(n), f"GS-{n}", now=now)
    assert [(s.code, s.free_stock) for s in service.stores_in(shops, "79", now=now)] == [
        (OTHER_STORE, 0)
    ]
    assert service.stores_in(shops, "01", now=now) == []
    assert service.provinces_with_stores(shops) == ["79"]
    with pytest.raises(service.StoreClosed):
        service.store_on_sale(shops, STORE)
    with pytest.raises(service.StoreNotFound):
        service.store_on_sale(shops, WAREHOUSE)
    with pytest.raises(service.StoreNotFound):
        service.store_of(shops, "CH-00-00")


def test_parcels_leave_from_the_units_own_warehouse(shops):
    unit_id = service.store_of(shops, STORE).unit_id
    warehouse = service.warehouse_of(shops, unit_id)
    assert warehouse is not None
    assert warehouse.code == WAREHOUSE
    assert service.warehouse_of(shops, None) == warehouse
