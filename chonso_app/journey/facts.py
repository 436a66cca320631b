"""What the other features say of an order, asked once for the whole story."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import service as activation
from chonso_app.activation import supplements
from chonso_app.activation.decisions import reasons_in_words
from chonso_app.activation.models import MAKING, WAITING, Dossier, DossierStatus
from chonso_app.activation.models import Step as Proof
from chonso_app.activation.supplement_models import AskedOf, Supplement
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.holds.models import Hold
from chonso_app.journey.receiving import Way, in_hand, way_of
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

_PROOFS = (Proof.DATA, Proof.PORTRAIT, Proof.CALL, Proof.SERIAL, Proof.SIGNATURE)
_WITH_THE_SIM = (Proof.SERIAL, Proof.SIGNATURE)  # not before it is in hand


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
    may_identify: bool
    way: Way | None  # of a physical SIM
    asked: Supplement | None  # what a clerk asks for beside the dossier

    @classmethod
    def of(cls, session: Session, order: Order, now: datetime) -> "Facts":
        open_now = orders.may_identify(session, order, now=now)
        missing = activation.missing_steps(session, order, now=now) if open_now else []
        return cls(
            order=order,
            now=now,
            hold=session.get_one(Hold, order.hold_id),
            dossier=activation.last_dossier(session, order) if order.paid_at else None,
            missing=tuple(missing),
            has_contract=contracts.standing(session, order, now=now) is contracts.Standing.SIGNED,
            call=calls.standing(session, order, now) if open_now else calls.Standing.MISSING,
            may_identify=open_now,
            way=way_of(session, order, now),
            asked=supplements.open_of(session, order) if order.submitted_at else None,
        )

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The steps of this order's kind of SIM."""
        physical = self.order.is_physical
        return tuple(one for one in _PROOFS if physical or one is not Proof.SERIAL)

    @property
    def on_its_way(self) -> bool:
        """A physical SIM that is ordered and not in hand."""
        return self.way is not None and not in_hand(self.order) and not self.over

    @property
    def to_do(self) -> tuple[Proof, ...]:
        """What the customer can do now; when identity comes first, the SIM's own steps wait."""
        if not self.on_its_way:
            return self.missing
        return tuple(one for one in self.missing if one not in _WITH_THE_SIM)

    @property
    def waiting(self) -> bool:
        return self.dossier is not None and self.dossier.status in WAITING

    @property
    def asks_customer(self) -> bool:
        return self.asked is not None and self.asked.asked_of is AskedOf.CUSTOMER

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
