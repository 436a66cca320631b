"""Making, replacing and suspending the line: the database's half of each durable step.

`jobs` strings these together: what to ask (read) → ask the outside system → settle here. Every
settling may run again after a crash and then changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from chonso_app.activation import decisions, esim, rules
from chonso_app.activation.gateway import LineRequest, Profile
from chonso_app.activation.models import (
    Dossier,
    DossierStatus,
    EsimProfile,
    ProfileStatus,
)
from chonso_app.activation.moves import note_step, tell
from chonso_app.activation.rules import Reason
from chonso_app.activation.service import current_profile
from chonso_app.core.actors import system
from chonso_app.core.msisdn import grouped
from chonso_app.notifications import service as notifications
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.orders.notices import browsers

PROVISIONING = system("provisioning")


@dataclass(frozen=True)
class Errand:
    """One call to make about a profile. `key` is its idempotency key, the same after a restart."""

    key: str
    iccid: str
    msisdn: str


def begin(session: Session, dossier_id: int, *, now: datetime) -> int:
    """The approved dossier goes into the works; returns the id of its first profile."""
    dossier = _locked(session, dossier_id)
    if dossier.status is DossierStatus.APPROVED:
        dossier.move_to(DossierStatus.PROVISIONING)
        session.add(EsimProfile(dossier_id=dossier.key, ordered_at=now))
        tell(session, PROVISIONING, dossier, "activation.provisioning", now=now)
    first = select(EsimProfile.id).where(
        EsimProfile.dossier_id == dossier.key, EsimProfile.attempt == 1
    )
    profile_id = session.exec(first).one()
    assert profile_id is not None
    return profile_id


def errand(session: Session, profile_id: int, what: str) -> Errand:
    profile = profile_of(session, profile_id)
    key = _key(session, profile, what)
    return Errand(key, profile.iccid or "", _order_of(session, profile).msisdn)


def line_wanted(session: Session, profile_id: int) -> tuple[LineRequest, str]:
    """The line as the order bought it, and the key to ask for it with."""
    profile = profile_of(session, profile_id)
    order = _order_of(session, profile)
    assert profile.iccid is not None
    promotion = str((order.promotion or {}).get("code", ""))
    request = LineRequest(order.msisdn, profile.iccid, order.plan_code or "", promotion)
    return request, _key(session, profile, "line")


def suspension(session: Session, dossier_id: int) -> tuple[str, str]:
    """(the number to suspend, the key to ask with)."""
    dossier = session.get_one(Dossier, dossier_id)
    msisdn = orders.order_by_id(session, dossier.order_id).msisdn
    return msisdn, _suspend_key(dossier)


def cancel_errand(session: Session, dossier_id: int) -> Errand | None:
    """What to cancel at the SM-DP+ when the line is given up; None when nothing was reserved."""
    profile = current_profile(session, session.get_one(Dossier, dossier_id))
    if profile is None or profile.iccid is None:
        return None
    return errand(session, profile.key, "cancel")


def reference_of(session: Session, dossier_id: int) -> str:
    return session.get_one(Dossier, dossier_id).operator_reference


def profile_of(session: Session, profile_id: int) -> EsimProfile:
    return session.get_one(EsimProfile, profile_id)


def settle_reserved(session: Session, profile_id: int, iccid: str, *, now: datetime) -> None:
    """The SM-DP+ named an ICCID."""
    profile = _locked_profile(session, profile_id)
    if profile.status is ProfileStatus.ORDERING:
        profile.iccid = iccid
        profile.move_to(ProfileStatus.RESERVED)
        _note(session, profile, "download", now, reference=iccid)


def settle_asked(session: Session, profile_id: int, reference: str, *, now: datetime) -> None:
    """The operator took the request and gave it a number."""
    profile = _locked_profile(session, profile_id)
    dossier = _locked(session, profile.dossier_id)
    dossier.operator_reference = reference
    session.add(dossier)
    _note(session, profile, "line", now, reference=reference)


def settle_released(session: Session, profile_id: int, released: Profile, *, now: datetime) -> None:
    """The SM-DP+ hands the profile out from now on. Its code is a secret: kept sealed."""
    profile = _locked_profile(session, profile_id)
    if profile.status is not ProfileStatus.RESERVED:
        return
    profile.activation_code = rules.lpa(released.smdp_address, released.matching_id)
    profile.released_at = now
    profile.move_to(ProfileStatus.RELEASED)
    _note(session, profile, "confirm", now)


def code_to_mail(session: Session, profile_id: int) -> str | None:
    """The activation code whose QR the mail must carry; None when it carries a link."""
    profile = profile_of(session, profile_id)
    by_mail = _order_of(session, profile).receive_by is ReceiveBy.EMAIL
    return profile.activation_code if by_mail else None


def picture_name(profile_id: int) -> str:
    """Where that QR lies in core.media: one file however often it is drawn."""
    return f"esim/{profile_id}"


def settle_connected(
    session: Session, profile_id: int, *, picture: str = "", now: datetime
) -> None:
    """Tell the customer that the QR is there: once per profile. `picture`: the QR for the mail."""
    profile = profile_of(session, profile_id)
    order = orders.lock_order(session, session.get_one(Dossier, profile.dossier_id).order_id)
    dossier = _locked(session, profile.dossier_id)
    profile = session.get_one(EsimProfile, profile_id, populate_existing=True)
    profile.picture = picture or profile.picture
    session.add(profile)
    if dossier.status is DossierStatus.PROVISIONING:
        dossier.connected_at = now
        dossier.move_to(DossierStatus.CONNECTED)
        tell(session, PROVISIONING, dossier, "activation.connected", now=now)
    if profile.status is not ProfileStatus.RELEASED:
        return
    if profile.attempt == 1:
        esim.send_code(session, order, profile, key=f"esim:{profile.key}", now=now)
    else:
        _tell_reissued(session, order, profile, now)
        tell(
            session, PROVISIONING, dossier, "activation.reissued", now=now, attempt=profile.attempt
        )


def settle_failed(session: Session, dossier_id: int, code: str, *, now: datetime) -> None:
    """Đấu nối thất bại: the operator said no for good. The customer reads Từ chối hòa mạng."""
    order = orders.lock_order(session, session.get_one(Dossier, dossier_id).order_id)
    dossier = _locked(session, dossier_id)
    if dossier.status is not DossierStatus.PROVISIONING:
        return
    if profile := current_profile(session, dossier):
        _cancel(session, profile, now)
    dossier.failure = code
    dossier.move_to(DossierStatus.FAILED)
    decisions.send_back(session, PROVISIONING, order, dossier, [Reason.OPERATOR_REFUSED], now=now)


def settle_suspended(session: Session, dossier_id: int, *, now: datetime) -> None:
    """The line is off at the operator: only now does it read Từ chối hòa mạng (7.9)."""
    order = orders.lock_order(session, session.get_one(Dossier, dossier_id).order_id)
    dossier = _locked(session, dossier_id)
    if dossier.status is not DossierStatus.SUSPENDING:
        return
    if profile := current_profile(session, dossier):
        _cancel(session, profile, now)
    note_step(session, dossier, "suspend", _suspend_key(dossier), now=now)
    dossier.move_to(DossierStatus.REFUSED)
    decisions.send_back(session, PROVISIONING, order, dossier, [Reason.NOT_INSTALLED], now=now)


def settle_was_installed(session: Session, old_profile_id: int, *, now: datetime) -> None:
    """The SM-DP+ will not cancel: the old profile is on a phone. Then that is the answer."""
    old = profile_of(session, old_profile_id)
    order = orders.lock_order(session, session.get_one(Dossier, old.dossier_id).order_id)
    dossier = _locked(session, old.dossier_id)
    if dossier.status is not DossierStatus.CONNECTED:
        return
    if fresh := current_profile(session, dossier):
        _cancel(session, fresh, now)
    old.installed_at = now
    old.move_to(ProfileStatus.INSTALLED)
    session.add(old)
    session.flush()
    esim.settle_installed(session, PROVISIONING, order, dossier, now=now)


def previous_of(session: Session, profile_id: int) -> EsimProfile:
    """The cancelled profile that `profile_id` replaces."""
    fresh = profile_of(session, profile_id)
    before = select(EsimProfile).where(
        EsimProfile.dossier_id == fresh.dossier_id, EsimProfile.attempt == fresh.attempt - 1
    )
    return session.exec(before).one()


def _tell_reissued(session: Session, order: Order, profile: EsimProfile, now: datetime) -> None:
    if order.receive_by is ReceiveBy.EMAIL:
        esim.send_code(session, order, profile, key=f"esim:{profile.key}", now=now)
        return
    notifications.notify(
        session,
        f"esim:{profile.key}",
        "activation.reissued",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn), "code": order.code, "path": f"/esim/{order.code}",
        },
        now=now,
    )  # fmt: skip


def _cancel(session: Session, profile: EsimProfile, now: datetime) -> None:
    profile.move_to(ProfileStatus.CANCELLED)
    profile.cancelled_at = now
    session.add(profile)
    session.flush()


def _locked(session: Session, dossier_id: int) -> Dossier:
    return session.get_one(Dossier, dossier_id, populate_existing=True, with_for_update=True)


def _locked_profile(session: Session, profile_id: int) -> EsimProfile:
    """The dossier is locked before its profile, by everybody."""
    _locked(session, profile_of(session, profile_id).dossier_id)
    return session.get_one(EsimProfile, profile_id, populate_existing=True)


def _order_of(session: Session, profile: EsimProfile) -> Order:
    return orders.order_by_id(session, session.get_one(Dossier, profile.dossier_id).order_id)


def _note(
    session: Session, profile: EsimProfile, what: str, now: datetime, *, reference: str = ""
) -> None:
    session.add(profile)
    session.flush()
    dossier = session.get_one(Dossier, profile.dossier_id)
    key = _key(session, profile, what)
    note_step(session, dossier, what, key, now=now, reference=reference)


def _key(session: Session, profile: EsimProfile, what: str) -> str:
    dossier = session.get_one(Dossier, profile.dossier_id)
    return f"{dossier.code}.{dossier.round}.{profile.attempt}.{what}"


def _suspend_key(dossier: Dossier) -> str:
    return f"{dossier.code}.{dossier.round}.suspend"
