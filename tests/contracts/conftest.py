"""A paid order whose customer has come to the signature."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageDraw
from sqlmodel import Session

from chonso_app.calls.models import Call, CallState
from chonso_app.core.actors import SYSTEM
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.orders import world

ID_NUMBER = "079198001214"
AGENT = 801


def ready_to_sign(session: Session, now: datetime, **who: str) -> Order:
    """Paid, with the details that stand on the ID paper, and the call passed."""
    order = world.confirmed(session, now, **who)  # pyright: ignore[reportArgumentType]
    orders.mark_paid(session, order, order.total, actor=SYSTEM, now=now)
    order.id_number, order.birth_date = ID_NUMBER, "1998-02-14"
    session.add(order)
    session.add(passed_call(order, now))
    session.commit()
    return order


def passed_call(order: Order, now: datetime) -> Call:
    return Call(
        order_id=order.key, person_version=order.person_version, unit_id=order.unit_id,
        state=CallState.APPROVED, agent_id=AGENT, enqueued_at=now, state_at=now,
        customer_seen_at=now, decided_at=now,
    )  # fmt: skip


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    world.stock(session)
    return ready_to_sign(session, now)


def drawn_signature(*, width: int = 1074, height: int = 588) -> bytes:
    """A picture as the pad sends it: ink on nothing."""
    picture = Image.new("RGBA", (width, height))
    path = [(width * x / 10, height * (0.3 + 0.4 * (x % 2))) for x in range(1, 9)]
    ImageDraw.Draw(picture).line(path, fill=(11, 27, 59, 255), width=9)
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    return sent.getvalue()
