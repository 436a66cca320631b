"""What must always be true of pictures and checks. Every line is a fault."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.ekyc import rules
from chonso_app.ekyc.liveness import FRAMES_PER_MOVE
from chonso_app.ekyc.models import (
    ChallengeFrame,
    CheckStatus,
    Evidence,
    IdentityChallenge,
    IdentityCheck,
)

_PATIENCE = 2 * rules.MOST_PENDING  # the sweep gives up after one


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *_nobody_waits_for_ever(session, now),
        *_verdicts_follow(session),
        *_one_order(session),
        *_moves_are_shown(session),
        *_moves_are_of_their_order(session),
    ]


def _nobody_waits_for_ever(session: Session, now: datetime) -> Iterator[str]:
    waiting = select(IdentityCheck).where(
        IdentityCheck.status == CheckStatus.QUEUED,
        col(IdentityCheck.requested_at) < now - _PATIENCE,
    )
    for check in session.exec(waiting):
        yield f"check {check.id} still waits since {check.requested_at:%H:%M:%S}"


def _verdicts_follow(session: Session) -> Iterator[str]:
    """A verdict is what its checks say: nothing failed or unsure ever became a pass."""
    settled = select(IdentityCheck).where(IdentityCheck.status != CheckStatus.QUEUED)
    for check in session.exec(settled):
        said = rules.status_of(one["outcome"] for one in check.checks)
        if said is not check.status:
            yield f"check {check.id} is {check.status} though its checks say {said}"


def _one_order(session: Session) -> Iterator[str]:
    """A check never compares pictures of two orders."""
    owner = dict(session.exec(select(Evidence.id, Evidence.order_id)).all())
    for check in session.exec(select(IdentityCheck)):
        if {owner.get(one) for one in check.pictures} != {check.order_id}:
            yield f"check {check.id} compares pictures of another order"


def _moves_are_shown(session: Session) -> Iterator[str]:
    """A challenge that counts has its frames of every move, in the order that was asked for."""
    shown: dict[int, list[str]] = defaultdict(list)
    taken = select(ChallengeFrame.challenge_id, ChallengeFrame.move)
    for challenge_id, move in session.exec(taken.order_by(col(ChallengeFrame.number))):
        shown[challenge_id].append(move)
    used = select(IdentityChallenge).where(col(IdentityChallenge.used_at).is_not(None))
    for challenge in session.exec(used):
        asked = [move for move in challenge.moves for _ in range(FRAMES_PER_MOVE)]
        if shown[challenge.key] != asked:
            yield f"challenge {challenge.id} counts though moves of it were not shown"


def _moves_are_of_their_order(session: Session) -> Iterator[str]:
    """A challenge speaks for a portrait of its own order."""
    others = (
        select(IdentityChallenge.id)
        .join(Evidence, col(Evidence.id) == col(IdentityChallenge.portrait_id))
        .where(Evidence.order_id != IdentityChallenge.order_id)
    )
    for challenge_id in session.exec(others):
        yield f"challenge {challenge_id} speaks for a portrait of another order"
