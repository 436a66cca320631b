"""A paid order whose papers passed, put straight into a running server's database.

`python -m tests.calls.staging VISITOR NATIONAL…` in the server's environment prints the codes of
orders that the browser with the visitor cookie VISITOR owns, one per number.
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

import chonso_app.tables  # noqa: F401
from chonso_app.accounts.models import Province
from chonso_app.core import media
from chonso_app.core.db import transact, utc_now
from chonso_app.core.images import reencode
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.orders.models import Order, OrderStatus
from chonso_app.ui.edge import visitor_hash

_SPECIMENS = Path("chonso_app/sandbox/specimens")
_CARD = {
    "id_number": "079198000268", "name": "NGUYỄN NGỌC LAN", "birth_date": "1998-08-12",
    "sex": "F", "address": "12 Lê Lợi, Quận 1", "issued": "2021-08-20", "expires": "2038-08-12",
}  # fmt: skip


def paid_and_identified(session: Session, visitor: str, national: str, now: datetime) -> str:
    """The order's code."""
    msisdn = f"84{national[1:]}"
    if session.get(Number, msisdn) is None:
        put_on_shelf(session, [new_row(national, 1_250_000, this_year=now.year)])
    hold = Hold(
        msisdn=msisdn, visitor=visitor, status=HoldStatus.ORDERED, placed_at=now,
        expires_at=now + timedelta(minutes=15), releases_at=now, hard_limit_at=now,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    province = session.exec(select(Province)).first()
    order = Order(
        code=f"GS-{national[-6:]}", msisdn=msisdn, hold_id=hold.id, status=OrderStatus.PAID,
        visitor=visitor, unit_id=province.unit_id if province else None, paid_at=now,
        created_at=now, full_name="Nguyễn Ngọc Lan", contact_phone="84912345678",
        id_number=_CARD["id_number"], birth_date="1998-12-08", plan_name="TN4G",
    )  # fmt: skip
    session.add(order)
    session.flush()
    _identify(session, order, now)
    return order.code


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
