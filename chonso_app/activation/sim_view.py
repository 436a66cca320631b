"""What the page of serial and photo shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import serials
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import grouped
from chonso_app.orders import service as orders
from chonso_app.stores import service as stores


@dataclass(frozen=True)
class SimView:
    """`screen`: missing (not yours), esim, early (not in hand), sent, open."""

    screen: str = ""
    code: str = ""
    serial: str = ""  # as printed, once it is known to be right
    photo: str = ""  # its address
    ready: bool = False


def sim_view(session: Session, actor: Actor, code: str, *, now: datetime) -> SimView:
    try:
        order = orders.order_of(session, actor, code)
    except orders.OrderNotFound:
        return SimView("missing", code)
    if not order.is_physical:
        return SimView("esim", code)
    try:
        serials.refuse_unless_in_hand(order)
    except ShopError:
        return SimView("early", code)
    if order.submitted_at is not None:
        return SimView("sent", code)
    proof, card = serials.proof_of(session, order), stores.card_of_order(session, order.code)
    right = bool(proof and card and proof.iccid == card.iccid)
    return SimView(
        "open",
        code,
        serial=grouped(proof.iccid) if proof and right else "",
        photo=f"/api/sim/{code}/{proof.key}" if proof and proof.media else "",
        ready=serials.is_shown(session, order),
    )
