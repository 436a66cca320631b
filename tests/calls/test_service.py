"""The queue and the talk, as customers and agents move them."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from chonso_app.calls import moves, rules, service
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import (
    Availability,
    CallEvent,
    CallState,
)
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.queue import service as queue
from chonso_app.calls.room import continuity
from chonso_app.calls.room import service as room
from chonso_app.calls.room.service import Side
from chonso_app.calls.rules import Verdict
from chonso_app.calls.service import Standing
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.orders.access import OrderNotFound
from tests.calls.conftest import HOA, LAN, MINH, SUPERVISOR, YEN, MakeOrder, agent
from tests.calls.steps import SECOND, Waiting, again, claimed, live, ready


# -- entering --------------------------------------------------------------------------------
def test_who_asks_twice_stands_once(session: Session, now: datetime, order_of: MakeOrder) -> None:
    order = order_of(1)
    first = service.enter_queue(session, LAN, order.code, now=now)
    second = service.enter_queue(session, LAN, order.code, now=now + SECOND)
    assert first.id == second.id
    assert service.standing(session, order, now) is Standing.RUNNING


def test_a_strangers_order_answers_like_no_order(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order = order_of(1)
    with pytest.raises(OrderNotFound):
        service.enter_queue(session, MINH, order.code, now=now)


def test_papers_come_before_the_call(
    session: Session, now: datetime, order_of: MakeOrder, papers: dict[str, bool]
) -> None:
    papers["hold"] = False
    with pytest.raises(service.IdentityFirst):
        service.enter_queue(session, LAN, order_of(1).code, now=now)


def test_closed_hours_say_when_to_come_back(
    session: Session, now: datetime, order_of: MakeOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "demo", False)
    night = now + timedelta(hours=12)
    with pytest.raises(service.TeamClosed) as refused:
        service.enter_queue(session, LAN, order_of(1).code, now=night)
    assert "mở cửa tiếp theo: 08:00 26/11/2026" in of_refusal(refused.value)


@pytest.mark.parametrize("refusal", [service.TeamClosed, service.TeamClosing])
def test_a_team_without_a_next_opening_says_so(refusal: type[ShopError]) -> None:
    told = of_refusal(refusal(opens=None))
    assert "chưa có lịch" in told
    assert "None" not in told


def test_the_place_counts_who_is_still_there(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    gone, there, mine = waiting(1), waiting(2, after=1), waiting(3, after=2)
    later = now + timedelta(seconds=28)
    for call_id in (there, mine):
        room.heartbeats(session, [(call_id, Side.CUSTOMER, "")], now=later)
    session.commit()
    assert queue.place_of(session, again(session, mine), later).place == 2
    assert queue.place_of(session, again(session, gone), later).place == 1


def test_the_estimate_knows_who_is_on_duty(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    mine = again(session, waiting(1))
    assert queue.place_of(session, mine, now).wait is None
    ready(session, HOA, now)
    assert queue.place_of(session, mine, now).wait == timedelta(0)


# -- claiming --------------------------------------------------------------------------------
def test_the_longest_waiting_is_offered_first_and_to_one_agent(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    second, first = waiting(1, after=5), waiting(2, after=0)
    assert claimed(session, HOA, now + 6 * SECOND).key == first
    assert claimed(session, YEN, now + 6 * SECOND).key == second
    ready(session, agent(23), now + 6 * SECOND)
    assert desk.claim(session, agent(23), now=now + 6 * SECOND) is None


def test_claiming_again_gives_the_call_one_has(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    waiting(2)
    call = claimed(session, HOA, now)
    again_claimed = desk.claim(session, HOA, now=now)
    assert again_claimed is not None
    assert again_claimed.key == call.key


def test_nobody_is_offered_a_call_while_paused_or_away(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    assert desk.claim(session, HOA, now=now) is None  # never said to be there
    ready(session, HOA, now)
    room.heartbeats(session, [(1, Side.CUSTOMER, "")], now=now + timedelta(minutes=1))
    assert desk.claim(session, HOA, now=now + timedelta(minutes=1)) is None  # console closed


def test_a_silent_customer_is_not_offered(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    late = now + rules.SILENT_AFTER
    ready(session, HOA, late)
    assert desk.claim(session, HOA, now=late) is None


def test_another_units_call_is_taken_only_when_that_unit_has_nobody(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1, unit_id=2)
    near, far = agent(31, unit_id=2), agent(32, unit_id=9)
    ready(session, near, now)
    ready(session, far, now)
    assert desk.claim(session, far, now=now) is None
    desk.set_availability(session, near, Availability.PAUSED, now=now)
    assert desk.claim(session, far, now=now) is not None


def test_who_pauses_hands_the_offer_on(session: Session, now: datetime, waiting: Waiting) -> None:
    call_id = waiting(1)
    claimed(session, HOA, now)
    desk.set_availability(session, HOA, Availability.PAUSED, now=now)
    session.commit()
    assert again(session, call_id).state is CallState.WAITING
    assert claimed(session, YEN, now).key == call_id


def test_customers_cannot_take_calls(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    with pytest.raises(NotAllowed):
        desk.claim(session, LAN, now=now)


def test_an_agent_cannot_touch_anothers_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    for act in (desk.pick_up, desk.hang_up):
        with pytest.raises(CallNotFound):
            act(session, YEN, call.key, now=now)
    with pytest.raises(CallNotFound):
        verdicts.decide(session, YEN, call.key, Verdict.REJECTED, "other_person", now=now)


# -- the talk --------------------------------------------------------------------------------
def test_a_call_is_live_when_both_see_a_picture(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    desk.pick_up(session, HOA, call.key, now=now)
    room.frame_seen(session, call.key, Side.AGENT, HOA, now=now)
    assert again(session, call.key).state is CallState.CONNECTING
    room.frame_seen(session, call.key, Side.CUSTOMER, LAN, now=now + SECOND)
    call = again(session, call.key)
    assert (call.state, call.live_at) == (CallState.LIVE, now + SECOND)


def test_a_dropped_call_resumes(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    room.lost(session, call.key, Side.CUSTOMER, LAN, now=now)
    assert again(session, call.key).state is CallState.RECONNECTING
    for side in Side:
        room.frame_seen(session, call.key, side, HOA, now=now + 30 * SECOND)
    call = again(session, call.key)
    assert (call.state, call.live_at) == (CallState.LIVE, now)


def test_the_socket_of_an_agent_who_lost_the_call_moves_it_no_more(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    old = call.key, Side.AGENT, f"staff:{HOA.user_id}"
    room.lost(session, call.key, Side.CUSTOMER, LAN, now=now)
    moves.requeue(session, call, HOA, now, "silent")
    session.commit()
    room.told(session, room.frame_seen, old, HOA, now=now)
    room.frame_seen(session, call.key, Side.CUSTOMER, LAN, now=now)  # of the talk that is over
    call = again(session, call.key)
    assert (call.agent_frame_at, call.customer_frame_at) == (None, None)
    desk.set_availability(session, HOA, Availability.PAUSED, now=now)
    live(session, YEN, now)
    room.told(session, room.lost, old, HOA, now=now)
    assert again(session, call.key).state is CallState.LIVE
    room.told(session, room.lost, (call.key, Side.AGENT, f"staff:{YEN.user_id}"), YEN, now=now)
    assert again(session, call.key).state is CallState.RECONNECTING


def test_one_side_cannot_use_up_what_the_other_may_report(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(continuity, "MOST", 3)
    call_id = waiting(1)
    stalled = continuity.Report(kind=continuity.Happened.STALLED, ms=1600)
    with pytest.raises(ValidationError):  # PostgreSQL could not look into it
        continuity.Report(kind=continuity.Happened.STALLED, text="\0")
    for side, who in ((Side.CUSTOMER, LAN), (Side.AGENT, HOA)):
        for _ in range(3):
            words = [continuity.Word(call_id, side, stalled, who, now)] * 2
            continuity.keep(session, words)
            session.commit()
    kept = session.exec(select(CallEvent).where(CallEvent.kind == "stalled")).all()
    assert [event.detail["side"] for event in kept] == ["customer"] * 3 + ["agent"] * 3


def test_the_room_is_open_to_the_two_of_the_call_only(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    assert room.seat(session, LAN, call_id) is Side.CUSTOMER
    call = live(session, HOA, now)
    assert room.seat(session, HOA, call.key) is Side.AGENT
    for stranger in (MINH, YEN, SUPERVISOR, Actor()):
        with pytest.raises(CallNotFound):
            room.seat(session, stranger, call.key)
    desk.hang_up(session, HOA, call.key, now=now)
    for earlier in (LAN, HOA):
        with pytest.raises(CallNotFound):
            room.seat(session, earlier, call.key)


def test_a_customer_may_leave_the_queue_and_call_again(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    first = waiting(1)
    service.leave(session, LAN, "GS-000001", now=now)
    assert again(session, first).state is CallState.CANCELLED
    assert service.enter_queue(session, LAN, "GS-000001", now=now).key != first


def test_hanging_up_a_talk_leaves_the_verdict_to_the_agent(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    service.leave(session, LAN, "GS-000001", now=now)
    assert again(session, call.key).state is CallState.WRAPUP
