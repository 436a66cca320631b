"""What can be done with a hold. The caller owns the transaction: nothing commits here.

`place`, `prove_phone` and `release` check whose hold it is. The others are for services to the
right (orders, payments), which have checked whose order it is or act for the product itself.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor, system
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ChangedMeanwhile, ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, permits
from chonso_app.holds import limits, pressing, rules, waiting
from chonso_app.holds.finding import (
    HoldNotFound,
    due,
    hold_of,
    is_due,
    is_owner,
    live_on,
    running_of,
)
from chonso_app.holds.limits import (
    AlreadyHolding,
    HoldsStoppedToday,
    HoldsWithoutOrder,
    NumberPressedTooOften,
    TooManyFromHere,
)
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.pressing import Press, VisitorUnknown
from chonso_app.holds.rules import Clock
from chonso_app.numbers import service as numbers
from chonso_app.numbers import taking
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.service import NumberTaken

__all__ = [  # the questions and refusals that belong to this service but live beside it
    "AlreadyHolding", "HoldNotFound", "HoldsStoppedToday", "HoldsWithoutOrder",
    "NumberPressedTooOften", "NumberTaken", "TooManyFromHere", "VisitorUnknown", "due", "hold_of",
    "is_owner", "live_on", "running_of",
]  # fmt: skip
_SYSTEM_MARK = "system:"  # core.actors.system


class HoldEnded(ShopError):
    """The time ran out or the hold was given back. `number`: grouped."""


class NoTimeForBank(ShopError):
    """Too little is left of the hold to pay with it."""


def place(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Hold:
    """Take the number off the shelf for the actor. The press of `Giữ số`.

    Asking again while it runs returns the same hold: a double click is harmless.

    Raises:
        NumberTaken: somebody else has it; `numbers.service.alternatives` has others.
        NumberNotFound, AlreadyHolding, TooManyFromHere, NumberPressedTooOften, VisitorUnknown,
        HoldsWithoutOrder, HoldsStoppedToday
    """
    return place_press(session, Press(actor, (msisdn,)), now=now)[0]


def place_press(session: Session, press: Press, *, now: datetime) -> list[Hold]:
    """A batch of one, in the caller's transaction: what the desk does for two hundred."""
    session.flush()
    answer = pressing.glance(session, [press], now=now)[0]
    if answer is None:
        answer = pressing.place_all(session, [press], now=now)[0]
        _look_again(session, press.msisdns)
    if isinstance(answer, ShopError):
        raise answer
    return [session.get_one(Hold, hold_id, populate_existing=True) for hold_id in answer]


def _look_again(session: Session, msisdns: tuple[str, ...]) -> None:
    """The caller may know rows that were just changed behind the session's back."""
    for known in list(session.identity_map.values()):
        if isinstance(known, Hold | Number) and known.msisdn in msisdns:
            session.refresh(known)


def prove_phone(
    session: Session, actor: Actor, hold_id: int, *, phone: str, customer_id: int, now: datetime
) -> Hold:
    """The contact phone was proven by OTP: the longer clock starts, once.

    Args:
        phone: E.164 digits. Kept as a keyed hash only.

    Raises:
        HoldNotFound, HoldEnded
        AlreadyHolding: the same phone holds another number.
    """
    mark = hmac_hex("hold-phone", phone)
    limits.one_at_a_time(session, f"phone:{mark}")
    hold = _locked(session, hold_id)
    if not is_owner(hold, actor):
        raise HoldNotFound
    _must_run(hold, now)
    limits.check_phone(session, hold, mark, now)
    hold.customer_id, hold.phone_mark = customer_id, mark
    if hold.proven_at is None:
        hold.proven_at = now
        _set_clock(session, actor, hold, rules.proven(hold.clock, now), now)
        audit.record(session, actor, "holds.phone_proven", _subject(hold), now=now)
    session.flush()
    return hold


