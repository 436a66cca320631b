"""How long is kept what, who said to keep it longer, and erasing what is due.

The law keeps the proof of verification as long as the number is active (Circular 08/2026 art. 4):
terms begin when the line has ended, or when an order ended without ever having one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call
from chonso_app.contracts.models import Contract
from chonso_app.core import audit, events, jobs
from chonso_app.core.config import settings
from chonso_app.ekyc.models import Evidence
from chonso_app.evidence import recorded, rows, service, sources
from chonso_app.evidence.holds import held_orders, is_held
from chonso_app.evidence.models import (
    BundleStatus,
    ErasedClass,
    Erasure,
    EvidenceBundle,
    EvidenceFile,
    Kept,
    LineEnd,
)
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

TOPIC = "retention"
_AT_ONCE = 200
_OVER = (OrderStatus.EXPIRED, OrderStatus.CANCELLED)


@dataclass(frozen=True)
class Rule:
    """`since`: line_ended, no_line."""

    kept: Kept
    days: int
    since: str

    @property
    def code(self) -> str:
        return f"{self.kept.value}:{self.days}:{self.since}"


def rules() -> list[Rule]:
    """As the settings are now. Templates and raw answers of others end with the pictures at the
    latest: `ekyc` forgets them earlier."""
    short, papers = settings.keep_unfinished_days, settings.keep_papers_days
    after_line = {
        Kept.PICTURES: settings.keep_pictures_days, Kept.STILLS: settings.keep_stills_days,
        Kept.RECORDING: settings.keep_recording_days,
        Kept.TEMPLATE: min(settings.face_template_days, settings.keep_pictures_days),
        Kept.ANSWERS: min(settings.ekyc_raw_days, settings.keep_pictures_days),
        Kept.PAPERS: papers,
    }  # fmt: skip
    without = {kept: papers if kept is Kept.PAPERS else short for kept in after_line}
    return [
        *(Rule(kept, days, "line_ended") for kept, days in after_line.items()),
        *(Rule(kept, days, "no_line") for kept, days in without.items()),
    ]


def due(session: Session, *, now: datetime) -> list[tuple[int, Kept]]:
    """(order, class) whose time has come and that nobody holds; `order_erasure` looks again."""
    found: list[tuple[int, Kept]] = []
    for rule in rules():
        wanted = _over_for(rule, now).where(col(Order.id).not_in(held_orders(session, rule.kept)))
        found += [(one, rule.kept) for one in session.exec(wanted.limit(_AT_ONCE))]
    return found


def order_erasure(session: Session, order_id: int, kept: Kept, *, now: datetime) -> int:
    """From here on the objects go, whatever happens. Nothing when it is not due, or held.

    The lock on the order is the one that whoever places a hold takes too.
    """
    order = orders.lock_order(session, order_id)
    rule = _rule_for(session, order, kept, now)
    if rule is None or is_held(session, order_id, kept):
        return 0
    known = set(session.exec(select(Erasure.media).where(Erasure.order_id == order_id)))
    names = [name for name in _objects(session, order, kept) if name not in known]
    session.add_all(
        Erasure(order_id=order_id, kept=kept, media=name, rule=rule.code, ordered_at=now)
        for name in names
    )
    rows.forget(session, order, kept, now=now)
    audit.record(
        session, rows.SWEEP, "evidence.erasure_ordered", f"order:{order.code}", now=now,
        kept=kept.value, rule=rule.code, objects=len(names),
    )  # fmt: skip
    session.flush()
    if not names:
        _finish(session, order, kept, rule.code, now)
    return len(names)


def ordered(session: Session) -> list[tuple[int, str]]:
    """(id, name in the store) of what was ordered and is not noted as gone."""
    left = select(Erasure).where(col(Erasure.erased_at).is_(None)).order_by(col(Erasure.id))
    return [(one.id or 0, one.media) for one in session.exec(left.limit(1000))]


def note_erased(session: Session, erasure_id: int, *, now: datetime) -> None:
    """The object is deleted. With the last of its class, the class is done."""
    row = session.get_one(Erasure, erasure_id)
    order = orders.lock_order(session, row.order_id)
    session.refresh(row)
    if row.erased_at is not None:
        return
    row.erased_at = now
    session.add(row)
    session.flush()
    left = select(Erasure.id).where(
        Erasure.order_id == row.order_id, Erasure.kept == row.kept,
        col(Erasure.erased_at).is_(None),
    )  # fmt: skip
    if session.exec(left).first() is None:
        _finish(session, order, row.kept, row.rule, now)


def _finish(session: Session, order: Order, kept: Kept, rule: str, now: datetime) -> None:
    gone = select(sa.func.count()).where(Erasure.order_id == order.key, Erasure.kept == kept)
    count = session.exec(gone).one()
    session.merge(
        ErasedClass(
            order_id=order.key, kept=kept, code=order.code, rule=rule, objects=count, at=now
        )
    )
    audit.record(
        session, rows.SWEEP, "evidence.erased", f"order:{order.code}", now=now,
        kept=kept.value, rule=rule, objects=count,
    )  # fmt: skip
    events.touch(session, TOPIC, f"evidence:{order.code}")
    for bundle in service.bundles_of(session, order):
        if bundle.status is BundleStatus.SEALED:
            key = f"{bundle.key}-{kept.value}-{int(now.timestamp())}"
            jobs.enqueue(session, service.SEAL_AGAIN, key, bundle.key)


def _objects(session: Session, order: Order, kept: Kept) -> Iterator[str]:
    """What the features keep of this class, and the bundles' own copies."""
    once: dict[str, None] = {}
    for holding in sources.holdings(session, order):
        if holding.kept is kept:
            once[holding.media] = None
    copies = (
        select(EvidenceFile.media)
        .join(EvidenceBundle, col(EvidenceBundle.id) == col(EvidenceFile.bundle_id))
        .where(EvidenceBundle.order_id == order.key, EvidenceFile.kept == kept)
    )
    once |= dict.fromkeys(session.exec(copies))
    return iter(once)


def _rule_for(session: Session, order: Order, kept: Kept, now: datetime) -> Rule | None:
    for rule in rules():
        if rule.kept is kept:
            wanted = _over_for(rule, now).where(col(Order.id) == order.key)
            if session.exec(wanted).first() is not None:
                return rule
    return None


def _over_for(rule: Rule, now: datetime) -> Any:
    """Orders whose term of `rule` is over and that may still have something of its class."""
    before = now - timedelta(days=rule.days)
    done = sa.select(col(ErasedClass.order_id)).where(col(ErasedClass.kept) == rule.kept)
    wanted = select(Order.id).where(col(Order.id).not_in(done)).order_by(col(Order.id))
    if rule.kept is Kept.RECORDING:  # not before the file is made or given up: no chunk is left
        wanted = wanted.where(col(Order.id).not_in(recorded.unfinished()))
    if rule.since == "line_ended":
        return wanted.join(LineEnd, col(LineEnd.order_id) == col(Order.id)).where(
            col(LineEnd.ended_at) <= before
        )
    has_something = sa.or_(
        *(
            sa.exists().where(col(model.order_id) == col(Order.id))
            for model in (Evidence, Call, Contract)
        )
    )
    return wanted.where(col(Order.status).in_(_OVER), col(Order.ended_at) <= before, has_something)
