"""Ready, busy, break, wrap-up by the server's clock, and the end of a shift."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.calls import jobs
from chonso_app.calls.desk import board_views, verdicts
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import AgentPresence, Availability, Call, CallState
from chonso_app.calls.queue import presence
from chonso_app.calls.queue.presence import DeskStatus, OffShift
from chonso_app.calls.rules import Verdict
from chonso_app.core.actors import Actor
from chonso_app.dispatch import duty
from chonso_app.dispatch.models import DutyShift, Team
from tests.calls.conftest import HOA, agent
from tests.calls.steps import SECOND, Waiting, again, claimed, live, ready

FAR, NEAR = agent(31, unit_id=2), agent(32, unit_id=9)  # `now` is a Wednesday, 12:00


def conclude(session: Session, who: Actor, call: Call, now: datetime) -> None:
    verdicts.decide(session, who, call.key, Verdict.INCONCLUSIVE, "no_sound", now=now)
    session.commit()


def status(session: Session, who: Actor, now: datetime) -> DeskStatus:
    session.expire_all()
    mine = desk.current(session, who)
    found = presence.status_of(session.get(AgentPresence, who.user_id), mine, now)
    session.commit()
    return found


def all_there(session: Session, now: datetime) -> None:
    """Consoles open, customers waiting with their pages open."""
    for who in (NEAR, FAR):
        desk.beat(session, who, now=now)
    for call in session.exec(select(Call)):
        call.customer_seen_at = now
        session.add(call)
    session.commit()


@pytest.fixture
def shift(session: Session) -> DutyShift:
    """Unit 9, on Wednesdays until 13:00."""
    for unit in (2, 9):
        session.merge(Unit(id=unit, code=f"KV{unit}", name=f"Cty KV {unit}"))
    row = DutyShift(unit_id=9, team=Team.VIDEO, weekday=2, starts=8 * 60, ends=13 * 60)
    session.add(row)
    session.commit()
    return row


# -- wrap-up ---------------------------------------------------------------------------------
def test_after_a_verdict_there_are_fifteen_seconds_and_then_the_next_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    waiting(2, after=1)
    conclude(session, HOA, live(session, HOA, now), now)
    soon, later = now + 14 * SECOND, now + 15 * SECOND
    assert status(session, HOA, soon) is DeskStatus.WRAPUP
    assert desk.claim(session, HOA, now=soon) is None
    assert status(session, HOA, later) is DeskStatus.AVAILABLE
    assert desk.claim(session, HOA, now=later) is not None


def test_ready_pressed_in_the_wrap_up_ends_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    waiting(2, after=1)
    conclude(session, HOA, live(session, HOA, now), now)
    ready(session, HOA, now + SECOND)
    assert desk.claim(session, HOA, now=now + SECOND) is not None


def test_the_sweep_wakes_consoles_when_a_wrap_up_is_over(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    conclude(session, HOA, live(session, HOA, now), now)
    for seconds, left in ((10, True), (16, False)):
        jobs.end_wrapups(now + seconds * SECOND)
        session.expire_all()
        mine = session.get(AgentPresence, HOA.user_id)
        assert mine is not None
        assert (mine.wrapup_until is not None) is left
        session.commit()


def test_a_dead_console_is_not_ready_after_its_wrap_up(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    conclude(session, HOA, live(session, HOA, now), now)
    assert status(session, HOA, now + timedelta(minutes=1)) is DeskStatus.AWAY


# -- busy ------------------------------------------------------------------------------------
@pytest.mark.parametrize("instead", [Availability.BUSY, Availability.PAUSED])
def test_who_turns_busy_or_pauses_hands_the_offered_call_on(
    session: Session, now: datetime, waiting: Waiting, instead: Availability
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    desk.set_availability(session, HOA, instead, now=now)
    assert again(session, call.key).state is CallState.WAITING
    assert desk.claim(session, HOA, now=now) is None


def test_a_unit_whose_agents_are_busy_is_helped(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    ready(session, NEAR, now)
    ready(session, FAR, now)
    call_id = waiting(1, unit_id=9)
    assert desk.claim(session, FAR, now=now) is None
    desk.set_availability(session, NEAR, Availability.BUSY, now=now)
    session.commit()
    taken = desk.claim(session, FAR, now=now)
    assert taken is not None
    assert taken.key == call_id


# -- the end of a shift ------------------------------------------------------------------------
def test_at_the_end_of_a_shift_the_open_call_goes_on_and_no_other_is_offered(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    ready(session, FAR, now)
    waiting(1, unit_id=9)
    call = live(session, NEAR, now)
    second = waiting(2, after=1, unit_id=9)
    over = now + timedelta(hours=1)
    assert status(session, NEAR, over) is DeskStatus.IN_CALL
    all_there(session, over)
    jobs.end_shifts(over)
    conclude(session, NEAR, again(session, call.key), over)
    late = over + timedelta(seconds=16)
    assert desk.claim(session, NEAR, now=late) is None
    with pytest.raises(OffShift):
        desk.set_availability(session, NEAR, Availability.AVAILABLE, now=late)
    session.rollback()
    taken = desk.claim(session, FAR, now=late)  # its customers are helped elsewhere
    assert taken is not None
    assert taken.key == second


def test_who_waits_at_the_end_of_a_shift_is_still_served_where_nobody_else_is_there(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    ready(session, NEAR, now)
    call_id = waiting(1, unit_id=9)
    over = now + timedelta(hours=1, seconds=5)
    late = again(session, waiting(2, after=1, unit_id=9))
    late.enqueued_at = over  # after the shift: keeps nobody
    session.add(late)
    all_there(session, over)
    jobs.end_shifts(over)
    assert status(session, NEAR, over) is DeskStatus.AVAILABLE
    shown = board_views.board(session, NEAR, over)
    assert (shown.on_shift, "khách chờ từ trước" in shown.shift_note) == (True, True)
    taken = desk.claim(session, NEAR, now=over)
    assert taken is not None
    assert taken.key == call_id
    session.commit()
    jobs.end_shifts(over)
    assert not board_views.board(session, NEAR, over).on_shift
    with pytest.raises(OffShift):
        desk.set_availability(session, NEAR, Availability.AVAILABLE, now=over)


def test_a_neighbour_who_is_there_lets_the_others_go_home(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    ready(session, NEAR, now)
    ready(session, FAR, now)
    waiting(1, unit_id=9)
    over = now + timedelta(hours=1)
    all_there(session, over)
    jobs.end_shifts(over)
    assert status(session, NEAR, over) is DeskStatus.PAUSED


def test_the_roster_counts_even_before_the_sweep_has_run(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    ready(session, NEAR, now)
    ready(session, FAR, now)
    waiting(1, unit_id=9)
    over = now + timedelta(hours=1)
    all_there(session, over)
    assert desk.claim(session, NEAR, now=over) is None
    assert desk.claim(session, FAR, now=over) is not None


def test_the_head_office_keeps_no_roster(
    session: Session, now: datetime, waiting: Waiting, shift: DutyShift
) -> None:
    waiting(1, unit_id=9)
    ready(session, HOA, now + timedelta(hours=3))
    jobs.end_shifts(now + timedelta(hours=3))
    assert status(session, HOA, now + timedelta(hours=3)) is DeskStatus.AVAILABLE


# -- shifts --------------------------------------------------------------------------------------
def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{hour:02}:{minute:02}:00+07:00")


@pytest.mark.parametrize(
    ("rows", "moment", "on", "hours", "ends"),
    [
        ([], at(12), True, "", None),
        ([(2, 480, 720)], at(11), True, "08:00–12:00", at(12)),
        ([(2, 480, 720)], at(12), False, "08:00–12:00", None),
        ([(2, 480, 720), (2, 780, 1020)], at(12, 30), False, "13:00–17:00", None),
        ([(2, 480, 720), (2, 720, 1020)], at(9), True, "08:00–12:00", at(17)),
        ([(2, 1320, 1440), (3, 0, 360)], at(23), True, "22:00–24:00", at(6, day=26)),
        ([(3, 480, 720)], at(11), False, "–", None),
        ([(day, 0, 1440) for day in range(7)], at(11), True, "00:00–24:00", None),
    ],
)
def test_a_shift_ends_where_nobody_takes_over(
    session: Session, rows: list[tuple[int, int, int]], moment: datetime, on: bool, hours: str,
    ends: datetime | None,
) -> None:  # fmt: skip
    session.merge(Unit(id=9, code="KV9", name="Cty KV 9"))
    session.flush()
    for weekday, starts, until in rows:
        session.add(
            DutyShift(unit_id=9, team=Team.VIDEO, weekday=weekday, starts=starts, ends=until)
        )
    session.flush()
    shift = duty.shift_of(session, Team.VIDEO, 9, now=moment)
    assert (shift.on, shift.hours, shift.ends) == (on, hours, ends)


def test_the_board_says_whose_recordings_this_browser_may_send(
    session: Session, now: datetime
) -> None:
    assert board_views.board(session, NEAR, now).agent == NEAR.user_id
