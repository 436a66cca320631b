"""Paid and forgotten, refused and forgotten: told on the right days, once each."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from chonso_app.notifications.models import InboxItem, Message
from chonso_app.orders import lifecycle, reminders
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.orders.world import LAN, confirmed, stock

days = timedelta(days=1)


def paid(session: Session, now: datetime) -> Order:
    stock(session)
    order = confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=LAN, now=now)
    session.commit()
    return order


def sent(session: Session, template: str) -> int:
    return len(session.exec(select(InboxItem).where(InboxItem.template == template)).all())


def test_days_3_7_and_14_after_payment(session: Session, now: datetime) -> None:
    order = paid(session, now)
    told: list[tuple[int, int]] = []
    for day in range(16):
        moment = now + day * days
        for _ in range(2):  # the sweep runs many times a day
            due = reminders.ids_to_remind(session, now=moment)
            told += [(day, reminders.remind(session, one, now=moment)) for one in due]
    assert told == [(3, 3), (7, 7), (14, 14)]
    assert sent(session, "orders.remind_activate") == 3
    assert order.reminded_days == 14


def test_nobody_is_reminded_of_what_lies_with_us(session: Session, now: datetime) -> None:
    order = paid(session, now)
    orders.note_submission(session, LAN, order, now=now)
    assert reminders.ids_to_remind(session, now=now + 8 * days) == []


def test_days_2_and_5_after_each_refusal(session: Session, now: datetime) -> None:
    order = paid(session, now)
    for refused in (now, now + 10 * days):
        orders.note_submission(session, LAN, order, now=refused)
        orders.note_refusal(session, LAN, order, now=refused)
        for day in (1, 2, 3, 5, 6):
            moment = refused + day * days
            for order_id in reminders.ids_to_remind(session, now=moment):
                reminders.remind(session, order_id, now=moment)
    assert sent(session, "orders.remind_refusal") == 4
    assert sent(session, "orders.remind_activate") == 0


def test_deadlines_are_the_end_of_a_day(session: Session, now: datetime) -> None:
    order = paid(session, now)
    use_by = lifecycle.unused_deadline(order)
    assert use_by is not None
    assert reminders.overdue(session, now=use_by - timedelta(seconds=1)) == []
    late = reminders.overdue(session, now=use_by + timedelta(seconds=1))
    assert [order_id for order_id, _ in late] == [order.id]


def test_every_text_of_a_message_can_be_sent(session: Session, now: datetime) -> None:
    """The SMS of each template fits, with the longest things that can stand in it."""
    from chonso_app.core.texts import catalogue
    from chonso_app.notifications import rules

    params = {
        "brand": "MobiFone", "hotline": "9090", "code": "GS-WWWWWW", "number": "0901 23 6868",
        "amount": "1.250.000.000 đ", "until": "23:59 25/12/2026",
        "link": "https://chonso.example.vn/phieu/GS-WWWWWW",
    }  # fmt: skip
    mine = [key for key in catalogue() if key.startswith(("notify.orders.", "notify.payments."))]
    for key in mine:
        template, part = key.removeprefix("notify.").rsplit(".", 1)
        if part == "sms":
            assert len(rules.sms(template, params)) <= 160
        else:
            assert catalogue()[key].format(**params)
    assert len([key for key in mine if key.endswith(".sms")]) >= 10
    assert not session.exec(select(Message)).all()
