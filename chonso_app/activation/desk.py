"""The clerk's desk: a dossier lies on one desk at a time, by a lease that ends by itself.

Two dossiers lie on a desk: the one being read, and the next one, loaded behind it. Both are
claimed, so that "next" never gives one dossier to two clerks.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.activation import rules
from chonso_app.activation.models import WAITING, Dossier, DossierStatus
from chonso_app.activation.moves import tell
from chonso_app.activation.service import DossierNotFound
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import SYSTEM, Actor, Role
from chonso_app.core.db import utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order


class TakenMeanwhile(ShopError):
    """Another clerk has it, or it is decided already."""


class LeaseLost(ShopError):
    """It is no longer on this desk: the lease ran out, or it was decided elsewhere."""


class YourOwnCase(ShopError):
    """Verified by the same person, or about the clerk themselves: somebody else decides."""


def fill(session: Session, actor: Actor, *, now: datetime) -> list[Dossier]:
    """What lies on the desk, in the order of taking, after topping it up from the queue.

    Raises:
        NotAllowed
    """
    require(actor, Permission.ACTIVATION_DECIDE)
    mine = on_desk(session, actor, now=now)
    while len(mine) < rules.DESK_SIZE and (taken := _take(session, actor, now=now)):
        mine.append(taken)
    return mine


def take(session: Session, actor: Actor, dossier_id: int, *, now: datetime) -> Dossier:
    """Take this very dossier. What lies on the desk beyond its size goes back to the queue.

    Raises:
        NotAllowed, DossierNotFound, TakenMeanwhile, YourOwnCase
    """
    require(actor, Permission.ACTIVATION_DECIDE)
    dossier = seen(session, actor, dossier_id)
    if _is_on(dossier, actor, now):
        return dossier
    if not may_decide(session, actor, dossier):
        raise YourOwnCase
    taken = _take(session, actor, dossier_id, now=now)
    if taken is None:
        raise TakenMeanwhile
    others = [one for one in on_desk(session, actor, now=now) if one.key != dossier_id]
    for extra in others[rules.DESK_SIZE - 1 :]:
        _give_back(session, actor, extra.key, now=now)
    return taken


def renew(session: Session, actor: Actor, *, now: datetime) -> None:
    """The console is open and alive: the leases that still run go on. Lost ones stay lost."""
    mine = sa.update(Dossier).where(_leased_to(actor), col(Dossier.lease_until) > now)
    session.execute(
        mine.values(lease_until=now + rules.LEASE_LASTS),
        execution_options={"synchronize_session": "fetch"},
    )


def leave(session: Session, actor: Actor, *, now: datetime) -> None:
    """The console was closed: everything goes back to the queue."""
    require(actor, Permission.ACTIVATION_DECIDE)
    for dossier in on_desk(session, actor, now=now):
        _give_back(session, actor, dossier.key, now=now)


def end_leases(session: Session, *, now: datetime) -> int:
    """For the sweep: what silent consoles held goes back to the queue."""
    over = select(Dossier).where(
        Dossier.status == DossierStatus.CLAIMED, col(Dossier.lease_until) <= now
    )
    lost = session.exec(over.with_for_update(skip_locked=True)).all()
    for dossier in lost:
        _requeue(session, SYSTEM, dossier, now=now)
    return len(lost)


def on_desk(session: Session, actor: Actor, *, now: datetime) -> list[Dossier]:
    """Oldest first: the order does not change while the clerk reads."""
    mine = select(Dossier).where(_leased_to(actor), col(Dossier.lease_until) > now)
    mine = mine.order_by(col(Dossier.claimed_at), col(Dossier.submitted_at), col(Dossier.id))
    return list(session.exec(mine.execution_options(populate_existing=True)))


def locked_on_desk(session: Session, actor: Actor, dossier_id: int, *, now: datetime) -> Dossier:
    """The dossier, locked, if it really lies on this desk. Lock its order before.

    Raises:
        DossierNotFound, LeaseLost
    """
    seen(session, actor, dossier_id)
    dossier = session.get_one(Dossier, dossier_id, populate_existing=True, with_for_update=True)
    if not _is_on(dossier, actor, now):
        raise LeaseLost
    return dossier


def seen(session: Session, actor: Actor, dossier_id: int) -> Dossier:
    """A dossier of the actor's unit (head office: any). Another unit's answers like none.

    Raises:
        DossierNotFound
    """
    dossier = session.get(Dossier, dossier_id, populate_existing=True)
    if dossier is None or actor.unit_id not in {None, dossier.unit_id}:
        raise DossierNotFound
    return dossier


def may_decide(session: Session, actor: Actor, dossier: Dossier) -> bool:
    """Four eyes: not who verified it, and not the customer themselves."""
    order = session.get_one(Order, dossier.order_id)
    is_theirs = bool(order.email) and order.email.lower() == _mail_of(session, actor)
    return actor.user_id not in {None, dossier.verifier_id, order.customer_id} and not is_theirs


def _take(
    session: Session, actor: Actor, dossier_id: int | None = None, *, now: datetime
) -> Dossier | None:
    """Claim one dossier by a single statement: of two clerks, one gets it."""
    wanted = sa.select(col(Dossier.id)).join(Order, col(Order.id) == col(Dossier.order_id))
    mine_first = col(Dossier.kept_for).is_not_distinct_from(actor.user_id)
    wanted = wanted.where(
        _is_free(now), _not_kept_for_another(actor, now), *_decidable_by(session, actor)
    )
    if dossier_id is not None:
        wanted = wanted.where(col(Dossier.id) == dossier_id)
    oldest = wanted.order_by(
        sa.case((mine_first, 0), else_=1), col(Dossier.submitted_at), col(Dossier.id)
    ).limit(1)
    one = oldest.with_for_update(of=Dossier, skip_locked=True).scalar_subquery()
    claim = (
        sa.update(Dossier)
        .where(col(Dossier.id) == one, _is_free(now))
        .values(
            status=DossierStatus.CLAIMED, clerk_id=actor.user_id, claimed_at=now,
            lease_until=now + rules.LEASE_LASTS, kept_for=None, kept_until=None,
        )
        .returning(col(Dossier.id))
    )  # fmt: skip
    claimed = session.execute(claim, execution_options={"synchronize_session": False})
    taken_id = claimed.scalar_one_or_none()
    if taken_id is None:
        return None
    dossier = session.get_one(Dossier, taken_id, populate_existing=True)
    tell(session, actor, dossier, "activation.claimed", now=now)
    return dossier


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    """In the queue, or on a desk whose clerk fell silent."""
    lost = sa.and_(col(Dossier.status) == DossierStatus.CLAIMED, col(Dossier.lease_until) <= now)
    return sa.or_(col(Dossier.status) == DossierStatus.QUEUED, lost)


def _not_kept_for_another(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """What was asked for has come: it is the asker's first, for a while."""
    return sa.or_(
        col(Dossier.kept_until).is_(None),
        col(Dossier.kept_until) <= now,
        col(Dossier.kept_for) == actor.user_id,
    )


