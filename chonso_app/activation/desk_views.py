"""The lists of the clerk's console: what waits, what was decided today, the reasons to refuse."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.activation import desk, rules
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.orders.models import Order

_TONES = {
    "queued": "warn", "claimed": "warn", "approved": "now", "provisioning": "now",
    "connected": "ok", "installed": "ok", "suspending": "warn", "refused": "bad", "failed": "bad",
    "withdrawn": "idle",
}  # fmt: skip


@dataclass(frozen=True)
class QueueRow:
    dossier_id: int
    msisdn: str
    name: str
    waited: str
    mark: str  # what the machine found, or who has it
    tone: str
    icon: str
    closed: bool = False  # cannot be taken by this clerk


@dataclass(frozen=True)
class DoneRow:
    dossier_id: int
    msisdn: str
    code: str
    status: str
    tone: str
    at: str


@dataclass(frozen=True)
class DeskView:
    queue: list[QueueRow] = field(default_factory=list)
    done: list[DoneRow] = field(default_factory=list)
    today: str = ""


def desk_view(session: Session, actor: Actor, *, now: datetime) -> DeskView:
    """The two lists. Names are the clerk's to see: each dossier waits for them."""
    require(actor, Permission.ACTIVATION_DECIDE)
    done, queue = _decided_today(session, actor, now), desk.queue_of(session, actor)
    orders = _orders_of(session, [*done, *queue])
    approved = sum(not one.reasons for one in done)
    return DeskView(
        [_queue_row(session, actor, one, orders[one.order_id], now) for one in queue],
        [_done_row(one, orders[one.order_id]) for one in done],
        say("desk.today", approved=approved, refused=len(done) - approved),
    )


def _orders_of(session: Session, dossiers: list[Dossier]) -> dict[int, Order]:
    """One question instead of one per row."""
    ids = {one.order_id for one in dossiers}
    return {one.key: one for one in session.exec(select(Order).where(col(Order.id).in_(ids)))}


def _queue_row(
    session: Session, actor: Actor, dossier: Dossier, order: Order, now: datetime
) -> QueueRow:
    waited = max(0, int((now - dossier.submitted_at).total_seconds() // 60))
    mark, tone, drawn, closed = _mark(session, actor, dossier, now)
    return QueueRow(
        dossier.key, grouped(order.msisdn), order.full_name, say("desk.minutes", minutes=waited),
        mark, tone, drawn, closed,
    )  # fmt: skip


def _mark(
    session: Session, actor: Actor, dossier: Dossier, now: datetime
) -> tuple[str, str, str, bool]:
    """(words, tone, icon, cannot be taken)."""
    if dossier.verifier_id == actor.user_id:
        return say("desk.verified_by_you"), "idle", "lock", True
    taken = dossier.status is DossierStatus.CLAIMED and (dossier.lease_until or now) > now
    if taken and dossier.clerk_id != actor.user_id:
        clerk = session.get(User, dossier.clerk_id)
        who = clerk.full_name.split()[-1] if clerk and clerk.full_name else ""
        return say("desk.taken_by", who=who).strip(), "idle", "eye", True
    if dossier.machine == "passed":
        return say("desk.machine.passed"), "ok", "check", False
    return say("desk.machine.unsure"), "warn", "alert", False


def _decided_today(session: Session, actor: Actor, now: datetime) -> list[Dossier]:
    midnight = vn(now).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = select(Dossier).where(
        Dossier.decided_by == actor.user_id, col(Dossier.decided_at) >= midnight
    )
    return list(session.exec(mine.order_by(sa.desc(col(Dossier.decided_at))).limit(100)))


def _done_row(dossier: Dossier, order: Order) -> DoneRow:
    status = dossier.status.value
    return DoneRow(
        dossier.key, grouped(order.msisdn), order.code, say(f"activation.status.{status}"),
        _TONES[status], vn_time(dossier.decided_at or dossier.submitted_at),
    )  # fmt: skip


def reason_rows() -> list[tuple[str, str, str, str]]:
    """(code, words, what the customer does again, key) of each reason a clerk may give.

    The last, about the SIM itself, is for physical SIMs only.
    """
    return [
        (
            reason.value,
            say(f"activation.reason.{reason.value}"),
            ", ".join(say(f"activation.step.{step.value}") for step in rules.REDO[reason]),
            str(number),
        )
        for number, reason in enumerate(rules.CLERK_REASONS, 1)
    ]


def preview(msisdn: str, reasons: list[str]) -> str:
    """What the customer will read."""
    steps = rules.steps_to_redo([rules.Reason(one) for one in reasons])
    if not steps:
        return say("desk.preview_none")
    redo = ", ".join(say(f"activation.step.{step.value}") for step in steps)
    return say("desk.preview", msisdn=msisdn, redo=redo)
