"""Paid orders and calls without their long way there, straight into a database.

In the environment of a running shop: `python -m chonso_app.bench.calls_rows queue VISITOR` answers
every line with the code of an order of the browser with that visitor cookie, whose customer waits;
`rooms COUNT` prints the ids of live calls.
"""

import sys
from datetime import datetime, timedelta

from sqlmodel import Session

import chonso_app.tables  # noqa: F401
from chonso_app.accounts import sessions
from chonso_app.accounts.models import LoginSession, User
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import PLACES
from chonso_app.core import events
from chonso_app.core.actors import Role
from chonso_app.core.db import transact, utc_now
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.orders.models import Order, OrderStatus
from chonso_app.ui.edge import visitor_hash

_LATER = timedelta(minutes=10)  # no sweep takes them before somebody comes


def queue(session: Session, visitor: str, number: int, now: datetime) -> str:
    """The code of an order whose customer waits, before all others."""
    order = _order(session, visitor_hash(visitor), number, now)
    call = Call(
        order_id=order.key, person_version=order.person_version, priority=9, enqueued_at=now,
        state_at=now, customer_seen_at=now + _LATER,
    )  # fmt: skip
    session.add(call)
    events.touch(session, PLACES)  # the consoles look at once
    return order.code


def rooms(session: Session, count: int, now: datetime) -> list[int]:
    """Ids of live calls; the cookies of room N are `visitor-N` and `agent-N`."""
    calls: list[Call] = []
    for number in range(count):
        order = _order(session, visitor_hash(f"visitor-{number}"), number, now)
        call = Call(
            order_id=order.key, person_version=order.person_version,
            agent_id=_agent(session, number, now), state=CallState.LIVE, enqueued_at=now,
            state_at=now, live_at=now, customer_seen_at=now + _LATER, agent_seen_at=now + _LATER,
            customer_frame_at=now, agent_frame_at=now,
        )  # fmt: skip
        session.add(call)
        calls.append(call)
    session.flush()
    return [call.key for call in calls]


def _agent(session: Session, number: int, now: datetime) -> int:
    user = User(login=f"bench-{number}", full_name="Lê Hoa", role=Role.VIDEO_AGENT, created_at=now)
    session.add(user)
    session.flush()
    token = sessions.hash_of(f"agent-{number}")
    ends = now + timedelta(hours=8)
    session.add(
        LoginSession(
            token_hash=token, user_id=user.row_id, created_at=now, seen_at=now, idle_until=ends,
            ends_at=ends,
        )
    )  # fmt: skip
    return user.row_id


def _order(session: Session, visitor: str, number: int, now: datetime) -> Order:
    national = f"0706{number:06}"
    msisdn = f"84{national[1:]}"
    if session.get(Number, msisdn) is None:  # the demo has some of them
        put_on_shelf(session, [new_row(national, 500_000, this_year=now.year)])
    hold = Hold(
        msisdn=msisdn, visitor=visitor, status=HoldStatus.ORDERED, placed_at=now,
        expires_at=now, releases_at=now, hard_limit_at=now,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    assert hold.id is not None
    order = Order(
        code=f"GS-B{number:06}", msisdn=msisdn, hold_id=hold.id, status=OrderStatus.PAID,
        visitor=visitor, full_name="Nguyễn Ngọc Lan", created_at=now, paid_at=now,
    )  # fmt: skip
    session.add(order)
    session.flush()
    return order


if __name__ == "__main__":
    _, what, *rest = sys.argv
    if what == "queue":
        for number, _ in enumerate(sys.stdin):
            print(transact(queue, rest[0], number, utc_now()), flush=True)
    elif what == "rooms":
        print(*transact(rooms, int(rest[0]), utc_now()), sep="\n")
