"""A supervisor sends an order, and what waits about it, to another regional company (A.18)."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.activation.models import WAITING, Dossier, DossierStatus
from chonso_app.activation.moves import tell as tell_dossier
from chonso_app.calls import moves as call_moves
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.service import active_call
from chonso_app.core import events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.service import Case, Decision, Kind
from chonso_app.orders import service as orders
from chonso_app.orders.models import KEPT, OPEN, Fulfilment, Order
from chonso_app.orders.notices import tell


class BeingPacked(ShopError):
    """The card and the parcel are the old company's: it hands them over first."""


class NothingToReroute(ShopError):
    """The order is over, or its form is not filled in yet."""


@dataclass(frozen=True)
class Rerouted:
    order: Order
    moved: list[str] = field(default_factory=list)  # "call", "dossier": went along
    stayed: list[str] = field(default_factory=list)  # somebody is working on it right now


def why(session: Session, actor: Actor, code: str) -> list[Decision]:
    """Every decision about the order, the one that holds first.

    Raises:
        NotAllowed, OrderNotFound
    """
    order = orders.order_for_staff(session, actor, code)
    return dispatch.explanation(session, f"order:{order.code}")


def reroute(
    session: Session, actor: Actor, code: str, unit_id: int, reason: str, *, now: datetime
) -> Rerouted:
    """The order, its waiting call and its waiting dossier go to `unit_id`, or nothing does.

    What an agent or clerk has in hand stays with them.

    Raises:
        NotAllowed, OrderNotFound, NothingToReroute, BeingPacked
        dispatch.UnknownUnit, SameUnit, ReasonMissing
    """
    order = orders.order_for_staff_locked(session, actor, code, need=Permission.DISPATCH_REROUTE)
    if order.status not in (*OPEN, *KEPT) or order.unit_id is None:
        raise NothingToReroute
    if order.fulfilment in (Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING):
        raise BeingPacked
    was = order.unit_id
    _known(session, order, f"order:{order.code}", Kind.ORDER, was, now)
    dispatch.overrule(session, actor, f"order:{order.code}", unit_id, reason, now=now)
    order.unit_id = unit_id
    tell(session, order, "orders.rerouted", actor=actor, now=now, was=was, unit=unit_id)
    events.touch(session, "orders.fulfilment")
    done = Rerouted(order)
    _take_call_along(session, actor, done, was, reason, now)
    _take_dossier_along(session, actor, done, was, reason, now)
    return done


def _take_call_along(
    session: Session, actor: Actor, done: Rerouted, was: int, reason: str, now: datetime
) -> None:
    order = done.order
    open_ones = select(Call).where(Call.order_id == order.key, Call.state == CallState.WAITING)
    call = session.exec(open_ones.with_for_update()).one_or_none()
    if call is None:
        if active_call(session, order):
            done.stayed.append("call")
        return
    if not _moves(session, actor, order, f"call:{call.key}", Kind.CALL, call.unit_id, reason, now):
        return
    call.unit_id = order.unit_id
    session.add(call)
    call_moves.note(session, call, "rerouted", actor, now, was=was, unit=order.unit_id)
    events.touch(session, *call_moves.topics(call, order))
    done.moved.append("call")


def _take_dossier_along(
    session: Session, actor: Actor, done: Rerouted, was: int, reason: str, now: datetime
) -> None:
    order = done.order
    waiting = select(Dossier).where(
        Dossier.order_id == order.key,
        col(Dossier.status).in_(WAITING),
    )
    dossier = session.exec(waiting.with_for_update()).one_or_none()
    if dossier is None:
        return
    if dossier.status is DossierStatus.CLAIMED:
        done.stayed.append("dossier")
        return
    subject = f"dossier:{dossier.key}"
    if not _moves(session, actor, order, subject, Kind.DOSSIER, dossier.unit_id, reason, now):
        return
    dossier.unit_id = order.unit_id
    tell_dossier(
        session, actor, dossier, "activation.rerouted", now=now, was=was, unit=order.unit_id
    )
    done.moved.append("dossier")


def _moves(
    session: Session, actor: Actor, order: Order, subject: str, kind: Kind, at: int | None,
    reason: str, now: datetime,
) -> bool:  # fmt: skip
    """False when it is there already, or waits with a company that is not the actor's."""
    assert order.unit_id is not None
    if at == order.unit_id or actor.unit_id not in (None, at):
        return False
    if at is not None:
        _known(session, order, subject, kind, at, now)
        dispatch.overrule(session, actor, subject, order.unit_id, reason, now=now)
    return True


def _known(
    session: Session, order: Order, subject: str, kind: Kind, unit_id: int, now: datetime
) -> None:
    """What was dispatched before there were decisions gets one: where it lies."""
    case = Case(
        subject, kind, order.province_code, order.referral, order.code,
        home_unit=None if kind is Kind.ORDER else order.unit_id,
    )  # fmt: skip
    dispatch.adopt(session, case, unit_id, now=now)
