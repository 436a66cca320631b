"""What the signalling sockets report: who may sit down, who sees a picture, who left."""

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls.models import ACTIVE, TALKING, Call, CallState
from chonso_app.calls.moves import CallNotFound, locked, move, note, order_of
from chonso_app.core.actors import Actor
from chonso_app.core.db import among
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, permits
from chonso_app.orders import service as orders


class Side(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


Seat = tuple[int, Side, str]  # call, chair, and whose it is
Act = Callable[..., None]
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


def still_held(session: Session, seats: Collection[Seat]) -> set[Seat]:
    """Of sockets that are already open: the chairs that were not taken away."""
    asked = select(Call.id, Call.state, Call.agent_id)
    found = session.exec(asked.where(among(session, col(Call.id), {call for call, *_ in seats})))
    calls = {call: (state, agent) for call, state, agent in found}
    return {seat for seat in seats if seat[0] in calls and _holds(*calls[seat[0]], *seat[1:])}


def _holds(state: str, agent_id: int | None, side: Side, person: str) -> bool:
    if side is Side.AGENT:
        return state in TALKING and person == f"staff:{agent_id}"
    return state in _CUSTOMER_STATES


def heartbeats(session: Session, seats: Collection[Seat], *, now: datetime) -> None:
    for side, seen in (
        (Side.CUSTOMER, Call.customer_seen_at), (Side.AGENT, Call.agent_seen_at),
    ):  # fmt: skip
        if calls := sorted({call for call, at, _ in seats if at is side}):
            mine = sa.update(Call).where(
                among(session, col(Call.id), calls), col(Call.state).in_(ACTIVE)
            )
            session.execute(mine.values({seen: now}))


def frame_seen(session: Session, call_id: int, side: Side, actor: Actor, *, now: datetime) -> None:
    """This side sees the other's picture. When both do, the call is live."""
    call = locked(session, call_id)
    if not call.is_talking:  # the other's socket is about to be sent away
        return
    if side is Side.CUSTOMER:
        call.customer_frame_at = call.customer_seen_at = now
    else:
        call.agent_frame_at = call.agent_seen_at = now
    session.add(call)
    if not (call.customer_frame_at and call.agent_frame_at):
        return
    if call.state in {CallState.CONNECTING, CallState.RECONNECTING}:
        call.live_at = call.live_at or now
        move(session, call, CallState.LIVE, actor, now)


def lost(session: Session, call_id: int, side: Side, actor: Actor, *, now: datetime) -> None:
    """One side's picture stopped for good, or its socket closed."""
    call = locked(session, call_id)
    call.customer_frame_at = call.agent_frame_at = None
    session.add(call)
    if call.state is CallState.LIVE:
        move(session, call, CallState.RECONNECTING, actor, now, lost=side.value)
    elif call.is_talking:
        note(session, call, f"{side}_lost", actor, now)


def told(session: Session, act: Act, seat: Seat, actor: Actor, *, now: datetime) -> None:
    """What an open socket says: `frame_seen` or `lost`. Nothing when its chair was taken away."""
    call_id, side, _ = seat
    locked(session, call_id)  # a sweep may be taking the chair away just now
    if still_held(session, [seat]):
        act(session, call_id, side, actor, now=now)
