"""What happens even if nobody asks: reminders, time-outs, cancelled orders, used pictures."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.activation import esim, rules, sweeping
from chonso_app.activation.models import Dossier, DossierStatus, EsimProfile, ProfileStatus
from chonso_app.core.config import settings
from chonso_app.notifications import rules as wording
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason
from tests.activation import world
from tests.orders.world import LAN


def connected(session: Session, now: datetime) -> Dossier:
    """A connected line, as provisioning leaves it."""
    dossier = world.claimed(session, now)
    dossier.decided_by, dossier.decided_at = world.CLERK, now
    for status in (DossierStatus.APPROVED, DossierStatus.PROVISIONING, DossierStatus.CONNECTED):
        dossier.move_to(status)
    dossier.connected_at = now
    session.add(dossier)
    session.add(
        EsimProfile(
            dossier_id=dossier.key, status=ProfileStatus.RELEASED, iccid="8984010000000000001",
            activation_code="LPA:1$smdp.test$A", picture="esim/1", ordered_at=now, released_at=now,
        )
    )  # fmt: skip
    session.commit()
    return dossier


def reminders(session: Session) -> int:
    wanted = Message.template == "activation.remind_install"
    return len(session.exec(select(Message).where(wanted)).all())


def test_whoever_does_not_install_is_reminded_once_per_day_that_counts(
    ready: Session, now: datetime
) -> None:
    connected(ready, now)
    assert sweeping.remind_to_install(ready, now=now + timedelta(hours=23)) == 0
    for _ in range(2):
        sweeping.remind_to_install(ready, now=now + timedelta(days=1, minutes=1))
    assert reminders(ready) == 2  # one SMS, one mail
    sweeping.remind_to_install(ready, now=now + timedelta(days=7, minutes=1))
    assert reminders(ready) == 4  # the missed day 3 is not sent late


def test_a_line_that_is_never_installed_is_suspended_then(
    ready: Session, now: datetime, enqueued: list[tuple[str, str, tuple[object, ...]]]
) -> None:
    dossier = connected(ready, now)
    late = now + timedelta(days=settings.unused_days, minutes=1)
    assert sweeping.remind_to_install(ready, now=late) == 1
    assert sweeping.remind_to_install(ready, now=late) == 0
    assert dossier.status is DossierStatus.SUSPENDING
    assert [job for job in enqueued if job[0] == esim.GIVE_UP] == [
        (esim.GIVE_UP, str(dossier.key), (dossier.key,))
    ]


def test_a_cancelled_orders_dossier_leaves_the_queue(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    order = orders.lock_order(ready, dossier.order_id)
    assert sweeping.withdraw_cancelled(ready, now=now) == 0
    orders.cancel(ready, LAN, order, CancelReason.CHANGED_MIND, now=now)
    assert sweeping.withdraw_cancelled(ready, now=now) == 1
    assert dossier.status is DossierStatus.WITHDRAWN
    assert sweeping.withdraw_cancelled(ready, now=now) == 0


def test_the_qr_picture_of_a_mail_is_forgotten_a_day_after_its_use(
    ready: Session, now: datetime
) -> None:
    dossier = connected(ready, now)
    order = orders.lock_order(ready, dossier.order_id)
    esim.settle_installed(ready, LAN, order, dossier, now=now)
    ready.flush()
    assert sweeping.used_up_pictures(ready, now=now + timedelta(hours=23)) == []
    [(profile_id, name)] = sweeping.used_up_pictures(ready, now=now + timedelta(hours=25))
    assert name == "esim/1"
    sweeping.forget_picture(ready, profile_id)
    ready.flush()
    assert sweeping.used_up_pictures(ready, now=now + timedelta(hours=25)) == []


@pytest.mark.parametrize(
    "template",
    ["refused", "connected", "connected_with_qr", "reissued", "installed", "remind_install"],
)
def test_every_sms_fits_in_one_part(template: str) -> None:
    params = {
        "brand": "Vietnamobile", "msisdn": "0901 23 6868", "code": "GS-7K3Q68",
        "until": "02/12/2026", "link": "https://chonso.mobifone.vn/phieu/GS-7K3Q68",
    }  # fmt: skip
    assert wording.sms(f"activation.{template}", params)


def test_reminder_days_come_once_each() -> None:
    start = datetime.fromisoformat("2026-11-25T05:00:00+00:00")
    assert rules.reminder_day(start, start, 0) == 0
    assert rules.reminder_day(start, start + timedelta(days=3), 0) == 3
    assert rules.reminder_day(start, start + timedelta(days=3), 3) == 0
