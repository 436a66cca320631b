"""Who the order is for: the form before paying, and corrections before capture (7.12)."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts import otp
from chonso_app.accounts import service as accounts
from chonso_app.accounts.models import Province, Purpose
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_national
from chonso_app.dispatch import service as dispatch
from chonso_app.holds import service as holds
from chonso_app.orders import notices, receiving, rules, twins
from chonso_app.orders.access import order_of, order_of_locked
from chonso_app.orders.lifecycle import OrderClosed
from chonso_app.orders.models import Fulfilment, Order, OrderStatus
from chonso_app.orders.notices import tell


class FieldsRefused(ShopError):
    """`fields`: name → text key of what is wrong with it."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__()
        self.fields = fields


class DossierUnderReview(ShopError):
    """The clerk is reading it: nothing may change under their eyes."""


@dataclass(frozen=True)
class PersonChanges:
    """Thông tin hòa mạng as the customer wants it now; None leaves a field as it is."""

    full_name: str | None = None
    id_number: str | None = None
    birth_date: str | None = None  # ISO
    email: str | None = None
    address: str | None = None
    ward: str | None = None
    province_code: str | None = None


_WHO_IT_IS = ("full_name", "id_number", "birth_date")


# -- Thông tin đăng ký thuê bao ------------------------------------------------------------------


def provinces(session: Session) -> list[Province]:
    """By name, as the list to choose from."""
    return list(session.exec(select(Province).order_by(col(Province.name))))


def province_codes(session: Session) -> set[str]:
    return set(session.exec(select(Province.code)))


def _dispatch(session: Session, order: Order, *, now: datetime) -> None:
    """The order goes to a regional company (A.18). Whoever is packing it already keeps it."""
    if order.fulfilment in (None, Fulfilment.PENDING):
        subject = f"order:{order.code}"
        case = dispatch.Case(subject, dispatch.Kind.ORDER, order.province_code, order.referral)
        order.unit_id = dispatch.decide(session, case, now=now).unit_id


def save_typed(
    session: Session, actor: Actor, code: str, typed: Mapping[str, str], *, now: datetime
) -> None:
    """Keep what stands in the form, right or wrong: reload and the other tab find it again."""
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        return
    kept: dict[str, str] = json.loads(order.typed)
    fields = (*rules.FORM_FIELDS, *receiving.FIELDS)
    kept |= {name: str(typed[name])[:300] for name in fields if name in typed}
    order.typed = json.dumps(kept, ensure_ascii=False)
    session.add(order)


def typed_of(order: Order) -> dict[str, str]:
    """What stands in the form."""
    kept: dict[str, str] = json.loads(order.typed)
    return {name: kept.get(name, "") for name in rules.FORM_FIELDS}


def receiver_typed_of(order: Order) -> dict[str, str]:
    """What stands in Thông tin nhận hàng; begins with the subscriber and the proven phone."""
    kept: dict[str, str] = json.loads(order.typed)
    begun = {
        "to_name": order.full_name,
        "to_phone": to_national(order.contact_phone) if order.contact_phone else "",
        "to_province_code": order.province_code,
        "to_ward": order.ward,
        "to_address": order.address,
    }
    return {name: kept.get(name, begun.get(name, "")) for name in receiving.FIELDS}


def ask_code(
    session: Session, actor: Actor, code: str, typed_phone: str, *, now: datetime
) -> otp.Sent:
    """Send an OTP to the contact phone of the form.

    Raises:
        OrderNotFound, OrderClosed, FieldsRefused, and what `accounts.otp.send` refuses with.
    """
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    phone = _phone(typed_phone)
    return accounts.request_code(
        session, actor, phone, Purpose.CONTACT, subject=f"order:{code}", now=now
    )


def check_code(
    session: Session, actor: Actor, code: str, typed_phone: str, digits: str, *, now: datetime
) -> accounts.Opened:
    """The OTP as typed. When right, the phone is proven and its account opened or made.

    A wrong code is in `refusal`, not raised: the spent try must be kept.

    Raises:
        OrderNotFound, OrderClosed, FieldsRefused
        AlreadyHolding: this phone holds another number.
    """
    twins.lock_both(session, order_of(session, actor, code))
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    phone = _phone(typed_phone)
    opened = accounts.open_account_by_otp(
        session, actor, phone, digits, purpose=Purpose.CONTACT, subject=f"order:{code}", now=now
    )
    if opened.user_id is not None:
        prove_phone(session, order, phone, opened.user_id, actor=actor, now=now)
    return opened


