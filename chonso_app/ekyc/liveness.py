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
from chonso_app.ekyc.models import ChallengeFrame, IdentityChallenge, Kind
from chonso_app.ekyc.pictures import current_pictures, refuse_unless_open, running_check
from chonso_app.ekyc.pictures import CheckRunning as CheckRunning
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

LASTS = timedelta(seconds=60)
FRAMES_PER_MOVE = 3  # as the move is asked for, on the way, and when the browser saw it done
MOST_CHALLENGES = 20  # per order and day
_DAY = timedelta(hours=24)


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
        OrderNotFound, NotPaid, SimNotInHand, DossierUnderReview, CheckRunning, NoPortraitYet,
        TooManyChallenges
    """
    raise NotImplementedError


def may_send(session: Session, actor: Actor, code: str, nonce: str, *, now: datetime) -> None:
    """Asked before the body of a frame is read.

    Raises:
        OrderNotFound, ChallengeOver
    """
    raise NotImplementedError


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
    raise NotImplementedError


def finish(session: Session, actor: Actor, code: str, nonce: str, *, now: datetime) -> None:
    """All frames are there: from now on the challenge counts.

    Raises:
        OrderNotFound, ChallengeOver, ChallengeIncomplete
    """
    raise NotImplementedError


def frames_of(session: Session, order: Order) -> list[ChallengeFrame]:
    """Of the newest finished challenge of the current portrait, in order; [] when there is none.

    `FRAMES_PER_MOVE` of each move: the first as it was asked for, the last when it was done.
    """
    raise NotImplementedError
