"""Bundles of a case: asked for, made by the job, exported. The caller owns the transaction.

Making takes three steps, because hashing and sealing must not happen inside a transaction:
`case_of` → `bundling.make` → `settle`. After an erasure: `erasures_to_tell` → `add_erasures` →
`settle_again`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.contracts.models import Contract, ContractStatus
from chonso_app.core import audit, events, jobs
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditHead
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.evidence import documents, manifest, sources
from chonso_app.evidence.bundling import Case, Sealed
from chonso_app.evidence.models import (
    BundleStatus,
    Erasure,
    EvidenceBundle,
    EvidenceFile,
    EvidenceSeal,
    Reason,
)
from chonso_app.evidence.rows import SWEEP
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

MAKE, SEAL_AGAIN = "make_evidence_bundle", "seal_evidence_again"  # workflows in `jobs`
_AT_ONCE = 100


class BundleNotFound(ShopError):
    """No such bundle, not sealed yet, or of another unit's order."""


@dataclass(frozen=True)
class Export:
    """What goes into the ZIP: (path, name in the store), in the order of the list."""

    code: str
    number: int
    files: list[tuple[str, str]]
    cover_media: str


def request(session: Session, actor: Actor, code: str, *, now: datetime) -> EvidenceBundle:
    """Lập bộ chứng cứ. While one is being made, asking again gives that one.

    Raises:
        NotAllowed, OrderNotFound
    """
    order = orders.order_for_staff_locked(session, actor, code, need=Permission.EVIDENCE_EXPORT)
    return _asked(session, actor, order, Reason.ASKED, now)


def request_for_lines(session: Session, *, now: datetime) -> int:
    """For the sweep: every line that went live has its bundle."""
    done = sa.select(col(EvidenceBundle.order_id)).where(
        col(EvidenceBundle.reason) == Reason.ACTIVATED
    )
    bare = select(Order.id).where(Order.status == OrderStatus.ACTIVATED, col(Order.id).not_in(done))
    ids = [one for one in session.exec(bare.limit(_AT_ONCE)) if one is not None]
    for order_id in ids:
        _asked(session, SWEEP, orders.lock_order(session, order_id), Reason.ACTIVATED, now)
    return len(ids)


def case_of(session: Session, bundle_id: int, *, now: datetime) -> Case | None:
    """All that the bundle will say; None when it has been made already."""
    bundle = session.get_one(EvidenceBundle, bundle_id)
    if bundle.status is not BundleStatus.QUEUED:
        return None
    order = orders.order_by_id(session, bundle.order_id)
    gone = session.exec(select(Erasure).where(Erasure.order_id == order.key))
    return Case(
        bundle_id,
        _first_line(session, bundle, order, now),
        sources.holdings(session, order),
        documents.documents(session, order),
        {one.media: said_of(one) for one in gone if one.erased_at},
    )


def settle(session: Session, bundle_id: int, sealed: Sealed) -> None:
    """Keep what was made. A job that ran twice finds it done."""
    bundle = _locked(session, bundle_id)
    if bundle.status is not BundleStatus.QUEUED:
        return
    bundle.move_to(BundleStatus.SEALED)
    bundle.sealed_at = sealed.at
    session.add_all(EvidenceFile(bundle_id=bundle_id, **vars(made)) for made in sealed.files)
    _keep(session, bundle, sealed)
    _tell(session, SWEEP, bundle, "evidence.sealed", sealed.at)


def erasures_to_tell(session: Session, bundle_id: int) -> tuple[str, list[dict[str, Any]]] | None:
    """(the list in the store, what to chain to its end); None when it says all already."""
    bundle = session.get_one(EvidenceBundle, bundle_id)
    if bundle.manifest_media is None:
        return None
    untold = [
        {"path": file.path, "kept": file.kept.value, "sha256": file.sha256, **said_of(erasure)}
        for file, erasure in _untold(session, bundle_id)
    ]
    return (bundle.manifest_media, untold) if untold else None


def settle_again(
    session: Session, bundle_id: int, before: str, sealed: Sealed, paths: Sequence[str]
) -> list[str]:
    """The grown list takes the place of `before`. Returns names that nothing needs any more."""
    bundle = _locked(session, bundle_id)
    if bundle.manifest_media != before:
        return []  # another run was faster
    told = [file for file, _ in _untold(session, bundle_id) if file.path in set(paths)]
    for file in told:
        file.erased_line = sealed.lines
        session.add(file)
    outdated = [name for name in (bundle.manifest_media, bundle.cover_media) if name]
    _keep(session, bundle, sealed)
    _tell(session, SWEEP, bundle, "evidence.sealed_again", sealed.at, files=len(told))
    return [name for name in outdated if name not in {sealed.manifest_media, sealed.cover_media}]


