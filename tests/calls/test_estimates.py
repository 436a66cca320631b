"""How long a call takes, as estimates and figures know it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.calls.desk import board_views, verdicts
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import note
from chonso_app.calls.queue import service as queue
from chonso_app.calls.rules import LONGEST_TALK, LONGEST_WRAPUP, Verdict, handling
from chonso_app.supervision import figures, rules
from tests.calls.conftest import HOA, SUPERVISOR, MakeOrder

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def usual(session: Session, now: datetime, order_of: MakeOrder) -> None:
    """Five calls of four minutes today, and one of two days ago that is set aside."""
    for number in range(1, 6):
        ended(session, order_of, number, now - number * 10 * MINUTE, CallState.APPROVED)
    ended(session, order_of, 6, now - 2 * DAY, CallState.QUARANTINED)
    session.commit()


def ended(
    session: Session, order_of: MakeOrder, number: int, at: datetime, state: CallState
) -> Call:
    call = Call(
        order_id=order_of(number).key, person_version=1, state=state, agent_id=HOA.user_id,
        enqueued_at=at - MINUTE, state_at=at, live_at=at, ended_at=at + 3 * MINUTE,
        decided_at=at + 4 * MINUTE, customer_seen_at=at, reason="forged_paper",
    )  # fmt: skip
    session.add(call)
    session.flush()
    note(session, call, CallState.CONNECTING.value, HOA, at)
    return call


def settle(session: Session, now: datetime) -> None:
    verdicts.settle_quarantine(
        session, SUPERVISOR, 6, Verdict.INCONCLUSIVE, "cleared", now=now
    )  # fmt: skip
    session.commit()


def test_a_call_settled_days_later_moves_no_estimate(session: Session, now: datetime) -> None:
    before = queue.handling_times(session, now)
    assert before == {None: 4 * MINUTE}
    settle(session, now)
    assert queue.handling_times(session, now) == before


def test_it_is_no_call_of_today_either(session: Session, now: datetime) -> None:
    before = board_views.board(session, HOA, now).today
    settle(session, now)
    assert board_views.board(session, HOA, now).today == before


def test_the_wallboard_counts_its_talk_without_the_days_until_it_was_settled(
    session: Session, now: datetime
) -> None:
    settle(session, now)
    talks = figures.talks_since(session, SUPERVISOR, now - 7 * DAY)
    assert len(talks) == 6
    assert rules.handling(talks) == 4 * MINUTE


def test_one_endless_call_does_not_close_the_queue(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    dropped = ended(session, order_of, 7, now - 5 * MINUTE, CallState.APPROVED)
    dropped.live_at = now - DAY
    session.add(dropped)
    session.commit()
    assert queue.handling_times(session, now)[None] == 4 * MINUTE
    longest = handling(now - DAY, now - MINUTE, now)
    assert longest == LONGEST_TALK + LONGEST_WRAPUP
