"""Asking for a feature, and switching it (7.27). The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ChangedMeanwhile, ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.switches import rules
from chonso_app.switches.models import Feature, FeatureSwitch
from chonso_app.switches.rules import Standing

__all__ = [
    "Feature", "Setting", "Standing", "UnknownUnit", "WindowBackwards", "clear", "is_on", "matrix",
    "standing", "switch", "units_off",
]  # fmt: skip


class UnknownUnit(ShopError):
    """No such regional company."""


class WindowBackwards(ShopError):
    """The last day comes before the first."""


@dataclass(frozen=True)
class Setting:
    """A cell of the matrix. `switch` is None when nothing was set here: it follows the others."""

    feature: Feature
    unit_id: int | None
    switch: FeatureSwitch | None
    standing: Standing


def is_on(session: Session, feature: Feature, unit_id: int | None, *, now: datetime) -> bool:
    """Whether `feature` runs in this unit today. `unit_id` None: the unit is not known yet."""
    return standing(session, feature, unit_id, now=now) is Standing.ON


def standing(session: Session, feature: Feature, unit_id: int | None, *, now: datetime) -> Standing:
    """`is_on` with the reason."""
    rows = session.exec(
        select(FeatureSwitch).where(
            FeatureSwitch.feature == feature,
            sa.or_(col(FeatureSwitch.unit_id) == unit_id, col(FeatureSwitch.unit_id).is_(None)),
        )
    ).all()
    return _standing(feature, unit_id, rows, vn_today(now))


def units_off(session: Session, feature: Feature, *, now: datetime) -> frozenset[int]:
    """The companies in which `feature` does not run today."""
    rows = session.exec(select(FeatureSwitch).where(FeatureSwitch.feature == feature)).all()
    if not rows and rules.DEFAULTS[feature]:
        return frozenset()
    units = session.exec(select(Unit.id).where(col(Unit.head_office).is_(False)))
    today = vn_today(now)
    runs = {unit: _standing(feature, unit, rows, today) is Standing.ON for unit in units}
    return frozenset(unit for unit, on in runs.items() if unit is not None and not on)


def _standing(
    feature: Feature, unit_id: int | None, rows: Sequence[FeatureSwitch], today: date
) -> Standing:
    by_unit = {row.unit_id: row for row in rows if row.feature is feature}
    own = by_unit.get(unit_id) if unit_id is not None else None
    return rules.standing(feature, own, by_unit.get(None), today)


def matrix(session: Session, actor: Actor, *, now: datetime) -> list[Setting]:
    """Every feature for everywhere and for each unit.

    Raises:
        NotAllowed
    """
    require(actor, Permission.SWITCHES_MANAGE)
    rows = session.exec(select(FeatureSwitch)).all()
    units = session.exec(
        select(Unit.id).where(col(Unit.head_office).is_(False)).order_by(col(Unit.code))
    ).all()
    at = {(row.feature, row.unit_id): row for row in rows}
    today = vn_today(now)
    return [
        Setting(feature, unit, at.get((feature, unit)), _standing(feature, unit, rows, today))
        for feature in Feature
        for unit in (None, *units)
    ]


def switch(
    session: Session,
    actor: Actor,
    feature: Feature,
    unit_id: int | None,
    *,
    on: bool,
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> FeatureSwitch:
    """Set a feature for one unit, or with None for everywhere.

    Raises:
        NotAllowed, UnknownUnit, WindowBackwards
        ChangedMeanwhile: somebody set the same one in this instant.
    """
    require(actor, Permission.SWITCHES_MANAGE)
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise UnknownUnit
    if starts_on and ends_on and ends_on < starts_on:
        raise WindowBackwards
    row = _row(session, feature, unit_id) or FeatureSwitch(
        feature=feature, unit_id=unit_id, changed_at=now
    )
    row.on, row.starts_on, row.ends_on, row.changed_at = on, starts_on, ends_on, now
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    audit.record(
        session, actor, "switches.set", f"switch:{feature.value}", now=now, unit=unit_id, on=on,
        starts_on=starts_on and starts_on.isoformat(), ends_on=ends_on and ends_on.isoformat(),
    )  # fmt: skip
    return row


def clear(
    session: Session, actor: Actor, feature: Feature, unit_id: int | None, *, now: datetime
) -> None:
    """Forget what was set: the unit follows everywhere again, everywhere the default.

    Raises:
        NotAllowed
    """
    require(actor, Permission.SWITCHES_MANAGE)
    row = _row(session, feature, unit_id)
    if row is None:
        return
    session.delete(row)
    session.flush()
    audit.record(
        session, actor, "switches.cleared", f"switch:{feature.value}", now=now, unit=unit_id
    )


def _row(session: Session, feature: Feature, unit_id: int | None) -> FeatureSwitch | None:
    here = (
        col(FeatureSwitch.unit_id).is_(None)
        if unit_id is None
        else col(FeatureSwitch.unit_id) == unit_id
    )
    wanted = select(FeatureSwitch).where(FeatureSwitch.feature == feature, here)
    return session.exec(wanted.with_for_update()).one_or_none()