def _phone(typed: str) -> str:
    phone, error = rules.check_phone(typed)
    if error:
        raise FieldsRefused({"phone": error})
    return phone


def prove_phone(
    session: Session, order: Order, phone: str, customer_id: int, *, actor: Actor, now: datetime
) -> None:
    """The contact phone answered with the right OTP: the hold gets its fifteen minutes.

    One OTP is enough for a sim đôi: the other number's order is proven with it. The caller has
    locked the order and checked the OTP.
    """
    if not order.is_open():
        raise OrderClosed
    hold = holds.prove_phone(
        session, actor, order.hold_id, phone=phone, customer_id=customer_id, now=now
    )
    order.contact_phone, order.phone_proven_at, order.customer_id = phone, now, customer_id
    tell(session, order, "orders.phone_proven", actor=actor, now=now)
    notices.held(session, order, until=hold.expires_at, now=now)
    twin = twins.twin_of(session, order) if hold.pair_code else None
    if twin is not None and twin.phone_proven_at is None:
        with contextlib.suppress(holds.HoldEnded):  # then it is lost already
            prove_phone(session, twin, phone, customer_id, actor=actor, now=now)


def fill_subscriber(
    session: Session, actor: Actor, code: str, typed: Mapping[str, str], *, now: datetime
) -> Order:
    """Tiếp tục: every field is checked, and the phone must have been proven.

    Raises:
        OrderNotFound, OrderClosed, FieldsRefused
    """
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    person, errors = rules.check_subscriber(typed, province_codes(session))
    phone = person.phone if person else rules.check_phone(typed.get("phone", ""))[0]
    if phone and (order.phone_proven_at is None or order.contact_phone != phone):
        errors["otp"] = "orders.field.otp_missing"
    if errors or person is None:
        raise FieldsRefused(errors)
    order.full_name, order.email = person.full_name, person.email
    order.address, order.ward = person.address, person.ward
    order.province_code = person.province_code
    _dispatch(session, order, now=now)
    tell(session, order, "orders.filled", actor=actor, now=now)
    if (twin := twins.twin_of(session, order)) is not None:
        twins.begin_with(session, twin, typed)
    if order.customer_id is not None:
        accounts.rename(session, order.customer_id, full_name=order.full_name, email=order.email)
    return order


# -- correcting the person (S0-G.4, H.3) ---------------------------------------------------------


def amend_person(
    session: Session, actor: Actor, code: str, changes: PersonChanges, *, now: datetime
) -> Order:
    """Correct the subscriber's data before capture. Another person voids what was proven (7.12).

    Raises:
        OrderNotFound, OrderClosed, DossierUnderReview, FieldsRefused
    """
    order = order_of_locked(session, actor, code)
    if order.status in (OrderStatus.ACTIVATED, OrderStatus.CANCELLED, OrderStatus.EXPIRED):
        raise OrderClosed
    if order.submitted_at is not None or order.approved_at is not None:
        raise DossierUnderReview
    clean = _checked(session, changes, now=now)
    changed = [name for name, value in clean.items() if getattr(order, name) != value]
    for name in changed:
        setattr(order, name, clean[name])
    if "province_code" in changed:
        _dispatch(session, order, now=now)
    if any(name in _WHO_IT_IS for name in changed):
        order.person_version += 1
        order.identified_at = None
    if changed:
        tell(session, order, "orders.amended", actor=actor, now=now, fields=sorted(changed))
    return order


def _checked(session: Session, changes: PersonChanges, *, now: datetime) -> dict[str, str]:
    """The fields that were given, checked. Raises FieldsRefused."""
    checks: dict[str, tuple[str, str]] = {}
    if changes.full_name is not None:
        checks["full_name"] = rules.check_name(changes.full_name)
    if changes.id_number is not None:
        checks["id_number"] = rules.check_id_number(changes.id_number)
    if changes.birth_date is not None:
        checks["birth_date"] = rules.check_birth_date(changes.birth_date, vn_today(now))
    if changes.email is not None:
        checks["email"] = rules.check_email(changes.email)
    for field in ("address", "ward"):
        if (typed := getattr(changes, field)) is not None:
            checks[field] = rules.check_line(typed, field)
    if changes.province_code is not None:
        known = changes.province_code in province_codes(session)
        checks["province_code"] = (
            changes.province_code, "" if known else "orders.field.province_missing"
        )  # fmt: skip
    errors = {field: error for field, (_, error) in checks.items() if error}
    if errors:
        raise FieldsRefused(errors)
    return {field: value for field, (value, _) in checks.items()}
