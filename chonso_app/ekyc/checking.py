"""One check from the tap to its result, and what it is worth afterwards."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, system
from chonso_app.core.clock import vn_time, vn_today
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.jobs import Queue, enqueue
from chonso_app.ekyc import rules
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Form,
    Outcome,
    gave_up,
)
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.ekyc.pictures import (
    CheckRunning,
    current_pictures,
    refuse_unless_open,
    running_check,
    wanted_kinds,
)
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order, OrderStatus

WORKFLOW = "check_identity"
_ENGINE = system("ekyc")
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


@dataclass(frozen=True)
class Job:
    """What the engine needs. Holds personal data: never stored, never logged."""

    front: str  # names in core.media
    back: str | None
    portrait: str
    form: Form
    today: date


# -- asking --------------------------------------------------------------------------------------


def request_check(session: Session, actor: Actor, code: str, *, now: datetime) -> IdentityCheck:
    """Xác thực thông tin. Asking twice gives the check that runs, or the one that already passed.

    Raises:
        OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, FormIncomplete, PicturesMissing,
        NothingChanged, TriesPaused, NoTriesLeft
    """
    order = orders.order_of_locked(session, actor, code)
    refuse_unless_open(session, order, now)
    if running := running_check(session, order):
        return running
    if not (order.full_name and order.id_number and order.birth_date):
        raise FormIncomplete
    shown = _shown(session, order, now)
    before = last_check(session, order)
    if before and before.pictures == {one.key for one in shown.values()}:
        if before.status is CheckStatus.PASSED:
            return before
        if before.counts:
            raise NothingChanged
    made = _made(order, shown, _next_round(session, order, now), now)
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
        raise TriesPaused(until=vn_time(may.wait_until))
    return may.round


def _made(
    order: Order, shown: dict[Kind, Evidence], round_number: int, now: datetime
) -> IdentityCheck:
    return IdentityCheck(
        order_id=order.key,
        person_version=order.person_version,
        round=round_number,
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
    return rules.allowance(failed, tries=settings.ekyc_tries, wait=wait, now=now)


# -- running -------------------------------------------------------------------------------------


def begin_check(session: Session, check_id: int, *, now: datetime) -> Job | None:
    """What to examine; None when there is nothing left to do."""
    check = session.get_one(IdentityCheck, check_id)
    if check.status is not CheckStatus.QUEUED:
        return None
    order = orders.order_by_id(session, check.order_id)
    if not order.id_number or order.born is None:
        return None
    names = {
        row.key: row.media
        for row in session.exec(select(Evidence).where(col(Evidence.id).in_(check.pictures)))
    }
    back = names[check.back_id] if check.back_id is not None else None
    return Job(
        names[check.front_id], back, names[check.portrait_id],
        Form(order.full_name, order.id_number, order.born), vn_today(now),
    )  # fmt: skip


def settle_check(
    session: Session, check_id: int, result: EkycResult, *, now: datetime
) -> CheckStatus:
    """Write down what the engine found, and what only the database knows. Once is enough."""
    order_id = session.get_one(IdentityCheck, check_id).order_id
    order = orders.lock_order(session, order_id)
    check = session.get_one(IdentityCheck, check_id, populate_existing=True)
    if check.status is not CheckStatus.QUEUED:
        return check.status
    found = [*result.checks, *_paper_check(session, order, result.fields)]
    check.checks = [_as_json(one) for one in found]
    check.counts = not rules.is_ours(check.checks)
    check.fields = json.dumps(asdict(result.fields), default=str, ensure_ascii=False)
    check.paper = paper_of(result.fields.id_number) if result.fields.id_number else ""
    check.paper_kind, check.engine = result.kind.value, result.engine
    check.elapsed_ms, check.cpu_ms = result.elapsed_ms, result.cpu_ms
    check.settled_at = now
    if result.swapped and check.back_id is not None:
        _put_right(session, check)
    check.move_to(rules.status_of(one.outcome.value for one in found))
    session.add(check)
    session.flush()
    _tell(session, order, check, now)
    return check.status


def _as_json(one: CheckResult) -> dict[str, Any]:
    return asdict(one) | {"redo": [picture.value for picture in one.redo]}


def _paper_check(session: Session, order: Order, card: CardFields) -> list[CheckResult]:
    """At most so many numbers on one paper (S6); counted again when the line is made."""
    if not card.id_number:
        return []
    lines = lines_on_paper(session, paper_of(card.id_number), besides=order)
    full = lines >= settings.numbers_per_paper
    outcome = Outcome.FAILED if full else Outcome.PASSED
    return [CheckResult(Check.PAPER, outcome, "too_many_numbers" if full else "")]


def paper_of(id_number: str) -> str:
    """A keyed fingerprint: equal papers are equal, and nobody without the key can guess them."""
    return hmac_hex("id-paper", id_number)


def lines_on_paper(session: Session, paper: str, *, besides: Order) -> int:
    """Live lines whose person showed this paper."""
    counted = (
        sa.select(sa.func.count(sa.distinct(col(Order.id))))
        .join(IdentityCheck, col(IdentityCheck.order_id) == col(Order.id))
        .where(
            col(IdentityCheck.paper) == paper,
            col(Order.status) == OrderStatus.ACTIVATED,
            col(Order.id) != besides.key,
        )
    )
    return session.execute(counted).scalar_one()


def _put_right(session: Session, check: IdentityCheck) -> None:
    """The customer took the sides for one another: from here on they have their right names."""
    front, back = (session.get_one(Evidence, one) for one in (check.front_id, check.back_id))
    before = front.replaced_at, back.replaced_at
    front.replaced_at = back.replaced_at = check.settled_at  # out of the index while they change
    session.flush()
    front.kind, back.kind = back.kind, front.kind
    session.flush()
    front.replaced_at, back.replaced_at = before
    check.front_id, check.back_id = back.key, front.key


def _tell(session: Session, order: Order, check: IdentityCheck, now: datetime) -> None:
    faults = {
        one["check"]: one["reason"]
        for one in check.checks
        if one["outcome"] in (Outcome.FAILED, Outcome.UNSURE)
    }
    audit.record(
        session, _ENGINE, "ekyc.settled", f"order:{order.code}", now=now, check=check.key,
        status=check.status.value, faults=faults, engine=check.engine, ms=check.elapsed_ms,
    )  # fmt: skip
    events.publish(
        session, f"ekyc.{check.status.value}", f"order:{order.code}", actor=_ENGINE,
        order_id=order.key, now=now, check=check.key,
    )  # fmt: skip


def give_up_old(session: Session, check_id: int, *, now: datetime) -> bool:
    """A check that nobody settled in time becomes unsure: people look, nobody waits for ever."""
    check = session.get_one(IdentityCheck, check_id)
    if check.status is not CheckStatus.QUEUED or check.requested_at > now - rules.MOST_PENDING:
        return False
    settle_check(session, check_id, gave_up("technical"), now=now)
    return True


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
