"""The order of the queue and how long it takes, worked out from one look at it. No database."""

import heapq
import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from chonso_app.calls.rules import SILENT_AFTER, USUAL_TALK
from chonso_app.hours.rules import Opening

Turn = tuple[int, datetime, int]
_LEAST_LEFT = 0.25  # of a talk: who has talked longer than usual is not done this second


@dataclass(frozen=True)
class Waiting:
    """Somebody in the queue."""

    call_id: int
    unit_id: int | None
    priority: int
    enqueued_at: datetime
    seen_at: datetime
    booked: bool = False  # came in the time they had booked

    @property
    def turn(self) -> Turn:
        """Whom agents are offered first sorts first."""
        return -self.priority, self.enqueued_at, self.call_id


@dataclass(frozen=True)
class Agent:
    """On duty: takes calls, or is in one."""

    user_id: int
    unit_id: int | None
    ready: bool  # said so, and their console is alive
    busy_since: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a waiting customer stands. `wait` is None when nobody is on duty for them."""

    place: int
    wait: timedelta | None
    on_duty: int
    opening: Opening | None = None  # of their team; None: it is closed
    switched_off: bool = False
    booked: bool = False  # came in the time they had booked


@dataclass(frozen=True)
class Board:
    """The queue as it stood at one moment."""

    at: datetime
    waiting: tuple[Waiting, ...] = ()  # by turn
    agents: tuple[Agent, ...] = ()
    handling: Mapping[int | None, timedelta] = field(default_factory=dict)  # None: of any team
    openings: Mapping[int | None, Opening | None] = field(default_factory=dict)
    switched_off: frozenset[int] = frozenset()
    off_shift: frozenset[int] = frozenset()  # units whose roster has nobody on now

    def place_of(self, call_id: int) -> Place | None:
        """None: that call does not wait (any more)."""
        mine = self._by_call.get(call_id)
        if mine is None:
            return None
        ahead = bisect_left(self._lines[mine.unit_id], mine.turn)
        return replace(self._place(mine.unit_id, ahead), booked=mine.booked)

    def place_at_end(self, unit_id: int | None) -> Place:
        """Of somebody who would enter now."""
        return self._place(unit_id, len(self._line_of(unit_id)))

    # Worked out once: everybody who waits asks the same board.
    @cached_property
    def _by_call(self) -> Mapping[int, Waiting]:
        return {one.call_id: one for one in self.waiting}

    @cached_property
    def _lines(self) -> Mapping[int | None, Sequence[Turn]]:
        return {unit: self._line_of(unit) for unit in {one.unit_id for one in self.waiting}}

    @cached_property
    def _staffed(self) -> frozenset[int | None]:
        return frozenset(one.unit_id for one in self.agents if one.ready) - self.off_shift

    def _line_of(self, unit_id: int | None) -> Sequence[Turn]:
        return [one.turn for one in self.waiting if self._competes(one, unit_id)]

    def _place(self, unit_id: int | None, ahead: int) -> Place:
        team = self.team_of(unit_id)
        return Place(
            ahead + 1,
            turn_in(ahead + 1, self._free_in(team, unit_id), self.handling_of(unit_id)),
            len(team),
            self.openings.get(unit_id),
            unit_id in self.switched_off,
        )

    def _competes(self, other: Waiting, unit_id: int | None) -> bool:
        """Whether an agent who could take a call of `unit_id` may be offered `other` first."""
        if other.seen_at <= self.at - SILENT_AFTER:
            return False
        everybody = not self.is_staffed(unit_id)
        return everybody or other.unit_id in (None, unit_id) or not self.is_staffed(other.unit_id)

    def is_staffed(self, unit_id: int | None) -> bool:
        """A unit with nobody is helped by all the others, as `desk.in_reach` has it."""
        return unit_id is not None and unit_id in self._staffed

    def team_of(self, unit_id: int | None) -> list[Agent]:
        """Who may take a call of this unit."""
        takers = [one for one in self.agents if one.unit_id not in self.off_shift]
        if not self.is_staffed(unit_id):
            return takers
        return [one for one in takers if one.unit_id in (None, unit_id)]

    def units_there(self) -> frozenset[int | None]:
        """With somebody who takes calls. None: of head office, who reach every unit."""
        return frozenset(one.unit_id for one in self.agents) - self.off_shift

    def handling_of(self, unit_id: int | None) -> timedelta:
        return self.handling.get(unit_id) or self.handling.get(None) or USUAL_TALK

    def _free_in(self, team: Collection[Agent], unit_id: int | None) -> list[timedelta]:
        usual = self.handling_of(unit_id)
        return [
            timedelta(0)
            if one.busy_since is None
            else max(usual * _LEAST_LEFT, usual - (self.at - one.busy_since))
            for one in team
        ]


def turn_in(place: int, free_in: Iterable[timedelta], talk: timedelta) -> timedelta | None:
    """How long until the turn of who stands at `place` (1: next). None: there is nobody.

    `free_in`: when each agent is done with the call they have. Everybody before takes the first
    who is free, for one talk. In whole minutes, rounded up: better too long than too short.
    """
    agents = list(free_in)
    if not agents:
        return None
    heapq.heapify(agents)
    for _ in range(place - 1):
        heapq.heapreplace(agents, agents[0] + talk)
    return timedelta(minutes=math.ceil(agents[0] / timedelta(minutes=1)))


def closes_before(board: Board, unit_id: int | None) -> bool:
    """Giờ đóng: whoever entered now would not be done when the team goes home.

    Those who wait already are still called, so nobody is let in whom there is no time for.
    """
    opening = board.openings.get(unit_id)
    if opening is None or opening.ends is None:
        return False
    wait = board.place_at_end(unit_id).wait or timedelta(0)
    return board.at + wait + board.handling_of(unit_id) > opening.ends
