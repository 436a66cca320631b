"""Nothing is left to do on the net: a file for the hotline or a shop, so that nobody begins anew.

It is found under the order's own code (Tra cứu phiếu); the customer needs to remember nothing.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.actors import system
from chonso_app.core.clock import vn_datetime
from chonso_app.core.texts import has, say
from chonso_app.ekyc import checking, rules
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, PreparedFile
from chonso_app.ekyc.story import story_of
from chonso_app.orders import notices
from chonso_app.orders.models import Order

_ENGINE = system("ekyc")


@dataclass(frozen=True)
class ForCounter:
    """What whoever sits at a counter needs to know; nothing personal, no scores."""

    made: str
    paper: str
    good: tuple[str, ...]  # what need not be asked again
    faults: tuple[str, ...]  # what went wrong, in words
    tries: int
    by_calls: bool  # the papers were good, the video team refused
    refused: tuple[str, ...] = ()  # by the video team, why


def make_when_closed(
    session: Session, order: Order, check: IdentityCheck, *, now: datetime
) -> PreparedFile | None:
    """After a failed check: None while another try could help. The customer is told once."""
    if not check.counts:
        return None
    used_up = checking.allowance_of(session, order, now=now).closed
    if not used_up and not rules.leads_nowhere(check.checks):
        return None
    return _make(session, order, check, now)


def prepare_after_calls(session: Session, order: Order, *, now: datetime) -> PreparedFile | None:
    """The video team has refused for the last time. None: the last check has its file already."""
    settled = select(IdentityCheck).where(
        IdentityCheck.order_id == order.key, IdentityCheck.status != CheckStatus.QUEUED
    )
    check = session.exec(settled.order_by(col(IdentityCheck.id).desc()).limit(1)).one_or_none()
    if check is None or _has_file(session, check):
        return None
    return _make(session, order, check, now)


def _has_file(session: Session, check: IdentityCheck) -> bool:
    its = select(PreparedFile.id).where(PreparedFile.check_id == check.key)
    return session.exec(its).one_or_none() is not None


def _make(session: Session, order: Order, check: IdentityCheck, now: datetime) -> PreparedFile:
    told = file_of(session, order, now=now) is not None
    made = PreparedFile(order_id=order.key, check_id=check.key, made_at=now)
    session.add(made)
    notices.tell(session, order, "ekyc.prepared", actor=_ENGINE, now=now, check=check.key)
    if not told:
        notices.send(session, order, "ekyc.prepared", f"ekyc-prepared:{check.key}", now=now)
    return made


def file_of(session: Session, order: Order, *, now: datetime) -> PreparedFile | None:
    """The newest, while it is what is left to do."""
    mine = select(PreparedFile).where(
        PreparedFile.order_id == order.key, col(PreparedFile.made_at) > now - rules.FORGOTTEN_AFTER
    )
    return session.exec(mine.order_by(col(PreparedFile.id).desc()).limit(1)).one_or_none()


def for_counter(session: Session, order: Order) -> ForCounter | None:
    """The newest file of this order in words. The caller has checked who may look."""
    mine = select(PreparedFile).where(PreparedFile.order_id == order.key)
    row = session.exec(mine.order_by(col(PreparedFile.id).desc()).limit(1)).one_or_none()
    if row is None:
        return None
    check = session.get_one(IdentityCheck, row.check_id)
    story = story_of(check, order)
    kind = f"ekyc.kind.{check.paper_kind}"
    return ForCounter(
        vn_datetime(row.made_at),
        say(kind) if has(kind) else "",
        tuple(line.label for line in story.good),
        tuple(line.title for line in story.faults),
        _failures(session, check),
        check.status is not CheckStatus.FAILED,
    )


def _failures(session: Session, check: IdentityCheck) -> int:
    """Of this order, up to this one."""
    counted = select(sa.func.count()).where(
        IdentityCheck.order_id == check.order_id,
        col(IdentityCheck.id) <= check.key,
        IdentityCheck.status == CheckStatus.FAILED,
        col(IdentityCheck.counts),
    )
    return session.exec(counted).one()
