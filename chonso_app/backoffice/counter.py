"""Hồ sơ mang đến cửa hàng: a store clerk opens, by the customer's code, what identity left.

Of any store: the customer goes to the nearest. Nothing but the file, the number and the initials is
shown, and nothing at all of an order without a file.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from chonso_app.backoffice.lookup import code_typed
from chonso_app.backoffice.prepared import prepared_file
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import KEPT, Order


class NoPreparedFile(ShopError):
    """No such code, or nothing was prepared under it: the answer is the same."""


@dataclass(frozen=True)
class BroughtFile:
    order: Order
    prepared: ekyc.ForCounter


def open_file(session: Session, actor: Actor, typed: str, *, now: datetime) -> BroughtFile:
    """Raises NotAllowed, NoPreparedFile."""
    require(actor, Permission.DELIVERY_STORE)
    code = code_typed(typed)
    order = session.exec(select(Order).where(Order.code == code)).one_or_none() if code else None
    prepared = prepared_file(session, order) if order else None
    if order is None or prepared is None or order.status not in KEPT:
        raise NoPreparedFile
    audit.record(
        session, actor, "ekyc.file_opened", f"order:{order.code}", now=now, store=actor.store
    )
    return BroughtFile(order, prepared)
