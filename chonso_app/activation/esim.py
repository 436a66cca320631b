"""The customer's eSIM: who may see its code, what they report, what the SM-DP+ reports."""

from datetime import datetime

from sqlmodel import Session, select

from chonso_app.activation import rules
from chonso_app.activation.models import (
    Dossier,
    DossierStatus,
    EsimProfile,
    ProfileStatus,
)
from chonso_app.activation.moves import tell
from chonso_app.activation.reports import ProfileEvent, ProgressReport
from chonso_app.activation.service import (
    DossierNotFound,
    current_profile,
    last_dossier,
    live_dossier,
)
from chonso_app.core import audit, jobs
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.notifications import service as notifications
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.orders.notices import browsers

REISSUE, GIVE_UP = "reissue_esim", "give_up_line"  # workflows in `jobs`
SMDP = system("smdp")
_USED_UP = (ProfileStatus.DOWNLOADED, ProfileStatus.INSTALLED)


class NotConnectedYet(ShopError):
    """There is no eSIM to install: the line is not live yet, or no longer."""


class CodeUsedUp(ShopError):
    """The profile is on a phone already: its QR is worthless and is not shown again."""


class CodeOnItsWay(ShopError):
    """The new profile is being ordered; a matter of seconds."""


class NoMoreReissues(ShopError):
    """Two new codes did not help: people must look at it."""


def dossier_of(session: Session, actor: Actor, code: str) -> tuple[Order, Dossier]:
    """The newest dossier of the actor's own order.

    Raises:
        OrderNotFound, DossierNotFound
    """
    order = orders.order_of(session, actor, code)
    dossier = last_dossier(session, order)
    if dossier is None:
        raise DossierNotFound
    return order, dossier


def reveal(session: Session, actor: Actor, code: str, *, now: datetime, how: str) -> str:
    """The activation code, for its owner only; every look is audited. `how`: "qr", "manual".

    Raises:
        OrderNotFound, DossierNotFound, NotConnectedYet, CodeOnItsWay, CodeUsedUp
    """
    order, dossier = dossier_of(session, actor, code)
    if dossier.status is DossierStatus.INSTALLED:
        raise CodeUsedUp
    if dossier.status is not DossierStatus.CONNECTED:
        raise NotConnectedYet
    profile = current_profile(session, dossier)
    if profile is None or profile.status in {ProfileStatus.ORDERING, ProfileStatus.RESERVED}:
        raise CodeOnItsWay
    if profile.status in _USED_UP:
        raise CodeUsedUp
    assert profile.activation_code is not None
    audit.record(
        session, actor, "activation.code_shown", f"order:{order.code}", now=now,
        profile=profile.key, how=how,
    )  # fmt: skip
    return profile.activation_code


def report_success(session: Session, actor: Actor, code: str, *, now: datetime) -> Dossier:
    """Quét mã QR thành công. Saying so again changes nothing.

    Raises:
        OrderNotFound, DossierNotFound, NotConnectedYet, CodeOnItsWay
    """
    order = orders.order_of_locked(session, actor, code)
    dossier = _live(session, order)
    if dossier.status is DossierStatus.INSTALLED:
        return dossier
    profile = current_profile(session, dossier)
    if dossier.status is not DossierStatus.CONNECTED or profile is None:
        raise NotConnectedYet
    if profile.status in {ProfileStatus.ORDERING, ProfileStatus.RESERVED}:
        raise CodeOnItsWay
    settle_installed(session, actor, order, dossier, now=now)
    return dossier


def report_failure(session: Session, actor: Actor, code: str, *, now: datetime) -> EsimProfile:
    """Quét mã QR thất bại, after the coach: a new profile and a new QR, no new identity check.

    Pressing twice orders one: the second press finds the order under way.

    Raises:
        OrderNotFound, DossierNotFound, NotConnectedYet, NoMoreReissues
    """
    order = orders.order_of_locked(session, actor, code)
    dossier = _live(session, order)
    profile = current_profile(session, dossier)
    if dossier.status is not DossierStatus.CONNECTED or profile is None:
        raise NotConnectedYet
    if profile.status in {ProfileStatus.ORDERING, ProfileStatus.RESERVED}:
        return profile
    if profile.attempt > rules.MOST_REISSUES:
        raise NoMoreReissues
    profile.move_to(ProfileStatus.CANCELLED)
    profile.cancelled_at = now
    session.add(profile)
    session.flush()
    fresh = EsimProfile(dossier_id=dossier.key, attempt=profile.attempt + 1, ordered_at=now)
    session.add(fresh)
    session.flush()
    tell(session, actor, dossier, "activation.scan_failed", now=now, attempt=fresh.attempt)
    jobs.enqueue(session, REISSUE, str(fresh.key), fresh.key, queue=jobs.Queue.ACTIVATION)
    return fresh


