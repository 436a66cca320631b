"""The customer's half: send the dossier in, and what the rest of the story may ask about it.

The clerk's half is in `desk` and `decisions`, the line's in `line`, the eSIM's in `esim`.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.activation import rules, serials
from chonso_app.activation.models import (
    LIVE,
    WAITING,
    Dossier,
    DossierStatus,
    EsimProfile,
    ProfileStatus,
    Step,
)
from chonso_app.activation.moves import end_supplement, tell
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.dispatch import service as dispatch
from chonso_app.ekyc import service as ekyc
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

EKYC_GOOD_ENOUGH = ("passed", "unsure")  # `unsure` goes to the people with a mark


class DossierNotFound(ShopError):
    """No such dossier, or another unit's, or another customer's."""


class NotReadyToSubmit(ShopError):
    """A step before this one is missing. `step`: which, in words."""

    def __init__(self, missing: list[Step]) -> None:
        super().__init__(step=say(f"activation.todo.{missing[0].value}"))
        self.missing = missing


class TooManyLines(ShopError):
    """This ID paper already has as many numbers as may be registered online."""


@dataclass(frozen=True)
class Evidence:
    """What a dossier rests on: ids only, so that nothing of it can change unseen."""

    check_id: int | None
    call_id: int
    agent_id: int
    contract_id: int
    sim_id: int | None  # of a physical SIM: the serial and photo that were shown
    machine: str


def submit(session: Session, actor: Actor, code: str, *, now: datetime) -> Dossier:
    """Gửi thông tin hòa mạng. Pressing again returns the dossier that is under way.

    Raises:
        OnlyInApp, OrderNotFound, NotPaid, SimNotInHand, NotReadyToSubmit, TooManyLines
    """
    refuse_outside_app(actor)
    order = orders.order_of_locked(session, actor, code)
    if running := live_dossier(session, order):
        return running
    evidence = _evidence(session, order, now)
    orders.note_submission(session, actor, order, now=now)
    dossier = _with_a_slot(session, _made(session, order, evidence, now))
    dossier.unit_id = _dispatched(session, dossier, order, now)
    tell(
        session, actor, dossier, "activation.submitted", now=now, round=dossier.round,
        machine=dossier.machine, **{key: value for key, value in dossier.evidence.items() if value},
    )  # fmt: skip
    return dossier


def missing_steps(session: Session, order: Order, *, now: datetime) -> list[Step]:
    """What stands between this order and `submit`, in the order of the steps.

    PORTRAIT stands for the whole identity check: eKYC itself says which picture it wants.
    """
    checks = {
        Step.DATA: bool(order.id_number and order.birth_date),
        Step.PORTRAIT: ekyc.standing(session, order, now) in EKYC_GOOD_ENOUGH,
        Step.CALL: calls.standing(session, order, now) is calls.Standing.PASSED,
        Step.SERIAL: not order.is_physical or serials.is_shown(session, order),
        Step.SIGNATURE: contracts.standing(session, order, now=now) is contracts.Standing.SIGNED,
    }
    return [step for step, done in checks.items() if not done]


def live_dossier(session: Session, order: Order) -> Dossier | None:
    """The one that is waiting, being made, or live."""
    mine = select(Dossier).where(Dossier.order_id == order.key, col(Dossier.status).in_(LIVE))
    return session.exec(mine).one_or_none()


def last_dossier(session: Session, order: Order) -> Dossier | None:
    """The newest, whatever became of it."""
    mine = select(Dossier).where(Dossier.order_id == order.key)
    return session.exec(mine.order_by(col(Dossier.round).desc()).limit(1)).one_or_none()


def current_profile(session: Session, dossier: Dossier) -> EsimProfile | None:
    mine = select(EsimProfile).where(
        EsimProfile.dossier_id == dossier.key, EsimProfile.status != ProfileStatus.CANCELLED
    )
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def lines_of_paper(session: Session, paper: str) -> int:
    """How many numbers stand or are being made on this ID paper (see `ekyc.paper_of`)."""
    counted = select(sa.func.count()).where(Dossier.paper == paper, col(Dossier.status).in_(LIVE))
    return session.exec(counted).one()


def withdraw(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The order was cancelled: take its dossier out of the queue. `order` is locked.

    Once approved there is nothing to withdraw: `orders.cancel` has refused before.
    """
    waiting = select(Dossier).where(Dossier.order_id == order.key, col(Dossier.status).in_(WAITING))
    waiting = waiting.with_for_update().execution_options(populate_existing=True)
    if dossier := session.exec(waiting).one_or_none():
        end_supplement(session, dossier, now=now)
        dossier.move_to(DossierStatus.WITHDRAWN)
        dossier.ended_at = now
        tell(session, actor, dossier, "activation.withdrawn", now=now)


