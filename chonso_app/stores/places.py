"""Stores as an administrator keeps them: opened, changed, closed, and who works in which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.accounts.models import Province, User
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.notifications.rules import unaccented
from chonso_app.stores import rules
from chonso_app.stores.directory import StoreNotFound
from chonso_app.stores.models import Store, StoreKind

TOPIC = "stores"
_NEED = Permission.STORES_MANAGE
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
MOST_SHOWN = 300


class StoreCodeTaken(ShopError):
    """Another store has this code."""


class StoreFormWrong(ShopError):
    """`errors`: field → key of what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = dict(errors)


class ClerkNotFound(ShopError):
    """No such store clerk, or of another unit."""


@dataclass(frozen=True)
class StoreForm:
    """As typed. `hours`: weekday → (opens, closes), both "" when closed that day."""

    code: str
    name: str
    kind: StoreKind
    province_code: str
    ward: str
    address: str
    phone: str
    note: str
    hours: Mapping[int, tuple[str, str]]
    closed_days: str  # "31/12/2026, 01/01/2027"
    on_sale: bool
    system: str
    pick_up_days: int


@dataclass(frozen=True)
class Clerk:
    user_id: int
    name: str
    login: str
    store_code: str


def stores(session: Session, actor: Actor, search: str = "") -> list[Store]:
    """Those of the actor's unit; head office sees all."""
    require(actor, _NEED)
    wanted = select(Store).order_by(Store.code)
    if actor.unit_id is not None:
        wanted = wanted.where(Store.unit_id == actor.unit_id)
    asked = unaccented(search.strip()).lower()
    found = (
        store
        for store in session.exec(wanted)
        if asked in unaccented(f"{store.code} {store.name} {store.address} {store.ward}").lower()
    )
    return list(found)[:MOST_SHOWN]


def one(session: Session, actor: Actor, code: str) -> Store:
    """Raises StoreNotFound, also for another unit's."""
    require(actor, _NEED)
    store = session.get(Store, code)
    if store is None or actor.unit_id not in (None, store.unit_id):
        raise StoreNotFound
    return store


def save(session: Session, actor: Actor, form: StoreForm, *, is_new: bool, now: datetime) -> Store:
    """Open a store, or change one. Its code never changes.

    Raises:
        StoreFormWrong, StoreCodeTaken, StoreNotFound
    """
    require(actor, _NEED)
    values = _checked(session, actor, form)
    if is_new:
        if session.get(Store, form.code):
            raise StoreCodeTaken
        store = Store(code=form.code, **values)
    else:
        store = one(session, actor, form.code)
        for name, value in values.items():
            setattr(store, name, value)
    session.add(store)
    session.flush()
    audit.record(
        session, actor, "stores.saved", f"store:{store.code}", now=now, on_sale=store.on_sale
    )
    events.touch(session, TOPIC, f"store:{store.code}")
    return store


def clerks(session: Session, actor: Actor) -> list[Clerk]:
    """Everybody who may stand at a counter."""
    require(actor, _NEED)
    wanted = select(User).where(User.role == Role.STORE_CLERK, col(User.disabled_at).is_(None))
    if actor.unit_id is not None:
        wanted = wanted.where(User.unit_id == actor.unit_id)
    found = session.exec(wanted.order_by(User.full_name))
    return [
        Clerk(user.row_id, user.full_name, user.login or "", user.store_code or "")
        for user in found
    ]


def staff(session: Session, actor: Actor, user_id: int, code: str, *, now: datetime) -> None:
    """From the next press on the clerk works in the store `code`; "" takes them out of it.

    Raises:
        ClerkNotFound, StoreNotFound
    """
    require(actor, _NEED)
    user = session.get(User, user_id)
    if user is None or user.role is not Role.STORE_CLERK or not _reaches(actor, user.unit_id):
        raise ClerkNotFound
    if code and one(session, actor, code).kind is not StoreKind.STORE:
        raise StoreNotFound
    user.store_code = code or None
    session.add(user)
    audit.record(session, actor, "stores.staffed", f"staff:{user_id}", now=now, store=code)
    events.touch(session, TOPIC)


def _reaches(actor: Actor, unit_id: int | None) -> bool:
    return actor.unit_id in (None, unit_id)


def _checked(session: Session, actor: Actor, form: StoreForm) -> dict[str, Any]:
    errors: dict[str, str] = {}
    unit_id = units.unit_of_province(session, form.province_code)
    if not _CODE.fullmatch(form.code) or len(form.code) > 32:
        errors["code"] = "code"
    if session.get(Province, form.province_code) is None or not _reaches(actor, unit_id):
        errors["province_code"] = "province"
    errors |= {name: "missing" for name in ("name", "address") if len(getattr(form, name)) < 2}
    if not 1 <= form.pick_up_days <= 60:
        errors["pick_up_days"] = "days"
    hours, closed = _hours(form, errors), _closed_days(form.closed_days, errors)
    if errors:
        raise StoreFormWrong(errors)
    return {
        "name": form.name, "kind": form.kind, "unit_id": unit_id,
        "province_code": form.province_code, "ward": form.ward, "address": form.address,
        "phone": form.phone, "note": form.note, "hours": hours, "closed_days": closed,
        "on_sale": form.on_sale, "system": form.system, "pick_up_days": form.pick_up_days,
    }  # fmt: skip


def _hours(form: StoreForm, errors: dict[str, str]) -> dict[str, list[str]]:
    open_days = {str(day): list(span) for day, span in form.hours.items() if any(span)}
    try:
        return rules.Hours.read(open_days).stored()
    except rules.BadHours as wrong:
        errors[f"hours_{wrong.weekday}"] = "hours"
        return {}


def _closed_days(typed: str, errors: dict[str, str]) -> list[str]:
    days: set[date] = set()
    for word in re.split(r"[,;\s]+", typed.strip()):
        try:
            if word:
                day, month, year = word.split("/")
                days.add(date(int(year), int(month), int(day)))
        except ValueError:
            errors["closed_days"] = "closed_days"
    return [day.isoformat() for day in sorted(days)]
