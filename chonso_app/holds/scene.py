"""Everything that decides a batch of presses, read in a few questions; no rule is in here.

What is decided for an earlier press of the batch is noted, so that it counts for later ones.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN, vn_today
from chonso_app.core.db import among
from chonso_app.holds import rules
from chonso_app.holds.models import IS_LIVE, Hold, HoldStatus
from chonso_app.holds.rules import Clock
from chonso_app.numbers import taking
from chonso_app.numbers.taking import Standing

HOUR = timedelta(hours=1)
_hold: Any = Hold.__table__  # pyright: ignore[reportAttributeAccessIssue]
_ENDED = (HoldStatus.RELEASED, HoldStatus.EXPIRED)


class Seen(NamedTuple):
    """A hold, as far as another press has to know it. `id` 0: of this batch, not written yet."""

    id: int
    msisdn: str
    status: HoldStatus
    visitor: str
    customer_id: int | None
    placed_at: datetime
    releases_at: datetime
    pair_code: str | None

    @property
    def press(self) -> object:
        """The two numbers of a pair were one press."""
        return self.pair_code or self.msisdn

    def runs(self, now: datetime) -> bool:
        return self.status is HoldStatus.ACTIVE and now < self.releases_at

    def is_of(self, actor: Actor) -> bool:
        same_browser = bool(actor.visitor) and actor.visitor == self.visitor
        return same_browser or (actor.is_customer and actor.user_id == self.customer_id)


class Idle(NamedTuple):
    """Holds that ended without an order, and when the last press was."""

    hour: int = 0
    day: int = 0
    last: datetime | None = None


@dataclass
class Scene:
    now: datetime
    clock: Clock  # of a hold that is placed now
    live: dict[str, Seen] = field(default_factory=dict)  # by number; swept or not
    shelf: dict[str, Standing] = field(default_factory=dict)
    pressed_today: Counter[str] = field(default_factory=Counter)
    of_visitor: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    of_customer: dict[int, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    running_here: Counter[str] = field(default_factory=Counter)  # by address mark
    idle_here: dict[str, Idle] = field(default_factory=dict)

    def of(self, actor: Actor) -> list[Seen]:
        """Today's holds of the browser, and of the customer on any other device."""
        mine = list(self.of_visitor[actor.visitor])
        if actor.is_customer and actor.user_id is not None:
            mine += [s for s in self.of_customer[actor.user_id] if s.visitor != actor.visitor]
        return mine

    def idle_of(self, actor: Actor) -> Idle:
        ended = [seen for seen in self.of(actor) if seen.status in _ENDED]
        if not ended:
            return Idle()
        since = self.now - HOUR
        hour = len({s.pair_code or s.id for s in ended if s.placed_at >= since})
        day = len({s.pair_code or s.id for s in ended})
        return Idle(hour, day, max(s.placed_at for s in self.of(actor)))

    def note(self, new: Seen, address_mark: str | None) -> None:
        self.live[new.msisdn] = new
        self.pressed_today[new.msisdn] += 1
        self.of_visitor[new.visitor].append(new)
        if new.customer_id is not None:
            self.of_customer[new.customer_id].append(new)
        if address_mark:
            self.running_here[address_mark] += 1


def live_on(session: Session, msisdns: Collection[str], *, lock: bool = False) -> dict[str, Seen]:
    """The one live hold of each number that has one, whether or not its time is over."""
    rows = _seen().where(among(session, _hold.c.msisdn, msisdns), IS_LIVE)
    if lock:
        rows = rows.order_by(_hold.c.msisdn).with_for_update()
    return {seen.msisdn: seen for seen in _all(session, rows)}


def ids_on(session: Session, msisdns: Collection[str]) -> dict[str, int]:
    """Number → its live hold."""
    rows = sa.select(_hold.c.msisdn, _hold.c.id).where(
        among(session, _hold.c.msisdn, msisdns), IS_LIVE
    )
    return dict(session.connection().execute(rows).all())


def on_shelf(session: Session, msisdns: Collection[str], *, now: datetime) -> Scene:
    """Locks the live holds and then the numbers, both in order: everybody else does the same."""
    live = live_on(session, msisdns, lock=True)
    return Scene(now, rules.placed(now), live, taking.standing(session, msisdns, now=now))


def read_counts(
    session: Session, scene: Scene, actors: Sequence[Actor], address_marks: Collection[str]
) -> None:
    """What the limits ask about, for the numbers on the scene."""
    now = scene.now
    midnight = datetime.combine(vn_today(now), time.min, VN)
    since = min(midnight, now - HOUR)
    today = sa.select(_hold.c.msisdn, sa.func.count()).where(
        among(session, _hold.c.msisdn, scene.shelf), _hold.c.placed_at >= midnight
    )
    for msisdn, count in session.connection().execute(today.group_by(_hold.c.msisdn)):
        scene.pressed_today[msisdn] = count
    for seen in _of(session, actors, since):
        scene.of_visitor[seen.visitor].append(seen)
        if seen.customer_id is not None:
            scene.of_customer[seen.customer_id].append(seen)
    if address_marks:
        _read_addresses(session, scene, address_marks, since)


def _of(session: Session, actors: Sequence[Actor], since: datetime) -> Iterable[Seen]:
    visitors = {actor.visitor for actor in actors}
    customers = {actor.user_id for actor in actors if actor.is_customer}
    mine = among(session, _hold.c.visitor, visitors)
    if customers:
        mine = sa.or_(mine, among(session, _hold.c.customer_id, customers))
    return _all(session, _seen().where(mine, _hold.c.placed_at >= since).order_by(_hold.c.id))


def _read_addresses(
    session: Session, scene: Scene, marks: Collection[str], since: datetime
) -> None:
    placed, ended = _hold.c.placed_at, _hold.c.status.in_(_ENDED)
    running = sa.and_(_hold.c.status == HoldStatus.ACTIVE, _hold.c.releases_at > scene.now)
    rows = sa.select(
        _hold.c.address_mark,
        sa.func.count(sa.case((running, 1))),
        sa.func.count(sa.case((sa.and_(ended, placed >= scene.now - HOUR), 1))),
        sa.func.count(sa.case((ended, 1))),
        sa.func.max(placed),
    ).where(among(session, _hold.c.address_mark, marks), placed >= since)
    for mark, now_running, hour, day, last in session.connection().execute(
        rows.group_by(_hold.c.address_mark)
    ):
        scene.running_here[mark] = now_running
        scene.idle_here[mark] = Idle(hour, day, last)


def _seen() -> Any:
    return sa.select(*(_hold.c[name] for name in Seen._fields))


def _all(session: Session, rows: Any) -> list[Seen]:
    return [Seen(*row) for row in session.connection().execute(rows)]
