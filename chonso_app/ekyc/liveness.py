"""Somebody alive in front of the camera: moves asked for once, and the frames that came of them.

A challenge belongs to the portrait that was taken just before. The nonce is told to one browser
and stored as a fingerprint; it ends after a minute, or with the next challenge. Whether the frames
show the moves is the engine's to say (`checking` hands them over), not the browser's.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.images import Picture
from chonso_app.ekyc.engine.results import Move
from chonso_app.ekyc.models import ChallengeFrame, Evidence, IdentityChallenge, Kind
from chonso_app.ekyc.pictures import (
    CheckRunning,
    current_pictures,
    refuse_unless_open,
    running_check,
)
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

FRAMES_PER_MOVE = 3  # as the move is asked for, on the way, and when the browser saw it done
_DAY = timedelta(hours=24)
_TURNS = (Move.LEFT, Move.RIGHT)  # what the server can see for itself
_dice = random.SystemRandom()


class ChallengeOver(ShopError):
    """Unknown, of another order or portrait, used, replaced, or older than a minute."""


class ChallengeIncomplete(ShopError):
    """A move without its frames."""


class FrameOutOfPlace(ShopError):
    """A number or move that was not asked for, or the same picture again."""


class NoPortraitYet(ShopError):
    """The challenge speaks for a portrait: it comes first."""


class TooManyChallenges(ShopError):
    """More in a day than anybody needs."""


@dataclass(frozen=True)
class Begun:
    """What one browser is told. `nonce` goes back with every frame, in a header."""

    nonce: str
    moves: tuple[Move, ...]
    seconds: int


def begin(session: Session, actor: Actor, code: str, *, now: datetime) -> Begun:
    """New moves for the current portrait; an open challenge before it is over.

    Raises:
        OnlyInApp, OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, CheckRunning,
        NoPortraitYet, TooManyChallenges
    """
    refuse_outside_app(actor)
    order = orders.order_of_locked(session, actor, code)
    refuse_unless_open(session, order, now)
    if running_check(session, order):
        raise CheckRunning
    portrait = current_pictures(session, order).get(Kind.PORTRAIT)
    if portrait is None:
        raise NoPortraitYet
    _refuse_too_many(session, order, now)
    if before := _open_challenge(session, order):
        before.closed_at = now
        session.add(before)
        session.flush()
    nonce, moves = secrets.token_urlsafe(32), _drawn()
    made = IdentityChallenge(
        order_id=order.key, person_version=order.person_version, portrait_id=portrait.key,
        nonce=_fingerprint(nonce), moves=[move.value for move in moves], begun_at=now,
        expires_at=now + timedelta(seconds=settings.ekyc_challenge_seconds),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "ekyc.challenge", f"order:{code}", now=now, challenge=made.key,
        portrait=portrait.key, moves=made.moves,
    )  # fmt: skip
    return Begun(nonce, moves, settings.ekyc_challenge_seconds)


def may_send(session: Session, actor: Actor, code: str, nonce: str, *, now: datetime) -> None:
    """Asked before the body of a frame is read.

    Raises:
        OrderNotFound, ChallengeOver
    """
    _still_open(session, orders.order_of(session, actor, code), nonce, now)


def keep_frame(
    session: Session,
    actor: Actor,
    code: str,
    nonce: str,
    number: int,
    picture: Picture,
    media: str,
    *,
    now: datetime,
) -> ChallengeFrame:
    """Note a stored frame; its number says of which move: `FRAMES_PER_MOVE` each, in order.

    Raises:
        OrderNotFound, ChallengeOver, FrameOutOfPlace
    """
    order = orders.order_of_locked(session, actor, code)
    challenge = _still_open(session, order, nonce, now)
    there = _frames(session, challenge)
    if number not in range(len(challenge.moves) * FRAMES_PER_MOVE):
        raise FrameOutOfPlace
    if any(one.number == number for one in there) or _known(session, order, picture.sha256):
        raise FrameOutOfPlace
    frame = ChallengeFrame(
        challenge_id=challenge.key, number=number,
        move=challenge.moves[number // FRAMES_PER_MOVE], media=media, sha256=picture.sha256,
        taken_at=now,
    )  # fmt: skip
    session.add(frame)
    session.flush()
    return frame


def finish(session: Session, actor: Actor, code: str, nonce: str, *, now: datetime) -> None:
    """All frames are there: from now on the challenge counts.

    Raises:
        OrderNotFound, ChallengeOver, ChallengeIncomplete
    """
    order = orders.order_of_locked(session, actor, code)
    challenge = _still_open(session, order, nonce, now)
    frames = _frames(session, challenge)
    if len(frames) < len(challenge.moves) * FRAMES_PER_MOVE:
        raise ChallengeIncomplete
    challenge.used_at = now
    session.add(challenge)
    audit.record(
        session, actor, "ekyc.challenge_done", f"order:{code}", now=now, challenge=challenge.key,
        frames=[one.sha256 for one in frames],
    )  # fmt: skip
    events.touch(session, f"order:{code}")


def frames_of(session: Session, order: Order) -> list[ChallengeFrame]:
    """Of the newest finished challenge of the current portrait, in order; [] when there is none.

    `FRAMES_PER_MOVE` of each move: the first as it was asked for, the last when it was done.
    """
    portrait = current_pictures(session, order).get(Kind.PORTRAIT)
    if portrait is None:
        return []
    # by file, not by row: a portrait that is used again for corrected data is another row
    of_this_face = sa.select(col(Evidence.id)).where(
        col(Evidence.order_id) == order.key, col(Evidence.media) == portrait.media
    )
    finished = (
        select(IdentityChallenge)
        .where(
            IdentityChallenge.order_id == order.key,
            col(IdentityChallenge.portrait_id).in_(of_this_face),
            col(IdentityChallenge.used_at).is_not(None),
        )
        .order_by(col(IdentityChallenge.id).desc())
        .limit(1)
    )
    challenge = session.exec(finished).one_or_none()
    return _frames(session, challenge) if challenge else []


def _drawn() -> tuple[Move, ...]:
    """Three different moves in no order that anybody knows, one turn of the head at least."""
    turn = _dice.choice(_TURNS)
    others = _dice.sample([move for move in Move if move is not turn], 2)
    moves = [turn, *others]
    _dice.shuffle(moves)
    return tuple(moves)


def _fingerprint(nonce: str) -> str:
    return hmac_hex("ekyc-challenge", nonce)


def _open_challenge(session: Session, order: Order) -> IdentityChallenge | None:
    mine = select(IdentityChallenge).where(
        IdentityChallenge.order_id == order.key,
        col(IdentityChallenge.used_at).is_(None),
        col(IdentityChallenge.closed_at).is_(None),
    )
    return session.exec(mine).one_or_none()


def _still_open(session: Session, order: Order, nonce: str, now: datetime) -> IdentityChallenge:
    """Raises ChallengeOver; which of its reasons it was is nobody's business."""
    challenge = _open_challenge(session, order)
    portrait = current_pictures(session, order).get(Kind.PORTRAIT)
    if (
        challenge is None
        or portrait is None
        or challenge.portrait_id != portrait.key
        or challenge.nonce != _fingerprint(nonce)
        or challenge.expires_at <= now
    ):
        raise ChallengeOver
    return challenge


def _frames(session: Session, challenge: IdentityChallenge) -> list[ChallengeFrame]:
    mine = select(ChallengeFrame).where(ChallengeFrame.challenge_id == challenge.key)
    return list(session.exec(mine.order_by(col(ChallengeFrame.number))))


def _known(session: Session, order: Order, sha256: str) -> bool:
    """Sent before, in this challenge or another: no camera gives the same picture twice."""
    mine = sa.select(col(IdentityChallenge.id)).where(col(IdentityChallenge.order_id) == order.key)
    before = sa.select(col(ChallengeFrame.id)).where(
        col(ChallengeFrame.challenge_id).in_(mine), col(ChallengeFrame.sha256) == sha256
    )
    return session.execute(before.limit(1)).first() is not None


def _refuse_too_many(session: Session, order: Order, now: datetime) -> None:
    today = sa.select(sa.func.count()).where(
        col(IdentityChallenge.order_id) == order.key,
        col(IdentityChallenge.begun_at) > now - _DAY,
    )
    if session.execute(today).scalar_one() >= settings.ekyc_challenges_per_day:
        raise TooManyChallenges(hotline=settings.hotline)
