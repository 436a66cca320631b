"""VNPAY's own bytes through the real routes: forged, replayed, wrong, fifty at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.core import db
from chonso_app.core.config import settings
from chonso_app.core.events import DomainEvent
from chonso_app.orders import invariants as order_invariants
from chonso_app.orders import lifecycle
from chonso_app.orders.models import CancelReason, Order, OrderStatus
from chonso_app.payments import cancelling, routes
from chonso_app.payments import invariants as money_invariants
from chonso_app.payments import service as payments
from chonso_app.payments.models import IpnEvent, Payment, PaymentStatus
from chonso_app.payments.vnpay import encoded, sign, stamp
from tests.orders.world import LAN, MSISDN, PHONE, browser, stock
from tests.payments.world import answer, at_bank

Fields = dict[str, str]


@pytest.fixture
def web() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=list(routes.routes)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def paying(session: Session) -> Payment:
    stock(session)
    return at_bank(session, db.utc_now())[1]


def fields_of(payment: Payment, **changed: str) -> Fields:
    return {
        "vnp_TmnCode": settings.vnpay_tmn_code,
        "vnp_Amount": str(payment.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": "VNP14226112",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": "Thanh toan phieu giu so",
        "vnp_PayDate": stamp(payment.created_at),
        "vnp_ResponseCode": "00",
        "vnp_TransactionNo": "14226112",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": payment.txn_ref,
    } | changed


def signed(fields: Fields, secret: str = "") -> str:
    text = encoded(fields)
    return f"{text}&vnp_SecureHash={sign(secret or settings.vnpay_secret, text)}"


def rsp(web: TestClient, query: str) -> str:
    answer = web.get(f"/api/vnpay/ipn?{query}")
    assert answer.status_code == 200
    return answer.json()["RspCode"]


def status_of(session: Session, payment: Payment) -> PaymentStatus:
    return session.get_one(Payment, payment.id, populate_existing=True).status


def test_a_right_ipn_pays_and_a_copy_is_02(
    web: TestClient, session: Session, paying: Payment
) -> None:
    query = signed(fields_of(paying))
    assert [rsp(web, query), rsp(web, query)] == ["00", "02"]
    assert status_of(session, paying) is PaymentStatus.SUCCEEDED


def test_the_order_of_the_parameters_does_not_matter(
    web: TestClient, session: Session, paying: Payment
) -> None:
    query = "&".join(reversed(signed(fields_of(paying)).split("&")))
    assert rsp(web, query) == "00"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"vnp_TxnRef": "GSNOBODYT1"}, "01"),
        ({"vnp_Amount": "100"}, "04"),
        ({"vnp_Amount": "136500001"}, "04"),
        ({"vnp_Amount": "-136500000"}, "04"),
        ({"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02"}, "00"),
        ({"vnp_TmnCode": "OTHER001"}, "97"),
    ],
)
def test_signed_but_wrong(
    web: TestClient, session: Session, paying: Payment, changed: Fields, code: str
) -> None:
    assert rsp(web, signed(fields_of(paying, **changed))) == code
    assert status_of(session, paying) is not PaymentStatus.SUCCEEDED


def forgeries(payment: Payment) -> Iterator[str]:
    """Changes of every parameter of a right notice, and of its signature."""
    fields = fields_of(payment)
    right = signed(fields)
    pairs = right.split("&")
    for index, pair in enumerate(pairs):
        name, _, value = pair.partition("=")
        rest = pairs[:index] + pairs[index + 1 :]
        yield "&".join(rest)  # dropped
        yield "&".join([*pairs, pair])  # twice
        yield "&".join([*pairs, f"{name}=1"])  # twice, differing
        yield "&".join([*rest, f"{name}={value}0"])
        yield "&".join([*rest, f"{name}={quote(value + '%20')}"])
        yield "&".join([*rest, f"{name}="])
    yield "&".join([*pairs, "vnp_Extra=1"])
    yield signed(fields, secret="another-secret")
    text = encoded(fields)
    for hashed in ("", "0" * 128, sign(settings.vnpay_secret, text)[:64], "é" * 10):
        yield f"{text}&vnp_SecureHash={quote(hashed)}"


def test_every_forgery_is_97_and_changes_nothing(
    web: TestClient, session: Session, paying: Payment
) -> None:
    tried = list(forgeries(paying))
    answers = Counter(rsp(web, query) for query in tried)
    assert answers == {"97": len(tried)}
    assert status_of(session, paying) is PaymentStatus.PENDING
    assert not session.exec(select(IpnEvent)).all()


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 10_000), letter=st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_letter_is_never_accepted(
    web: TestClient, session: Session, paying: Payment, at: int, letter: str
) -> None:
    right = signed(fields_of(paying))
    at %= len(right)
    changed = right[:at] + letter + right[at + 1 :]
    if changed.lower() != right.lower() and not _same_meaning(changed, right):
        assert rsp(web, changed) in {"97", "01"}
    assert status_of(session, paying) is PaymentStatus.PENDING


def _same_meaning(changed: str, right: str) -> bool:
    return sorted(changed.split("&")) == sorted(right.split("&")) or "vnp_" not in changed


def test_the_return_page_only_shows(web: TestClient, session: Session, paying: Payment) -> None:
    order = session.get_one(Order, paying.order_id)
    back = web.get(f"{payments.RETURN_PATH}?{signed(fields_of(paying))}")
    assert (back.status_code, back.headers["location"]) == (303, f"/ket-qua/{order.code}/")
    assert status_of(session, paying) is PaymentStatus.PENDING
    forged = web.get(f"{payments.RETURN_PATH}?{signed(fields_of(paying), secret='x')}")
    assert forged.headers["location"] == "/phieu/"


def test_a_stranger_is_not_sent_to_the_bank(
    web: TestClient, session: Session, paying: Payment
) -> None:
    order = session.get_one(Order, paying.order_id)
    assert web.get(f"/api/thanh-toan/{order.code}").status_code == 404


def test_a_database_that_fails_is_99_so_that_vnpay_calls_again(
    web: TestClient, session: Session, paying: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise OperationalError("no", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(payments, "apply_ipn", broken)
        assert rsp(web, signed(fields_of(paying))) == "99"
    assert rsp(web, signed(fields_of(paying))) == "00"


@pytest.mark.parametrize("others", ["", "24"])
def test_fifty_copies_at_once_pay_once(
    database: sa.Engine, session: Session, paying: Payment, others: str
) -> None:
    """With `others`, half of them tell of a failure: whichever comes first, money wins."""
    session.close()
    good = fields_of(paying)
    bad = fields_of(paying, vnp_ResponseCode="24", vnp_TransactionStatus="02")
    queries = [signed(bad if others and n % 2 else good) for n in range(50)]
    gate = threading.Barrier(10)

    def one(query: str) -> str:
        gate.wait(timeout=30)  # ten at a time, at the same instant
        return rsp(TestClient(Starlette(routes=list(routes.routes))), query)

    with ThreadPoolExecutor(10) as pool:
        answers = Counter(pool.map(one, queries))
    assert set(answers) <= {"00", "02"}
    assert answers["00"] == 1 if not others else answers["00"] in (1, 2)
    with Session(database) as after:
        order = after.exec(select(Order)).one()
        paid = select(DomainEvent).where(DomainEvent.kind == "payments.succeeded")
        assert order.status is OrderStatus.PAID
        assert len(after.exec(paid).all()) == 1


def test_money_cancel_and_expiry_at_once_leave_no_money_lost(database: sa.Engine) -> None:
    """IPN ∥ cancel ∥ expiry, 20 rounds: whoever wins, every đồng is spent or going back."""
    start = db.utc_now()
    with Session(database, expire_on_commit=False) as session:
        numbers = [str(int(MSISDN) + n) for n in range(20)]
        stock(session, *numbers)
        made = [
            at_bank(session, start, browser(n), msisdn, str(int(PHONE) + n))
            for n, msisdn in enumerate(numbers)
        ]
    for n, (order, payment) in enumerate(made):
        late = start + timedelta(minutes=25)

        def pay(payment: Payment = payment, late: datetime = late) -> None:
            db.transact(payments.apply_ipn, answer(payment), now=late)

        def cancel(order: Order = order, n: int = n, late: datetime = late) -> None:
            try:
                db.transact(
                    cancelling.cancel_order, browser(n), order.code, CancelReason.OTHER, now=late
                )
            except lifecycle.OrderClosed:
                return

        def end(order: Order = order, late: datetime = late) -> None:
            db.transact(lifecycle.expire_if_over, LAN, order.key, now=late)

        with ThreadPoolExecutor(3) as pool:
            works: list[Callable[[], None]] = [pay, cancel, end]
            for future in [pool.submit(work) for work in works]:
                future.result(timeout=30)
    with Session(database) as session:
        assert money_invariants.rows(session, start) == []
        assert order_invariants.rows(session, start) == []
