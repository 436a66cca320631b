"""Agents of several processes work one queue while processes are killed under them.

Everything is given its time, so the clock here runs faster than ours: the silences of half a minute
after which a lost call goes on take a second or two. Each process writes down what its agents had.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.context import ForkProcess
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

import chonso_app.tables  # noqa: F401  every model
from chonso_app.accounts.models import User
from chonso_app.bench.queue_stage import people
from chonso_app.calls import jobs
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import (
    ACTIVE,
    WITH_AGENT,
    Availability,
    Call,
    CallEvent,
    CallState,
)
from chonso_app.calls.queue import jobs as queue_jobs
from chonso_app.calls.room import service as room
from chonso_app.calls.room.service import Side
from chonso_app.calls.rules import Technical, Verdict
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ShopError

SPEED = 30.0
TALK = 30.0  # seconds of the fast clock
_BEAT = timedelta(seconds=5)


@dataclass(frozen=True)
class Clock:
    """The fast clock, the same in every process."""

    began: float  # of time.time()

    def __call__(self) -> datetime:
        real = datetime.fromtimestamp(self.began, tz=db.utc_now().tzinfo)
        return real + timedelta(seconds=(time.time() - self.began) * SPEED)


@dataclass
class Outcome:
    """What was left when the queue was empty. Every list must be empty but the first."""

    concluded: int = 0
    killed: int = 0
    lost: list[int] = field(default_factory=list)  # still active, or never concluded
    twice: list[str] = field(default_factory=list)  # in two agents' hands at one moment
    seconds: float = 0.0


def run(url: str, *, agents: int, customers: int, processes: int) -> Outcome:
    """`agents` in `processes`; the first process and the sweeping one are killed half-way."""
    clock = Clock(time.time())
    engine = db.make_engine(url)
    with engine_of_all(engine):
        cookies, _ = db.transact(people, agents, customers, clock())
        staff = db.read(actors, len(cookies))
        engine.dispose()  # nobody inherits a connection
        crowd = [_spawn(_work, url, clock, staff[n::processes]) for n in range(processes)]
        crowd.append(_spawn(_sweep, url, clock))
        try:
            killed = _watch(clock, url, crowd, customers)
        finally:
            for child in crowd:
                child.kill()
                child.join()
        outcome = Outcome(killed=killed, seconds=time.time() - clock.began)
        db.read(_judge, outcome)
    engine.dispose()
    return outcome


@contextmanager
def engine_of_all(engine: sa.Engine) -> Iterator[None]:
    before = db.engine
    db.use_engine(engine)
    yield
    db.use_engine(before)


def actors(session: Session, count: int) -> list[Actor]:
    agents = select(User).where(User.role == Role.VIDEO_AGENT).order_by(col(User.id).desc())
    return [
        Actor(user_id=one.id, role=one.role, unit_id=one.unit_id, session=f"bench-{one.id}")
        for one in session.exec(agents.limit(count))
    ]


def _spawn(work: Callable[..., None], url: str, *args: Any) -> ForkProcess:
    """Forked: what a process knows is there at once, and a kill leaves nothing behind."""
    process = multiprocessing.get_context("fork").Process(target=_own, args=(work, url, *args))
    process.start()
    return process


def _own(work: Callable[..., None], url: str, *args: Any) -> None:
    db.use_engine(db.make_engine(url))
    work(*args)


def _watch(clock: Clock, url: str, crowd: list[ForkProcess], customers: int) -> int:
    """The customers' signs of life, and the kills: one process of agents, and the worker."""
    killed, until = 0, time.time() + 120
    while time.time() < until:
        active = db.transact(_beat, clock())
        if not active:
            break
        if killed == 0 and active < customers / 2:
            for victim in (crowd[0], crowd[-1]):
                victim.kill()
                victim.join()
                killed += 1
            crowd.append(_spawn(_sweep, url, clock))
        time.sleep(_BEAT.total_seconds() / SPEED)
    return killed


def _beat(session: Session, now: datetime) -> int:
    active = session.exec(select(Call.id).where(col(Call.state).in_(ACTIVE))).all()
    room.heartbeats(session, [(one or 0, Side.CUSTOMER, "") for one in active], now=now)
    return len(active)


def _judge(session: Session, outcome: Outcome) -> None:
    for call in session.exec(select(Call)):
        if call.state is CallState.INCONCLUSIVE:
            outcome.concluded += 1
        else:
            outcome.lost.append(call.key)
    outcome.twice = [*_held_by_two(session)]


def _held_by_two(session: Session) -> Iterator[str]:
    """Who claims a call must find it in the queue: between two claims it went back there."""
    held: dict[int, bool] = {}
    moves = select(CallEvent.call_id, CallEvent.kind).order_by(col(CallEvent.id))
    with_agent = {state.value for state in WITH_AGENT}
    for call_id, kind in session.exec(moves):
        if kind == CallState.CLAIMED and held.get(call_id):
            yield f"call {call_id} was claimed by two"
        if kind in with_agent:
            held[call_id] = True
        elif kind in set(CallState):
            held[call_id] = False


# -- the processes ---------------------------------------------------------------------------


def _sweep(clock: Clock) -> None:
    while True:
        now = clock()
        for sweep in (jobs.tend, queue_jobs.overflow, queue_jobs.tend_bookings):
            sweep(now)
        time.sleep(0.1)


@dataclass
class _Agent:
    """One console: beats, takes what is offered, talks, concludes."""

    actor: Actor
    call_id: int = 0
    until: datetime | None = None

    def step(self, session: Session, now: datetime) -> None:
        if self.until is None:
            self._take(session, now)
        elif now >= self.until:
            self._conclude(session, now)
        else:
            seats: list[Any] = [(self.call_id, Side.AGENT, f"staff:{self.actor.user_id}")]
            room.heartbeats(session, seats, now=now)
        desk.beat(session, self.actor, now=now)

    def _take(self, session: Session, now: datetime) -> None:
        desk.set_availability(session, self.actor, Availability.AVAILABLE, now=now)
        call = desk.claim(session, self.actor, now=now)
        if call is None:
            return
        desk.pick_up(session, self.actor, call.key, now=now)
        for side in Side:
            room.frame_seen(session, call.key, side, self.actor, now=now)
        self.call_id, self.until = call.key, now + timedelta(seconds=TALK)

    def _conclude(self, session: Session, now: datetime) -> None:
        reason = Technical.WEAK_NETWORK.value
        verdicts.decide(session, self.actor, self.call_id, Verdict.INCONCLUSIVE, reason, now=now)
        self.until = None


def _work(clock: Clock, staff: list[Actor]) -> None:
    mine = [_Agent(one) for one in staff]
    while True:
        for agent in mine:
            try:
                db.transact(agent.step, clock())
            except ShopError:  # somebody else's by now: the sweep took it away
                agent.until = None
        time.sleep(0.05)
