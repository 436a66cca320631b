"""A carrier's settlement: read line by line, matched, counted once; what differs has an owner."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.errors import NotAllowed
from chonso_app.delivery import (
    cash,
    cash_desk,
    cash_differences,
    cash_invariants,
    settlement,
    settlement_file,
)
from chonso_app.delivery.cash_models import (
    CashDifference,
    CashDue,
    CashStatus,
    DifferenceKind,
    FileStatus,
    Outcome,
    PaidOutBy,
    SettlementFile,
)
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order
from tests.orders.world import LAN, browser, place, stock, to_home, to_store
from tests.stores.world import STORE, open_stores

BOSS = Actor(user_id=9, role=Role.ADMINISTRATOR)
SUPERVISOR = Actor(user_id=8, role=Role.SUPERVISOR, unit_id=1)
OSP = Actor(user_id=7, role=Role.ORDER_CLERK, unit_id=1)
CARRIER = system("carrier")
HEAD = "Mã đơn GHN;Mã đơn khách hàng;Tiền thu hộ (COD);Phí dịch vụ;Ngày chuyển;Mã phiên"
NUMBERS = ["84901236868", "84901239999", "84901231111", "84901232222"]


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session, *NUMBERS)
    session.add(Unit(code="TCT", name="Tổng công ty", head_office=True))
    session.add(Carrier(code="ghn", name="GHN"))
    session.commit()
    return session


def sent(session: Session, now: datetime, n: int = 0, *, collected: bool = True) -> Order:
    """The n-th customer's parcel, with cash to be collected."""
    who, phone = browser(n), f"8491234567{n}"
    order = to_home(session, now, cash=True, actor=who, msisdn=NUMBERS[n], phone=phone)
    place(session, order, now=now, actor=who)
    parcel = Shipment(
        order_id=order.key, order_code=order.code, carrier="ghn", carrier_code=f"LTF{n}",
        client_order_code=order.code.replace("-", "") + "-1", cod_amount=order.due_on_receipt,
        status=ParcelStatus.DELIVERED, requested_at=now,
    )  # fmt: skip
    session.add(parcel)
    session.flush()
    cash.note_expected(session, order, parcel, by=CARRIER, now=now)
    if collected:
        cash.note_collected(session, order, parcel, order.total, by=CARRIER, now=now)
    session.commit()
    return order


def line(order: Order, n: int = 0, amount: int | None = None) -> str:
    code = order.code.replace("-", "") + "-1"
    told = order.total if amount is None else amount
    return f"LTF{n};{code};{told};22.000;25/11/2026;FT2611"


def imported(session: Session, now: datetime, *lines: str, name: str = "ghn.csv") -> SettlementFile:
    data = "\n".join([HEAD, *lines]).encode()
    parsed = settlement_file.read(data)
    file = settlement.keep(session, BOSS, "ghn", name, data, parsed, now=now)
    session.commit()
    return file


def counted(session: Session, now: datetime, *lines: str) -> SettlementFile:
    file = imported(session, now, *lines)
    settlement.apply(session, BOSS, file.key, now=now)
    session.commit()
    return file


def due(session: Session, order: Order) -> CashDue:
    found = cash.due_of(session, order)
    assert found
    return found


def open_ones(session: Session) -> list[tuple[DifferenceKind, int, int]]:
    rows = session.exec(select(CashDifference).order_by(CashDifference.id))  # pyright: ignore
    return [(one.kind, one.expected, one.got) for one in rows if one.cleared_at is None]


