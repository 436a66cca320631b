"""The lists of the clerk's console: what waits, what was decided today, the reasons to refuse."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.activation import desk, rules
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.activation.supplement_models import Supplement, SupplementStatus
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.orders.models import Order

_TONES = {
    "queued": "warn", "claimed": "warn", "awaiting": "warn", "approved": "now",
    "provisioning": "now",
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
    supplement_id: int = 0  # what this clerk asked for and may take back


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
    asked = _asked_for(session, queue)
    orders = _orders_of(session, [*done, *queue])
    approved = sum(not one.reasons for one in done)
    return DeskView(
        [
            _queue_row(session, actor, one, orders[one.order_id], asked.get(one.key), now)
            for one in queue
        ],
        [_done_row(one, orders[one.order_id]) for one in done],
        say("desk.today", approved=approved, refused=len(done) - approved),
    )


def _orders_of(session: Session, dossiers: list[Dossier]) -> dict[int, Order]:
    """One question instead of one per row."""
    ids = {one.order_id for one in dossiers}
    return {one.key: one for one in session.exec(select(Order).where(col(Order.id).in_(ids)))}


def _asked_for(session: Session, dossiers: list[Dossier]) -> dict[int, Supplement]:
    """Open requests, by dossier."""
    ids = [one.key for one in dossiers if one.status is DossierStatus.AWAITING]
    mine = select(Supplement).where(
        col(Supplement.dossier_id).in_(ids), Supplement.status == SupplementStatus.OPEN
    )
    return {row.dossier_id: row for row in session.exec(mine)} if ids else {}


def _queue_row(
    session: Session,
    actor: Actor,
    dossier: Dossier,
    order: Order,
    asked: Supplement | None,
    now: datetime,
) -> QueueRow:
    waited = max(0, int((now - dossier.submitted_at).total_seconds() // 60))
    if asked is None:
        mark, tone, drawn, closed = _mark(session, actor, dossier, now)
    else:
        mark, tone = say(f"supplement.mark.{asked.asked_of.value}"), "warn"
        drawn, closed = "hourglass", True
    return QueueRow(
        dossier.key, grouped(order.msisdn), order.full_name, say("desk.minutes", minutes=waited),
        mark, tone, drawn, closed,
        asked.key if asked and asked.clerk_id == actor.user_id else 0,
    )  # fmt: skip


def _mark(
    session: Session, actor: Actor, dossier: Dossier, now: datetime
) -> tuple[str, str, str, bool]:
    """(words, tone, icon, cannot be taken)."""
    if dossier.verifier_id == actor.user_id:
        return say("desk.verified_by_you"), "idle", "lock", True
    taken = dossier.status is DossierStatus.CLAIMED and (dossier.lease_until or now) > now
    if taken and dossier.clerk_id != actor.user_id:
        return (
            say("desk.taken_by", who=_name(session, dossier.clerk_id)).strip(),
            "idle",
            "eye",
            True,
        )
    if dossier.kept_until and dossier.kept_until > now and not taken:
        if dossier.kept_for == actor.user_id:
            return say("supplement.mark.yours"), "now", "check", False
        who = _name(session, dossier.kept_for)
        return say("supplement.mark.kept", who=who).strip(), "idle", "lock", True
    if dossier.machine == "passed":
        return say("desk.machine.passed"), "ok", "check", False
    return say("desk.machine.unsure"), "warn", "alert", False


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id is not None else None
    return user.full_name.split()[-1] if user and user.full_name else ""


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

    Of all papers and SIMs: the page leaves out what this dossier does not have.
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


def preview(msisdn: str, reasons: list[str], *, passport: bool = False) -> str:
    """What the customer will read."""
    steps = rules.steps_to_redo([rules.Reason(one) for one in reasons], passport=passport)
    if not steps:
        return say("desk.preview_none")
    redo = ", ".join(say(f"activation.step.{step.value}") for step in steps)
    return say("desk.preview", msisdn=msisdn, redo=redo)
