"""Small people and small numbers for tests of orders and everything after them."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Province, Unit, User
from chonso_app.core.actors import Actor, Role
from chonso_app.notifications.models import Message
from chonso_app.numbers.models import Number
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, PaymentMethod, ReceiveBy, SimKind

MSISDN = "84901236868"
OTHER = "84901239999"
PHONE = "84912345678"
PRICE = 1_250_000
LAN = Actor.anonymous("lan-browser", "192.0.2.1")
MINH = Actor.anonymous("minh-browser", "192.0.2.2")
FORM = {
    "phone": "0912 345 678",
    "full_name": "Nguyễn Ngọc Lan",
    "email": "ngoclan98@example.com",
    "province_code": "79",
    "ward": "Bến Thành",
    "address": "12 Lê Lợi",
}


def browser(n: int) -> Actor:
    """One of many anonymous people, each with a browser and an address of their own."""
    return Actor.anonymous(f"browser-{n}", f"192.0.2.{n}")


def stock(session: Session, *msisdns: str, price: int = PRICE) -> None:
    """Numbers on the shelf, a province and its regional company."""
    unit = Unit(code="KV2", name="Công ty Khu vực 2", shopcode="KV2-01")
    session.add(unit)
    session.flush()
    session.add(Province(code="79", name="TP. Hồ Chí Minh", unit_id=unit.row_id))
    for msisdn in msisdns or (MSISDN, OTHER):
        national = "0" + msisdn[2:]
        session.add(
            Number(
                msisdn=msisdn, national=national, reversed=national[::-1],
                prefix=national[:3], price=price,
            )
        )  # fmt: skip
    session.commit()


def customer(session: Session, now: datetime, phone: str = PHONE) -> User:
    user = User(phone=phone, role=Role.CUSTOMER, created_at=now)
    session.add(user)
    session.flush()
    return user


def held(session: Session, now: datetime, actor: Actor = LAN, msisdn: str = MSISDN) -> Order:
    order = orders.start(session, actor, msisdn, now=now)
    session.commit()
    return order


def filled(
    session: Session,
    now: datetime,
    actor: Actor = LAN,
    msisdn: str = MSISDN,
    phone: str = PHONE,
) -> Order:
    """Held, the phone proven, the form right."""
    order = held(session, now, actor, msisdn)
    user = customer(session, now, phone)
    orders.prove_phone(session, order, phone, user.row_id, actor=actor, now=now)
    form = FORM | {"phone": "0" + phone[2:]}
    orders.fill_subscriber(session, actor, order.code, form, now=now)
    session.commit()
    return order


def confirmed(
    session: Session,
    now: datetime,
    actor: Actor = LAN,
    msisdn: str = MSISDN,
    phone: str = PHONE,
) -> Order:
    order = filled(session, now, actor, msisdn, phone)
    choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)
    orders.choose(session, actor, order.code, choice, now=now)
    orders.confirm(session, actor, order.code, terms_accepted=True, now=now)
    session.commit()
    return order


RECEIVER = {
    "to_name": "Nguyễn Ngọc Lan",
    "to_phone": "0912 345 678",
    "to_province_code": "79",
    "to_district": "",
    "to_ward": "Bến Thành",
    "to_address": "12 Lê Lợi",
    "to_note": "Gọi trước khi giao",
}
FEE = 22_000


def to_home(
    session: Session,
    now: datetime,
    *,
    cash: bool = False,
    actor: Actor = LAN,
    msisdn: str = MSISDN,
    phone: str = PHONE,
) -> Order:
    """A physical SIM to the customer's door, quoted and confirmed."""
    order = filled(session, now, actor, msisdn, phone)
    way = PaymentMethod.COD if cash else PaymentMethod.ONLINE
    choice = orders.Choice(SimKind.SIM, "", ReceiveBy.HOME, payment_method=way)
    orders.choose(session, actor, order.code, choice, now=now)
    orders.deliver_to(session, actor, order.code, RECEIVER, now=now)
    orders.quote(session, actor, order.code, FEE, {"carrier": "ghn"}, now=now)
    orders.confirm(session, actor, order.code, terms_accepted=True, now=now)
    session.commit()
    return order


def to_store(
    session: Session,
    now: datetime,
    store_code: str,
    *,
    cash: bool = False,
    actor: Actor = LAN,
    msisdn: str = MSISDN,
    phone: str = PHONE,
) -> Order:
    """A physical SIM to be fetched, confirmed."""
    order = filled(session, now, actor, msisdn, phone)
    way = PaymentMethod.COD if cash else PaymentMethod.ONLINE
    choice = orders.Choice(SimKind.SIM, "", ReceiveBy.STORE, store_code, way)
    orders.choose(session, actor, order.code, choice, now=now)
    orders.confirm(session, actor, order.code, terms_accepted=True, now=now)
    session.commit()
    return order


def place(session: Session, order: Order, *, now: datetime, actor: Actor = LAN) -> Order:
    """Thanh toán khi nhận hàng, with the code that was sent."""
    orders.ask_cash_code(session, actor, order.code, now=now)
    digits = sent_code(session)
    assert orders.place(session, actor, order.code, digits, now=now).proven
    session.commit()
    return order


def sent_code(session: Session) -> str:
    """The newest OTP, as the SMS carries it."""
    session.flush()
    newest = select(Message).where(Message.template == "accounts.otp")
    message = session.exec(newest.order_by(col(Message.id).desc()).limit(1)).one()
    return str(json.loads(message.params or "{}")["code"])
