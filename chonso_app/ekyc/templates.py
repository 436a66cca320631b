"""Faces in numbers: kept apart, sealed, and no longer than a line needs them."""

import base64
import math
import operator
from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from chonso_app.core.config import settings
from chonso_app.ekyc import held
from chonso_app.ekyc.engine.results import EkycResult
from chonso_app.ekyc.models import FaceTemplate, IdentityCheck
from chonso_app.orders.models import Order, OrderStatus

_AT_ONCE = 500  # rows of one statement
# a subscriber, or somebody whose dossier is with the clerks
_SUBSCRIBES = sa.or_(
    col(Order.status) == OrderStatus.ACTIVATED,
    sa.and_(col(Order.status) == OrderStatus.PAID, col(Order.submitted_at).is_not(None)),
)


def keep(session: Session, order: Order, paper: str, result: EkycResult, *, now: datetime) -> None:
    """The newest face of this order; the one before is deleted."""
    if not result.template:
        return
    forget(session, order)
    numbers = base64.b64encode(array("f", result.template).tobytes()).decode()
    row = FaceTemplate(
        order_id=order.key, paper=paper, model=result.template_model, numbers=numbers, made_at=now
    )
    session.add(row)
    session.flush()


def known_elsewhere(
    session: Session, order: Order, paper: str, alike: Mapping[int, float]
) -> list[tuple[str, float]]:
    """Codes of subscribers' orders under another paper that have this face, likest first."""
    if not alike:
        return []
    theirs = (
        select(Order.code, FaceTemplate.order_id)
        .join(FaceTemplate, col(FaceTemplate.order_id) == col(Order.id))
        .where(
            col(FaceTemplate.order_id).in_(alike),
            col(FaceTemplate.paper) != paper,
            col(Order.id) != order.key,
            _SUBSCRIBES,
        )
    )
    found = [(code, alike[order_id]) for code, order_id in session.exec(theirs)]
    return sorted(found, key=lambda one: -one[1])


def orders_with_face_of(session: Session, order: Order, among: Sequence[int]) -> list[str]:
    """Of these orders the codes of subscribers' under another paper with the face of this one.

    Compared one by one, so for those of some hours: all there are, the worker's `FaceIndex` knows.
    """
    mine = session.exec(select(FaceTemplate).where(FaceTemplate.order_id == order.key)).first()
    if mine is None:
        return []
    face, alike = _unit(mine.numbers), dict[int, float]()
    for start in range(0, len(among), _AT_ONCE):
        theirs = select(FaceTemplate.order_id, FaceTemplate.numbers).where(
            col(FaceTemplate.order_id).in_(among[start : start + _AT_ONCE]),
            FaceTemplate.paper != mine.paper,
            FaceTemplate.model == mine.model,
        )
        for order_id, numbers in session.exec(theirs):
            cosine = math.fsum(map(operator.mul, face, _unit(numbers)))
            if cosine >= settings.ekyc_face_known:
                alike[order_id] = round(cosine, 3)
    return [code for code, _ in known_elsewhere(session, order, mine.paper, alike)]


def _unit(numbers: str) -> list[float]:
    """Of length one."""
    face = array("f", base64.b64decode(numbers))
    length = math.hypot(*face)
    return [one / length for one in face]


def codes_of(check: IdentityCheck) -> list[str]:
    """For staff: the orders under whose papers this face was known when the check was settled."""
    return [code for one in check.checks for code in one.get("known", ())]


def forget(session: Session, order: Order) -> None:
    session.execute(delete(FaceTemplate).where(col(FaceTemplate.order_id) == order.key))


def forget_old(session: Session, *, now: datetime) -> int:
    """Faces without a line of their own, after `face_template_days`. How many went."""
    before = now - timedelta(days=settings.face_template_days)
    idle = (
        sa.select(col(FaceTemplate.id))
        .join(Order, col(FaceTemplate.order_id) == col(Order.id))
        .where(
            col(FaceTemplate.made_at) < before,
            col(Order.status) != OrderStatus.ACTIVATED,
            col(Order.id).not_in(held.orders(session, "template")),
        )
        .limit(_AT_ONCE)
    )  # fmt: skip
    gone = list(session.execute(idle).scalars())
    session.execute(delete(FaceTemplate).where(col(FaceTemplate.id).in_(gone)))
    return len(gone)
