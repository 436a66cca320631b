"""Asking for a check, and what its verdict is worth afterwards. What lies between: `settling`."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.jobs import Queue, enqueue
from chonso_app.ekyc import liveness, rules
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.ekyc.pictures import (
    CheckRunning,
    current_pictures,
    refuse_unless_open,
    running_check,
    wanted_kinds,
)
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order

WORKFLOW = "check_identity"
__all__ = ["CheckRunning"]


class FormIncomplete(ShopError):
    """Name, ID number or birth date is not there yet."""


class PicturesMissing(ShopError):
    """`kinds`: which pictures are still to be taken."""

    def __init__(self, kinds: list[Kind]) -> None:
        super().__init__()
        self.kinds = kinds


class NothingChanged(ShopError):
    """The same pictures with the same data would fail the same way."""


class TriesPaused(ShopError):
    """The first round is used up. `until`: when the next one opens."""


class NoTriesLeft(ShopError):
    """Both rounds are used up: a shop or the hotline. `hotline`: whom to call."""


class Standing(StrEnum):
    """What the identity of an order is worth right now."""

    PASSED = "passed"
    UNSURE = "unsure"
    FAILED = "failed"
    MISSING = "missing"  # not asked, running, of another person, or too old


# -- asking --------------------------------------------------------------------------------------


def request_check(session: Session, actor: Actor, code: str, *, now: datetime) -> IdentityCheck:
    """Xác thực thông tin. Asking twice gives the check that runs, or the one that already passed.

    Raises:
        OnlyInApp, OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, FormIncomplete,
        PicturesMissing, NothingChanged, TriesPaused, NoTriesLeft
    """
    refuse_outside_app(actor)
    order = orders.order_of_locked(session, actor, code)
    refuse_unless_open(session, order, now)
    if running := running_check(session, order):
        return running
    if not (order.full_name and order.id_number and order.birth_date):
        raise FormIncomplete
    shown = _shown(session, order, now)
    before, frames = last_check(session, order), liveness.frames_of(session, order)
    made = _made(order, shown, now)
    made.challenge_id = frames[0].challenge_id if frames else None
    if before and _the_same(before, made):
        if before.status is CheckStatus.PASSED:
            return before
        if before.counts:
            raise NothingChanged
    made.round = _next_round(session, order, now)
    session.add(made)
    session.flush()
    enqueue(session, WORKFLOW, str(made.key), made.key, queue=Queue.EKYC)
    audit.record(
        session, actor, "ekyc.requested", f"order:{code}", now=now, check=made.key,
        round=made.round, pictures=sorted(made.pictures),
    )  # fmt: skip
    events.publish(
        session, "ekyc.requested", f"order:{code}", actor=actor, order_id=order.key, now=now,
        check=made.key,
    )  # fmt: skip
    return made


def _shown(session: Session, order: Order, now: datetime) -> dict[Kind, Evidence]:
    """The current pictures that the chosen paper needs. Raises PicturesMissing."""
    fresh = evidence_since(order, now)
    current, wanted = current_pictures(session, order), wanted_kinds(session, order)
    missing = [kind for kind in wanted if kind not in current or current[kind].taken_at <= fresh]
    if missing:
        raise PicturesMissing(missing)
    return {kind: current[kind] for kind in wanted}


def _next_round(session: Session, order: Order, now: datetime) -> int:
    may = allowance_of(session, order, now=now)
    if may.closed:
        raise NoTriesLeft(hotline=settings.hotline)
    if may.wait_until:
        raise TriesPaused(until=vn_time(may.wait_until), tries=settings.ekyc_tries)
    return may.round


def _the_same(before: IdentityCheck, made: IdentityCheck) -> bool:
    """New frames are something new only where moves were all that was missing."""
    if before.pictures != made.pictures:
        return False
    return before.challenge_id == made.challenge_id or not rules.waits_for_moves(before.checks)


def _made(order: Order, shown: dict[Kind, Evidence], now: datetime) -> IdentityCheck:
    return IdentityCheck(
        order_id=order.key,
        person_version=order.person_version,
        front_id=shown[Kind.CARD_FRONT].key,
        back_id=shown[Kind.CARD_BACK].key if Kind.CARD_BACK in shown else None,
        portrait_id=shown[Kind.PORTRAIT].key,
        requested_at=now,
    )


def allowance_of(session: Session, order: Order, *, now: datetime) -> rules.Allowance:
    """Failures since the last check that did not fail. Other people's data does not reset it."""
    settled = select(IdentityCheck).where(
        IdentityCheck.order_id == order.key, IdentityCheck.status != CheckStatus.QUEUED
    )
    failed: list[datetime] = []
    for check in session.exec(settled.order_by(col(IdentityCheck.id))):
        if check.status is not CheckStatus.FAILED:
            failed = []
        elif check.counts and check.settled_at:
            failed.append(check.settled_at)
    wait = timedelta(minutes=settings.ekyc_wait_minutes)
    return rules.allowance(
        failed, tries=settings.ekyc_tries, rounds=settings.ekyc_rounds, wait=wait, now=now
    )


# -- afterwards ----------------------------------------------------------------------------------


def last_check(session: Session, order: Order) -> IdentityCheck | None:
    """The newest of the person as typed now, whatever became of it."""
    mine = select(IdentityCheck).where(
        IdentityCheck.order_id == order.key, IdentityCheck.person_version == order.person_version
    )
    return session.exec(mine.order_by(col(IdentityCheck.id).desc()).limit(1)).one_or_none()


def last_reading(session: Session, order: Order) -> IdentityCheck | None:
    """The newest that read a card, of whichever version of the person."""
    mine = select(IdentityCheck).where(
        IdentityCheck.order_id == order.key, col(IdentityCheck.paper) != ""
    )
    return session.exec(mine.order_by(col(IdentityCheck.id).desc()).limit(1)).one_or_none()


def standing(session: Session, order: Order, now: datetime) -> Standing:
    """What the last check is worth: it speaks for its own pictures, for 72 hours."""
    check = last_check(session, order)
    if check is None or check.status is CheckStatus.QUEUED:
        return Standing.MISSING
    current = current_pictures(session, order).values()
    fresh = evidence_since(order, now)
    if {one.key for one in current if one.taken_at > fresh} != check.pictures:
        return Standing.MISSING
    return Standing(check.status.value)


def ask_again(
    session: Session, actor: Actor, order: Order, pictures: list[str], *, now: datetime
) -> None:
    """The clerk refused these pictures: they must be taken again, the others stay. Order locked."""
    current = current_pictures(session, order)
    for kind in (Kind(name) for name in pictures):
        if row := current.get(kind):
            row.replaced_at = now
            session.add(row)
    session.flush()
    audit.record(
        session, actor, "ekyc.asked_again", f"order:{order.code}", now=now, pictures=pictures
    )
    events.touch(session, f"order:{order.code}")
