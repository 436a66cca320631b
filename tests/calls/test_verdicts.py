"""Stills, verdicts and what they are worth afterwards."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.calls import desk, service, stills, verdicts
from chonso_app.calls.models import (
    AgentPresence,
    Availability,
    CallEvent,
    StillKind,
)
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.rules import Matched, Step, Verdict
from chonso_app.calls.service import Standing
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.core.events import DomainEvent
from chonso_app.ekyc.models import Paper, PaperChoice
from tests.calls.conftest import HOA, LAN, MINH, SUPERVISOR, YEN, MakeOrder
from tests.calls.steps import SECOND, Waiting, again, claimed, complete, live, take


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


def test_a_key_pressed_twice_takes_one_picture_and_a_later_press_another(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    take(session, call, StillKind.CARD_FRONT, now)
    again_at_once = take(session, call, StillKind.CARD_FRONT, now + SECOND, width=1281)
    assert again_at_once.number == 1
    take(session, call, StillKind.CARD_BACK, now + SECOND)
    take(session, call, StillKind.CARD_FRONT, now + 4 * SECOND, width=1282)
    kinds = [still.kind for still in service.stills_of(session, call.key)]
    assert kinds == [StillKind.CARD_FRONT, StillKind.CARD_BACK, StillKind.CARD_FRONT]


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


def test_a_passport_needs_no_still_of_a_back(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    session.add(PaperChoice(order_id=call.order_id, paper=Paper.PASSPORT, chosen_at=now))
    session.commit()
    missing = verdicts.missing_for_approval(session, call)
    assert [one for one in missing if one.startswith("still.")] == [
        "still.face", "still.card_front",
    ]  # fmt: skip


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
