"""A second pair of eyes on approved calls, and what follows from what they see."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.activation import decisions, supplements
from chonso_app.activation import invariants as activation_rules
from chonso_app.activation.models import Dossier, DossierStatus, Step
from chonso_app.activation.supplement_models import (
    AskedOf,
    Supplement,
    SupplementStatus,
    Wanted,
)
from chonso_app.calls import service as calls
from chonso_app.calls.models import Call, CallState
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.core.errors import NotAllowed
from chonso_app.evidence import retention
from chonso_app.evidence.models import Kept
from chonso_app.orders import service as orders
from chonso_app.orders.models import OrderStatus
from chonso_app.supervision import invariants, service
from chonso_app.supervision.models import LookStatus, SecondLook
from tests.activation import world
from tests.calls.approved import approved_call

BOSS = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")


@pytest.fixture(autouse=True)
def every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "second_look_percent", 100.0)


@pytest.fixture
def dossier(ready: Session, now: datetime) -> Dossier:
    return world.submitted(ready, now)


def look_of(session: Session, now: datetime) -> SecondLook:
    service.draw(session, now=now)
    session.commit()
    return session.exec(select(SecondLook)).one()


def test_an_approved_call_is_drawn_once(ready: Session, now: datetime, dossier: Dossier) -> None:
    assert service.draw(ready, now=now) == 1
    ready.commit()
    assert service.draw(ready, now=now) == 0
    assert [one.status for one in service.waiting(ready, BOSS)] == [LookStatus.WAITING]
    assert invariants.rows(ready, now) == []


def test_an_old_approval_is_not_drawn_later(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    assert service.draw(ready, now=now + timedelta(days=3)) == 0


def test_a_good_call_changes_nothing(ready: Session, now: datetime, dossier: Dossier) -> None:
    look = look_of(ready, now)
    assert service.decide(ready, BOSS, look.key, LookStatus.GOOD, "", now=now)
    ready.commit()
    assert service.waiting(ready, BOSS) == []
    assert service.history(ready, BOSS, now=now) == (1, 1)
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.QUEUED


def test_what_was_written_of_a_recording_is_forgotten_with_it(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    look = look_of(ready, now)
    service.decide(ready, BOSS, look.key, LookStatus.WRONG, "Ông Ba cầm thẻ khác.", now=now)
    order = orders.lock_order(ready, dossier.order_id)
    order.status, order.ended_at = OrderStatus.CANCELLED, now
    ready.add(order)
    ready.commit()
    later = now + timedelta(days=settings.keep_unfinished_days)
    retention.order_erasure(ready, order.key, Kept.PICTURES, now=later)
    ready.refresh(look)
    assert look.note
    retention.order_erasure(ready, order.key, Kept.RECORDING, now=later)
    ready.refresh(look)
    assert (look.note, look.status) == (None, LookStatus.WRONG)


def test_a_wrong_approval_sends_a_waiting_dossier_back_for_another_call(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    look = look_of(ready, now)
    assert service.decide(ready, BOSS, look.key, LookStatus.WRONG, "Không thấy mặt sau.", now=now)
    ready.commit()
    sent_back = ready.get_one(Dossier, dossier.key)
    assert sent_back.status is DossierStatus.REFUSED
    assert sent_back.redo == [Step.CALL.value]
    order = orders.lock_order(ready, dossier.order_id)
    assert calls.approved_call(ready, order, now) is None
    assert activation_rules.rows(ready, now) == []


def test_a_dossier_that_waits_for_more_goes_back_as_well(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    clerk = world.clerk()
    asked = supplements.ask(
        ready, clerk, dossier.key, AskedOf.CUSTOMER, Wanted.PORTRAIT, now=now
    )  # fmt: skip
    ready.commit()
    look = look_of(ready, now)
    assert service.decide(ready, BOSS, look.key, LookStatus.WRONG, "Không thấy mặt.", now=now)
    ready.commit()
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.REFUSED
    assert ready.get_one(Supplement, asked.key).status is SupplementStatus.WITHDRAWN
    assert activation_rules.rows(ready, now) == []


def test_an_objection_to_an_earlier_call_leaves_what_rests_on_another(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    good = ready.get_one(Call, dossier.evidence["call"])
    earlier = approved_call(ready, orders.lock_order(ready, dossier.order_id), 21, now)
    ready.commit()
    service.draw(ready, now=now)
    ready.commit()
    wrong = SecondLook.call_id == earlier.key
    look = ready.exec(select(SecondLook).where(wrong)).one()
    assert service.decide(ready, BOSS, look.key, LookStatus.WRONG, "Người khác.", now=now)
    ready.commit()
    assert ready.get_one(Call, earlier.key).void_at == now
    assert ready.get_one(Call, good.key).void_at is None
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.QUEUED


def test_a_call_that_proves_nobody_is_not_drawn(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    calls.ask_again(ready, BOSS, orders.lock_order(ready, dossier.order_id), now)
    assert service.draw(ready, now=now) == 0


def test_an_objection_after_the_approval_says_that_it_comes_late(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    look = look_of(ready, now)
    [mine] = world.desk.fill(ready, world.clerk(), now=now)
    ready.commit()
    decisions.approve(ready, world.clerk(), mine.key, now=now)
    ready.commit()
    note = "Giấy tờ của người khác."
    assert not service.decide(ready, BOSS, look.key, LookStatus.WRONG, note, now=now)
    ready.commit()
    assert ready.get_one(Dossier, dossier.key).status is DossierStatus.APPROVED
    assert service.history(ready, BOSS, now=now) == (0, 1)


@pytest.mark.parametrize("status", [LookStatus.COACH, LookStatus.WRONG])
def test_an_objection_says_what_was_seen(
    ready: Session, now: datetime, dossier: Dossier, status: LookStatus
) -> None:
    look = look_of(ready, now)
    for note in ("  ", "x" * 501):
        with pytest.raises(service.NoteMissing):
            service.decide(ready, BOSS, look.key, status, note, now=now)


def test_a_look_is_decided_once_by_somebody_else_of_the_unit(
    ready: Session, now: datetime, dossier: Dossier
) -> None:
    look = look_of(ready, now)
    call = ready.get_one(Call, look.call_id)
    assert call.state is CallState.APPROVED
    own = Actor(user_id=look.agent_id, role=Role.SUPERVISOR)
    with pytest.raises(service.OwnCall):
        service.decide(ready, own, look.key, LookStatus.GOOD, "", now=now)
    assert service.waiting(ready, own) == []
    far = Actor(user_id=42, role=Role.SUPERVISOR, unit_id=77)
    with pytest.raises(service.LookNotFound):
        service.decide(ready, far, look.key, LookStatus.GOOD, "", now=now)
    with pytest.raises(NotAllowed):
        service.decide(ready, world.clerk(), look.key, LookStatus.GOOD, "", now=now)
    service.decide(ready, BOSS, look.key, LookStatus.GOOD, "", now=now)
    ready.commit()
    with pytest.raises(service.LookNotFound):
        service.decide(ready, BOSS, look.key, LookStatus.COACH, "Góp ý", now=now)
