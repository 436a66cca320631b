"""What services outside said, beside the checks: erased in time, asked again where it is needed.

A settled check never changes. An authority that was away is asked again, and its later word is a
row of its own that `proof` reads.
"""

from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import system
from chonso_app.core.config import settings
from chonso_app.ekyc import held, proof, settling
from chonso_app.ekyc.engine.results import Check
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, VendorAnswer, VendorOutcome
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import KEPT, Order

_ENGINE = system("ekyc")
_AT_ONCE = 20
_PAUSE = timedelta(minutes=15)  # after a word that was neither yes nor no


def erase_old(session: Session, *, now: datetime) -> None:
    """The services' own words go; that and how they answered stays with the check."""
    before = now - timedelta(days=settings.ekyc_raw_days)
    kept = sa.select(col(IdentityCheck.id)).where(
        col(IdentityCheck.order_id).in_(held.orders(session, "answers"))
    )
    old = sa.update(VendorAnswer).where(
        col(VendorAnswer.asked_at) < before,
        col(VendorAnswer.raw).is_not(None),
        col(VendorAnswer.check_id).not_in(kept),
    )
    session.execute(old.values(raw=None))


def open_for_authority(session: Session, *, now: datetime) -> list[int]:
    """Good checks of orders under way whose activation still waits for the authority's word."""
    if settings.activation_proof not in ("authority", "authority_or_chip"):
        return []
    newest = (
        sa.select(sa.func.max(col(IdentityCheck.id)))
        .join(Order, col(Order.id) == col(IdentityCheck.order_id))
        .where(
            col(IdentityCheck.person_version) == col(Order.person_version),
            col(Order.status).in_(KEPT),
        )
        .group_by(col(IdentityCheck.order_id))
    )
    told = sa.select(col(VendorAnswer.check_id)).where(
        col(VendorAnswer.vendor) == "authority",
        col(VendorAnswer.outcome) == VendorOutcome.ANSWERED,
        col(VendorAnswer.asked_at) > now - _PAUSE,
    )
    good = select(IdentityCheck).where(
        col(IdentityCheck.id).in_(newest),
        col(IdentityCheck.id).not_in(told),
        col(IdentityCheck.status).in_([CheckStatus.PASSED, CheckStatus.UNSURE]),
    )
    checks = session.exec(good.order_by(col(IdentityCheck.id)))
    waiting = (
        check.key
        for check in checks
        if proof.is_open(session, check, Check.AUTHORITY) and _counts(session, check, now)
    )
    return list(islice(waiting, _AT_ONCE))


def _counts(session: Session, check: IdentityCheck, now: datetime) -> bool:
    """Still of use: a dossier that was handed in rests on it however long it waits."""
    order = orders.order_by_id(session, check.order_id)
    assert check.settled_at is not None
    return order.submitted_at is not None or check.settled_at > evidence_since(order, now)


def job_again(session: Session, check_id: int, *, now: datetime) -> settling.Job | None:
    return settling.job_of(session, session.get_one(IdentityCheck, check_id), now=now)


def note_authority(session: Session, check_id: int, said: Said, *, now: datetime) -> None:
    """Its later word. Silence is not noted again: the sweep comes back."""
    if not said.checks:
        return
    check = session.get_one(IdentityCheck, check_id)
    order = orders.order_by_id(session, check.order_id)
    session.add(said.as_row(check_id, now))
    audit.record(
        session, _ENGINE, "ekyc.authority", f"order:{order.code}", now=now, check=check_id,
        said=said.checks, reference=said.reference,
    )  # fmt: skip
    events.touch(session, f"order:{order.code}")
