"""The press of `Giữ số`: who gets which number. One press or two hundred are decided alike.

The questions are asked and the rows written for all together; between them each press is decided
by itself, in the order they came, and what an earlier one gets is gone for the later.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.core import audit
from chonso_app.core.actors import Actor, system
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.holds import limits, scene
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.scene import Scene, Seen
from chonso_app.numbers import taking
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.service import NumberNotFound, NumberTaken
from chonso_app.numbers.taking import Standing

_hold: Any = Hold.__table__  # pyright: ignore[reportAttributeAccessIssue]


_UNSEEN: Mapping[str, Standing] = {}


class VisitorUnknown(ShopError):
    """The browser keeps no cookie, so that nobody could find their hold again."""


@dataclass(frozen=True)
class Press:
    """One number, or two that are wanted together or not at all. E.164 digits, in order."""

    actor: Actor
    msisdns: tuple[str, ...]

    @property
    def address_mark(self) -> str | None:
        return hmac_hex("hold-address", self.actor.address) if self.actor.address else None


Answer = tuple[int, ...] | ShopError  # the ids of its holds, number by number, or why not


def glance(session: Session, presses: Sequence[Press], *, now: datetime) -> list[Answer | None]:
    """What can be said without a lock; None: it has to be decided.

    Of many who press for one number, most are told here: the rest of the way is spared to them.
    It never gives anything away.
    """
    live = scene.live_on(session, {m for press in presses for m in press.msisdns})
    return [_at_a_glance(live, press, now) for press in presses]


def place_all(session: Session, presses: Sequence[Press], *, now: datetime) -> list[Answer]:
    """Decide all, in this order, and write what was won. One refusal does not touch the others.

    Raises:
        ChangedMeanwhile, or an error of the database: do not commit, and ask each alone.
    """
    session.flush()
    known = [press for press in presses if press.actor.visitor]
    limits.one_at_a_time(session, *{f"visitor:{press.actor.visitor}" for press in known})
    stage = scene.on_shelf(session, {m for press in presses for m in press.msisdns}, now=now)
    marks = [press.address_mark for press in presses]
    open_ = [p for p in known if _at_a_glance(stage.live, p, now, stage.shelf) is None]
    if open_:  # most who come here at one moment were too late by a moment
        actors = [press.actor for press in open_]
        scene.read_counts(session, stage, actors, {mark for mark in marks if mark})
    lapsed = dict(stage.live)
    decided = [_decide(stage, p, mark) for p, mark in zip(presses, marks, strict=True)]
    won = [
        (press, row) for press, one in zip(presses, decided, strict=True)
        if isinstance(one, list) for row in one
    ]  # fmt: skip
    ids = _write(session, won, lapsed, now) if won else {}
    return [_answer(one, press, ids) for press, one in zip(presses, decided, strict=True)]


def _at_a_glance(
    live: Mapping[str, Seen], press: Press, now: datetime, shelf: Mapping[str, Standing] = _UNSEEN
) -> Answer | None:
    """The actor's own running holds on all of it, or that somebody is in the way."""
    if not press.actor.visitor:
        return VisitorUnknown()
    own = []
    for msisdn in press.msisdns:
        seen = live.get(msisdn)
        if seen and seen.runs(now) and seen.is_of(press.actor):
            own.append(seen)
        elif _is_taken(seen, shelf.get(msisdn), now):
            return NumberTaken(number=grouped(msisdn))
    if len(own) == len(press.msisdns) and len({seen.press for seen in own}) == 1:
        return tuple(seen.id for seen in own)
    return None


def _is_taken(seen: Seen | None, stands: Standing | None, now: datetime) -> bool:
    """By a hold, or by one that was placed while we waited for the lock and is not seen yet."""
    if seen:
        return seen.status is HoldStatus.ORDERED or seen.runs(now)
    return bool(stands and stands.status is NumberStatus.HELD and not stands.is_free(now))


def _decide(stage: Scene, press: Press, mark: str | None) -> Answer | list[dict[str, Any]]:
    """New rows for the hold table, or an answer."""
    if (at_once := _at_a_glance(stage.live, press, stage.now, stage.shelf)) is not None:
        return at_once
    if refusal := limits.refusal_of(stage, press.actor, press.msisdns, mark):
        return refusal
    for msisdn in press.msisdns:
        if msisdn not in stage.shelf:
            return NumberNotFound()
        if not stage.shelf[msisdn].is_free(stage.now):
            return NumberTaken(number=grouped(msisdn))
    pair = secrets.token_hex(8) if len(press.msisdns) > 1 else None
    rows = [_new_row(press.actor, msisdn, mark, pair, stage) for msisdn in press.msisdns]
    for row in rows:
        stage.note(Seen(0, **{name: row[name] for name in Seen._fields if name != "id"}), mark)
    return rows


def _new_row(
    actor: Actor, msisdn: str, mark: str | None, pair: str | None, stage: Scene
) -> dict[str, Any]:
    return {
        "msisdn": msisdn, "status": HoldStatus.ACTIVE, "visitor": actor.visitor,
        "customer_id": actor.user_id if actor.is_customer else None, "address_mark": mark,
        "pair_code": pair, "placed_at": stage.now, "expires_at": stage.clock.ends_at,
        "releases_at": stage.clock.releases_at, "hard_limit_at": stage.clock.latest_at,
    }  # fmt: skip


def _write(
    session: Session,
    won: list[tuple[Press, dict[str, Any]]],
    lapsed: dict[str, Seen],
    now: datetime,
) -> dict[str, int]:
    """Number → the id of its new hold."""
    takers = {row["msisdn"]: press.actor for press, row in won}
    over = [lapsed[msisdn].id for msisdn in takers if msisdn in lapsed]
    if over:
        ended = sa.update(_hold).where(_hold.c.id.in_(over)).values(status=HoldStatus.EXPIRED)
        session.connection().execute(ended)
        for hold_id in over:
            audit.record(session, system("holds"), "holds.expired", f"hold:{hold_id}", now=now)
    taking.take_all(session, takers, until=won[0][1]["releases_at"], now=now)
    session.connection().execute(sa.insert(_hold), [row for _, row in won])
    ids = scene.ids_on(session, takers)
    for msisdn, actor in takers.items():
        audit.record(session, actor, "holds.active", f"hold:{ids[msisdn]}", now=now)
    return ids


def _answer(decided: Answer | list[dict[str, Any]], press: Press, ids: dict[str, int]) -> Answer:
    """With the ids of what was just written; a second click in one batch knew none yet."""
    if isinstance(decided, ShopError) or (isinstance(decided, tuple) and all(decided)):
        return decided
    return tuple(ids[msisdn] for msisdn in press.msisdns)
