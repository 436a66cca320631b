"""What the other features say of an order, asked once for the whole story."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import service as activation
from chonso_app.activation.decisions import reasons_in_words
from chonso_app.activation.models import MAKING, WAITING, Dossier, DossierStatus
from chonso_app.activation.models import Step as Proof
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.holds.models import Hold
from chonso_app.orders.models import Order, OrderStatus

PROOFS = (Proof.DATA, Proof.PORTRAIT, Proof.CALL, Proof.SIGNATURE)


@dataclass(frozen=True)
class Facts:
    """Everything that the story is told from."""

    order: Order
    now: datetime
    hold: Hold
    dossier: Dossier | None
    missing: tuple[Proof, ...]
    call: calls.Standing
    has_contract: bool

    @classmethod
    def of(cls, session: Session, order: Order, now: datetime) -> "Facts":
        paid = order.status is OrderStatus.PAID
        missing = activation.missing_steps(session, order, now=now) if paid else []
        return cls(
            order=order,
            now=now,
            hold=session.get_one(Hold, order.hold_id),
            dossier=activation.last_dossier(session, order) if order.paid_at else None,
            missing=tuple(missing),
            has_contract=contracts.standing(session, order, now=now) is contracts.Standing.SIGNED,
            call=calls.standing(session, order, now) if paid else calls.Standing.MISSING,
        )

    @property
    def waiting(self) -> bool:
        return self.dossier is not None and self.dossier.status in WAITING

    @property
    def making(self) -> bool:
        return self.dossier is not None and self.dossier.status in MAKING

    @property
    def connected(self) -> bool:
        return self.dossier is not None and self.dossier.status is DossierStatus.CONNECTED

    @property
    def refused(self) -> bool:
        return self.order.status is OrderStatus.PAID and self.order.refused_at is not None

    @property
    def submitted(self) -> bool:
        return self.waiting or self.making or self.connected or self.live

    @property
    def live(self) -> bool:
        return self.order.status is OrderStatus.ACTIVATED

    @property
    def over(self) -> bool:
        return self.order.status in (OrderStatus.EXPIRED, OrderStatus.CANCELLED)

    @property
    def refusal(self) -> str:
        """Why Tổ đấu nối said no, in words; "" when it did not."""
        return reasons_in_words(self.dossier) if self.refused and self.dossier else ""
