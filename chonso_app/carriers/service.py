"""Choosing a carrier, and the administrators' changes to the rules of choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Province
from chonso_app.carriers import rules
from chonso_app.carriers.models import Carrier
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require

TOPIC = "carriers"
_MOST_DONG = 100_000_000


class NoCarrierServes(ShopError):
    """No carrier that is switched on goes there, or may carry that much money."""


class CarrierNotFound(ShopError):
    """No carrier of that code."""


class BadCarrierRule(ShopError):
    """A province that there is not, or an amount that cannot be meant."""


@dataclass(frozen=True)
class CarrierRules:
    """What an administrator may change of a carrier."""

    is_on: bool
    provinces: Sequence[str]
    excluded: Sequence[str]
    max_cod: int
    flat_fee: int
    flat_fees: dict[str, int]


def choose(session: Session, province_code: str, *, cod: int, now: datetime) -> Carrier:
    """The carrier for a parcel to this province with so much to collect.

    Raises:
        NoCarrierServes
    """
    chosen = rules.choose(all_carriers(session), province_code, cod=cod)
    if chosen is None:
        raise NoCarrierServes
    return chosen


def all_carriers(session: Session) -> list[Carrier]:
    """In the order in which they are tried."""
    return list(session.exec(select(Carrier).order_by(col(Carrier.rank), col(Carrier.code))))


def carrier_of(session: Session, code: str) -> Carrier:
    """Raises CarrierNotFound."""
    carrier = session.get(Carrier, code)
    if carrier is None:
        raise CarrierNotFound
    return carrier


# -- administration --------------------------------------------------------------------------


def change(
    session: Session, actor: Actor, code: str, wanted: CarrierRules, *, now: datetime
) -> Carrier:
    """Replace the rules of one carrier.

    Raises:
        NotAllowed, CarrierNotFound, BadCarrierRule
    """
    require(actor, Permission.CARRIERS_MANAGE)
    carrier = carrier_of(session, code)
    _check(session, wanted)
    carrier.is_on, carrier.max_cod, carrier.flat_fee = wanted.is_on, wanted.max_cod, wanted.flat_fee
    carrier.provinces, carrier.excluded = sorted(wanted.provinces), sorted(wanted.excluded)
    carrier.flat_fees = dict(sorted(wanted.flat_fees.items()))
    _changed(session, actor, carrier, "carriers.changed", now=now, is_on=wanted.is_on)
    return carrier


def move_up(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Try this carrier one place earlier. The first stays where it is.

    Raises:
        NotAllowed, CarrierNotFound
    """
    require(actor, Permission.CARRIERS_MANAGE)
    mover = carrier_of(session, code)
    order = all_carriers(session)
    place = order.index(mover)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    for rank, carrier in enumerate(order):
        carrier.rank = rank
    _changed(session, actor, mover, "carriers.moved", now=now, rank=mover.rank)


def _check(session: Session, wanted: CarrierRules) -> None:
    known = set(session.exec(select(Province.code)))
    named = {*wanted.provinces, *wanted.excluded, *wanted.flat_fees}
    if unknown := sorted(named - known):
        raise BadCarrierRule(what=", ".join(unknown)[:60])
    amounts = (wanted.max_cod, wanted.flat_fee, *wanted.flat_fees.values())
    if wrong := [amount for amount in amounts if not 0 <= amount <= _MOST_DONG]:
        raise BadCarrierRule(what=str(wrong[0])[:20])


def _changed(
    session: Session, actor: Actor, carrier: Carrier, kind: str, *, now: datetime, **detail: object
) -> None:
    session.add(carrier)
    session.flush()
    audit.record(session, actor, kind, f"carrier:{carrier.code}", now=now, **detail)
    events.publish(session, kind, TOPIC, actor=actor, now=now, carrier=carrier.code)
