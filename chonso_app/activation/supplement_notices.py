"""What the customer is told when something is asked for, and when it need not come any more."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.activation.supplement_models import PICTURES, AskedOf, Supplement, Wanted
from chonso_app.core.clock import vn_datetime
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.notifications import service as notifications
from chonso_app.orders.models import Order
from chonso_app.orders.notices import browsers


def tell_asked(session: Session, order: Order, row: Supplement, now: datetime) -> None:
    """Whoever works for us is told by their console."""
    if row.asked_of is AskedOf.CUSTOMER:
        _notify(session, order, row, "asked", now)


def tell_over(session: Session, order: Order, row: Supplement, now: datetime) -> None:
    _notify(session, order, row, "over", now)


def what(wanted: Wanted) -> str:
    """`ảnh chân dung`, inside a sentence."""
    return say(f"supplement.what.{wanted.value}")


def page_of(row: Supplement) -> str:
    return f"/hoa-mang/{row.code}/bo-sung"


def is_picture(row: Supplement) -> bool:
    return row.wanted in PICTURES


def _notify(session: Session, order: Order, row: Supplement, event: str, now: datetime) -> None:
    notifications.notify(
        session,
        f"supplement-{event}:{row.key}",
        f"activation.supplement_{event}",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn),
            "code": order.code,
            "what": what(row.wanted),
            "why": row.words or say("supplement.no_words"),
            "until": vn_datetime(row.due_at),
            "path": page_of(row) if event == "asked" else f"/phieu/{order.code}",
        },
        now=now,
    )
