"""What the other features keep of a case, as one list: bundled by some, erased by others."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from chonso_app.activation.models import SimProof
from chonso_app.calls.models import Call, CallStill
from chonso_app.contracts.models import Contract
from chonso_app.ekyc.models import ChallengeFrame, Evidence, IdentityChallenge
from chonso_app.evidence import recorded
from chonso_app.evidence.holding import Holding
from chonso_app.evidence.models import Kept
from chonso_app.orders.models import Order


def holdings(session: Session, order: Order) -> list[Holding]:
    """Everything, also what was replaced later: each object once, in a fixed order."""
    once: dict[str, Holding] = {}
    for one in _all(session, order):
        once.setdefault(one.media, one)
    return list(once.values())


def calls_of(session: Session, order: Order) -> list[Call]:
    mine = select(Call).where(Call.order_id == order.key).order_by(col(Call.id))
    return list(session.exec(mine))


def _all(session: Session, order: Order) -> Iterator[Holding]:
    yield from _pictures(session, order)
    yield from _frames(session, order)
    yield from _sims(session, order)
    for call in calls_of(session, order):
        yield from _stills(session, call)
        yield from recorded.holdings(session, call)
    yield from _contracts(session, order)


def _pictures(session: Session, order: Order) -> Iterator[Holding]:
    mine = select(Evidence).where(Evidence.order_id == order.key).order_by(col(Evidence.id))
    for row in session.exec(mine):
        about = {"evidence": row.key, "what": row.kind.value, "person": row.person_version}
        path = f"anh/{row.key:05}-{row.kind.value}.jpg"
        yield Holding(Kept.PICTURES, path, row.media, row.sha256, row.taken_at, about)


def _frames(session: Session, order: Order) -> Iterator[Holding]:
    """Of the moves in front of the camera."""
    mine = (
        select(ChallengeFrame)
        .join(IdentityChallenge, col(IdentityChallenge.id) == col(ChallengeFrame.challenge_id))
        .where(IdentityChallenge.order_id == order.key)
        .order_by(col(ChallengeFrame.id))
    )
    for row in session.exec(mine):
        path = f"thu-thach/{row.challenge_id:05}-{row.number:02}.jpg"
        about = {"challenge": row.challenge_id, "number": row.number, "move": row.move}
        yield Holding(Kept.PICTURES, path, row.media, row.sha256, row.taken_at, about)


def _sims(session: Session, order: Order) -> Iterator[Holding]:
    mine = select(SimProof).where(SimProof.order_id == order.key, SimProof.media != "")
    for row in session.exec(mine.order_by(col(SimProof.id))):
        about = {"sim": row.key}
        yield Holding(
            Kept.PICTURES, f"anh/sim-{row.key:05}.jpg", row.media, row.sha256, row.photo_at, about
        )


def _stills(session: Session, call: Call) -> Iterator[Holding]:
    mine = select(CallStill).where(CallStill.call_id == call.key).order_by(col(CallStill.number))
    for row in session.exec(mine):
        path = f"cuoc-goi/{call.key:05}/anh-{row.number:02}-{row.kind.value}.jpg"
        about = {
            "call": call.key, "number": row.number, "what": row.kind.value, "camera": row.track,
        }  # fmt: skip
        yield Holding(Kept.STILLS, path, row.media, row.sha256, row.taken_at, about)


def _contracts(session: Session, order: Order) -> Iterator[Holding]:
    mine = select(Contract).where(Contract.order_id == order.key).order_by(col(Contract.id))
    for row in session.exec(mine):
        about = {"contract": row.key, "status": row.status.value}
        if row.pdf_media:
            path = f"hop-dong/{row.key:05}-hop-dong.pdf"
            digest = row.pdf_sha256 or ""
            yield Holding(Kept.PAPERS, path, row.pdf_media, digest, row.signed_at, about)
        if row.signature_media:
            path = f"hop-dong/{row.key:05}-chu-ky.png"
            yield Holding(Kept.PAPERS, path, row.signature_media, "", row.signed_at, about)
