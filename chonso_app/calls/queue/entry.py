"""Whose team takes a call, and whether any does now: hours, closing time, switches, overflow (7.8).

At entry the rules of dispatch choose between the units that are open and have the time. A waiting
call whose unit can do nothing for it any more is sent on by the same rules.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from chonso_app.calls import rules
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import PLACES, locked, note, order_of, topics
from chonso_app.calls.queue import service as queue
from chonso_app.calls.queue.rules import Board, closes_before
from chonso_app.core import events
from chonso_app.core.actors import system
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import Team
from chonso_app.hours import service as hours
from chonso_app.orders.models import Order
from chonso_app.switches import service as switches


class Gate(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # outside the hours
    CLOSING = "closing"  # open, but no time for one more
    OFF = "off"  # video calls are switched off here


@dataclass(frozen=True)
class Entry:
    """What somebody who wants to enter now meets. `opens`: when the team opens next."""

    gate: Gate
    unit_id: int | None
    opens: datetime | None = None


def entry(session: Session, order: Order, now: datetime) -> Entry:
    """The first unit that is able, by the rules of dispatch; else why the order's own is not."""
    board = queue.look(session, now)
    unit_id = order.unit_id
    if unit_id is not None:
        unit_id = dispatch.foresee(session, new_case(board, order), now=now)
    gate = _gate(session, board, unit_id, now)
    if gate is Gate.OPEN:
        return Entry(gate, unit_id)
    own = hours.schedule(session, order.unit_id, Team.VIDEO, now=now)
    return Entry(gate, order.unit_id, own.next_opening(now))


def _gate(session: Session, board: Board, unit_id: int | None, now: datetime) -> Gate:
    if not _is_on(session, board, unit_id, now):
        return Gate.OFF
    if board.openings.get(unit_id) is None:
        return Gate.CLOSED
    return Gate.CLOSING if closes_before(board, unit_id) else Gate.OPEN


def dispatched(session: Session, call: Call, order: Order, now: datetime) -> int | None:
    """The unit whose team takes a new call: the order's, or its neighbour on duty."""
    if order.unit_id is None:
        return None
    case = new_case(queue.look(session, now), order, call)
    return dispatch.decide(session, case, now=now).unit_id


def _is_on(session: Session, board: Board, unit_id: int | None, now: datetime) -> bool:
    if unit_id is None:
        return switches.is_on(session, switches.Feature.VIDEO_CALL, None, now=now)
    return unit_id not in board.switched_off


def team_of(session: Session, order: Order, now: datetime) -> tuple[int | None, Gate]:
    """Who will call at another time: OPEN or OFF, whatever the clock says now."""
    board = queue.look(session, now)
    unit_id = order.unit_id
    if unit_id is not None:
        unit_id = dispatch.foresee(session, _case(board, order, None, ()), now=now)
    return unit_id, Gate.OPEN if _is_on(session, board, unit_id, now) else Gate.OFF


def new_case(board: Board, order: Order, call: Call | None = None) -> dispatch.Case:
    off = {unit for unit, opening in board.openings.items() if opening is None}
    off |= {unit for unit in board.openings if closes_before(board, unit)}
    return _case(board, order, call, off)


def _case(
    board: Board, order: Order, call: Call | None, off: Iterable[int | None]
) -> dispatch.Case:
    others = Counter(
        one.unit_id
        for one in board.waiting
        if one.unit_id is not None
        and one.seen_at > board.at - rules.SILENT_AFTER
        and (call is None or one.call_id != call.id)
    )
    return dispatch.Case(
        f"call:{call.key}" if call else "call:new", dispatch.Kind.CALL, order.province_code,
        order.referral, order.code, home_unit=order.unit_id, load=dict(others),
        closed=board.switched_off, off=frozenset(unit for unit in off if unit is not None),
    )  # fmt: skip


# -- while people wait -----------------------------------------------------------------------


def stranded(session: Session, now: datetime) -> list[int]:
    """Waiting calls whose unit has nobody left for them, or may not call any more.

    None while no other unit could take them.
    """
    board = queue.look(session, now)
    able = {unit for unit in board.units_there() if board.openings.get(unit)} - board.switched_off
    if not able - {None}:
        return []
    return [
        one.call_id
        for one in board.waiting
        if one.unit_id is not None and _is_helpless(board, one.unit_id)
    ]


def _is_helpless(board: Board, unit_id: int) -> bool:
    return unit_id in board.switched_off or not board.units_there() & {unit_id, None}


def send_on(session: Session, call_id: int, now: datetime) -> bool:
    """To the neighbour that has somebody there; nothing happens while there is none."""
    call = locked(session, call_id)
    board = queue.look(session, now)
    helpless = call.unit_id is not None and _is_helpless(board, call.unit_id)
    if call.state is not CallState.WAITING or not helpless:
        return False
    order = order_of(session, call)
    to = dispatch.decide_again(session, _another(board, order, call), now=now).unit_id
    if to == call.unit_id:
        return False
    was, call.unit_id = call.unit_id, to
    session.add(call)
    note(session, call, "overflowed", system("calls"), now, was=was, unit=to)
    events.touch(session, PLACES, *topics(call, order))
    return True


def _another(board: Board, order: Order, call: Call) -> dispatch.Case:
    """Not to where nobody is, nor to who goes home: they only finish what waits with them."""
    there = board.units_there()
    off = {unit for unit, opening in board.openings.items() if unit not in there or opening is None}
    return _case(board, order, call, off)
