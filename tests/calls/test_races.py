"""Two agents, two tabs, two hands on one call: the database decides, on SQLite and PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from chonso_app.calls import service
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import AgentPresence, Availability, Call, CallState
from chonso_app.calls.rules import Verdict
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from tests.calls.conftest import HOA, LAN, YEN, customer, paid_order

ROUNDS = 40


def _claim(session: Session, who: Actor, now: datetime) -> int | None:
    call = desk.claim(session, who, now=now)
    return call.key if call else None


def _ready(session: Session, who: Actor, now: datetime) -> None:
    desk.set_availability(session, who, Availability.AVAILABLE, now=now)


def _at_once(who: tuple[Actor, ...], now: datetime) -> list[int | None]:
    start = Barrier(len(who))

    def act(agent: Actor) -> int | None:
        start.wait()
        return db.transact(_claim, agent, now)

    with ThreadPoolExecutor(len(who)) as pool:
        return list(pool.map(act, who))


def _finish(session: Session) -> None:
    session.execute(sa.update(Call).values(state=CallState.CANCELLED))


def test_one_call_is_never_given_to_two_agents(database: sa.Engine, now: datetime) -> None:
    for who in (HOA, YEN):
        db.transact(_ready, who, now)
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    for _ in range(ROUNDS):
        db.transact(service.enter_queue, LAN, order.code, now=now)
        got = _at_once((HOA, YEN), now)
        assert sorted(one is not None for one in got) == [False, True]
        db.transact(_finish)


def test_two_calls_reach_two_agents_at_once(database: sa.Engine, now: datetime) -> None:
    for who in (HOA, YEN):
        db.transact(_ready, who, now)
    with Session(database, expire_on_commit=False) as session:
        codes = [paid_order(session, number, now).code for number in (1, 2)]
    for _ in range(ROUNDS // 4):
        for number, code in enumerate(codes, start=1):
            db.transact(service.enter_queue, customer(number), code, now=now)
        got = _at_once((HOA, YEN), now)
        assert None not in got
        assert len(set(got)) == 2
        db.transact(_finish)


def test_two_tabs_of_one_agent_get_the_same_call(database: sa.Engine, now: datetime) -> None:
    db.transact(_ready, HOA, now)
    with Session(database, expire_on_commit=False) as session:
        codes = [paid_order(session, number, now).code for number in (1, 2)]
    for _ in range(ROUNDS // 4):
        for number, code in enumerate(codes, start=1):
            db.transact(service.enter_queue, customer(number), code, now=now)
        got = _at_once((HOA, HOA), now)
        assert len(set(got) - {None}) == 1
        db.transact(_finish)


def test_an_order_pressed_in_two_tabs_stands_once(database: sa.Engine, now: datetime) -> None:
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    start = Barrier(4)

    def press(_: int) -> int:
        start.wait()
        return db.transact(service.enter_queue, LAN, order.code, now=now).key

    for _ in range(10):
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(press, range(4)))) == 1
        db.transact(_finish)


def test_the_database_itself_refuses_a_second_active_call(
    database: sa.Engine, now: datetime
) -> None:
    with Session(database, expire_on_commit=False) as session:
        orders = [paid_order(session, number, now) for number in (1, 2)]
        for order in orders:
            session.add(_row(order.key, now, agent_id=HOA.user_id, state=CallState.LIVE))
        with pytest.raises(IntegrityError, match="agent"):
            session.flush()
        session.rollback()
        session.add(_row(orders[0].key, now))
        session.add(_row(orders[0].key, now))
        with pytest.raises(IntegrityError, match="order"):
            session.flush()


def _row(order_id: int, now: datetime, **more: Any) -> Call:
    return Call(
        order_id=order_id, person_version=1, enqueued_at=now, state_at=now, customer_seen_at=now,
        **more,
    )  # fmt: skip


def test_claim_and_pause_at_once_never_strands_a_call(database: sa.Engine, now: datetime) -> None:
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    start = Barrier(2)

    def act(pause: bool) -> None:
        start.wait()
        if pause:
            db.transact(desk.set_availability, HOA, Availability.PAUSED, now=now)
        else:
            db.transact(_claim, HOA, now)

    for _ in range(10):
        db.transact(_ready, HOA, now)
        db.transact(service.enter_queue, LAN, order.code, now=now)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(act, (True, False)))
        active = db.read(lambda session: service.active_call(session, order))
        assert active is not None
        assert active.state is CallState.WAITING
        presence = db.read(lambda session: session.get(AgentPresence, HOA.user_id))
        assert presence is not None
        assert presence.availability is Availability.PAUSED
        db.transact(_finish)


def test_who_is_too_late_with_a_verdict_is_refused(database: sa.Engine, now: datetime) -> None:
    db.transact(_ready, HOA, now)
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    db.transact(service.enter_queue, LAN, order.code, now=now)
    call_id = db.transact(_claim, HOA, now)
    assert call_id is not None
    db.transact(desk.pick_up, HOA, call_id, now=now)
    start = Barrier(2)

    def conclude(reason: str) -> str:
        start.wait()
        verdict = Verdict.REJECTED
        try:
            db.transact(verdicts.decide, HOA, call_id, verdict, reason, now=now)
        except ShopError:
            return "refused"
        return reason

    with ThreadPoolExecutor(2) as pool:
        outcome = list(pool.map(conclude, ("other_person", "expired_paper")))
    assert outcome.count("refused") == 1


# -- one order of locks: order, call, presence ------------------------------------------------
def _locks(database: sa.Engine, act: Callable[[], object]) -> list[str]:
    """The tables whose rows are locked for good, in that order. PostgreSQL says so in its SQL."""
    taken: list[str] = []

    def note(*args: Any) -> None:
        sql = args[2]
        if "UPDATE" in sql and sql.lstrip().startswith("SELECT") and "SKIP" not in sql:
            taken.append(sql.partition("FROM ")[2].split()[0].strip('"'))

    event.listen(database, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(database, "before_cursor_execute", note)
    return taken


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_approval_locks_the_order_before_the_call_as_a_booking_does(
    database: sa.Engine, now: datetime
) -> None:
    db.transact(_ready, HOA, now)
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    db.transact(service.enter_queue, LAN, order.code, now=now)
    call_id = db.transact(_claim, HOA, now)
    assert call_id is not None
    db.transact(desk.pick_up, HOA, call_id, now=now)

    def approve() -> None:
        with pytest.raises(verdicts.NotComplete):
            db.transact(verdicts.decide, HOA, call_id, Verdict.APPROVED, None, now=now)

    assert _locks(database, approve)[:2] == ["shop_order", "call"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_pausing_locks_the_offered_call_before_the_presence_as_the_sweep_does(
    database: sa.Engine, now: datetime
) -> None:
    db.transact(_ready, HOA, now)
    with Session(database, expire_on_commit=False) as session:
        order = paid_order(session, 1, now)
    db.transact(service.enter_queue, LAN, order.code, now=now)
    db.transact(_claim, HOA, now)
    pause = _locks(
        database,
        lambda: db.transact(desk.set_availability, HOA, Availability.PAUSED, now=now),
    )
    assert pause[:2] == ["call", "agent_presence"]
