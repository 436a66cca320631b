"""The bundle of a line, and what becomes of its pictures in the end: whatever dies meanwhile."""

from datetime import timedelta

from sqlmodel import Session, col, select

from chonso_app.activation.models import DossierStatus
from chonso_app.core import db, media
from chonso_app.ekyc.models import Evidence
from chonso_app.evidence import manifest
from chonso_app.evidence.models import (
    BundleStatus,
    ErasedClass,
    EvidenceBundle,
    EvidenceFile,
    Kept,
    LineEnd,
)
from tests.kill.shop import until
from tests.kill.story import CLOCK, Buyer

_LONG_AGO = timedelta(days=1000)


def to_the_bundle(buyer: Buyer) -> None:
    """The sweep finds the new line; the job makes one bundle of it."""
    buyer.pay()
    buyer.wait_until_paid()
    buyer.prove()
    buyer.be_approved()
    buyer.wait_until(DossierStatus.CONNECTED)
    buyer.install()
    [bundle] = until(lambda: _sealed(buyer), "the bundle")
    _holds_together(bundle)


def to_the_erasure(buyer: Buyer) -> None:
    """The number ended long ago: everything starts anew, and the first sweep finds it due."""
    to_the_bundle(buyer)
    db.transact(_end, buyer)
    buyer.shop.kill()
    buyer.shop.start()
    until(lambda: db.read(_is_erased, buyer), "the erasure")
    assert not any(_is_there(name) for name in db.read(_pictures, buyer))
    until(lambda: db.read(_is_told, buyer), "the grown list")
    [bundle] = _sealed(buyer)
    assert _holds_together(bundle) >= 1  # what was read off the papers; of pictures there are none


def _is_there(name: str) -> bool:
    try:
        return bool(media.get(name))
    except FileNotFoundError:
        return False


def _sealed(buyer: Buyer) -> list[EvidenceBundle]:
    def read(session: Session) -> list[EvidenceBundle]:
        mine = select(EvidenceBundle).where(
            EvidenceBundle.code == buyer.code, EvidenceBundle.status == BundleStatus.SEALED
        )
        return list(session.exec(mine))

    return db.read(read)


def _holds_together(bundle: EvidenceBundle) -> int:
    """How many files the list says are gone."""
    text = media.get(bundle.manifest_media or "")
    assert list(manifest.faults(text)) == []
    lines = manifest.read(text)
    assert len(lines) == bundle.lines
    return sum(line["kind"] == manifest.Kind.ERASED for line in lines)


def _pictures(session: Session, buyer: Buyer) -> list[str]:
    mine = select(Evidence.media).where(Evidence.order_id == buyer.order().key)
    return list(session.exec(mine))


def _end(session: Session, buyer: Buyer) -> None:
    session.add(
        LineEnd(
            order_id=buyer.order().key, ended_at=CLOCK() - _LONG_AGO, noted_by="test",
            noted_at=CLOCK(),
        )
    )  # fmt: skip


def _is_erased(session: Session, buyer: Buyer) -> bool:
    return session.get(ErasedClass, (buyer.order().key, Kept.PICTURES)) is not None


def _is_told(session: Session, buyer: Buyer) -> bool:
    left = (
        select(EvidenceFile.id)
        .join(EvidenceBundle, col(EvidenceBundle.id) == col(EvidenceFile.bundle_id))
        .where(
            EvidenceBundle.code == buyer.code, EvidenceFile.kept == Kept.PICTURES,
            EvidenceFile.erased_line == 0,
        )
    )  # fmt: skip
    return session.exec(left).first() is None
