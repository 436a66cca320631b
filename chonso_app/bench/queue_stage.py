"""People for the queue: customers who wait, agents of their unit. Rows, and the cookies to them.

`python -m chonso_app.bench.queue_stage AGENTS CUSTOMERS` in the product's environment prints both
as JSON.
"""

import itertools
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

import chonso_app.tables  # noqa: F401  every model
from chonso_app.accounts.models import LoginSession, Unit, User
from chonso_app.accounts.sessions import hash_of
from chonso_app.calls.models import Call, CallEvent, CallState
from chonso_app.core.actors import Role
from chonso_app.core.db import transact, utc_now
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.orders.models import Order, OrderStatus, SimKind
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE, visitor_hash

_UNIT = "KV2"  # whose roster of the demo is round the clock


@dataclass(frozen=True)
class Customer:
    call_id: int
    code: str
    cookie: str


def people(
    session: Session, agents: int, customers: int, now: datetime
) -> tuple[list[str], list[Customer]]:
    """The agents' cookies, and the customers in the order in which they came."""
    unit = session.exec(select(Unit).where(Unit.code == _UNIT)).one_or_none()
    if unit is None:
        unit = Unit(code=_UNIT, name="Cty KV 2", shopcode="KV2-01")
        session.add(unit)
        session.flush()
    cookies = [_agent(session, number, unit.row_id, now) for number in range(agents)]
    here = select(Number.national).where(col(Number.national).startswith("0899"))
    taken = set(session.exec(here))
    every = (f"0899{number:06d}" for number in itertools.count())
    numbers = list(itertools.islice((one for one in every if one not in taken), customers))
    put_on_shelf(session, [new_row(one, 500_000, this_year=now.year) for one in numbers])
    session.flush()
    return cookies, [
        _customer(session, place, number, unit.row_id, now) for place, number in enumerate(numbers)
    ]


def _agent(session: Session, number: int, unit_id: int, now: datetime) -> str:
    user = User(
        login=f"bench-{number}", role=Role.VIDEO_AGENT, unit_id=unit_id,
        full_name=f"Nhân viên {number}", created_at=now,
    )  # fmt: skip
    session.add(user)
    session.flush()
    token, later = f"bench-session-{number}", now + timedelta(hours=8)
    session.add(
        LoginSession(
            token_hash=hash_of(token), user_id=user.row_id, created_at=now, seen_at=now,
            idle_until=later, ends_at=later,
        )
    )  # fmt: skip
    return f"{SESSION_COOKIE}={token}; {VISITOR_COOKIE}=bench-agent-{number}"


def _customer(session: Session, place: int, national: str, unit_id: int, now: datetime) -> Customer:
    token, msisdn = f"bench-visitor-{place}", f"84{national[1:]}"
    visitor = visitor_hash(token)
    hold = Hold(
        msisdn=msisdn, visitor=visitor, status=HoldStatus.ORDERED, placed_at=now, expires_at=now,
        releases_at=now, hard_limit_at=now,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    assert hold.id is not None
    order = Order(
        code=f"GS-B{place:05d}", msisdn=msisdn, hold_id=hold.id, status=OrderStatus.PAID,
        visitor=visitor, unit_id=unit_id, full_name=f"Khách {place}", sim_kind=SimKind.ESIM,
        created_at=now, paid_at=now,
    )  # fmt: skip
    session.add(order)
    session.flush()
    came = now + timedelta(milliseconds=place)
    call = Call(
        order_id=order.key, person_version=order.person_version, unit_id=unit_id,
        enqueued_at=came, state_at=came, customer_seen_at=now + timedelta(minutes=10),
    )  # fmt: skip
    session.add(call)
    session.flush()
    waiting = CallState.WAITING.value
    session.add(CallEvent(call_id=call.key, at=came, actor="bench", kind=waiting))
    return Customer(call.key, order.code, f"{VISITOR_COOKIE}={token}")


if __name__ == "__main__":
    staff, waiting = transact(people, int(sys.argv[1]), int(sys.argv[2]), utc_now())
    print(json.dumps([staff, [vars(one) for one in waiting]]))
