"""Lives the story through the services, in a process with the settings of the running server.

`python -m tests.kill.drive STEP …` prints JSON. The customer's and the clerk's clicks are service
calls; money, operator and SM-DP+ go their real way through worker, web and sandbox.
"""

import json
import sys
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

import chonso_app.tables  # noqa: F401
from chonso_app.accounts.models import Province, User
from chonso_app.activation import decisions, desk
from chonso_app.activation import service as activation
from chonso_app.activation.models import Dossier, EsimProfile
from chonso_app.calls.models import Call, CallState
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import read, transact, utc_now
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy, SimKind
from chonso_app.payments import service as payments
from chonso_app.payments.models import Payment
from chonso_app.payments.vnpay import gateway

LAN = Actor.anonymous("lan-browser", "192.0.2.1")
PHONE = "84938000111"


def order(session: Session) -> dict[str, Any]:
    """Held, filled, confirmed, at the bank: where the payer's browser has to go."""
    now = utc_now()
    free = select(Number).where(Number.status == NumberStatus.AVAILABLE).order_by(col(Number.price))
    number = session.exec(free.limit(1)).one()
    made = orders.start(session, LAN, number.msisdn, now=now)
    user = User(phone=PHONE, role=Role.CUSTOMER, created_at=now)
    session.add(user)
    session.flush()
    orders.prove_phone(session, made, PHONE, user.row_id, actor=LAN, now=now)
    province = session.exec(select(Province).limit(1)).one()
    form = {
        "phone": "0938000111", "full_name": "Nguyễn Ngọc Lan", "email": "lan@example.com",
        "province_code": province.code, "ward": "Bến Thành", "address": "12 Lê Lợi",
    }  # fmt: skip
    orders.fill_subscriber(session, LAN, made.code, form, now=now)
    orders.choose(
        session, LAN, made.code, orders.Choice(SimKind.ESIM, "", ReceiveBy.EMAIL), now=now
    )
    orders.confirm(session, LAN, made.code, terms_accepted=True, now=now)
    payment = payments.start_payment(session, LAN, made.code, now=now)
    return {"code": made.code, "pay": gateway().pay_url(payments.request_of(session, payment))}


def prove(session: Session, code: str) -> dict[str, Any]:
    """Identity, call and signature, as the three features would have left them."""
    now, mine = utc_now(), orders.order_of(session, LAN, code)
    mine.id_number, mine.birth_date = "079198001214", "1998-02-14"
    session.add(mine)
    _identity(session, mine, now)
    agent = session.exec(select(User).where(User.login == "goivideo")).one()
    session.add(
        Call(
            order_id=mine.key, person_version=mine.person_version, unit_id=mine.unit_id,
            state=CallState.APPROVED, agent_id=agent.row_id, enqueued_at=now, state_at=now,
            customer_seen_at=now, decided_at=now,
        )
    )  # fmt: skip
    contract = contracts.draft(session, LAN, code, now=now)
    signed = contracts.Signed("signatures/test", "contracts/test", "0" * 64, now)
    contracts.settle_signed(session, LAN, code, contract.key, signed)
    activation.submit(session, LAN, code, now=now)
    return {}


def _identity(session: Session, order: Order, now: datetime) -> None:
    pictures: list[int] = []
    for kind in Kind:
        picture = Evidence(
            order_id=order.key, person_version=order.person_version, kind=kind, media="test/none",
            sha256="0" * 64, width=1600, height=1200, size=1, taken_at=now,
        )  # fmt: skip
        session.add(picture)
        session.flush()
        pictures.append(picture.key)
    front, back, portrait = pictures
    session.add(
        IdentityCheck(
            order_id=order.key, person_version=order.person_version, round=1,
            status=CheckStatus.PASSED, front_id=front, back_id=back, portrait_id=portrait,
            requested_at=now, settled_at=now,
        )
    )  # fmt: skip


def approve(session: Session) -> dict[str, Any]:
    user = session.exec(select(User).where(User.login == "daunoi")).one()
    clerk = Actor(user.row_id, Role.ACTIVATION_CLERK, user.unit_id)
    [dossier, *_] = desk.fill(session, clerk, now=utc_now())
    decisions.approve(session, clerk, dossier.key, now=utc_now())
    return {"dossier": dossier.key}


def state(session: Session) -> dict[str, Any]:
    """Everything the test waits for."""
    mine = session.exec(select(Order).order_by(col(Order.id).desc()).limit(1)).one()
    dossier = session.exec(select(Dossier).order_by(col(Dossier.id).desc()).limit(1)).one_or_none()
    profile = session.exec(select(EsimProfile).limit(1)).one_or_none()
    paid = session.exec(select(Payment).where(Payment.order_id == mine.key)).all()
    return {
        "order": mine.status, "dossier": dossier and dossier.status,
        "iccid": profile and profile.iccid, "payments": [one.status for one in paid],
    }  # fmt: skip


STEPS = {"order": order, "prove": prove, "approve": approve, "state": state}
if __name__ == "__main__":
    step, *given = sys.argv[1:]
    runs = read if step == "state" else transact
    print(json.dumps(runs(STEPS[step], *given)))  # noqa: T201
