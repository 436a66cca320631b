"""A face under two papers, looked for once more before a dossier is approved.

The check compares with the subscribers and dossiers of its own moment. Of two that are checked at
nearly the same time neither is there yet, so the clerk is shown who was sent in since; a settled
check itself never changes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.activation.models import Dossier
from chonso_app.activation.moves import QUEUE_TOPIC
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import IdentityCheck
from chonso_app.orders.models import Order

SHOWN = "faces"  # in `Dossier.evidence`: codes of orders, which are nobody else's to read
_OVERLAP = timedelta(minutes=2)  # transactions end in another order than they began


class FaceKnownSince(ShopError):
    """Somebody with this face and another paper came in that the clerk has not been shown."""


def shown(dossier: Dossier) -> list[str]:
    """Codes of the orders that were found after the check."""
    return list(dossier.evidence.get(SHOWN, ()))


def refuse_unless_shown(session: Session, order: Order, dossier: Dossier) -> None:
    """Raises FaceKnownSince."""
    if _news(session, order, dossier):
        raise FaceKnownSince


def show(session: Session, actor: Actor, order: Order, dossier: Dossier, *, now: datetime) -> None:
    """As the check would have it: unsure, for people to look at. `dossier` is locked."""
    fresh = _news(session, order, dossier)
    if not fresh:
        return
    dossier.evidence = dossier.evidence | {SHOWN: [*shown(dossier), *fresh]}
    dossier.machine = "unsure"
    session.add(dossier)
    audit.record(
        session, actor, "activation.face_known", f"order:{order.code}", now=now,
        dossier=dossier.key, known=len(fresh),
    )  # fmt: skip
    events.touch(session, QUEUE_TOPIC)


def _news(session: Session, order: Order, dossier: Dossier) -> list[str]:
    check = session.get(IdentityCheck, dossier.evidence.get("check") or 0)
    if check is None:  # which no approval rests on
        return []
    told = {*shown(dossier), *ekyc.known_face_codes(check)}
    sent = list(_sent_in_since(session, check.requested_at - _OVERLAP))
    return [code for code in ekyc.orders_with_face_of(session, order, sent) if code not in told]


def _sent_in_since(session: Session, since: datetime) -> Iterator[int]:
    """Orders, by their dossiers from the newest back: these have no index of times."""
    newest_first = select(Dossier.order_id, Dossier.submitted_at).order_by(col(Dossier.id).desc())
    rows = session.execute(newest_first.execution_options(yield_per=200))
    for order_id, submitted_at in rows:
        if submitted_at < since:
            break
        yield order_id
    rows.close()