def _decidable_by(session: Session, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """`may_decide` and the unit, as conditions."""
    four_eyes: list[sa.ColumnElement[bool]] = [
        col(Dossier.verifier_id).is_distinct_from(actor.user_id),
        col(Order.customer_id).is_distinct_from(actor.user_id),
    ]
    if mail := _mail_of(session, actor):
        four_eyes.append(sa.func.lower(col(Order.email)) != mail)
    unit = [] if actor.unit_id is None else [col(Dossier.unit_id) == actor.unit_id]
    return [*four_eyes, *unit]


def _mail_of(session: Session, actor: Actor) -> str:
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    return user.email.lower() if user else ""


def _leased_to(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Dossier.status) == DossierStatus.CLAIMED, col(Dossier.clerk_id) == actor.user_id
    )


def _is_on(dossier: Dossier, actor: Actor, now: datetime) -> bool:
    return (
        dossier.status is DossierStatus.CLAIMED
        and dossier.clerk_id == actor.user_id
        and dossier.lease_until is not None
        and dossier.lease_until > now
    )


def _give_back(session: Session, actor: Actor, dossier_id: int, *, now: datetime) -> None:
    """Unless the lease ran out meanwhile and another clerk has it."""
    dossier = session.get_one(Dossier, dossier_id, populate_existing=True, with_for_update=True)
    if _is_on(dossier, actor, now):
        _requeue(session, actor, dossier, now=now)


def _requeue(session: Session, actor: Actor, dossier: Dossier, *, now: datetime) -> None:
    dossier.move_to(DossierStatus.QUEUED)
    tell(session, actor, dossier, "activation.released", now=now)


def queue_of(session: Session, actor: Actor, *, limit: int = 200) -> list[Dossier]:
    """What waits in the actor's unit, longest first."""
    waiting = select(Dossier).where(col(Dossier.status).in_(WAITING))
    if actor.unit_id is not None:
        waiting = waiting.where(Dossier.unit_id == actor.unit_id)
    return list(session.exec(waiting.order_by(col(Dossier.submitted_at)).limit(limit)))


def holds_case(session: Session, actor: Actor, order: Order) -> bool:
    """A clerk sees evidence of what lies on their desk now, and nothing else."""
    mine = select(Dossier.id).where(
        Dossier.order_id == order.key, _leased_to(actor), col(Dossier.lease_until) > utc_now()
    )
    return session.exec(mine).first() is not None


ekyc.keeps_to_case(Role.ACTIVATION_CLERK, holds_case)
contracts.keeps_to_case(Role.ACTIVATION_CLERK, holds_case)
