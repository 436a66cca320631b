"""What happens to calls by itself, and what must always hold."""

from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.calls import invariants, jobs, moves, rules
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import (
    AgentPresence,
    Availability,
    CallState,
)
from chonso_app.calls.queue import service as queue
from chonso_app.calls.room import service as room
from chonso_app.calls.room.service import Side
from chonso_app.calls.rules import Verdict
from tests.calls.conftest import HOA, LAN, YEN, customer
from tests.calls.steps import SECOND, Waiting, again, claimed, complete, live, ready, sweep


# -- sweeps ----------------------------------------------------------------------------------
def test_an_offer_nobody_takes_goes_to_another_agent(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    claimed(session, HOA, now)
    late = now + rules.OFFER_LASTS + SECOND
    sweep(session, late)
    assert again(session, call_id).state is CallState.WAITING
    presence = session.get(AgentPresence, HOA.user_id)
    assert presence is not None
    assert presence.availability is Availability.PAUSED
    room.heartbeats(session, [(call_id, Side.CUSTOMER, "")], now=late)
    assert claimed(session, YEN, late).key == call_id


def test_no_picture_in_twenty_seconds_puts_the_customer_first_in_the_queue(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id, other = waiting(1), waiting(2)
    call = claimed(session, HOA, now)
    desk.pick_up(session, HOA, call.key, now=now)
    session.commit()
    sweep(session, now + rules.FIRST_FRAME_WITHIN)
    assert again(session, call_id).state is CallState.CONNECTING
    sweep(session, now + rules.FIRST_FRAME_WITHIN + SECOND)
    call = again(session, call_id)
    assert (call.state, call.priority, call.agent_id) == (CallState.WAITING, 1, None)
    assert queue.place_of(session, again(session, other), now).place == 2


def test_a_lost_heartbeat_holds_the_line_then_gives_the_place_back(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    silent = now + rules.SILENT_AFTER + SECOND
    room.heartbeats(session, [(call.key, Side.AGENT, "")], now=silent)
    session.commit()
    sweep(session, silent)
    assert again(session, call.key).state is CallState.RECONNECTING
    sweep(session, silent + rules.RECONNECT_WITHIN + SECOND)
    call = again(session, call.key)
    assert (call.state, call.preferred_agent_id) == (CallState.WAITING, HOA.user_id)


def test_a_dropped_call_goes_back_to_its_agent_for_three_minutes_if_free(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    room.lost(session, call.key, Side.CUSTOMER, LAN, now=now)
    session.commit()
    back = now + rules.RECONNECT_WITHIN + SECOND
    sweep(session, back)
    room.heartbeats(session, [(call.key, Side.CUSTOMER, "")], now=back)
    ready(session, HOA, back)
    ready(session, YEN, back)
    assert desk.claim(session, YEN, now=back) is None
    assert desk.claim(session, HOA, now=back) is not None


def test_who_leaves_the_queue_silently_is_let_go_after_three_minutes(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    sweep(session, now + rules.PLACE_KEPT)
    assert again(session, call_id).state is CallState.WAITING
    sweep(session, now + rules.PLACE_KEPT + SECOND)
    assert again(session, call_id).state is CallState.ABANDONED


def test_a_verdict_that_never_comes_does_not_count_against_the_customer(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    desk.hang_up(session, HOA, call.key, now=now)
    session.commit()
    sweep(session, now + rules.LONGEST_WRAPUP + SECOND)
    call = again(session, call.key)
    assert (call.state, call.reason) == (CallState.INCONCLUSIVE, "no_verdict")


def test_an_endless_talk_is_ended(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    late = now + rules.LONGEST_TALK + SECOND
    for side in Side:
        room.heartbeats(session, [(call.key, side, "")], now=late)
    session.commit()
    sweep(session, late)
    assert again(session, call.key).state is CallState.WRAPUP


def test_a_talk_that_dropped_and_came_back_has_its_whole_time_again(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    later = now + rules.LONGEST_TALK - SECOND
    moves.move(session, call, CallState.RECONNECTING, HOA, later)
    moves.requeue(session, call, HOA, later, "dropped")
    call.customer_seen_at = later
    session.commit()
    assert live(session, HOA, later).key == call.key
    sweep(session, later + 2 * SECOND)
    assert again(session, call.key).state is CallState.LIVE
    late = later + rules.LONGEST_TALK + SECOND
    for side in Side:
        room.heartbeats(session, [(call.key, side, "")], now=late)
    sweep(session, late)
    assert again(session, call.key).state is CallState.WRAPUP


def test_a_closed_console_is_no_longer_on_duty(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    ready(session, HOA, now)
    session.commit()
    jobs.notice_agents_who_left(now + timedelta(seconds=61))
    session.expire_all()
    presence = session.get(AgentPresence, HOA.user_id)
    assert presence is not None
    assert presence.availability is Availability.PAUSED
    assert customer(1) == LAN


def test_the_invariants_see_an_approval_without_pictures(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    assert invariants.rows(session, now) == []
    assert len(invariants.rows(session, now + timedelta(hours=2))) == 1  # the sweeps are down
    complete(session, HOA, call, now)
    verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
    assert invariants.rows(session, now) == []
    call.steps = {}
    (fault,) = invariants.rows(session, now)
    assert "approved without step.consent" in fault
