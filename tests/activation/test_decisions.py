"""Approve and refuse: by another person, from one's own desk, and with exact consequences."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from chonso_app.activation import decisions, desk, dossier_view, invariants, rules, service
from chonso_app.activation.models import ALLOWED_MOVES, Dossier, DossierStatus, Step
from chonso_app.activation.rules import Reason
from chonso_app.calls import service as calls
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.ekyc.models import Paper, PaperChoice
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.lifecycle import TooLateToCancel
from chonso_app.orders.models import CancelReason, Order, OrderStatus
from tests.activation import world
from tests.orders.world import LAN

Asked = list[tuple[str, str, tuple[Any, ...]]]


def order_of(session: Session, dossier: Dossier) -> Order:
    return orders.lock_order(session, dossier.order_id)


def test_approving_asks_for_one_provisioning_and_closes_the_way_back(
    ready: Session, now: datetime, enqueued: Asked
) -> None:
    dossier = world.claimed(ready, now)
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    ready.commit()
    assert dossier.status is DossierStatus.APPROVED
    jobs = [job for job in enqueued if job[0] == decisions.PROVISION]
    assert jobs == [(decisions.PROVISION, str(dossier.key), (dossier.key,))]
    with pytest.raises(TooLateToCancel):
        orders.cancel(ready, LAN, order_of(ready, dossier), CancelReason.CHANGED_MIND, now=now)
    entry = ready.exec(select(AuditEntry).where(AuditEntry.action == "activation.approved")).one()
    assert entry.actor == world.clerk().label
    assert invariants.rows(ready, now) == []


def test_approving_twice_is_refused(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    with pytest.raises(desk.LeaseLost):
        decisions.approve(ready, world.clerk(), dossier.key, now=now)


def test_only_who_has_it_on_the_desk_decides(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    for attempt in (
        lambda: decisions.approve(ready, world.clerk(world.OTHER), dossier.key, now=now),
        lambda: decisions.refuse(
            ready, world.clerk(world.OTHER), dossier.key, [Reason.FACE_UNCLEAR], now=now
        ),
    ):
        with pytest.raises(desk.LeaseLost):
            attempt()


def test_a_decision_after_the_lease_is_refused(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    with pytest.raises(desk.LeaseLost):
        decisions.approve(
            ready, world.clerk(), dossier.key, now=now + rules.LEASE_LASTS + timedelta(seconds=1)
        )


def test_who_verified_cannot_approve_even_from_the_desk(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    dossier.verifier_id = world.CLERK  # as if the queue had let it through
    ready.add(dossier)
    ready.flush()
    with pytest.raises(desk.YourOwnCase):
        decisions.approve(ready, world.clerk(), dossier.key, now=now)


def test_the_database_itself_refuses_one_person_for_both_halves(
    ready: Session, now: datetime
) -> None:
    dossier = world.claimed(ready, now)
    dossier.decided_by = dossier.verifier_id
    ready.add(dossier)
    with pytest.raises(IntegrityError, match="four_eyes"):
        ready.flush()


def test_the_database_refuses_an_approval_by_nobody(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    with pytest.raises(IntegrityError, match=r"approved_by_somebody|lease_while_claimed"):
        ready.connection().execute(
            sa.update(Dossier)
            .where(Dossier.id == dossier.key)  # pyright: ignore[reportArgumentType]
            .values(status=DossierStatus.CONNECTED, clerk_id=None, lease_until=None)
        )


def test_an_order_cancelled_a_moment_ago_is_not_provisioned(
    ready: Session, now: datetime, enqueued: Asked
) -> None:
    dossier = world.claimed(ready, now)
    orders.cancel(ready, LAN, order_of(ready, dossier), CancelReason.CHANGED_MIND, now=now)
    ready.commit()
    with pytest.raises(orders.OrderClosed):
        decisions.approve(ready, world.clerk(), dossier.key, now=now)
    assert not [job for job in enqueued if job[0] == decisions.PROVISION]


@pytest.mark.parametrize("role", [None, *(set(Role) - {Role.ACTIVATION_CLERK})])
def test_nobody_else_decides(ready: Session, now: datetime, role: Role | None) -> None:
    dossier = world.claimed(ready, now)
    somebody = Actor(777, role)
    with pytest.raises(NotAllowed):
        decisions.approve(ready, somebody, dossier.key, now=now)
    with pytest.raises(NotAllowed):
        decisions.refuse(ready, somebody, dossier.key, [Reason.FACE_UNCLEAR], now=now)


def test_a_refusal_needs_a_reason_that_a_clerk_may_give(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    for reasons in ([], [Reason.OPERATOR_REFUSED], [Reason.FACE_UNCLEAR, Reason.NOT_INSTALLED]):
        with pytest.raises(decisions.ReasonMissing):
            decisions.refuse(ready, world.clerk(), dossier.key, reasons, now=now)


def test_a_refused_signature_reopens_the_signature_and_nothing_else(
    ready: Session, now: datetime
) -> None:
    dossier = world.claimed(ready, now)
    decisions.refuse(ready, world.clerk(), dossier.key, [Reason.SIGNATURE_BAD], now=now)
    ready.commit()
    order = order_of(ready, dossier)
    assert dossier.redo == [Step.SIGNATURE.value]
    assert service.missing_steps(ready, order, now=now) == [Step.SIGNATURE]
    assert (order.status, order.refused_at) == (OrderStatus.PAID, now)
    assert invariants.rows(ready, now) == []


def test_a_refused_call_reopens_the_call_and_nothing_else(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    decisions.refuse(ready, world.clerk(), dossier.key, [Reason.CALL_INCOMPLETE], now=now)
    order = order_of(ready, dossier)
    assert service.missing_steps(ready, order, now=now) == [Step.CALL]
    assert calls.standing(ready, order, now) is not calls.Standing.PASSED
    assert contracts.standing(ready, order, now=now) is contracts.Standing.SIGNED


def test_refused_pictures_are_asked_for_by_name(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(
        decisions.ekyc, "ask_again", lambda _s, _a, _o, pictures, *, now: asked.append(pictures)
    )
    dossier = world.claimed(ready, now)
    reasons = [Reason.FACE_UNCLEAR, Reason.CARD_FRONT_BLURRED]
    decisions.refuse(ready, world.clerk(), dossier.key, reasons, now=now)
    assert asked == [["card_front", "portrait"]]
    assert dossier.redo == ["card_front", "portrait"]
    order = order_of(ready, dossier)
    assert service.missing_steps(ready, order, now=now) == []  # eKYC itself is stubbed here


def test_a_passport_has_no_back_to_be_blurred_or_taken_again(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(
        decisions.ekyc, "ask_again", lambda _s, _a, _o, pictures, *, now: asked.append(pictures)
    )
    dossier = world.claimed(ready, now)
    choice = PaperChoice(order_id=dossier.order_id, paper=Paper.PASSPORT, chosen_at=now)
    ready.add(choice)
    ready.commit()
    assert dossier_view.open_dossier(ready, world.clerk(), dossier.key, now=now).passport
    with pytest.raises(decisions.ReasonMissing):
        decisions.refuse(
            ready, world.clerk(), dossier.key, [Reason.CARD_BACK_BLURRED], now=now
        )  # fmt: skip
    decisions.refuse(ready, world.clerk(), dossier.key, [Reason.PAPER_INVALID], now=now)
    assert asked == [["card_front"]]
    assert dossier.redo == ["card_front", "call"]


def test_every_clerk_reason_names_what_to_do_again() -> None:
    assert {step for reason in rules.CLERK_REASONS for step in rules.REDO[reason]} == set(Step)


def test_the_customer_is_told_why_what_and_until_when(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    decisions.refuse(
        ready, world.clerk(), dossier.key, [Reason.SIGNATURE_BAD], "Ký  lại\nrõ hơn", now=now
    )
    ready.commit()
    told = ready.exec(select(Message).where(Message.template == "activation.refused")).all()
    assert {message.channel.value for message in told} == {"sms", "email"}
    assert all("02/12/2026" in (message.params or "") for message in told)
    assert dossier.note == "Ký lại rõ hơn"


def test_after_mending_the_same_order_goes_in_again_as_the_next_round(
    ready: Session, now: datetime
) -> None:
    dossier = world.claimed(ready, now)
    decisions.refuse(ready, world.clerk(), dossier.key, [Reason.SIGNATURE_BAD], now=now)
    order = order_of(ready, dossier)
    with pytest.raises(service.NotReadyToSubmit):
        service.submit(ready, LAN, order.code, now=now)
    world.signed(ready, order, now)
    again = service.submit(ready, LAN, order.code, now=now)
    assert (again.round, again.status) == (2, DossierStatus.QUEUED)
    assert order.refused_at is None


@pytest.mark.parametrize("status", list(DossierStatus))
def test_a_dossier_moves_only_as_the_table_says(status: DossierStatus, now: datetime) -> None:
    for asked in DossierStatus:
        dossier = Dossier(
            status=status, order_id=1, code="", submitted_at=now, due_at=now, person_version=1,
            paper="", paper_slot=1,
        )  # fmt: skip
        if asked in ALLOWED_MOVES.get(status, ()):
            dossier.move_to(asked)
        else:
            with pytest.raises(ForbiddenMove):
                dossier.move_to(asked)