def extend_for_bank(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """The customer goes to the bank now: at least 11 minutes, inside the hard limit.

    `rules.bank_deadline(hold.clock)` is when the bank has to stop.

    Raises:
        HoldNotFound, HoldEnded
        NoTimeForBank: the hard limit is too near.
    """
    hold = _locked(session, hold_id)
    _must_run(hold, now)
    if not rules.is_long_enough_for_bank(hold.clock, now):
        raise NoTimeForBank
    hold.at_bank_since = now
    _set_clock(session, actor, hold, rules.at_bank(hold.clock, now), now)
    session.flush()
    return hold


def back_from_bank(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """Failed, cancelled or given up there: the plain clock goes on. Harmless when it is over."""
    hold = _locked(session, hold_id)
    if hold.status is HoldStatus.ACTIVE and hold.at_bank_since:
        hold.at_bank_since = None
        _set_clock(session, actor, hold, rules.back_from_bank(hold.clock), now)
        session.flush()
    return hold


def keep(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """Paid: no clock any more. Again is harmless.

    Also just after the end, as long as neither the sweep nor another buyer was there first.

    Raises:
        HoldNotFound
        HoldEnded: try `retake`, else give the money back.
    """
    hold = _locked(session, hold_id)
    if hold.status is HoldStatus.ORDERED:
        return hold
    if hold.status is not HoldStatus.ACTIVE:
        raise HoldEnded(number=grouped(hold.msisdn))
    _move(session, actor, hold, HoldStatus.ORDERED, now)
    numbers.set_clock(session, actor, hold.msisdn, until=None, now=now)
    return hold


def retake(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """Money came after the hold was lost: a new, paid hold for the same person if it is free.

    Raises:
        HoldNotFound
        NumberTaken: it is not free. The transaction is still good: write the refund in it.
    """
    lost = _locked(session, hold_id)
    if lost.is_live:
        return keep(session, actor, hold_id, now=now)
    _end_if_due(session, live_on(session, lost.msisdn), now)
    numbers.take(session, actor, lost.msisdn, until=now, now=now)
    numbers.set_clock(session, actor, lost.msisdn, until=None, now=now)
    hold = _new(lost.msisdn, lost.visitor, lost.customer_id, now)
    hold.status, hold.phone_mark, hold.proven_at = HoldStatus.ORDERED, lost.phone_mark, now
    return _add(session, actor, hold, now)


def release(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """Give the number back: by its owner, by staff who may cancel orders, or by the product.

    A number that is a live line already does not return to the shelf: it rests (blocked).

    Raises:
        HoldNotFound
        ForbiddenMove: it is over already.
    """
    hold = _locked(session, hold_id)
    if not (is_owner(hold, actor) or _may_unlock(actor)):
        raise HoldNotFound
    _move(session, actor, hold, HoldStatus.RELEASED, now)
    if numbers.number_of(session, hold.msisdn).status is NumberStatus.SOLD:
        numbers.retire(session, actor, hold.msisdn, now=now)
    else:
        numbers.put_back(session, actor, hold.msisdn, now=now)
        waiting.tell_freed(session, [hold.msisdn], now=now)
    return hold


def expire(session: Session, actor: Actor, hold_id: int, *, now: datetime) -> bool:
    """Put the number back if the hold is due; False when it is not, or not any more."""
    hold = _end_due(session, actor, hold_id, now)
    if hold:
        waiting.tell_freed(session, [hold.msisdn], now=now)
    return hold is not None


def _end_due(session: Session, actor: Actor, hold_id: int, now: datetime) -> Hold | None:
    wanted = select(Hold).where(Hold.id == hold_id, is_due(now)).with_for_update()
    hold = session.exec(wanted.execution_options(populate_existing=True)).one_or_none()
    if hold:
        _move(session, actor, hold, HoldStatus.EXPIRED, now)
        numbers.put_back(session, actor, hold.msisdn, now=now)
    return hold


def expire_due(session: Session, actor: Actor, *, now: datetime, limit: int = 500) -> int:
    """Put back what is due, oldest first, `limit` at most; how many there were.

    Holds that somebody else is at work on are left for the next time.
    """
    wanted = select(Hold.id, Hold.msisdn).where(is_due(now)).order_by(col(Hold.releases_at))
    over = dict(session.exec(wanted.limit(limit).with_for_update(skip_locked=True)).all())
    if not over:
        return 0
    ended = sa.update(Hold).where(col(Hold.id).in_(over)).values(status=HoldStatus.EXPIRED)
    session.execute(ended.execution_options(synchronize_session="fetch"))
    for hold_id in over:
        audit.record(session, actor, "holds.expired", f"hold:{hold_id}", now=now)
    if taking.put_back_all(session, actor, over.values(), now=now) != len(over):
        raise ChangedMeanwhile  # a hold and its number disagree: the rows one by one say which
    waiting.tell_freed(session, set(over.values()), now=now)
    return len(over)


def _may_unlock(actor: Actor) -> bool:
    return actor.visitor.startswith(_SYSTEM_MARK) or permits(actor, Permission.ORDERS_CANCEL)


def _new(msisdn: str, visitor: str, customer_id: int | None, now: datetime) -> Hold:
    clock = rules.placed(now)
    return Hold(
        msisdn=msisdn,
        visitor=visitor,
        customer_id=customer_id,
        placed_at=now,
        expires_at=clock.ends_at,
        releases_at=clock.releases_at,
        hard_limit_at=clock.latest_at,
    )


def _add(session: Session, actor: Actor, hold: Hold, now: datetime) -> Hold:
    session.add(hold)
    session.flush()
    audit.record(session, actor, f"holds.{hold.status}", _subject(hold), now=now)
    return hold


def _move(session: Session, actor: Actor, hold: Hold, to: HoldStatus, now: datetime) -> None:
    hold.move_to(to)
    session.flush()
    audit.record(session, actor, f"holds.{to}", _subject(hold), now=now)


def _set_clock(session: Session, actor: Actor, hold: Hold, clock: Clock, now: datetime) -> None:
    hold.expires_at, hold.releases_at = clock.ends_at, clock.releases_at
    numbers.set_clock(session, actor, hold.msisdn, until=clock.releases_at, now=now)


def _must_run(hold: Hold, now: datetime) -> None:
    if not hold.runs(now):
        raise HoldEnded(number=grouped(hold.msisdn))


def _end_if_due(session: Session, hold: Hold | None, now: datetime) -> None:
    """A hold that ran out does not stand in the way, swept or not. Who waits hears nothing: the
    number is taken again at once."""
    if hold and hold.status is HoldStatus.ACTIVE and not hold.runs(now):
        _end_due(session, system("holds"), hold.id, now)


def _locked(session: Session, hold_id: int) -> Hold:
    mine = select(Hold).where(Hold.id == hold_id).with_for_update()
    hold = session.exec(mine.execution_options(populate_existing=True)).one_or_none()
    if hold is None:
        raise HoldNotFound
    return hold


def _subject(hold: Hold) -> str:
    return f"hold:{hold.id}"
