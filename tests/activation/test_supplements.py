"""Yêu cầu bổ sung: one more thing, no refusal, the place in the queue kept."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from chonso_app.activation import decisions, desk, desk_views, invariants, rules, service, sweeping
from chonso_app.activation import supplements as work
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.activation.supplement_models import (
    AskedOf,
    Supplement,
    SupplementStatus,
    Wanted,
)
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.core.images import Picture
from chonso_app.ekyc import pictures
from chonso_app.ekyc.models import Evidence, Kind
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason
from tests.activation import world
from tests.activation.test_desk import queue
from tests.contracts.conftest import AGENT
from tests.orders.world import LAN

HOUR = timedelta(hours=1)
AGENT_ACTOR = Actor(AGENT, Role.VIDEO_AGENT)


def picture(kind: str = "portrait") -> Picture:
    data = f"one more {kind}".encode()
    return Picture(data, 1600, 1200, hashlib.sha256(data).hexdigest())


def asked(
    session: Session,
    now: datetime,
    of: AskedOf = AskedOf.CUSTOMER,
    wanted: Wanted = Wanted.PORTRAIT,
) -> tuple[Dossier, Supplement]:
    dossier = world.claimed(session, now)
    row = work.ask(session, world.clerk(), dossier.key, of, wanted, "Mặt bị tối", now=now)
    session.commit()
    return dossier, row


def test_asking_puts_the_dossier_aside_and_tells_the_customer(
    ready: Session, now: datetime
) -> None:
    dossier, row = asked(ready, now)
    assert dossier.status is DossierStatus.AWAITING
    assert (row.status, row.due_at) == (SupplementStatus.OPEN, now + 24 * HOUR)
    assert desk.fill(ready, world.clerk(), now=now) == []
    assert desk.fill(ready, world.clerk(world.OTHER), now=now) == []
    told = ready.exec(select(Message.template)).all()
    assert "activation.supplement_asked" in told
    assert db.read(invariants.rows, now) == []
    view = desk_views.desk_view(ready, world.clerk(), now=now)
    assert [(one.mark, one.closed, one.supplement_id) for one in view.queue] == [
        ("Chờ khách bổ sung", True, row.key)
    ]


def test_the_picture_comes_through_ekyc_and_replaces_none_of_the_three(
    ready: Session, now: datetime
) -> None:
    dossier, row = asked(ready, now)
    later = now + HOUR
    got = pictures.store_picture(
        ready, LAN, dossier.code, Kind.PORTRAIT, picture(), "ekyc/extra", now=later
    )
    ready.commit()
    ready.refresh(row)
    assert (row.status, row.evidence_id) == (SupplementStatus.ANSWERED, got.key)
    order = orders.order_by_id(ready, dossier.order_id)
    assert pictures.current_pictures(ready, order) == {}
    ready.refresh(dossier)
    assert dossier.status is DossierStatus.QUEUED
    assert dossier.submitted_at == now
    assert dossier.due_at == rules.due(now) + HOUR


def test_no_other_picture_and_no_second_one_is_taken(ready: Session, now: datetime) -> None:
    dossier, _ = asked(ready, now)
    with pytest.raises(orders.DossierUnderReview):
        pictures.store_picture(
            ready, LAN, dossier.code, Kind.CARD_BACK, picture(), "ekyc/x", now=now
        )
    with pytest.raises(orders.OrderNotFound):
        pictures.may_store(
            ready, Actor.anonymous("a stranger"), dossier.code, kind=Kind.PORTRAIT, now=now
        )
    pictures.store_picture(ready, LAN, dossier.code, Kind.PORTRAIT, picture(), "a", now=now)
    with pytest.raises(orders.DossierUnderReview):
        pictures.store_picture(ready, LAN, dossier.code, Kind.PORTRAIT, picture(), "b", now=now)
    taken = select(Evidence).where(col(Evidence.media).in_(["ekyc/x", "a", "b"]))
    assert [row.media for row in ready.exec(taken)] == ["a"]


def test_answered_it_comes_back_to_the_same_clerk_first_and_then_to_anybody(
    ready: Session, now: datetime
) -> None:
    dossier, _ = asked(ready, now, wanted=Wanted.NOTE)
    work.answer_in_words(ready, LAN, dossier.code, "Tôi vừa đổi kính", now=now + HOUR)
    ready.commit()
    at = now + HOUR
    assert desk.fill(ready, world.clerk(world.OTHER), now=at) == []
    with pytest.raises(desk.TakenMeanwhile):
        desk.take(ready, world.clerk(world.OTHER), dossier.key, now=at)
    assert [one.key for one in desk.fill(ready, world.clerk(), now=at)] == [dossier.key]
    desk.leave(ready, world.clerk(), now=at)
    ready.commit()
    assert len(desk.fill(ready, world.clerk(world.OTHER), now=at)) == 1


def test_kept_for_a_clerk_who_does_not_come_it_goes_to_another(
    ready: Session, now: datetime
) -> None:
    dossier, _ = asked(ready, now, wanted=Wanted.NOTE)
    work.answer_in_words(ready, LAN, dossier.code, "Đúng rồi", now=now)
    late = now + rules.KEPT_FOR_ASKER
    assert len(desk.fill(ready, world.clerk(world.OTHER), now=late)) == 1


def test_it_keeps_its_place_before_those_who_came_later(ready: Session, now: datetime) -> None:
    first, second, third = queue(ready, now, 3)
    desk.fill(ready, world.clerk(), now=now)
    row = work.ask(
        ready, world.clerk(), first, AskedOf.CUSTOMER, Wanted.NOTE, "Xin nói rõ", now=now
    )
    desk.leave(ready, world.clerk(), now=now)
    ready.commit()
    work.take_back(ready, world.clerk(), row.key, now=now)
    ready.commit()
    after = now + rules.KEPT_FOR_ASKER
    taken = [one.key for one in desk.fill(ready, world.clerk(world.OTHER), now=after)]
    assert taken == [first, second]
    assert third not in taken


def test_a_request_that_nobody_answers_ends_and_the_clerk_decides(
    ready: Session, now: datetime
) -> None:
    dossier, row = asked(ready, now)
    assert work.expire(ready, now=now + 23 * HOUR) == 0
    late = now + 25 * HOUR
    assert work.expire(ready, now=late) == 1
    ready.commit()
    assert work.expire(ready, now=late) == 0
    ready.refresh(row)
    assert row.status is SupplementStatus.EXPIRED
    desk.fill(ready, world.clerk(), now=late)
    decisions.approve(ready, world.clerk(), dossier.key, now=late)
    ready.commit()
    assert db.read(invariants.rows, late) == []


def test_only_who_asked_takes_it_back(ready: Session, now: datetime) -> None:
    dossier, row = asked(ready, now)
    with pytest.raises(work.SupplementNotFound):
        work.take_back(ready, world.clerk(world.OTHER), row.key, now=now)
    work.take_back(ready, world.clerk(), row.key, now=now)
    ready.commit()
    assert row.status is SupplementStatus.WITHDRAWN
    with pytest.raises(work.SupplementNotFound):
        work.take_back(ready, world.clerk(), row.key, now=now)
    with pytest.raises(orders.DossierUnderReview):
        pictures.may_store(ready, LAN, dossier.code, kind=Kind.PORTRAIT, now=now)
    assert "activation.supplement_over" not in ready.exec(select(Message.template)).all()


def test_the_agent_of_the_call_answers_in_words_and_nobody_else(
    ready: Session, now: datetime
) -> None:
    dossier, row = asked(ready, now, AskedOf.AGENT, Wanted.NOTE)
    assert [one.key for one in work.tasks_of(ready, AGENT_ACTOR)] == [row.key]
    other = Actor(555, Role.VIDEO_AGENT)
    assert work.tasks_of(ready, other) == []
    with pytest.raises(work.SupplementNotFound):
        work.answer_as_agent(ready, other, row.key, "Tôi thấy rõ", now=now)
    with pytest.raises(NotAllowed):
        work.answer_as_agent(ready, world.clerk(), row.key, "Tôi thấy rõ", now=now)
    with pytest.raises(work.SupplementNotFound):
        work.answer_in_words(ready, LAN, dossier.code, "Tôi đây", now=now)
    with pytest.raises(work.AnswerEmpty):
        work.answer_as_agent(ready, AGENT_ACTOR, row.key, "  ", now=now)
    work.answer_as_agent(
        ready, AGENT_ACTOR, row.key, "Ảnh nổi thấy ở phút 2", at_ms=125_000, now=now
    )
    ready.commit()
    assert (row.status, row.at_ms) == (SupplementStatus.ANSWERED, 125_000)
    assert work.tasks_of(ready, AGENT_ACTOR) == []


def test_what_a_person_cannot_give_is_not_asked_of_them(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    with pytest.raises(work.NothingToAsk):
        work.ask(ready, world.clerk(), dossier.key, AskedOf.AGENT, Wanted.PORTRAIT, now=now)


def test_it_is_asked_only_from_the_desk_and_not_for_ever(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    with pytest.raises(desk.LeaseLost):
        work.ask(
            ready, world.clerk(world.OTHER), dossier.key, AskedOf.CUSTOMER, Wanted.NOTE, now=now
        )
    with pytest.raises(NotAllowed):
        work.ask(ready, AGENT_ACTOR, dossier.key, AskedOf.CUSTOMER, Wanted.NOTE, now=now)
    for _ in range(rules.MOST_SUPPLEMENTS):
        row = work.ask(ready, world.clerk(), dossier.key, AskedOf.CUSTOMER, Wanted.NOTE, now=now)
        work.take_back(ready, world.clerk(), row.key, now=now)
        desk.fill(ready, world.clerk(), now=now)
    with pytest.raises(work.AskedOften):
        work.ask(ready, world.clerk(), dossier.key, AskedOf.CUSTOMER, Wanted.NOTE, now=now)


def test_a_cancelled_order_ends_the_request(ready: Session, now: datetime) -> None:
    dossier, row = asked(ready, now)
    order = orders.lock_order(ready, dossier.order_id)
    orders.cancel(ready, LAN, order, CancelReason.CHANGED_MIND, now=now)
    ready.commit()
    assert sweeping.withdraw_cancelled(ready, now=now) == 1
    ready.commit()
    assert row.status is SupplementStatus.WITHDRAWN
    assert dossier.status is DossierStatus.WITHDRAWN
    assert db.read(invariants.rows, now) == []


def test_asking_and_answering_are_audited_without_words(ready: Session, now: datetime) -> None:
    dossier, row = asked(ready, now, wanted=Wanted.NOTE)
    work.answer_in_words(ready, LAN, dossier.code, "Chồng tôi cầm máy", now=now)
    ready.commit()
    entries = ready.exec(
        select(AuditEntry)
        .where(col(AuditEntry.action).startswith("activation.supplement"))
        .order_by(col(AuditEntry.seq))
    ).all()
    assert [one.action for one in entries] == [
        "activation.supplement_asked", "activation.supplement_answered",
    ]  # fmt: skip
    for entry in entries:
        assert entry.detail["supplement"] == row.key
        assert "Chồng" not in str(entry.detail)
        assert "tối" not in str(entry.detail)


def test_answered_twice_at_once_counts_once(ready: Session, now: datetime) -> None:
    dossier, _ = asked(ready, now, wanted=Wanted.NOTE)
    work.answer_in_words(ready, LAN, dossier.code, "Một", now=now)
    with pytest.raises(work.SupplementNotFound):
        work.answer_in_words(ready, LAN, dossier.code, "Hai", now=now)
    assert service.live_dossier(ready, orders.order_by_id(ready, dossier.order_id))