# -- reading -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1299000", 1_299_000), ("1.299.000", 1_299_000), ("1,299,000 ₫", 1_299_000),
        ("1299000.00", 1_299_000), ("1.299.000đ", 1_299_000), ("0", 0),
    ],
)  # fmt: skip
def test_money_is_read_as_carriers_write_it(typed: str, meant: int) -> None:
    data = f"{HEAD}\nLTF1;;{typed};0;2026-11-25 08:00;FT".encode()
    (one,) = settlement_file.read(data).lines
    assert (one.amount, one.transferred_on) == (meant, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("LTF1;;-5;0;25/11/2026;x", "amount"), ("LTF1;;1.29;0;25/11/2026;x", "amount"),
        ("LTF1;;1,3E+06;0;25/11/2026;x", "amount"), ("LTF1;;;0;25/11/2026;x", "amount"),
        ("LTF1;;9999999999999;0;25/11/2026;x", "amount"), ("LTF1;;1;x;25/11/2026;x", "fee"),
        ("LTF1;;1;0;31/02/2026;x", "day"), ("LTF1;;1;0;;x", "day"), (";;1;0;25/11/2026;x", "code"),
        ("=cmd();;1;0;25/11/2026;x", "code"), ("LTF1", "amount"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(row: str, why: str) -> None:
    assert settlement_file.read(f"{HEAD}\n{row}\n".encode()).errors == {2: why}


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", HEAD.encode(), b"\n\n", b'a,"b\n'])
def test_what_is_no_settlement_is_said(data: bytes) -> None:
    with pytest.raises((settlement_file.NotACsv, settlement_file.ColumnsMissing)):
        settlement_file.read(data)


def test_missing_columns_are_named() -> None:
    with pytest.raises(settlement_file.ColumnsMissing) as refused:
        settlement_file.read(b"Ma,Tien thu ho\n1,2\n")
    assert refused.value.params["missing"] == "mã đơn, ngày chuyển"


def test_too_many_lines_are_refused_before_all_are_read() -> None:
    data = (HEAD + "\n" + "LTF1;;1;0;25/11/2026;x\n" * 10_001).encode()
    with pytest.raises(settlement_file.TooManyLines):
        settlement_file.read(data)


# -- matching ----------------------------------------------------------------------------------
def test_a_matching_line_remits_the_cash(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    file = imported(shop, now, line(order))
    assert due(shop, order).status is CashStatus.COLLECTED  # looking changes nothing
    assert [(t.outcome, t.lines) for t in settlement.tallies(shop, file)] == [(Outcome.MATCHED, 1)]
    for _ in range(2):
        settlement.apply(shop, BOSS, file.key, now=now)
    shop.commit()
    assert due(shop, order).status is CashStatus.REMITTED
    assert due(shop, order).reference == "FT2611"
    assert open_ones(shop) == []
    assert cash_invariants.rows(shop) == []


def test_each_difference_is_listed_with_an_owner(shop: Session, now: datetime) -> None:
    little, much = sent(shop, now, 0), sent(shop, now, 1)
    twice, early = sent(shop, now, 2), sent(shop, now, 3, collected=False)
    counted(
        shop, now, line(little, 0, little.total - 1), line(much, 1, much.total + 1),
        line(twice, 2), line(twice, 2), line(early, 3), "LTF9;NOBODY-1;5000;0;25/11/2026;FT",
    )  # fmt: skip
    assert open_ones(shop) == [
        (DifferenceKind.TOO_LITTLE, little.total, little.total - 1),
        (DifferenceKind.TOO_MUCH, much.total, much.total + 1),
        (DifferenceKind.TWICE, 0, twice.total),
        (DifferenceKind.UNEXPECTED, 0, early.total),
        (DifferenceKind.UNKNOWN, 0, 5000),
    ]
    owners = {one.owner_unit_id for one in shop.exec(select(CashDifference))}
    assert owners == {1, 2}  # the order's unit; the head office for what nobody knows


def test_codes_that_name_two_parcels_match_none(shop: Session, now: datetime) -> None:
    one, other = sent(shop, now, 0), sent(shop, now, 1)
    code = other.code.replace("-", "") + "-1"
    counted(shop, now, f"LTF0;{code};{one.total};0;25/11/2026;FT")
    assert [kind for kind, *_ in open_ones(shop)] == [DifferenceKind.UNKNOWN]


def test_money_that_came_before_the_delivery_meets_it_later(shop: Session, now: datetime) -> None:
    order = sent(shop, now, collected=False)
    counted(shop, now, line(order))
    parcel = shop.exec(select(Shipment)).one()
    cash.note_collected(shop, order, parcel, order.total, by=CARRIER, now=now)
    shop.commit()
    assert due(shop, order).status is CashStatus.REMITTED
    assert open_ones(shop) == []


def test_the_sweep_lets_them_meet_when_both_came_at_once(shop: Session, now: datetime) -> None:
    order = sent(shop, now, collected=False)
    counted(shop, now, line(order))
    found = due(shop, order)
    found.move_to(CashStatus.COLLECTED)
    found.collected_at, found.told = now, order.total
    shop.commit()
    assert settlement.meet_late(shop, now=now) == 1
    assert due(shop, order).status is CashStatus.REMITTED


def test_what_was_missed_is_closed_when_it_comes(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    late = now + timedelta(days=8)
    cash_differences.open_missing(shop, now=late)
    assert [kind for kind, *_ in open_ones(shop)] == [DifferenceKind.MISSING]
    counted(shop, late, line(order))
    shop.expire_all()
    assert open_ones(shop) == []


def test_the_same_file_is_counted_once(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    imported(shop, now, line(order))
    counted(shop, now, line(order))  # looked at twice: one file
    assert len(shop.exec(select(SettlementFile)).all()) == 1
    with pytest.raises(settlement.FileKnown):
        imported(shop, now, line(order))


def test_a_file_with_an_error_counts_nothing(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    file = imported(shop, now, line(order), "LTF1;;abc;0;25/11/2026;x")
    assert file.errors == {"3": "amount"}
    with pytest.raises(settlement.FileHasErrors):
        settlement.apply(shop, BOSS, file.key, now=now)
    settlement.give_up(shop, BOSS, file.key)
    with pytest.raises(settlement.FileNotFound):
        settlement.file_of(shop, BOSS, file.key)


def test_settlements_are_the_head_offices(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    file = imported(shop, now, line(order))
    with pytest.raises(settlement.HeadOfficeOnly):
        settlement.apply(shop, SUPERVISOR, file.key, now=now)
    with pytest.raises(NotAllowed):
        settlement.apply(shop, OSP, file.key, now=now)
    assert file.status is FileStatus.READ


# -- the desk ----------------------------------------------------------------------------------
def test_a_difference_is_cleared_with_a_note_by_its_owner(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    counted(shop, now, line(order, amount=order.total - 1), "LTF9;NOBODY-1;5000;0;25/11/2026;FT")
    mine, nobodys = cash_desk.open_differences(shop, BOSS)
    assert [one.key for one in cash_desk.open_differences(shop, SUPERVISOR)] == [mine.key]
    with pytest.raises(cash_differences.NoteMissing):
        cash_differences.clear(shop, SUPERVISOR, mine.key, "  ok ", now=now)
    with pytest.raises(cash_differences.DifferenceNotFound):
        cash_differences.clear(shop, SUPERVISOR, nobodys.key, "GHN đã chuyển bù", now=now)
    cash_differences.clear(shop, SUPERVISOR, mine.key, "GHN đã chuyển bù", now=now)
    with pytest.raises(cash_differences.DifferenceNotFound):
        cash_differences.clear(shop, SUPERVISOR, mine.key, "GHN đã chuyển bù", now=now)


def test_sums_by_holder_and_the_money_of_a_store(shop: Session, now: datetime) -> None:
    open_stores(shop)
    home = sent(shop, now)
    fetched = to_store(
        shop, now, STORE, cash=True, actor=LAN, msisdn=NUMBERS[1], phone="84912345677"
    )
    place(shop, fetched, now=now)
    cash.note_collected(shop, fetched, None, fetched.total, by=LAN, now=now)
    shop.commit()
    carrier, store = cash_desk.holders(shop, BOSS)
    assert (carrier.code, carrier.collected, carrier.waiting) == ("ghn", home.total, 1)
    assert (store.code, store.is_store, store.collected) == (STORE, True, fetched.total)
    with pytest.raises(cash_desk.ReferenceMissing):
        cash_desk.remit_store(shop, BOSS, STORE, " ", now=now)
    assert cash_desk.remit_store(shop, BOSS, STORE, "PT-0091", now=now) == fetched.total
    with pytest.raises(cash_desk.NothingToRemit):
        cash_desk.remit_store(shop, BOSS, STORE, "PT-0091", now=now)
    assert cash_desk.holders(shop, BOSS)[1].remitted == fetched.total


def test_the_list_is_of_ones_own_unit(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    rows, total = cash_desk.listed(shop, BOSS, cash_desk.Wanted(text=order.code), 1)
    assert ([row.order_code for row in rows], total) == ([order.code], 1)
    elsewhere = Actor(user_id=8, role=Role.SUPERVISOR, unit_id=2)
    assert cash_desk.listed(shop, elsewhere, cash_desk.Wanted(), 1) == ([], 0)
    assert cash_desk.listed(shop, BOSS, cash_desk.Wanted(CashStatus.REMITTED), 1)[1] == 0


def test_cash_is_paid_back_once_with_a_receipt(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    orders.cancel(shop, LAN, order, CancelReason.NOT_ACTIVATED, now=now)
    refund = cash.owe_refund(shop, order, by=CARRIER, now=now)
    assert refund
    assert [one.key for one in cash_desk.refunds(shop, OSP, done=False)] == [refund.key]
    stranger = Actor(user_id=7, role=Role.ORDER_CLERK, unit_id=2)
    with pytest.raises(cash_desk.RefundNotFound):
        cash_desk.pay_out(shop, stranger, refund.key, PaidOutBy.STORE, "PC-11", now=now)
    cash_desk.pay_out(shop, OSP, refund.key, PaidOutBy.STORE, "PC-11", now=now)
    with pytest.raises(cash_desk.RefundNotFound):
        cash_desk.pay_out(shop, OSP, refund.key, PaidOutBy.STORE, "PC-12", now=now)
    shop.commit()
    assert cash_invariants.rows(shop) == []


def test_a_refund_that_was_forgotten_is_a_fault(shop: Session, now: datetime) -> None:
    order = sent(shop, now)
    orders.cancel(shop, LAN, order, CancelReason.NOT_ACTIVATED, now=now)
    shop.commit()
    assert cash_invariants.rows(shop) == [
        f"I1 cash {due(shop, order).key}: neither spent nor given back"
    ]
