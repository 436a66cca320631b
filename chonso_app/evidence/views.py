"""What the two pages of staff show, worded: the bundles of a case, and what is kept how long."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_date, vn_datetime, vn_today
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.evidence import holds, retention, service
from chonso_app.evidence.cover import actor_words, size_words
from chonso_app.evidence.models import (
    ERASABLE,
    BundleStatus,
    ErasedClass,
    EvidenceBundle,
    EvidenceSeal,
    Kept,
    LegalHold,
    LineEnd,
)
from chonso_app.evidence.verify import rule_words
from chonso_app.orders import service as orders
from chonso_app.orders.models import OrderStatus

_MOST = 100


@dataclass(frozen=True)
class ClassRow:
    kept: str
    count: str
    size: str
    state: str
    tone: str


@dataclass(frozen=True)
class BundleRow:
    number: int
    title: str
    status: str
    tone: str
    made: str
    sealed: str
    digest: str
    zip: str = ""
    cover: str = ""
    classes: list[ClassRow] = field(default_factory=list)


@dataclass(frozen=True)
class CaseView:
    code: str = ""
    msisdn: str = ""
    status: str = ""
    held: str = ""  # which classes nobody may erase
    making: bool = False
    bundles: list[BundleRow] = field(default_factory=list)


@dataclass(frozen=True)
class RuleRow:
    kept: str
    with_line: str
    without: str


@dataclass(frozen=True)
class HoldRow:
    hold_id: int
    code: str
    classes: str
    reason: str
    placed: str
    lifted: str


@dataclass(frozen=True)
class GoneRow:
    code: str
    kept: str
    objects: int
    rule: str
    at: str


@dataclass(frozen=True)
class KeptCase:
    """One case as people see it who keep and erase: no name, no picture."""

    code: str = ""
    status: str = ""
    live: bool = False
    went_live: str = ""
    ended: str = ""
    ended_iso: str = ""
    holds: list[HoldRow] = field(default_factory=list)
    gone: list[GoneRow] = field(default_factory=list)


@dataclass(frozen=True)
class KeepView:
    rules: list[RuleRow] = field(default_factory=list)
    holds: list[HoldRow] = field(default_factory=list)
    gone: list[GoneRow] = field(default_factory=list)
    due: str = ""


def case_view(session: Session, actor: Actor, code: str) -> CaseView:
    """Raises NotAllowed, OrderNotFound."""
    order = orders.order_for_staff(session, actor, code, need=Permission.EVIDENCE_EXPORT)
    bundles = service.bundles_of(session, order)
    standing = [one for one in holds.holds_of(session, order) if one.lifted_at is None]
    held = {name for one in standing for name in one.classes}
    return CaseView(
        order.code,
        grouped(order.msisdn),
        say(f"backoffice.status.{order.status.value}"),
        _classes(sorted(held, key=_place)),
        any(one.status is BundleStatus.QUEUED for one in bundles),
        [_bundle_row(session, one) for one in bundles],
    )


def keep_view(session: Session, actor: Actor, *, now: datetime) -> KeepView:
    """Raises NotAllowed."""
    require(actor, Permission.EVIDENCE_KEEP)
    standing = select(LegalHold).where(col(LegalHold.lifted_at).is_(None))
    gone = select(ErasedClass).order_by(col(ErasedClass.at).desc()).limit(_MOST)
    waiting = retention.due(session, now=now)
    return KeepView(
        _rule_rows(),
        [_hold_row(one) for one in session.exec(standing.order_by(col(LegalHold.id).desc()))],
        [_gone_row(one) for one in session.exec(gone)],
        say("evidence.keep.due", count=len(waiting)) if waiting else "",
    )


def kept_case(session: Session, actor: Actor, code: str) -> KeptCase:
    """Raises NotAllowed, OrderNotFound."""
    order = orders.order_for_staff(session, actor, code, need=Permission.EVIDENCE_KEEP)
    ended = session.get(LineEnd, order.key)
    gone = select(ErasedClass).where(ErasedClass.order_id == order.key)
    return KeptCase(
        order.code,
        say(f"backoffice.status.{order.status.value}"),
        order.status is OrderStatus.ACTIVATED,
        vn_date(order.activated_at) if order.activated_at else "",
        vn_date(ended.ended_at) if ended else "",
        vn_today(ended.ended_at).isoformat() if ended else "",
        [_hold_row(one) for one in holds.holds_of(session, order)],
        [_gone_row(one) for one in session.exec(gone.order_by(col(ErasedClass.at)))],
    )


def _bundle_row(session: Session, bundle: EvidenceBundle) -> BundleRow:
    done = bundle.status is BundleStatus.SEALED
    address = f"/api/admin/evidence/{bundle.code}/{bundle.number}"
    seals = session.exec(select(EvidenceSeal.id).where(EvidenceSeal.bundle_id == bundle.key)).all()
    return BundleRow(
        bundle.number,
        say("evidence.case.bundle", number=bundle.number),
        say(f"evidence.bundle.{bundle.status.value}"),
        "ok" if done else "now",
        say(
            "evidence.case.made", at=vn_datetime(bundle.asked_at),
            who=actor_words(bundle.asked_by), why=say(f"evidence.reason.{bundle.reason.value}"),
        ),
        say("evidence.case.sealed", lines=bundle.lines, seals=len(seals)) if done else "",
        bundle.manifest_sha256,
        f"{address}/bo-chung-cu.zip" if done else "",
        f"{address}/bia.pdf" if done else "",
        _class_rows(session, bundle),
    )  # fmt: skip


def _class_rows(session: Session, bundle: EvidenceBundle) -> list[ClassRow]:
    files, rows = service.files_of(session, bundle), []
    for kept in Kept:
        mine = [one for one in files if one.kept is kept]
        if not mine:
            continue
        left = [one for one in mine if not one.erased_line]
        whole = len(left) == len(mine)
        state = say(
            f"evidence.case.{'whole' if whole else 'erased'}",
            count=len(mine), erased=len(mine) - len(left),
        )  # fmt: skip
        size = size_words(sum(one.size for one in left))
        rows.append(ClassRow(_named(kept), str(len(mine)), size, state, "ok" if whole else "idle"))
    return rows


def _rule_rows() -> list[RuleRow]:
    days = {(one.kept, one.since): one.days for one in retention.rules()}
    return [
        RuleRow(
            _named(kept),
            say("evidence.keep.days", days=days[kept, "line_ended"]),
            say("evidence.keep.days", days=days[kept, "no_line"]),
        )
        for kept in ERASABLE
    ]


def _hold_row(hold: LegalHold) -> HoldRow:
    placed = say(
        "evidence.keep.placed", at=vn_datetime(hold.placed_at), who=actor_words(hold.placed_by)
    )
    lifted = ""
    if hold.lifted_at and hold.lifted_by:
        lifted = say(
            "evidence.keep.lifted", at=vn_datetime(hold.lifted_at),
            who=actor_words(hold.lifted_by), why=hold.lift_reason,
        )  # fmt: skip
    return HoldRow(hold.key, hold.code, _classes(hold.classes), hold.reason, placed, lifted)


def _gone_row(one: ErasedClass) -> GoneRow:
    return GoneRow(one.code, _named(one.kept), one.objects, rule_words(one.rule), _at(one.at))


def _at(moment: datetime) -> str:
    return vn_datetime(moment)


def _classes(names: list[str]) -> str:
    if set(names) >= {kept.value for kept in ERASABLE}:
        return say("evidence.keep.everything")
    return "; ".join(_named(Kept(name)) for name in names)


def _place(name: str) -> int:
    return list(Kept).index(Kept(name))


def _named(kept: Kept) -> str:
    return say(f"evidence.kept.{kept.value}")


def choices() -> list[tuple[str, str]]:
    """What may be held."""
    return [(kept.value, _named(kept)) for kept in ERASABLE]
