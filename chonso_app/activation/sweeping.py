"""What must happen even if nobody asks. Called by the sweeps of `jobs`; each may run twice."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.activation import esim, rules
from chonso_app.activation.models import (
    WAITING,
    Dossier,
    DossierStatus,
    EsimProfile,
)
from chonso_app.activation.service import withdraw
from chonso_app.core.actors import system
from chonso_app.core.clock import vn_date
from chonso_app.core.config import settings
from chonso_app.core.msisdn import grouped
from chonso_app.notifications import service as notifications
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus
from chonso_app.orders.notices import browsers

SWEEP = system("activation-sweep")
_AT_ONCE = 100


def withdraw_cancelled(session: Session, *, now: datetime) -> int:
    """Orders that were cancelled while their dossier waited."""
    left = (
        select(Order.id)
        .join(Dossier, col(Dossier.order_id) == col(Order.id))
        .where(col(Dossier.status).in_(WAITING), col(Order.status) != OrderStatus.PAID)
    )
    ids = [order_id for order_id in session.exec(left.limit(_AT_ONCE)) if order_id is not None]
    for order_id in ids:
        withdraw(session, SWEEP, orders.lock_order(session, order_id), now=now)
    return len(ids)


def remind_to_install(session: Session, *, now: datetime) -> int:
    """Connected and never installed: reminders, then suspended and refused (7.9)."""
    waiting = select(Dossier).where(Dossier.status == DossierStatus.CONNECTED)
    done = 0
    for found in session.exec(waiting.order_by(col(Dossier.connected_at)).limit(1000)).all():
        assert found.connected_at is not None
        if now >= install_deadline(found.connected_at):
            done += _give_up(session, found.key, now)
        elif day := rules.reminder_day(found.connected_at, now, found.reminded_days):
            done += _remind(session, found.key, day, now)
    return done


def install_deadline(connected_at: datetime) -> datetime:
    return connected_at + timedelta(days=settings.unused_days)


def used_up_pictures(session: Session, *, now: datetime) -> list[tuple[int, str]]:
    """(profile, picture) of QR pictures that no mail in flight can need any more."""
    ended = sa.func.coalesce(EsimProfile.installed_at, EsimProfile.cancelled_at)
    old = select(EsimProfile).where(EsimProfile.picture != "", ended < now - timedelta(days=1))
    return [(profile.key, profile.picture) for profile in session.exec(old)]


def forget_picture(session: Session, profile_id: int) -> None:
    session.get_one(EsimProfile, profile_id).picture = ""


def _give_up(session: Session, dossier_id: int, now: datetime) -> int:
    _, dossier = _locked(session, dossier_id)
    if dossier.status is not DossierStatus.CONNECTED:
        return 0
    esim.begin_giving_up(session, SWEEP, dossier, now=now)
    return 1


def _remind(session: Session, dossier_id: int, day: int, now: datetime) -> int:
    order, dossier = _locked(session, dossier_id)
    if dossier.status is not DossierStatus.CONNECTED or dossier.reminded_days >= day:
        return 0
    assert dossier.connected_at is not None
    dossier.reminded_days = day
    session.add(dossier)
    notifications.notify(
        session,
        f"install-reminder:{dossier.key}:{day}",
        "activation.remind_install",
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email,
        visitors=browsers(session, order, now=now),
        params={
            "msisdn": grouped(order.msisdn), "code": order.code, "path": f"/esim/{order.code}",
            "until": vn_date(install_deadline(dossier.connected_at)),
        },
        now=now,
    )  # fmt: skip
    return 1


def _locked(session: Session, dossier_id: int) -> tuple[Order, Dossier]:
    """Order first, then dossier: the one order of locks that everybody keeps."""
    order = orders.lock_order(session, session.get_one(Dossier, dossier_id).order_id)
    dossier = session.get_one(Dossier, dossier_id, populate_existing=True, with_for_update=True)
    return order, dossier
