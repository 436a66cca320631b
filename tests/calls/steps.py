"""Steps that the tests of calls share."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.calls import desk, jobs, room, stills
from chonso_app.calls.models import (
    Availability,
    Call,
    CallStill,
    StillKind,
)
from chonso_app.calls.room import Side
from chonso_app.calls.rules import Matched, Step
from chonso_app.core.actors import Actor
from chonso_app.core.images import Picture
from tests.calls.conftest import LAN

Waiting = Callable[..., int]
SECOND = timedelta(seconds=1)


def ready(session: Session, who: Actor, now: datetime) -> None:
    desk.set_availability(session, who, Availability.AVAILABLE, now=now)
    session.commit()


def claimed(session: Session, who: Actor, now: datetime) -> Call:
    ready(session, who, now)
    call = desk.claim(session, who, now=now)
    session.commit()
    assert call is not None
    return call


def live(session: Session, who: Actor, now: datetime) -> Call:
    """Picked up, and both see each other."""
    call = claimed(session, who, now)
    desk.pick_up(session, who, call.key, now=now)
    for side in Side:
        room.frame_seen(session, call.key, side, who, now=now)
    session.commit()
    return again(session, call.key)


def again(session: Session, call_id: int) -> Call:
    session.commit()
    session.expire_all()
    call = session.get(Call, call_id)
    assert call is not None
    return call


def sweep(session: Session, now: datetime) -> None:
    session.commit()  # SQLite has one writer, and a test's session is one
    jobs.tend(now)


def take(
    session: Session, call: Call, kind: StillKind, now: datetime, width: int = 1280
) -> CallStill:
    shot = stills.Shot(kind=kind, shot=f"shot-{kind}-{width}".replace("_", "-"), sha256="0" * 64)
    picture = Picture(b"jpeg", width, 720, "0" * 64)
    return stills.keep(session, LAN, call.key, shot, picture, f"calls/{kind}", now=now)


def complete(session: Session, who: Actor, call: Call, now: datetime) -> None:
    for kind in StillKind:
        take(session, call, kind, now)
    for step in Step:
        desk.tick(session, who, call.key, step, True, now=now)
    for field in Matched:
        desk.compare(session, who, call.key, field, True, now=now)
    session.commit()
