"""Bringing a physical SIM live: no profile and no QR, the card is in the customer's hand.

Like `line`: the database's half of each durable step; settling again changes nothing.
"""

from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import esim
from chonso_app.activation.gateway import LineRequest
from chonso_app.activation.models import Dossier, DossierStatus, SimProof
from chonso_app.activation.moves import note_step, tell
from chonso_app.core.actors import system
from chonso_app.orders import service as orders
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus

PROVISIONING = system("provisioning")


def begin(session: Session, dossier_id: int, *, now: datetime) -> None:
    dossier = _locked(session, dossier_id)
    if dossier.status is DossierStatus.APPROVED:
        dossier.move_to(DossierStatus.PROVISIONING)
        tell(session, PROVISIONING, dossier, "activation.provisioning", now=now)


def line_wanted(session: Session, dossier_id: int) -> tuple[LineRequest, str]:
    """The line as the order bought it, on the card that was shown; the key to ask for it with."""
    dossier = session.get_one(Dossier, dossier_id)
    order = orders.order_by_id(session, dossier.order_id)
    proof = session.get_one(SimProof, dossier.evidence["sim"])
    promotion = str((order.promotion or {}).get("code", ""))
    request = LineRequest(order.msisdn, proof.iccid, order.plan_code or "", promotion)
    return request, _key(dossier)


def settle_asked(session: Session, dossier_id: int, reference: str, *, now: datetime) -> None:
    """The operator took the request and gave it a number."""
    dossier = _locked(session, dossier_id)
    dossier.operator_reference = reference
    session.add(dossier)
    session.flush()
    note_step(session, dossier, "line", _key(dossier), now=now, reference=reference)


def settle_live(session: Session, dossier_id: int, *, now: datetime) -> None:
    """The operator's system says active: Đấu nối thành công is Đã hòa mạng at once (G.14)."""
    order = orders.lock_order(session, session.get_one(Dossier, dossier_id).order_id)
    dossier = _locked(session, dossier_id)
    if dossier.status is not DossierStatus.PROVISIONING:
        return
    dossier.connected_at = now
    dossier.move_to(DossierStatus.CONNECTED)
    tell(session, PROVISIONING, dossier, "activation.connected", now=now)
    stores.mark(session, PROVISIONING, order.code, CardStatus.ACTIVE, now=now)
    esim.settle_installed(session, PROVISIONING, order, dossier, now=now)


def _locked(session: Session, dossier_id: int) -> Dossier:
    return session.get_one(Dossier, dossier_id, populate_existing=True, with_for_update=True)


def _key(dossier: Dossier) -> str:
    return f"{dossier.code}.{dossier.round}.sim.line"
