"""The queue and its verdicts, as customers, agents and the worker's sweeps move them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.calls import desk, invariants, jobs, room, rules, service, stills, verdicts
from chonso_app.calls.models import (
    AgentPresence,
    Availability,
    Call,
    CallEvent,
    CallState,
    StillKind,
)
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.room import Side
from chonso_app.calls.rules import Matched, Step, Verdict
from chonso_app.calls.service import Standing
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.core.events import DomainEvent
from chonso_app.core.images import Picture
from chonso_app.orders.access import OrderNotFound
from tests.calls.conftest import HOA, LAN, MINH, SUPERVISOR, YEN, MakeOrder, agent, customer

Waiting = Callable[..., int]
SECOND = timedelta(seconds=1)


def ready(session: Session, who: Actor, now: datetime) -> None:
    desk.set_availability(session, who, Availability.AVAILABLE, now=now)
    session.commit()


def claimed(session: Session, who: Actor, now: datetime) -> Call:
    ready(session, who, now)
    call = desk.claim(session, who, now=now)
    session.commit()
    assert call is not None
    return call


def live(session: Session, who: Actor, now: datetime) -> Call:
    """Picked up, and both see each other."""
    call = claimed(session, who, now)
    desk.pick_up(session, who, call.key, now=now)
    for side in Side:
        room.frame_seen(session, call.key, side, who, now=now)
    session.commit()
    return again(session, call.key)


def again(session: Session, call_id: int) -> Call:
    session.commit()
    session.expire_all()
    call = session.get(Call, call_id)
    assert call is not None
    return call


def sweep(session: Session, now: datetime) -> None:
    session.commit()  # SQLite has one writer, and a test's session is one
    jobs.tend(now)


def take(session: Session, call: Call, kind: StillKind, now: datetime, width: int = 1280) -> None:
    shot = stills.Shot(kind=kind, shot=f"shot-{kind}-{width}".replace("_", "-"))
    picture = Picture(b"jpeg", width, 720, "0" * 64)
    stills.keep(session, LAN, call.key, shot, picture, f"calls/{kind}", now=now)


def complete(session: Session, who: Actor, call: Call, now: datetime) -> None:
    for kind in StillKind:
        take(session, call, kind, now)
    for step in Step:
        desk.tick(session, who, call.key, step, True, now=now)
    for field in Matched:
        desk.compare(session, who, call.key, field, True, now=now)
    session.commit()


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
    assert refused.value.params == {"opens": "08:00 26/11/2026"}


def test_the_place_counts_who_is_still_there(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    gone, there, mine = waiting(1), waiting(2, after=1), waiting(3, after=2)
    later = now + timedelta(seconds=28)
    for call_id in (there, mine):
        room.heartbeat(session, call_id, Side.CUSTOMER, now=later)
    session.commit()
    assert service.place_of(session, again(session, mine), later).place == 2
    assert service.place_of(session, again(session, gone), later).place == 1


def test_the_estimate_knows_who_is_on_duty(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    mine = again(session, waiting(1))
    assert service.place_of(session, mine, now).wait is None
    ready(session, HOA, now)
    assert service.place_of(session, mine, now).wait == timedelta(0)


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
    room.heartbeat(session, 1, Side.CUSTOMER, now=now + timedelta(minutes=1))
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


# -- stills ----------------------------------------------------------------------------------
def test_a_document_must_be_readable(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    with pytest.raises(stills.StillTooSmall):
        take(session, call, StillKind.CARD_FRONT, now, width=999)
    take(session, call, StillKind.FACE, now, width=640)


def test_the_same_shot_is_kept_once(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    for _ in range(2):
        take(session, call, StillKind.FACE, now)
    take(session, call, StillKind.CARD_BACK, now)
    assert [still.number for still in service.stills_of(session, call.key)] == [1, 2]


def test_stills_come_from_the_customer_of_a_running_talk(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    with pytest.raises(CallNotFound):
        stills.may_send(session, LAN, call_id)  # still waiting
    live(session, HOA, now)
    stills.may_send(session, LAN, call_id)
    for stranger in (MINH, HOA):
        with pytest.raises(CallNotFound):
            stills.may_send(session, stranger, call_id)


def test_looking_at_a_still_is_for_its_agent_and_leaves_a_trace(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    take(session, call, StillKind.FACE, now)
    session.commit()
    assert stills.look_at(session, HOA, call.key, 1, now=now).kind is StillKind.FACE
    session.commit()
    with pytest.raises(stills.StillNotFound):
        stills.look_at(session, YEN, call.key, 1, now=now)
    with pytest.raises(NotAllowed):
        stills.look_at(session, LAN, call.key, 1, now=now)
    actions = session.exec(select(AuditEntry.action)).all()
    assert "calls.still_seen" in actions


# -- verdicts --------------------------------------------------------------------------------
def test_an_approval_needs_every_still_step_and_comparison(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    missing = verdicts.missing_for_approval(session, call)
    assert len(missing) == len(StillKind) + len(Step) + len(Matched)
    with pytest.raises(verdicts.NotComplete):
        verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
    complete(session, HOA, call, now)
    desk.tick(session, HOA, call.key, Step.TURN, False, now=now)
    with pytest.raises(verdicts.NotComplete):
        verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
    desk.tick(session, HOA, call.key, Step.TURN, True, now=now)
    desk.compare(session, HOA, call.key, Matched.NAME, False, now=now)
    assert verdicts.missing_for_approval(session, again(session, call.key)) == ["match.name"]


def test_an_approved_call_proves_one_person_for_72_hours(
    session: Session, now: datetime, waiting: Waiting, order_of: MakeOrder
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    complete(session, HOA, call, now)
    verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
    session.commit()
    order = service.orders.order_of(session, LAN, "GS-000001")
    assert service.standing(session, order, now) is Standing.PASSED
    assert service.standing(session, order, now + timedelta(hours=72)) is Standing.MISSING
    with pytest.raises(service.AlreadyVerified):
        service.enter_queue(session, LAN, order.code, now=now)
    order.person_version += 1  # the name was edited (7.12)
    assert service.standing(session, order, now) is Standing.MISSING


def test_a_person_edited_during_the_call_cannot_be_approved(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    complete(session, HOA, call, now)
    service.orders.order_of(session, LAN, "GS-000001").person_version += 1
    session.commit()
    with pytest.raises(verdicts.PersonChanged):
        verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)


def test_only_rejections_count_and_three_are_the_end(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    order = service.orders.order_of(session, LAN, "GS-000001")
    outcomes = [
        (Verdict.REJECTED, "other_person", Standing.REJECTED),
        (Verdict.INCONCLUSIVE, "weak_network", Standing.INCONCLUSIVE),
        (Verdict.REJECTED, "expired_paper", Standing.REJECTED),
        (Verdict.INCONCLUSIVE, "customer_left", Standing.INCONCLUSIVE),
        (Verdict.REJECTED, "wrong_details", Standing.EXHAUSTED),
    ]
    for minutes, (verdict, reason, expected) in enumerate(outcomes):
        at = now + timedelta(minutes=minutes)
        service.enter_queue(session, LAN, order.code, now=at)
        session.commit()
        call = live(session, HOA, at)
        verdicts.decide(session, HOA, call.key, verdict, reason, now=at)
        session.commit()
        assert service.standing(session, order, at) is expected
    order.person_version += 1  # editing does not open the door again
    with pytest.raises(service.NoMoreCalls):
        service.enter_queue(session, LAN, order.code, now=now + timedelta(hours=1))


def test_suspected_fraud_is_set_aside_until_a_supervisor_decides(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    order = service.orders.order_of(session, LAN, "GS-000001")
    call = live(session, HOA, now)
    verdicts.decide(session, HOA, call.key, Verdict.SUSPECTED_FRAUD, "forged_paper", now=now)
    session.commit()
    assert service.standing(session, order, now) is Standing.UNDER_REVIEW
    with pytest.raises(service.UnderReview):
        service.enter_queue(session, LAN, order.code, now=now)
    with pytest.raises(NotAllowed):
        verdicts.settle_quarantine(session, YEN, call.key, Verdict.APPROVED, None, now=now)
    verdicts.settle_quarantine(
        session, SUPERVISOR, call.key, Verdict.INCONCLUSIVE, "too_dark", now=now
    )
    assert service.standing(session, order, now) is Standing.INCONCLUSIVE


def test_a_reason_must_belong_to_its_verdict(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    with pytest.raises(verdicts.BadReason):
        verdicts.decide(session, HOA, call.key, Verdict.REJECTED, "weak_network", now=now)


def test_an_offered_call_cannot_be_concluded(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    with pytest.raises(ForbiddenMove):
        verdicts.decide(session, HOA, call.key, Verdict.REJECTED, "other_person", now=now)


def test_an_agent_may_rest_after_this_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    desk.pause_after_this(session, HOA, True, now=now)
    verdicts.decide(session, HOA, call.key, Verdict.INCONCLUSIVE, "no_sound", now=now)
    session.commit()
    presence = session.get(AgentPresence, HOA.user_id)
    assert presence is not None
    assert presence.availability is Availability.PAUSED


def test_every_move_leaves_history_audit_and_event(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    verdicts.decide(session, HOA, call.key, Verdict.REJECTED, "other_person", now=now)
    session.commit()
    told = ["waiting", "claimed", "connecting", "live", "wrapup", "rejected"]
    history = session.exec(select(CallEvent.kind).order_by(CallEvent.id)).all()  # pyright: ignore
    kinds = session.exec(select(DomainEvent.kind).order_by(DomainEvent.id)).all()  # pyright: ignore
    assert list(history) == told
    assert list(kinds) == [f"calls.{state}" for state in told]
    audited = set(session.exec(select(AuditEntry.action)))
    assert {f"calls.{state}" for state in told} <= audited


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
    room.heartbeat(session, call_id, Side.CUSTOMER, now=late)
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
    assert service.place_of(session, again(session, other), now).place == 2


def test_a_lost_heartbeat_holds_the_line_then_gives_the_place_back(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    silent = now + rules.SILENT_AFTER + SECOND
    room.heartbeat(session, call.key, Side.AGENT, now=silent)
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
    room.heartbeat(session, call.key, Side.CUSTOMER, now=back)
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
        room.heartbeat(session, call.key, side, now=late)
    session.commit()
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
    assert "approved without step.light" in fault
