"""One number kept back or put out again by hand."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import service
from chonso_app.numbers.bulk import ReasonMissing
from chonso_app.numbers.service import NumberNotFound

_LONGEST_REASON = 200


def block(session: Session, actor: Actor, msisdn: str, reason: str, *, now: datetime) -> None:
    """Raises ReasonMissing, NumberNotFound, ForbiddenMove (it is held or sold)."""
    require(actor, Permission.NUMBERS_MANAGE)
    reason = reason.strip()[:_LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    _refuse_foreign(session, actor, msisdn)
    service.block(session, actor, msisdn, now=now)
    audit.record(session, actor, "numbers.block_reason", f"number:{msisdn}", now=now, reason=reason)


def release(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> None:
    """Raises NumberNotFound, ForbiddenMove (it is not kept back)."""
    require(actor, Permission.NUMBERS_MANAGE)
    _refuse_foreign(session, actor, msisdn)
    service.unblock(session, actor, msisdn, now=now)


def _refuse_foreign(session: Session, actor: Actor, msisdn: str) -> None:
    number = service.number_of(session, msisdn)
    if actor.unit_id not in (None, number.unit_id):
        raise NumberNotFound
