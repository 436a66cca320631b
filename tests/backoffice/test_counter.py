"""Hồ sơ khách mang đến: by the whole code, only where a file waits, and each look is logged."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.backoffice import counter, lookup
from chonso_app.backoffice.state_lookup import prepared_row
from chonso_app.calls import service as calls
from chonso_app.calls.desk import verdicts
from chonso_app.calls.rules import Verdict
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.core.texts import say
from chonso_app.ekyc import service as ekyc
from chonso_app.notifications.models import Message
from chonso_app.orders.models import Order, OrderStatus
from tests.calls.conftest import HOA
from tests.calls.steps import live
from tests.ekyc.conftest import BLURRED, LAN, answer, paid_order, shoot_all

STORE = Actor(user_id=8, role=Role.STORE_CLERK, unit_id=5, session="s8")
BOSS = Actor(user_id=1, role=Role.SUPERVISOR, session="s1")


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    return paid_order(session, 1, now)


def give_up(session: Session, order: Order, now: datetime) -> None:
    """Three failures, ten minutes, three more."""
    for minutes in (0, 1, 2, 12, 13, 14):
        moment = now + timedelta(minutes=minutes)
        shoot_all(session, order, moment)
        check = ekyc.request_check(session, LAN, order.code, now=moment)
        ekyc.settle_check(session, check.key, answer(BLURRED), now=moment)


def test_a_store_opens_the_file_of_a_customer_from_any_region(
    session: Session, order: Order, now: datetime
):
    with pytest.raises(counter.NoPreparedFile):
        counter.open_file(session, STORE, order.code, now=now)
    give_up(session, order, now)
    seen = counter.open_file(session, STORE, order.code.removeprefix("GS-").lower(), now=now)
    assert seen.order.code == order.code
    assert seen.prepared.faults
    session.commit()
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.actor == STORE.label)).all()
    assert actions == ["ekyc.file_opened"]
    assert lookup.open_order(session, BOSS, order.code, now=now).prepared == seen.prepared


def test_an_order_that_is_paid_at_the_door_has_its_file_too(
    session: Session, order: Order, now: datetime
):
    give_up(session, order, now)
    order.status = OrderStatus.PLACED
    session.commit()
    assert counter.open_file(session, STORE, order.code, now=now).order.code == order.code


def test_after_the_last_refused_call_the_file_says_why(
    session: Session, order: Order, now: datetime
):
    order.contact_phone, order.phone_proven_at = "84901234567", now
    shoot_all(session, order, now)
    check = ekyc.request_check(session, LAN, order.code, now=now)
    ekyc.settle_check(session, check.key, answer(), now=now)
    for reason in ("other_person", "wrong_details", "other_person"):
        with pytest.raises(counter.NoPreparedFile):
            counter.open_file(session, STORE, order.code, now=now)
        calls.enter_queue(session, LAN, order.code, now=now)
        session.commit()
        call = live(session, HOA, now)
        verdicts.decide(session, HOA, call.key, Verdict.REJECTED, reason, now=now)
        session.commit()
    seen = counter.open_file(session, STORE, order.code, now=now).prepared
    assert seen.refused == ("Khác người", "Khai sai", "Khác người")
    assert (seen.tries, seen.faults) == (0, ())
    assert "Khuôn mặt khớp ảnh thẻ" in seen.good
    row = prepared_row(seen)
    assert row.made == say("ekyc.prepared.made_by_calls", made=seen.made, calls=3)
    assert row.faults == tuple(say("ekyc.prepared.refused", reason=one) for one in seen.refused)
    told = [row for row in session.exec(select(Message)) if row.template == "ekyc.prepared"]
    assert len(told) == 1


@pytest.mark.parametrize("typed", ["", "GS-", "000001' or 1=1", "0900000001", "NOBODY"])
def test_what_is_no_code_of_a_file_finds_nothing(
    session: Session, order: Order, now: datetime, typed: str
):
    give_up(session, order, now)
    with pytest.raises(counter.NoPreparedFile):
        counter.open_file(session, STORE, typed, now=now)


def test_others_do_not_open_it_and_a_finished_order_has_none(
    session: Session, order: Order, now: datetime
):
    give_up(session, order, now)
    with pytest.raises(NotAllowed):
        counter.open_file(session, LAN, order.code, now=now)
    order.status = OrderStatus.ACTIVATED
    session.commit()
    with pytest.raises(counter.NoPreparedFile):
        counter.open_file(session, STORE, order.code, now=now)
