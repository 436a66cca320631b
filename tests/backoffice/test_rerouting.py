"""Re-routing moves the order, its waiting call and its waiting dossier together, with a reason."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.activation.models import Dossier
from chonso_app.activation.moves import tell as tell_dossier
from chonso_app.backoffice import rerouting
from chonso_app.backoffice.state_rerouting import RerouteState
from chonso_app.calls.models import Call, CallState
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.core.texts import has
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import DispatchDecision
from chonso_app.dispatch.words import sentences
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, OrderStatus
from chonso_app.ui.edge import act_as
from tests.orders import world

CHIEF = Actor(user_id=1, role=Role.SUPERVISOR)


@pytest.fixture
def kv9(session: Session) -> int:
    unit = Unit(code="KV9", name="Cty KV 9", shopcode="CSO9")
    session.add_all([unit, Unit(code="TCT", name="Tổng Công ty", head_office=True)])
    session.commit()
    return unit.row_id


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    world.stock(session)
    order = world.confirmed(session, now)
    orders.mark_paid(session, order, order.total, actor=CHIEF, now=now)
    session.commit()
    return order


def waiting_call(session: Session, order: Order, now: datetime, **more) -> Call:
    call = Call(
        order_id=order.key, person_version=1, unit_id=order.unit_id, enqueued_at=now, state_at=now,
        customer_seen_at=now, **more,
    )  # fmt: skip
    session.add(call)
    session.commit()
    return call


def queued_dossier(session: Session, order: Order, now: datetime) -> Dossier:
    dossier = Dossier(
        order_id=order.key, code=order.code, unit_id=order.unit_id, submitted_at=now, due_at=now,
        person_version=1, paper="p", paper_slot=1,
    )  # fmt: skip
    tell_dossier(session, CHIEF, dossier, "activation.submitted", now=now)
    session.commit()
    return dossier


def test_everything_that_waits_goes_along_and_says_why(session, order, now, kv9):
    call, dossier = waiting_call(session, order, now), queued_dossier(session, order, now)
    was = order.unit_id
    done = rerouting.reroute(session, CHIEF, order.code, kv9, "Kho KV 2 hết SIM", now=now)
    session.commit()
    assert done.moved == ["call", "dossier"]
    assert {order.unit_id, call.unit_id, dossier.unit_id} == {kv9}
    told = rerouting.why(session, CHIEF, order.code)
    assert [one.unit_id for one in told] == [kv9, was]
    assert told[0].reason == "Kho KV 2 hết SIM"
    assert sentences(told[0].steps)[0].endswith("sang Cty KV 9")
    for subject in (f"call:{call.key}", f"dossier:{dossier.key}"):
        assert dispatch.explanation(session, subject)[0].unit_id == kv9
    kinds = {entry.action for entry in session.exec(select(AuditEntry))}
    assert {"dispatch.overruled", "orders.rerouted", "activation.rerouted"} <= kinds
    assert all(has(f"event.{kind}") for kind in ("orders.rerouted", "activation.rerouted"))


def test_what_somebody_has_in_hand_stays_with_them(session, order, now, kv9):
    call = waiting_call(session, order, now, agent_id=7, state=CallState.CLAIMED)
    was = order.unit_id
    done = rerouting.reroute(session, CHIEF, order.code, kv9, "x", now=now)
    assert (done.moved, done.stayed, call.unit_id) == ([], ["call"], was)


def test_an_order_from_before_there_were_decisions_can_be_moved(session, order, now, kv9):
    for row in session.exec(select(DispatchDecision)):
        session.delete(row)
    session.commit()
    rerouting.reroute(session, CHIEF, order.code, kv9, "x", now=now)
    codes = [told.steps[0]["code"] for told in rerouting.why(session, CHIEF, order.code)]
    assert codes == ["overruled", "adopted"]


def test_the_call_made_afterwards_follows_the_order(session, order, now, kv9):
    rerouting.reroute(session, CHIEF, order.code, kv9, "x", now=now)
    case = dispatch.Case(
        "call:99", dispatch.Kind.CALL, order.province_code, "", order.code, home_unit=order.unit_id
    )
    assert dispatch.decide(session, case, now=now).unit_id == kv9


@pytest.mark.parametrize("fulfilment", [Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING])
def test_a_parcel_that_is_being_made_stays(session, order, now, kv9, fulfilment):
    order.fulfilment = fulfilment
    with pytest.raises(rerouting.BeingPacked):
        rerouting.reroute(session, CHIEF, order.code, kv9, "x", now=now)


def test_who_may_and_where_to(session, order, now, kv9):
    was = order.unit_id
    head = session.exec(select(Unit.id).where(Unit.code == "TCT")).one()
    refused = [
        (Actor(user_id=2, role=Role.ORDER_CLERK), kv9, "x", NotAllowed),
        (Actor(user_id=3, role=Role.SUPERVISOR, unit_id=kv9), kv9, "x", orders.OrderNotFound),
        (CHIEF, was, "x", dispatch.SameUnit),
        (CHIEF, head, "x", dispatch.UnknownUnit),
        (CHIEF, 999, "x", dispatch.UnknownUnit),
        (CHIEF, kv9, " ", dispatch.ReasonMissing),
    ]
    for actor, unit, reason, refusal in refused:
        with pytest.raises(refusal):
            rerouting.reroute(session, actor, order.code, unit, reason, now=now)
        session.rollback()
    own = Actor(user_id=3, role=Role.SUPERVISOR, unit_id=was)
    rerouting.reroute(session, own, order.code, kv9, "x", now=now)
    with pytest.raises(orders.OrderNotFound):  # it is theirs no longer
        rerouting.why(session, own, order.code)


def test_an_order_that_is_over_goes_nowhere(session, order, now, kv9):
    order.status = OrderStatus.ACTIVATED
    with pytest.raises(rerouting.NothingToReroute):
        rerouting.reroute(session, CHIEF, order.code, kv9, "x", now=now)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_shows_why_and_closes_the_dialog_when_it_is_sent(session, order, now, kv9):
    session.commit()  # SQLite has one writer
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    tab: Any = root.get_substate(RerouteState.get_full_name().split("."))

    async def visit() -> None:
        act_as(CHIEF)
        await tab._show(order.code)
        assert tab.steps[0] == "Tỉnh TP. Hồ Chí Minh thuộc Công ty Khu vực 2"
        await RerouteState.ask.fn(tab)
        await RerouteState.reroute.fn(tab, {"unit": str(kv9), "reason": ""})
        assert (list(tab.errors), tab.asking) == (["reason"], True)
        await RerouteState.reroute.fn(tab, {"unit": str(kv9), "reason": "Hết SIM"})

    asyncio.run(visit())
    assert (tab.why.unit, tab.why.reason, tab.asking) == ("Cty KV 9", "Hết SIM", False)
