"""What the signalling sockets report: who may sit down, who sees a picture, who left."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.calls.models import ACTIVE, TALKING, Call, CallState
from chonso_app.calls.moves import CallNotFound, locked, move, note, order_of
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, permits
from chonso_app.orders import service as orders


class Side(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


_CUSTOMER_STATES = (CallState.WAITING, CallState.CLAIMED, *TALKING)


def seat(session: Session, actor: Actor, call_id: int) -> Side:
    """Which chair of the room this person may take now. Raises CallNotFound."""
    call = session.get(Call, call_id)
    if call is None or call.state not in ACTIVE:
        raise CallNotFound(details={"call": call_id})
    if permits(actor, Permission.CALLS_TAKE):
        if call.agent_id == actor.user_id and call.is_talking:
            return Side.AGENT
        raise CallNotFound(details={"call": call_id})
    try:
        orders.order_of(session, actor, order_of(session, call).code)
    except ShopError as error:
        raise CallNotFound(details={"call": call_id}) from error
    if call.state not in _CUSTOMER_STATES:
        raise CallNotFound(details={"call": call_id})
    return Side.CUSTOMER


def still_seated(session: Session, call_id: int, side: Side, person: str) -> CallState | None:
    """For a socket that is already open: the call's state, None when its chair was taken away."""
    call = session.get(Call, call_id, populate_existing=True)
    if call is None:
        return None
    if side is Side.AGENT:
        return call.state if call.is_talking and person == f"staff:{call.agent_id}" else None
    return call.state if call.state in _CUSTOMER_STATES else None


def heartbeat(session: Session, call_id: int, side: Side, *, now: datetime) -> None:
    seen = "customer_seen_at" if side is Side.CUSTOMER else "agent_seen_at"
    mine = sa.update(Call).where(col(Call.id) == call_id, col(Call.state).in_(ACTIVE))
    session.execute(mine.values({seen: now}))


def frame_seen(session: Session, call_id: int, side: Side, actor: Actor, *, now: datetime) -> None:
    """This side sees the other's picture. When both do, the call is live."""
    call = locked(session, call_id)
    if side is Side.CUSTOMER:
        call.customer_frame_at = now
    else:
        call.agent_frame_at = now
    session.add(call)
    if not (call.customer_frame_at and call.agent_frame_at):
        return
    if call.state in {CallState.CONNECTING, CallState.RECONNECTING}:
        call.live_at = call.live_at or now
        move(session, call, CallState.LIVE, actor, now)


def lost(session: Session, call_id: int, side: Side, actor: Actor, *, now: datetime) -> None:
    """The socket of one side closed, or its picture stopped for good."""
    call = locked(session, call_id)
    call.customer_frame_at = call.agent_frame_at = None
    session.add(call)
    if call.state is CallState.LIVE:
        move(session, call, CallState.RECONNECTING, actor, now, lost=side.value)
    elif call.is_talking:
        note(session, call, f"{side}_lost", actor, now)