def export(
    session: Session, actor: Actor, code: str, number: int, *, now: datetime, what: str = "zip"
) -> Export:
    """The whole bundle, unmasked: noted in the audit log. `what`: zip, cover.

    Raises:
        NotAllowed, OrderNotFound, BundleNotFound
    """
    order = orders.order_for_staff(session, actor, code, need=Permission.EVIDENCE_EXPORT)
    wanted = select(EvidenceBundle).where(
        EvidenceBundle.order_id == order.key, EvidenceBundle.number == number
    )
    bundle = session.exec(wanted).one_or_none()
    if bundle is None or bundle.manifest_media is None or bundle.cover_media is None:
        raise BundleNotFound
    audit.record(
        session, actor, "evidence.exported", f"order:{code}", now=now, bundle=bundle.key,
        number=number, what=what, sha256=bundle.manifest_sha256,
    )  # fmt: skip
    seals = session.exec(
        select(EvidenceSeal)
        .where(EvidenceSeal.bundle_id == bundle.key)
        .order_by(col(EvidenceSeal.lines))
    )
    files = [
        (manifest.COVER, bundle.cover_media),
        (manifest.NAME, bundle.manifest_media),
        *((manifest.seal_name(one.lines), one.media) for one in seals),
        *((file.path, file.media) for file in files_of(session, bundle) if not file.erased_line),
    ]
    return Export(code, number, files, bundle.cover_media)


def bundles_of(session: Session, order: Order) -> list[EvidenceBundle]:
    """Newest first."""
    mine = select(EvidenceBundle).where(EvidenceBundle.order_id == order.key)
    return list(session.exec(mine.order_by(col(EvidenceBundle.number).desc())))


def files_of(session: Session, bundle: EvidenceBundle) -> list[EvidenceFile]:
    mine = select(EvidenceFile).where(EvidenceFile.bundle_id == bundle.key)
    return list(session.exec(mine.order_by(col(EvidenceFile.id))))


def said_of(erasure: Erasure) -> dict[str, Any]:
    assert erasure.erased_at is not None
    return {"erased_at": erasure.erased_at.isoformat(), "rule": erasure.rule}


def _asked(
    session: Session, actor: Actor, order: Order, reason: Reason, now: datetime
) -> EvidenceBundle:
    before = bundles_of(session, order)
    if before and before[0].status is BundleStatus.QUEUED and reason is Reason.ASKED:
        return before[0]
    bundle = EvidenceBundle(
        order_id=order.key, code=order.code, number=len(before) + 1, reason=reason,
        asked_by=actor.label, asked_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(bundle)
    except IntegrityError:  # one is being made: the sweep comes again
        return before[0]
    _tell(session, actor, bundle, "evidence.asked", now)
    jobs.enqueue(session, MAKE, str(bundle.key), bundle.key)
    return bundle


def _first_line(
    session: Session, bundle: EvidenceBundle, order: Order, now: datetime
) -> dict[str, Any]:
    """Whose bundle it is, and where the audit log of the installation stood."""
    head = session.get(AuditHead, 1) or AuditHead()
    signed = session.exec(
        select(Contract.number).where(
            Contract.order_id == order.key, Contract.status == ContractStatus.SIGNED
        )
    ).first()
    times = order.model_dump(
        include={name for name in type(order).model_fields if name.endswith("_at")}
    )
    return {
        "code": order.code, "number": bundle.number, "msisdn": order.msisdn,
        "reason": bundle.reason.value, "status": order.status.value, "contract": signed or "",
        "asked_by": bundle.asked_by, "made_at": now.isoformat(),
        "audit_seq": head.seq, "audit_digest": head.digest,
        "times": {name: at.isoformat() for name, at in times.items() if at},
        "consents": [_consent(one) for one in documents.consents(session, order)],
    }  # fmt: skip


def _consent(one: dict[str, Any]) -> dict[str, str]:
    at = one["at"]
    version = one.get("text_version") or one.get("plan") or ""
    return {
        "to": one["to"], "version": version, "at": at if isinstance(at, str) else at.isoformat(),
    }  # fmt: skip


def _untold(session: Session, bundle_id: int) -> list[tuple[EvidenceFile, Erasure]]:
    gone = (
        select(EvidenceFile, Erasure)
        .join(Erasure, col(Erasure.media) == col(EvidenceFile.media))
        .where(
            EvidenceFile.bundle_id == bundle_id,
            EvidenceFile.erased_line == 0,
            col(Erasure.erased_at).is_not(None),
        )
        .order_by(col(EvidenceFile.id))
    )
    return list(session.exec(gone))


def _keep(session: Session, bundle: EvidenceBundle, sealed: Sealed) -> None:
    bundle.lines, bundle.manifest_sha256 = sealed.lines, sealed.manifest_sha256
    bundle.manifest_media, bundle.cover_media = sealed.manifest_media, sealed.cover_media
    session.add(bundle)
    session.add(
        EvidenceSeal(
            bundle_id=bundle.key, lines=sealed.lines, media=sealed.seal_media, at=sealed.at
        )
    )


def _locked(session: Session, bundle_id: int) -> EvidenceBundle:
    return session.get_one(EvidenceBundle, bundle_id, populate_existing=True, with_for_update=True)


def _tell(
    session: Session, actor: Actor, bundle: EvidenceBundle, kind: str, now: datetime, **detail: Any
) -> None:
    session.add(bundle)
    session.flush()
    told = {
        "bundle": bundle.key, "number": bundle.number, "lines": bundle.lines,
        "sha256": bundle.manifest_sha256, **detail,
    }  # fmt: skip
    audit.record(session, actor, kind, f"order:{bundle.code}", now=now, **told)
    events.touch(session, f"evidence:{bundle.code}")
