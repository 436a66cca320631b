"""A paid order whose papers passed, put straight into a running server's database.

`python -m tests.calls.staging VISITOR NATIONAL…` in the server's environment prints the codes of
orders that the browser with the visitor cookie VISITOR owns, one per number.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

import chonso_app.tables  # noqa: F401
from chonso_app.accounts.models import Province, User
from chonso_app.core import media
from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import transact, utc_now
from chonso_app.core.images import reencode
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy, SimKind
from chonso_app.payments import service as payments
from chonso_app.payments.gateway import Notice, Outcome
from chonso_app.ui.edge import visitor_hash

_SPECIMENS = Path("chonso_app/sandbox/specimens")
_CARD = {
    "id_number": "079198000268", "name": "NGUYỄN NGỌC LAN", "birth_date": "1998-08-12",
    "sex": "F", "address": "12 Lê Lợi, Quận 1", "issued": "2021-08-20", "expires": "2038-08-12",
}  # fmt: skip


def paid_and_identified(session: Session, visitor: str, national: str, now: datetime) -> str:
    """The order's code."""
    msisdn, tail = f"84{national[1:]}", national[-7:]
    if session.get(Number, msisdn) is None:
        put_on_shelf(session, [new_row(national, 1_250_000, this_year=now.year)])
        session.flush()
    buyer = Actor.anonymous(visitor, f"192.0.2.{int(tail) % 250}")
    order = orders.start(session, buyer, msisdn, now=now)
    _fill(session, buyer, order, f"8493{tail}", now)
    _pay(session, buyer, order, now)
    order.id_number, order.birth_date = _CARD["id_number"], "1998-12-08"
    session.add(order)
    _identify(session, order, now)
    return order.code


def _fill(session: Session, buyer: Actor, order: Order, phone: str, now: datetime) -> None:
    user = User(phone=phone, role=Role.CUSTOMER, created_at=now)
    session.add(user)
    session.flush()
    orders.prove_phone(session, order, phone, user.row_id, actor=buyer, now=now)
    province = session.exec(select(Province)).first()
    assert province is not None
    form = {
        "phone": f"0{phone[2:]}", "full_name": "Nguyễn Ngọc Lan", "email": "lan@example.vn",
        "province_code": province.code, "ward": "Bến Thành", "address": "12 Lê Lợi",
    }  # fmt: skip
    orders.fill_subscriber(session, buyer, order.code, form, now=now)
    choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)
    orders.choose(session, buyer, order.code, choice, now=now)
    orders.confirm(session, buyer, order.code, terms_accepted=True, now=now)


def _pay(session: Session, buyer: Actor, order: Order, now: datetime) -> None:
    payment = payments.start_payment(session, buyer, order.code, now=now)
    session.flush()
    told = Notice(
        payment.txn_ref, payment.amount, Outcome.SUCCEEDED, "00", f"staged-{payment.txn_ref}",
        "NCB", now, {},
    )  # fmt: skip
    assert payments.apply_ipn(session, told, now=now) == "00"


def _identify(session: Session, order: Order, now: datetime) -> None:
    pictures = {}
    for kind in Kind:
        picture = reencode(_picture_of(kind).read_bytes())
        row = Evidence(
            order_id=order.key, person_version=order.person_version, kind=kind,
            media=media.put(picture.data, kind="ekyc"), sha256=picture.sha256,
            width=picture.width, height=picture.height, size=len(picture.data), taken_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        pictures[kind] = row.key
    face = {"check": "face", "outcome": "passed", "reason": "", "score": 0.93, "redo": []}
    check = IdentityCheck(
        order_id=order.key, person_version=order.person_version, round=1,
        status=CheckStatus.PASSED, front_id=pictures[Kind.CARD_FRONT],
        back_id=pictures[Kind.CARD_BACK], portrait_id=pictures[Kind.PORTRAIT], checks=[face],
        fields=json.dumps(_CARD), requested_at=now, settled_at=now,
    )  # fmt: skip
    session.add(check)


def _picture_of(kind: Kind) -> Path:
    names = {
        Kind.CARD_FRONT: "the-2021-mat-truoc.jpg", Kind.CARD_BACK: "the-2021-mat-sau.jpg",
        Kind.PORTRAIT: "chan-dung.jpg",
    }  # fmt: skip
    return _SPECIMENS / names[kind]


if __name__ == "__main__":
    token, *numbers = sys.argv[1:]
    for one in numbers:
        print(transact(paid_and_identified, visitor_hash(token), one, utc_now()))  # noqa: T201
