"""The clerk's decision. By another person than the one who verified, on a dossier on their desk."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import desk, faces, rules, serials
from chonso_app.activation.models import Dossier, DossierStatus, Step
from chonso_app.activation.moves import tell
from chonso_app.activation.rules import Reason
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.core import jobs
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_date
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import Paper
from chonso_app.notifications import service as notifications
from chonso_app.orders import service as orders
from chonso_app.orders.lifecycle import refusal_deadline
from chonso_app.orders.models import Order
from chonso_app.orders.notices import browsers
from chonso_app.recordings import service as recordings

PROVISION, PROVISION_SIM = "provision_line", "provision_sim"  # workflows in `jobs`
_PICTURES = (Step.CARD_FRONT, Step.CARD_BACK, Step.PORTRAIT)


class ReasonMissing(ShopError):
    """A refusal names at least one reason, each of those a clerk may choose."""


class EvidenceChanged(ShopError):
    """The customer's details are not those the dossier was made of."""


class RecordingNotReady(ShopError):
    """The recording of the call is not a finished file yet."""


def approve(session: Session, actor: Actor, dossier_id: int, *, now: datetime) -> Dossier:
    """Duyệt đấu nối: from here a durable job makes the line, and nobody can cancel.

    Raises:
        NotAllowed, DossierNotFound, LeaseLost, YourOwnCase, EvidenceChanged, RecordingNotReady
        IdentityUnproven: the policy wants more than the machine and two people have seen.
        FaceKnownSince: to be looked at first; opening the dossier shows it.
        OrderClosed: cancelled a moment ago.
    """
    order, dossier = _to_decide(session, actor, dossier_id, now)
    if order.person_version != dossier.person_version:
        raise EvidenceChanged
    if recordings.unready(session, dossier.evidence["call"]):
        raise RecordingNotReady
    ekyc.refuse_unless_proven(session, dossier.evidence["check"])
    faces.refuse_unless_shown(session, order, dossier)
    orders.note_approval(session, actor, order, now=now)
    dossier.decided_by, dossier.decided_at = actor.user_id, now
    dossier.move_to(DossierStatus.APPROVED)
    tell(session, actor, dossier, "activation.approved", now=now)
    work = PROVISION_SIM if order.is_physical else PROVISION
    jobs.enqueue(session, work, str(dossier.key), dossier.key, queue=jobs.Queue.ACTIVATION)
    return dossier


def refuse(
    session: Session,
    actor: Actor,
    dossier_id: int,
    reasons: list[Reason],
    note: str = "",
    *,
    now: datetime,
) -> Dossier:
    """Từ chối hòa mạng: sends back exactly the steps that the reasons name.

    Raises:
        NotAllowed, DossierNotFound, LeaseLost, YourOwnCase, ReasonMissing
    """
    order, dossier = _to_decide(session, actor, dossier_id, now)
    passport = ekyc.chosen_paper(session, order) is Paper.PASSPORT
    offered = rules.clerk_reasons(physical=order.is_physical, passport=passport)
    if not reasons or not set(reasons) <= set(offered):
        raise ReasonMissing
    dossier.decided_by, dossier.decided_at = actor.user_id, now
    dossier.note = " ".join(note.split())[: rules.NOTE_LENGTH]
    dossier.move_to(DossierStatus.REFUSED)
    send_back(session, actor, order, dossier, reasons, now=now)
    return dossier


def send_back(
    session: Session,
    actor: Actor,
    order: Order,
    dossier: Dossier,
    reasons: list[Reason],
    *,
    now: datetime,
) -> None:
    """The refused dossier's consequences: steps reopened, seven days begun, the customer told."""
    passport = ekyc.chosen_paper(session, order) is Paper.PASSPORT
    steps = rules.steps_to_redo(reasons, passport=passport)
    dossier.reasons, dossier.redo = [one.value for one in reasons], [one.value for one in steps]
    dossier.ended_at = now
    orders.note_refusal(session, actor, order, now=now)
    _reopen(session, actor, order, steps, now)
    tell(
        session, actor, dossier, "activation.refused", now=now,
        reasons=dossier.reasons, redo=dossier.redo,
    )  # fmt: skip
    _tell_customer(session, order, dossier, now)


def _to_decide(
    session: Session, actor: Actor, dossier_id: int, now: datetime
) -> tuple[Order, Dossier]:
    """Order first, then dossier: the one order of locks that everybody keeps."""
    require(actor, Permission.ACTIVATION_DECIDE)
    order = orders.lock_order(session, desk.seen(session, actor, dossier_id).order_id)
    dossier = desk.locked_on_desk(session, actor, dossier_id, now=now)
    if not desk.may_decide(session, actor, dossier):
        raise desk.YourOwnCase
    return order, dossier


def _reopen(session: Session, actor: Actor, order: Order, steps: list[Step], now: datetime) -> None:
    pictures = [step.value for step in steps if step in _PICTURES]
    if pictures:
        ekyc.ask_again(session, actor, order, pictures, now=now)
    if Step.CALL in steps:
        calls.ask_again(session, actor, order, now)
    if Step.SERIAL in steps:
        serials.ask_again(session, actor, order, now=now)
    if Step.SIGNATURE in steps:
        contracts.ask_again(session, actor, order, now=now)


def _tell_customer(session: Session, order: Order, dossier: Dossier, now: datetime) -> None:
    until = refusal_deadline(order)
    notifications.notify(
        session,
        f"activation-refused:{dossier.key}",
        "activation.refused",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn),
            "code": order.code,
            "reasons": reasons_in_words(dossier),
            "redo": redo_in_words(dossier),
            "until": vn_date(until) if until else "",
            "path": f"/phieu/{order.code}",
        },
        now=now,
    )


def reasons_in_words(dossier: Dossier) -> str:
    words = [say(f"activation.reason.{reason}") for reason in dossier.reasons]
    return "; ".join([*words, *([dossier.note] if dossier.note else [])])


def redo_in_words(dossier: Dossier) -> str:
    """`mặt trước giấy tờ, chữ ký`; what to press when nothing must be done again."""
    words = [say(f"activation.step.{step}") for step in dossier.redo]
    return ", ".join(words) if words else say("activation.redo_nothing")
