"""/admin/doi-soat, /admin/hoan-tien-mat and their routes: what reaches the browser, and who may."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.accounts.models import Unit
from chonso_app.carriers.models import Carrier
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.delivery import cash, cash_routes
from chonso_app.delivery.cash_models import CashDue, CashStatus
from chonso_app.delivery.cash_state import CashState
from chonso_app.delivery.refunds_state import CashRefundsState
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order
from chonso_app.ui import gate
from tests.delivery.test_settlement import (
    BOSS,
    CARRIER,
    HEAD,
    NUMBERS,
    OSP,
    SUPERVISOR,
    line,
    sent,
)
from tests.orders.world import LAN, stock
from tests.tabs import Tab


@pytest.fixture
def shop(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    stock(session, *NUMBERS)
    session.add(Unit(code="TCT", name="Tổng công ty", head_office=True))
    session.add(Carrier(code="ghn", name="GHN"))
    session.commit()
    for module in ("cash_state", "refunds_state"):
        monkeypatch.setattr(f"chonso_app.delivery.{module}.follow", lambda *_: None)
    return session


@pytest.fixture
def order(shop: Session, now: datetime) -> Order:
    return sent(shop, now)


def client(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> TestClient:
    async def find(*_: object) -> Actor:
        return actor

    monkeypatch.setattr(gate, "find", find)
    return TestClient(Starlette(routes=list(cash_routes.routes)))


def test_a_file_goes_from_the_drop_to_the_books(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, tab = client(monkeypatch, BOSS), Tab(BOSS)
    tab.do(CashState.load)
    assert (
        tab.state(CashState).holders[0].collected.startswith(f"{order.total:,}".replace(",", "."))
    )
    sent_file = f"{HEAD}\n{line(order)}".encode()
    answer = web.post(
        "/api/admin/doi-soat/ghn",
        content=sent_file,
        headers={"X-File-Name": "ghn%20th%C3%A1ng.csv"},
    )
    tab.do(CashState.show_file, answer.json()["id"])
    assert tab.state(CashState).file.name == "ghn tháng.csv"
    assert [one.kind for one in tab.state(CashState).file.tallies] == ["Khớp"]
    tab.do(CashState.apply)
    assert tab.state(CashState).file.applied
    due = db.read(lambda s: s.exec(select(CashDue)).one())
    assert due.status is CashStatus.REMITTED
    again = web.post("/api/admin/doi-soat/ghn", content=sent_file)
    assert again.status_code == 409
    assert "hai lần" in again.json()["text"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "CSV"), (b"a,b\n1,2", "mã đơn"), (b"x" * 4_000_001, "4 MB"),
        ((HEAD + "\nL;;1;0;25/11/2026;x" * 10_001).encode(), "10.000"),
    ],
)  # fmt: skip
def test_a_bad_file_is_answered_in_words(
    shop: Session, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    answer = client(monkeypatch, BOSS).post("/api/admin/doi-soat/ghn", content=content)
    assert answer.status_code == 409
    assert said in answer.json()["text"]


def test_the_list_can_be_downloaded_by_those_who_may(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = client(monkeypatch, SUPERVISOR)
    text = web.get("/api/admin/tien-thu-ho.csv?trang-thai=collected").text
    assert order.code in text
    assert order.code not in web.get("/api/admin/tien-thu-ho.csv?trang-thai=remitted").text
    elsewhere = Actor(user_id=8, role=Role.SUPERVISOR, unit_id=2)
    assert order.code not in client(monkeypatch, elsewhere).get("/api/admin/tien-thu-ho.csv").text
    assert client(monkeypatch, OSP).get("/api/admin/tien-thu-ho.csv").status_code == 404


def test_a_reference_never_becomes_a_formula() -> None:
    assert cash_routes._plain("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert cash_routes._plain("FT26") == "FT26"


def test_a_difference_is_cleared_from_the_page(order: Order, shop: Session, now: datetime) -> None:
    due = cash.due_of(shop, order)
    assert due
    cash.differences.open_missing(shop, now=now.replace(year=2027))
    shop.commit()
    tab = Tab(SUPERVISOR)
    tab.do(CashState.load)
    (row,) = tab.state(CashState).differences
    assert (row.code, row.owner) == (order.code, "Công ty Khu vực 2")
    tab.do(CashState.ask_clear, row.difference_id)
    tab.do(CashState.clear, {"note": ""})
    assert "5 ký tự" in tab.notice
    tab.do(CashState.clear, {"note": "GHN xác nhận chuyển 27/11"})
    assert tab.state(CashState).differences == []


def test_cash_is_paid_back_from_the_page(order: Order, shop: Session, now: datetime) -> None:
    orders.cancel(shop, LAN, order, CancelReason.NOT_ACTIVATED, now=now)
    cash.owe_refund(shop, order, by=CARRIER, now=now)
    shop.commit()
    tab, page = Tab(OSP), CashRefundsState
    tab.do(page.load)
    (row,) = tab.state(page).rows
    tab.do(page.ask, row.refund_id)
    tab.do(page.pay, {"way": "store", "reference": ""})
    assert "phiếu chi" in tab.notice
    tab.do(page.pay, {"way": "store", "reference": "PC-11"})
    assert tab.state(page).rows == []
    tab.do(page.pick_tab, "done")
    assert "PC-11" in tab.state(page).rows[0].paid


@pytest.mark.parametrize("nonsense", [None, "x", -1, [1], {"q": {}}])
def test_nonsense_changes_nothing(order: Order, nonsense: Any) -> None:
    tab = Tab(BOSS)
    tab.do(CashState.load)
    for name in (
        "pick_tab", "pick_status", "pick_holder", "search", "turn", "ask_remit", "remit",
        "ask_clear", "clear", "pick_carrier", "show_file",
    ):  # fmt: skip
        tab.do(getattr(CashState, name), nonsense)
    tab.do(CashState.apply)
    tab.do(CashState.give_up)
    assert tab.state(CashState).total == 1
    refunds = Tab(OSP)
    for name in ("pick_tab", "ask", "pay"):
        refunds.do(getattr(CashRefundsState, name), nonsense)


def test_who_loses_the_role_sees_nothing_any_more(order: Order) -> None:
    tab = Tab(OSP)
    tab.do(CashState.load)
    assert tab.state(CashState).rows == []
