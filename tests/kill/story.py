"""The story through the services and over HTTP: one buyer, one number, whatever dies meanwhile.

The clicks of customer and clerk are service calls of this process; money, messages, operator and
SM-DP+ go their real way through web, worker and sandbox.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
from sqlmodel import Session, col, select

from chonso_app.activation import decisions, desk, esim
from chonso_app.activation import service as activation
from chonso_app.activation.models import Dossier, DossierStatus, EsimProfile, ProfileStatus
from chonso_app.contracts import service as contracts
from chonso_app.core import db, media
from chonso_app.core.actors import Actor
from chonso_app.core.images import reencode
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.notifications.models import Message, MessageStatus
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus, ReceiveBy, SimKind
from chonso_app.payments import cancelling
from chonso_app.payments import service as payments
from chonso_app.payments.models import Payment, Refund, RefundStatus
from chonso_app.ui.gate import VISITOR_COOKIE, visitor_hash
from tests.activation.world import AGENT, clerk
from tests.calls.approved import approved_call
from tests.kill.shop import Shop, patiently, until
from tests.orders import world

CLOCK = db.utc_now
NUMBERS = [f"8490177{tail:04}" for tail in range(60)]
_CARD, _OTP = "9704198526191432198", "123456"
_FACE_PASSED = {
    "check": "face", "outcome": "passed", "reason": "", "redo": [], "amend": False,
    "score": None, "threshold": None,
}  # fmt: skip
_SPECIMENS = Path(__file__).parents[2] / "chonso_app/sandbox/specimens"
_PICTURES = {
    Kind.CARD_FRONT: "the-2024-mat-truoc.jpg",
    Kind.CARD_BACK: "the-2024-mat-sau.jpg",
    Kind.PORTRAIT: "chan-dung.jpg",
}


@dataclass
class Buyer:
    """The `nth` of them: with a browser, phone, number and ID paper of their own."""

    shop: Shop
    nth: int
    code: str = ""
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = Actor.anonymous(visitor_hash(self.browser), f"192.0.2.{self.nth}")

    @property
    def browser(self) -> str:
        return f"browser-of-buyer-{self.nth}"

    @property
    def msisdn(self) -> str:
        return NUMBERS[self.nth]

    @property
    def phone(self) -> str:
        return f"8493800{self.nth:04}"

    @property
    def email(self) -> str:
        return f"buyer-{self.nth}@example.com"

    # -- to Đã thanh toán ----------------------------------------------------------------------

    def pay(self) -> None:
        """Giữ số, the form, and through the pages of the bank."""
        with Session(db.engine, expire_on_commit=False) as session:
            self._order(session)
            session.commit()
        with httpx.Client(cookies={VISITOR_COOKIE: self.browser}) as browser:
            start = f"{self.shop.url}/api/thanh-toan/{self.code}"
            shown = patiently(lambda: browser.get(start, follow_redirects=True))
            base = str(shown.url).rsplit("/", 1)[0]
            card = {"bank": "NCB", "number": _CARD}
            patiently(lambda: browser.post(f"{base}/card", data=card))
            otp = {"bank": "NCB", "otp": _OTP}
            patiently(lambda: browser.post(f"{base}/otp", data=otp))

    def _order(self, session: Session) -> None:
        now = CLOCK()
        order = world.confirmed(session, now, self.actor, self.msisdn, self.phone)
        choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.EMAIL)
        orders.choose(session, self.actor, order.code, choice, now=now)
        order.email = self.email
        orders.confirm(session, self.actor, order.code, terms_accepted=True, now=now)
        payments.start_payment(session, self.actor, order.code, now=now)
        self.code = order.code

    def wait_until_paid(self) -> None:
        until(lambda: self.order().status is OrderStatus.PAID, "paid")

    def hurry_querydr(self) -> None:
        """As if the minutes had passed after which we ask the bank ourselves."""

        def hurry(session: Session) -> None:
            payment = session.exec(select(Payment).where(Payment.order_id == self.order().key))
            row = payment.one()
            row.next_check_at = CLOCK()
            session.add(row)

        db.transact(hurry)

    # -- to Gửi thông tin hòa mạng -------------------------------------------------------------

    def prove(self, *, really: bool = False) -> None:
        """Identity, call and signature. `really`: the engine examines the specimens."""
        if really:
            self._examined()
        else:
            db.transact(self._identity)
        media.put_as(f"contracts/{self.code}", b"%PDF-1.7 signed")
        db.transact(self._called_and_signed)
        db.transact(activation.submit, self.actor, self.code, now=CLOCK())

    def _examined(self) -> None:
        pictures = {
            kind: reencode((_SPECIMENS / name).read_bytes()) for kind, name in _PICTURES.items()
        }

        def store(session: Session) -> None:
            order = orders.order_of(session, self.actor, self.code)
            order.full_name = "Trần Thị Mẫu"
            order.id_number, order.birth_date = "079190000268", "1990-05-12"
            session.add(order)
            for kind, picture in pictures.items():
                name = media.put(picture.data, kind="ekyc")
                ekyc.store_picture(session, self.actor, self.code, kind, picture, name, now=CLOCK())
            ekyc.request_check(session, self.actor, self.code, now=CLOCK())

        db.transact(store)
        until(lambda: self._standing() != "missing", "the identity check")
        assert self._standing() == "passed"

    def _standing(self) -> str:
        return db.read(lambda session: ekyc.standing(session, self.order(), CLOCK()).value)

    def _identity(self, session: Session) -> None:
        now, order = CLOCK(), orders.order_of(session, self.actor, self.code)
        order.id_number, order.birth_date = f"07919800{self.nth:04}", "1998-02-14"
        session.add(order)
        ids = [_picture(session, order, kind, now) for kind in Kind]
        check = IdentityCheck(
            order_id=order.key, person_version=order.person_version, round=1,
            status=CheckStatus.PASSED, front_id=ids[0], back_id=ids[1], portrait_id=ids[2],
            requested_at=now, settled_at=now, checks=[_FACE_PASSED],
        )  # fmt: skip
        session.add(check)

    def _called_and_signed(self, session: Session) -> None:
        now, order = CLOCK(), orders.order_of(session, self.actor, self.code)
        approved_call(session, order, AGENT, now)
        contract = contracts.draft(session, self.actor, self.code, now=now)
        name = f"contracts/{self.code}"
        signed = contracts.Signed(name, name, "0" * 64, now)
        contracts.settle_signed(session, self.actor, self.code, contract.key, signed)

    # -- to Đã hòa mạng ------------------------------------------------------------------------

    def be_approved(self) -> None:
        def approve(session: Session) -> None:
            [dossier] = desk.fill(session, clerk(), now=CLOCK())
            decisions.approve(session, clerk(), dossier.key, now=CLOCK())

        db.transact(approve)

    def wait_until(self, status: DossierStatus) -> None:
        until(lambda: self.dossier().status is status, status)

    def install(self) -> None:
        """The phone scans the QR; the SM-DP+ reports it to the shop."""
        iccid = self.profile().iccid
        patiently(lambda: httpx.post(f"{self.shop.sandbox}/smdp/{iccid}/install"))
        self.wait_until(DossierStatus.INSTALLED)

    def report_failure(self) -> None:
        db.transact(esim.report_failure, self.actor, self.code, now=CLOCK())
        until(lambda: self.profile().status is ProfileStatus.RELEASED, "a second profile")

    def give_up(self) -> None:
        db.transact(esim.give_up, self.actor, self.code, now=CLOCK())
        self.wait_until(DossierStatus.REFUSED)

    def cancel(self) -> None:
        reason = CancelReason.CHANGED_MIND
        db.transact(cancelling.cancel_order, self.actor, self.code, reason, now=CLOCK())

        def is_done() -> bool:
            return db.transact(self._hurried_refund) is RefundStatus.DONE

        until(is_done, "the refund")

    def _hurried_refund(self, session: Session) -> RefundStatus:
        """Looked at again at once, not after a minute, ten minutes, an hour."""
        [refund] = session.exec(select(Refund).where(Refund.order_id == self.order().key))
        if refund.next_check_at:
            refund.next_check_at = min(refund.next_check_at, CLOCK())
            session.add(refund)
        return refund.status

    # -- looking -------------------------------------------------------------------------------

    def order(self) -> Order:
        return db.read(lambda session: orders.order_of(session, self.actor, self.code))

    def payments(self) -> list[Payment]:
        return db.read(lambda session: payments.payments_of(session, self.order()))

    def dossier(self) -> Dossier:
        found = db.read(lambda session: activation.last_dossier(session, self.order()))
        assert found is not None
        return found

    def profile(self) -> EsimProfile:
        """The newest, cancelled or not."""
        mine = select(EsimProfile).where(EsimProfile.dossier_id == self.dossier().key)
        newest = mine.order_by(col(EsimProfile.attempt).desc()).limit(1)
        return db.read(lambda session: session.exec(newest).one())


def messages_to(address: str) -> list[Message]:
    """What the shop has told this phone or mailbox, when all of it is out."""

    def settled() -> list[Message]:
        told = db.read(lambda session: session.exec(select(Message)).all())
        mine = [one for one in told if one.recipient == address]
        return mine if all(one.status is MessageStatus.SENT for one in mine) else []

    return until(settled, "all messages out")


def _picture(session: Session, order: Order, kind: Kind, now: datetime) -> int:
    picture = Evidence(
        order_id=order.key, person_version=order.person_version, kind=kind, media="test/none",
        sha256="0" * 64, width=1600, height=1200, size=1, taken_at=now,
    )  # fmt: skip
    session.add(picture)
    session.flush()
    return picture.key