def give_up(session: Session, actor: Actor, code: str, *, now: datetime) -> Dossier:
    """No code could be installed: suspend the line at the operator, then refuse (7.9).

    Raises:
        OrderNotFound, DossierNotFound, NotConnectedYet
    """
    order = orders.order_of_locked(session, actor, code)
    dossier = _live(session, order)
    if dossier.status is DossierStatus.SUSPENDING:
        return dossier
    if dossier.status is not DossierStatus.CONNECTED:
        raise NotConnectedYet
    begin_giving_up(session, actor, dossier, now=now)
    return dossier


def begin_giving_up(session: Session, actor: Actor, dossier: Dossier, *, now: datetime) -> None:
    """Also for the sweep, when an eSIM was never installed. The order is locked."""
    dossier.move_to(DossierStatus.SUSPENDING)
    dossier.given_up_at = now
    tell(session, actor, dossier, "activation.suspending", now=now)
    jobs.enqueue(session, GIVE_UP, str(dossier.key), dossier.key, queue=jobs.Queue.ACTIVATION)


def note_progress(session: Session, report: ProgressReport, *, now: datetime) -> None:
    """The SM-DP+ says how far a profile got. Late, repeated and unknown reports change nothing."""
    found = session.exec(select(EsimProfile).where(EsimProfile.iccid == report.iccid)).one_or_none()
    if found is None:
        return
    dossier = session.get_one(Dossier, found.dossier_id)
    order = orders.lock_order(session, dossier.order_id)
    dossier = session.get_one(Dossier, dossier.key, populate_existing=True, with_for_update=True)
    profile = session.get_one(EsimProfile, found.key, populate_existing=True)
    if profile.status is ProfileStatus.RELEASED and report.event is ProfileEvent.DOWNLOADED:
        profile.move_to(ProfileStatus.DOWNLOADED)
        profile.downloaded_at = now
        session.add(profile)
        tell(session, SMDP, dossier, "activation.downloaded", now=now, profile=profile.key)
    on_its_way = profile.status in {ProfileStatus.RELEASED, ProfileStatus.DOWNLOADED}
    is_waited_for = on_its_way and dossier.status is DossierStatus.CONNECTED
    if report.event is ProfileEvent.INSTALLED and is_waited_for:
        settle_installed(session, SMDP, order, dossier, now=now)


def mail_again(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Gửi lại email, by the owner only; the same mail as the first time.

    Raises:
        OrderNotFound, DossierNotFound, NotConnectedYet
    """
    order, dossier = dossier_of(session, actor, code)
    profile = current_profile(session, dossier)
    if dossier.status is not DossierStatus.CONNECTED or profile is None:
        raise NotConnectedYet
    if profile.status is not ProfileStatus.RELEASED:
        raise CodeOnItsWay
    key = f"esim-again:{profile.key}:{int(now.timestamp())}"
    send_code(session, order, profile, key=key, now=now)
    audit.record(session, actor, "activation.code_mailed", f"order:{order.code}", now=now)


def send_code(
    session: Session, order: Order, profile: EsimProfile, *, key: str, now: datetime
) -> None:
    """Đấu nối thành công. A link for everybody; the QR itself only to who chose `Qua email`."""
    by_mail = order.receive_by is ReceiveBy.EMAIL and bool(profile.picture)
    notifications.notify(
        session,
        key,
        "activation.connected_with_qr" if by_mail else "activation.connected",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn), "code": order.code, "path": f"/esim/{order.code}",
        },
        attachments=[("esim-qr.png", profile.picture)] if by_mail else [],
        now=now,
    )  # fmt: skip


def _live(session: Session, order: Order) -> Dossier:
    dossier = live_dossier(session, order)
    if dossier is None:
        raise DossierNotFound
    return dossier


def settle_installed(
    session: Session, actor: Actor, order: Order, dossier: Dossier, *, now: datetime
) -> None:
    """Đã hòa mạng, whoever said it first. Order and dossier are locked."""
    profile = current_profile(session, dossier)
    if profile and profile.status in {ProfileStatus.RELEASED, ProfileStatus.DOWNLOADED}:
        profile.move_to(ProfileStatus.INSTALLED)
        profile.installed_at = now
        session.add(profile)
    dossier.move_to(DossierStatus.INSTALLED)
    dossier.installed_at = now
    orders.mark_activated(session, actor, order, now=now)
    tell(session, actor, dossier, "activation.installed", now=now)
    notifications.notify(
        session,
        f"activation-installed:{dossier.key}",
        "activation.installed_sim" if order.is_physical else "activation.installed",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn), "code": order.code, "path": f"/phieu/{order.code}",
        },
        now=now,
    )  # fmt: skip
