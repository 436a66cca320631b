"""A call as an agent leaves it who has approved: with everything that an approval needs."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.calls.models import Call, CallEvent, CallState, CallStill, StillKind
from chonso_app.calls.rules import Matched, Step
from chonso_app.orders.models import Order


def approved_call(session: Session, order: Order, agent_id: int, now: datetime) -> Call:
    call = Call(
        order_id=order.key, person_version=order.person_version, unit_id=order.unit_id,
        state=CallState.APPROVED, agent_id=agent_id, enqueued_at=now, state_at=now,
        customer_seen_at=now, decided_at=now,
        steps={step.value: now.isoformat() for step in Step},
        matches={field.value: {"same": True} for field in Matched},
    )  # fmt: skip
    session.add(call)
    session.flush()
    for number, kind in enumerate(StillKind, start=1):
        session.add(
            CallStill(
                call_id=call.key, number=number, kind=kind, shot=f"shot-{number}",
                media=f"calls/test-{call.key}-{number}", sha256="0" * 64, width=1280, height=720,
                size=1, taken_at=now,
            )
        )  # fmt: skip
    session.add(
        CallEvent(
            call_id=call.key, at=now, actor=f"video_agent:{agent_id}", kind=CallState.APPROVED.value
        )
    )
    return call