def _evidence(session: Session, order: Order, now: datetime) -> Evidence:
    if order.status is not OrderStatus.PAID:
        raise orders.NotPaid
    if order.is_physical:
        serials.refuse_unless_in_hand(order)
    if missing := missing_steps(session, order, now=now):
        raise NotReadyToSubmit(missing)
    call = calls.approved_call(session, order, now)
    contract = contracts.current(session, order)
    check = ekyc.last_check(session, order)
    assert call is not None
    assert call.agent_id is not None
    assert contract is not None
    standing = ekyc.standing(session, order, now)
    sim = serials.proof_of(session, order) if order.is_physical else None
    return Evidence(
        check and check.id, call.key, call.agent_id, contract.key, sim and sim.key, str(standing)
    )


def _made(session: Session, order: Order, evidence: Evidence, now: datetime) -> Dossier:
    before = last_dossier(session, order)
    assert order.id_number is not None
    return Dossier(
        order_id=order.key,
        code=order.code,
        round=before.round + 1 if before else 1,
        unit_id=order.unit_id,
        submitted_at=now,
        due_at=rules.due(now),
        person_version=order.person_version,
        paper=ekyc.paper_of(order.id_number),
        paper_slot=0,
        verifier_id=evidence.agent_id,
        evidence={
            "check": evidence.check_id, "call": evidence.call_id, "contract": evidence.contract_id,
            "sim": evidence.sim_id,
        },
        machine=evidence.machine,
    )  # fmt: skip


def _dispatched(session: Session, dossier: Dossier, order: Order, now: datetime) -> int | None:
    """The unit whose clerks decide it: the order's, or its neighbour on duty (A.18)."""
    if order.unit_id is None:
        return None
    waiting = (
        select(Dossier.unit_id, sa.func.count())
        .where(
            col(Dossier.status).in_(WAITING),
            col(Dossier.unit_id).is_not(None),
            Dossier.id != dossier.id,
        )
        .group_by(col(Dossier.unit_id))
    )
    load = {unit: count for unit, count in session.exec(waiting) if unit is not None}
    case = dispatch.Case(
        f"dossier:{dossier.key}", dispatch.Kind.DOSSIER, order.province_code, order.referral,
        order.code, home_unit=order.unit_id, load=load,
    )  # fmt: skip
    return dispatch.decide(session, case, now=now).unit_id


def _with_a_slot(session: Session, dossier: Dossier) -> Dossier:
    """Stored in a free slot of its paper.

    Two submissions of one paper may choose the same slot at once: the index lets one of them in,
    the other looks again. With no slot left it is one number too many.
    """
    for _ in range(settings.numbers_per_paper + 1):
        taken = select(Dossier.paper_slot).where(
            Dossier.paper == dossier.paper, col(Dossier.status).in_(LIVE)
        )
        free = set(range(1, settings.numbers_per_paper + 1)) - set(session.exec(taken))
        if not free:
            break
        dossier.paper_slot = min(free)
        try:
            with session.begin_nested():
                session.add(dossier)
        except IntegrityError:
            continue
        return dossier
    raise TooManyLines(most=settings.numbers_per_paper)
