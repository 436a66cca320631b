"""Every move of a call goes through here: state, history, audit and the change others must see."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from chonso_app.calls.models import Call, CallEvent, CallState
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.orders.models import Order

PLACES = "queue:places"  # the topic of whoever shows a place: somebody came, went or moved on
DESKS = "queue:desks"  # of the agents' consoles, beside it: who is ready, busy, off their shift


class CallNotFound(ShopError):
    """No such call, or not this person's: we do not say which."""


def locked(session: Session, call_id: int) -> Call:
    """The call, with nobody else moving it. Raises CallNotFound."""
    call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if call is None:
        raise CallNotFound(details={"call": call_id})
    return call


def move(
    session: Session, call: Call, state: CallState, actor: Actor, now: datetime, **detail: Any
) -> None:
    """Raises ForbiddenMove."""
    was = call.state
    call.move_to(state, now)
    session.add(call)
    session.flush()  # the partial indexes speak now, not at commit
    tell_move(session, call, was, actor, now, **detail)


def tell_move(
    session: Session, call: Call, was: CallState, actor: Actor, now: datetime, **detail: Any
) -> None:
    """What `move` tells everybody, for a move that one SQL statement has already made."""
    state = call.state
    order = order_of(session, call)
    told = {"call": call.key, "was": was.value, **detail}
    note(session, call, state.value, actor, now, was=was.value, **detail)
    audit.record(session, actor, f"calls.{state.value}", f"order:{order.code}", now=now, **told)
    events.publish(
        session, f"calls.{state.value}", *topics(call, order), actor=actor, order_id=order.id,
        now=now, **told,
    )  # fmt: skip
    if CallState.WAITING in (was, state):
        events.touch(session, PLACES)


def note(
    session: Session, call: Call, kind: str, actor: Actor, now: datetime, **detail: Any
) -> None:
    """Into the call's own history only."""
    session.add(CallEvent(call_id=call.key, at=now, actor=actor.label, kind=kind, detail=detail))


def topics(call: Call, order: Order) -> tuple[str, str, str]:
    return "queue:calls", f"call:{call.key}", f"order:{order.code}"


def order_of(session: Session, call: Call) -> Order:
    order = session.get(Order, call.order_id)
    assert order is not None  # a foreign key
    return order


def requeue(session: Session, call: Call, actor: Actor, now: datetime, why: str) -> None:
    """Back to the queue, before the others: the customer keeps the place and the work is kept."""
    call.preferred_agent_id, call.agent_id = call.agent_id, None
    call.priority += 1
    call.agent_seen_at = call.customer_frame_at = call.agent_frame_at = call.assist_at = None
    move(session, call, CallState.WAITING, actor, now, why=why)
