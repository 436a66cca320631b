"""Đặt giờ gọi: slots with room, the link before, priority in time, missed, cancelled, limits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls import service, views
from chonso_app.calls.booking import arrival as booking_arrival
from chonso_app.calls.booking import service as booking
from chonso_app.calls.booking.models import BookingState, CallBooking
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.queue import jobs as queue_jobs
from chonso_app.calls.queue import service as queue
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.hours import service as hours
from chonso_app.notifications.models import Message
from chonso_app.orders.access import OrderNotFound
from chonso_app.orders.models import Order
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.calls.conftest import HOA, LAN, MINH, MakeOrder, customer, paid_order
from tests.calls.steps import Waiting, again, claimed

MINUTE = timedelta(minutes=1)
HEAD = Actor(user_id=1, role=Role.SUPERVISOR, session="s1")
DAYTIME = {day: [[480, 690], [780, 1200]] for day in range(7)}  # 08:00–11:30, 13:00–20:00


@pytest.fixture
def daytime(session: Session, now: datetime) -> None:
    """The demo is always open unless hours are set. `now` is 12:00: between two shifts."""
    hours.set_week(session, HEAD, None, Team.VIDEO, DAYTIME, holidays=True, now=now)
    session.commit()


def reachable(session: Session, order: Order, now: datetime) -> Order:
    order.contact_phone, order.phone_proven_at = "84912345678", now
    session.add(order)
    session.commit()
    return order


def tend(session: Session, now: datetime) -> None:
    session.commit()
    queue_jobs.tend_bookings(now)
    session.expire_all()


def the_booking(session: Session) -> CallBooking:
    newest = select(CallBooking).order_by(col(CallBooking.id).desc()).limit(1)
    return session.exec(newest).one()


def told(session: Session) -> list[str]:
    return list(session.exec(select(Message.template).order_by(col(Message.id))))


@pytest.mark.usefixtures("daytime")
def test_slots_lie_in_the_hours_and_leave_time_for_a_call(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    found = booking.slots(session, order_of(1), now)
    today = [f"{vn(one.at):%H:%M}" for one in found if vn(one.at).date() == vn(now).date()]
    assert (today[0], today[-1]) == ("13:00", "19:45")
    days = {vn(one.at).date() for one in found}
    assert len(days) == 8
    tomorrow = [f"{vn(one.at):%H:%M}" for one in found if vn(one.at).date() == sorted(days)[1]]
    assert "11:15" in tomorrow
    assert not {"11:30", "12:00", "12:45"} & set(tomorrow)


def test_the_first_slot_is_not_this_minute(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    first = booking.slots(session, order_of(1), now + MINUTE)[0]
    assert first.at == now + 15 * MINUTE


@pytest.mark.usefixtures("daytime")
def test_out_of_hours_a_customer_books_and_is_called_first_in_time(
    session: Session, now: datetime, order_of: MakeOrder, waiting: Waiting
) -> None:
    order = reachable(session, order_of(1), now)
    with pytest.raises(service.TeamClosed):
        service.enter_queue(session, LAN, order.code, now=now)
    slot = now + 90 * MINUTE  # 13:30
    booking.book(session, LAN, order.code, slot, now=now)
    tend(session, slot - 11 * MINUTE)
    assert told(session) == []
    tend(session, slot - 10 * MINUTE)
    tend(session, slot - 9 * MINUTE)
    assert told(session) == ["calls.booking_soon"]  # once; `calls.booked` is no SMS
    earlier = waiting(2, after=(slot - now).total_seconds() - 600)
    mine = service.enter_queue(session, LAN, order.code, now=slot + MINUTE)
    assert (mine.priority, the_booking(session).state) == (1, BookingState.ARRIVED)
    place = queue.place_of(session, mine, slot + MINUTE)
    assert (place.place, place.booked) == (1, True)
    assert queue.place_of(session, again(session, earlier), slot + MINUTE).place == 2


def test_who_waits_already_when_the_time_comes_moves_up(
    session: Session, now: datetime, order_of: MakeOrder, waiting: Waiting
) -> None:
    order = reachable(session, order_of(1), now)
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order.code, slot, now=now)
    waiting(2)
    early = service.enter_queue(session, LAN, order.code, now=now + MINUTE)
    assert early.priority == 0
    tend(session, slot - 10 * MINUTE)
    tend(session, slot - 5 * MINUTE)
    assert again(session, early.key).priority == 1
    assert the_booking(session).call_id == early.key


def test_who_does_not_come_has_missed_it_and_may_still_queue(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = reachable(session, order_of(1), now)
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order.code, slot, now=now)
    tend(session, slot - 10 * MINUTE)
    tend(session, slot + 19 * MINUTE)
    assert the_booking(session).state is BookingState.BOOKED
    tend(session, slot + 20 * MINUTE)
    assert the_booking(session).state is BookingState.MISSED
    call = service.enter_queue(session, LAN, order.code, now=slot + 21 * MINUTE)
    assert call.priority == 0


def test_booking_leaves_the_queue_but_not_a_running_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    booking.book(session, LAN, "GS-000001", now + 30 * MINUTE, now=now)
    assert again(session, call_id).state is CallState.CANCELLED
    service.enter_queue(session, LAN, "GS-000001", now=now)
    claimed(session, HOA, now)
    with pytest.raises(booking.CallRunning):
        booking.book(session, LAN, "GS-000001", now + 45 * MINUTE, now=now)


def test_another_time_replaces_the_first_and_cancelling_frees_it(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order, slot = order_of(1), now + 30 * MINUTE
    first = booking.book(session, LAN, order.code, slot, now=now)
    assert booking.book(session, LAN, order.code, slot, now=now).key == first.key
    booking.book(session, LAN, order.code, slot + 15 * MINUTE, now=now)
    assert first.state is BookingState.CANCELLED
    assert booking.book(session, MINH, order_of(2).code, slot, now=now).seat == 0
    booking.cancel(session, LAN, order.code, now=now)
    with pytest.raises(booking.NoBooking):
        booking.cancel(session, LAN, order.code, now=now)


def test_a_slot_takes_as_many_as_the_roster_can_serve(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = order_of(1, unit_id=2)
    local = vn(now)
    minute = local.hour * 60 + local.minute
    for starts, people in ((minute, 1), (minute + 60, 4)):
        session.add(
            DutyShift(
                unit_id=2, team=Team.VIDEO, weekday=local.weekday(), starts=starts,
                ends=starts + 60, people=people,
            )
        )  # fmt: skip
    session.commit()
    left = {one.at - now: one.left for one in booking.slots(session, order, now)}
    assert left[30 * MINUTE] == 1
    assert left[75 * MINUTE] == 7  # four agents, 15 minutes, 4 a call, half for who comes
    assert 121 * MINUTE not in left


def test_a_full_slot_is_refused(session: Session, now: datetime, order_of: MakeOrder) -> None:
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order_of(1).code, slot, now=now)
    with pytest.raises(booking.SlotTaken):
        booking.book(session, MINH, order_of(2).code, slot, now=now)
    for strange in (slot + MINUTE, now - 15 * MINUTE, now + timedelta(days=30)):
        with pytest.raises(booking.SlotTaken):
            booking.book(session, MINH, "GS-000002", strange, now=now)


def test_booking_again_and_again_is_limited(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = order_of(1)
    for ahead in (2, 3, 4):
        booking.book(session, LAN, order.code, now + ahead * 15 * MINUTE, now=now)
    with pytest.raises(booking.BookedTooOften):
        booking.book(session, LAN, order.code, now + 75 * MINUTE, now=now)


def test_who_missed_too_many_booked_calls_books_no_more(
    session: Session, now: datetime, order_of: MakeOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(1)
    monkeypatch.setattr(settings, "call_missed_bookings", 2)
    for days in (-2, -1):
        at = now + timedelta(days=days)
        session.add(
            CallBooking(
                order_id=order.key, slot_at=at, seat=0, state=BookingState.MISSED, booked_at=at,
                state_at=at,
            )
        )  # fmt: skip
    session.flush()
    with pytest.raises(booking.BookedTooOften):
        booking.book(session, LAN, order.code, now + 30 * MINUTE, now=now)
    monkeypatch.setattr(settings, "call_missed_bookings", 3)
    assert booking.book(session, LAN, order.code, now + 30 * MINUTE, now=now)


def test_a_strangers_order_is_not_booked_for(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = order_of(1)
    with pytest.raises(OrderNotFound):
        booking.book(session, MINH, order.code, now + 30 * MINUTE, now=now)
    with pytest.raises(OrderNotFound):
        booking.cancel(session, MINH, order.code, now=now)


def test_papers_come_before_the_booking(
    session: Session, now: datetime, order_of: MakeOrder, papers: dict[str, bool]
) -> None:
    papers["hold"] = False
    with pytest.raises(service.IdentityFirst):
        booking.book(session, LAN, order_of(1).code, now + 30 * MINUTE, now=now)


def test_hours_that_changed_call_the_booking_off_and_say_so(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = reachable(session, order_of(1), now)
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order.code, slot, now=now)
    hours.set_day(session, HEAD, None, Team.VIDEO, vn(now).date(), [], now=now)
    tend(session, slot - 10 * MINUTE)
    assert the_booking(session).state is BookingState.CANCELLED
    assert told(session) == ["calls.booking_called_off"]


@pytest.mark.parametrize("minutes", [-10, 60])
def test_video_calls_switched_off_call_the_booking_off_and_nobody_has_missed_it(
    session: Session, now: datetime, order_of: MakeOrder, minutes: int
) -> None:
    """Before the reminder, or after it: then nobody could come."""
    order = reachable(session, order_of(1), now)
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order.code, slot, now=now)
    if minutes > 0:
        tend(session, slot - 10 * MINUTE)
    off = FeatureSwitch(feature=Feature.VIDEO_CALL, unit_id=None, on=False, changed_at=now)
    session.add(off)
    tend(session, slot + minutes * MINUTE)
    assert the_booking(session).state is BookingState.CANCELLED
    assert told(session)[-1] == "calls.booking_off"
    assert "calls.booking_missed" not in told(session)


def test_a_booking_that_is_no_longer_needed_goes_quietly(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = reachable(session, order_of(1), now)
    slot = now + 30 * MINUTE
    booking.book(session, LAN, order.code, slot, now=now)
    session.add(
        Call(
            order_id=order.key, person_version=order.person_version, state=CallState.APPROVED,
            enqueued_at=now, state_at=now, customer_seen_at=now, decided_at=now,
        )
    )  # fmt: skip
    tend(session, slot - 10 * MINUTE)
    assert the_booking(session).state is BookingState.CANCELLED
    assert told(session) == []


def test_who_comes_in_time_is_let_in_at_the_edges_of_the_hours(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    hours.set_week(
        session, HEAD, None, Team.VIDEO, {2: [[750, 765]]}, holidays=True, now=now
    )  # 12:30–12:45
    slot = now + 30 * MINUTE
    order = order_of(1)
    booking.book(session, LAN, order.code, slot, now=now)
    with pytest.raises(service.TeamClosed):
        service.enter_queue(session, LAN, order.code, now=slot - 6 * MINUTE)
    call = service.enter_queue(session, LAN, order.code, now=slot - 4 * MINUTE)
    assert call.priority == 1
    assert desk.current(session, HOA) is None


def test_two_who_press_at_once_get_two_seats_or_one_is_refused(
    database: sa.Engine, now: datetime
) -> None:
    with Session(database, expire_on_commit=False) as session:
        codes = [paid_order(session, number, now).code for number in range(1, 5)]
    start, slot = Barrier(4), now + 30 * MINUTE

    def press(number: int) -> str:
        start.wait()
        try:
            db.transact(booking.book, customer(number), codes[number - 1], slot, now=now)
        except ShopError as refusal:
            return type(refusal).__name__
        return "booked"

    with ThreadPoolExecutor(4) as pool:
        got = sorted(pool.map(press, range(1, 5)))
    assert got == ["SlotTaken"] * 3 + ["booked"]
    booked = select(sa.func.count()).where(CallBooking.state == BookingState.BOOKED)
    assert db.read(lambda session: session.exec(booked).one()) == 1


def test_words_are_in_vietnams_time(now: datetime) -> None:
    one = CallBooking(order_id=1, slot_at=now, seat=0, booked_at=now, state_at=now)
    assert booking_arrival.words_of(one) == {"time": "12:00", "day": "25/11"}


def test_the_slip_tells_when_one_may_call(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = order_of(1)
    assert views.when_to_call(session, order, now) == "Trực cả ngày"
    hours.set_week(session, HEAD, None, Team.VIDEO, DAYTIME, holidays=True, now=now)
    assert views.when_to_call(session, order, now) == "Mở lại 13:00, 25/11"
    assert views.when_to_call(session, order, now + 90 * MINUTE) == "Trực đến 20:00 hôm nay"
    booking.book(session, LAN, order.code, now + 90 * MINUTE, now=now)
    assert views.when_to_call(session, order, now) == "Hẹn gọi 13:30, 25/11"
