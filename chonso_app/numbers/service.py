"""Moving numbers on and off the shelf; finding them is in `finding`. Callers own the transaction.

Every move is one UPDATE … WHERE: of many who press at once, the database lets one through.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.core.msisdn import grouped, to_e164
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import changes, rules
from chonso_app.numbers.finding import (
    ClassOnShelf,
    NumberNotFound,
    Page,
    alternatives,
    classes_on_shelf,
    free_count,
    number_of,
    place_of,
    search,
    total,
)
from chonso_app.numbers.models import ALLOWED_MOVES, Number, NumberStatus

__all__ = [  # the questions that belong to this service but live beside it
    "ClassOnShelf", "NumberNotFound", "Page", "alternatives", "classes_on_shelf", "free_count",
    "number_of", "place_of", "search", "total",
]  # fmt: skip


class NumberTaken(ShopError):
    """Somebody else has it. `number`: grouped, for the text."""


def is_free(number: Number, now: datetime) -> bool:
    """May be taken this moment, whether or not the sweep has put it back yet."""
    ran_out = number.held_until is not None and number.held_until <= now
    return number.status is NumberStatus.AVAILABLE or ran_out


def shapes_of(number: Number, now: datetime) -> tuple[rules.Shape, ...]:
    return rules.shapes_of(number.national, this_year=vn_today(now).year)


def take(session: Session, actor: Actor, msisdn: str, *, until: datetime, now: datetime) -> Number:
    """available → held, until `until`. A hold whose time is over does not stand in the way.

    Raises:
        NumberTaken, NumberNotFound
    """
    free = sa.or_(
        col(Number.status) == NumberStatus.AVAILABLE,
        sa.and_(col(Number.status) == NumberStatus.HELD, col(Number.held_until) <= now),
    )
    number = _move(session, actor, msisdn, NumberStatus.HELD, free, now=now, held_until=until)
    if number is None:
        raise NumberTaken(number=grouped(number_of(session, msisdn).msisdn))
    return number


def set_clock(
    session: Session, actor: Actor, msisdn: str, *, until: datetime | None, now: datetime
) -> None:
    """A held number's hold now ends at `until`; None: it is paid and has no clock."""
    moved = session.execute(
        sa.update(Number)
        .where(col(Number.msisdn) == msisdn, col(Number.status) == NumberStatus.HELD)
        .values(held_until=until)
        .execution_options(synchronize_session="fetch")
    )
    if not _count(moved):
        raise ForbiddenMove(details={"msisdn": msisdn, "asked": "set_clock"})
    if until is None:  # off the shelf
        changes.note(session, [msisdn], now)
    events.publish(session, "numbers.clock", _topic(msisdn), actor=actor, now=now)


def put_back(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Number:
    """held → available. Raises ForbiddenMove."""
    return _must(session, actor, msisdn, NumberStatus.AVAILABLE, NumberStatus.HELD, now=now)


def sell(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Number:
    """held → sold: the line lives. Raises ForbiddenMove."""
    return _must(session, actor, msisdn, NumberStatus.SOLD, NumberStatus.HELD, now=now)


def retire(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Number:
    """sold → blocked: its line ended and it rests before anybody else gets it."""
    return _must(session, actor, msisdn, NumberStatus.BLOCKED, NumberStatus.SOLD, now=now)


def block(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Number:
    """available → blocked, by staff. Raises ForbiddenMove."""
    require(actor, Permission.NUMBERS_MANAGE)
    return _must(session, actor, msisdn, NumberStatus.BLOCKED, NumberStatus.AVAILABLE, now=now)


def unblock(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Number:
    """blocked → available, by staff. Raises ForbiddenMove."""
    require(actor, Permission.NUMBERS_MANAGE)
    return _must(session, actor, msisdn, NumberStatus.AVAILABLE, NumberStatus.BLOCKED, now=now)


def msisdn_typed(typed: str) -> str:
    """What the address bar or a form says → E.164 digits. Raises NumberNotFound."""
    try:
        return to_e164(typed)
    except ShopError as error:
        raise NumberNotFound from error


def _must(
    session: Session, actor: Actor, msisdn: str, to: NumberStatus, was: NumberStatus, *,
    now: datetime,
) -> Number:  # fmt: skip
    number = _move(session, actor, msisdn, to, col(Number.status) == was, now=now, held_until=None)
    if number is None:
        standing = number_of(session, msisdn).status
        raise ForbiddenMove(details={"msisdn": msisdn, "was": standing.value, "asked": to.value})
    return number


def _move(
    session: Session,
    actor: Actor,
    msisdn: str,
    to: NumberStatus,
    condition: sa.ColumnElement[bool],
    *,
    now: datetime,
    held_until: datetime | None,
) -> Number | None:
    allowed = [was for was, targets in ALLOWED_MOVES.items() if to in targets]
    session.flush()
    moved = session.execute(
        sa.update(Number)
        .where(col(Number.msisdn) == msisdn, col(Number.status).in_(allowed), condition)
        .values(status=to, held_until=held_until)
        .execution_options(synchronize_session=False)
    )
    if not _count(moved):
        return None
    changes.note(session, [msisdn], now)
    audit.record(session, actor, f"numbers.{to.value}", f"number:{msisdn}", now=now)
    events.publish(session, f"numbers.{to.value}", _topic(msisdn), actor=actor, now=now)
    return session.get_one(Number, msisdn, populate_existing=True)


def _count(result: sa.Result[Any]) -> int:
    assert isinstance(result, sa.CursorResult)
    return result.rowcount


def _topic(msisdn: str) -> str:
    return f"number:{msisdn}"
