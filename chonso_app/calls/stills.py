"""Pictures taken during a call: kept for the customer's browser, shown to staff only."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import Call, CallStill, StillKind
from chonso_app.calls.moves import CallNotFound, locked, note, order_of
from chonso_app.calls.room import Side, seat
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ShopError
from chonso_app.core.images import Picture
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order


class StillNotFound(ShopError):
    """No such picture, or not for this member of staff."""


class StillTooSmall(ShopError):
    """A document must be readable: see rules.DOCUMENT_PIXELS."""


class StillDamaged(ShopError):
    """What arrived is not what the camera's browser sent."""


class TooManyStills(ShopError):
    """Nobody needs more in one call."""


class Shot(BaseModel):
    """What the customer's browser says about a picture: which press it answers, and the camera."""

    model_config = ConfigDict(extra="ignore")

    kind: StillKind
    shot: str = Field(pattern=r"^[A-Za-z0-9-]{4,32}$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    track: dict[str, str | int | float | bool] = Field(default_factory=dict)

    def must_match(self, body: bytes) -> None:
        """Raises StillDamaged."""
        if sha256(body).hexdigest() != self.sha256:
            raise StillDamaged

    def trimmed_track(self) -> dict[str, Any]:
        """What says how the picture came about; no device ids, no labels."""
        kept = {"width", "height", "frameRate", "facingMode", "aspectRatio", "resizeMode", "method"}
        return {
            name: value[:40] if isinstance(value, str) else value
            for name, value in self.track.items()
            if name in kept
        }


def may_send(session: Session, actor: Actor, call_id: int) -> None:
    """Asked before a body is read. Raises CallNotFound."""
    call = session.get(Call, call_id)
    if seat(session, actor, call_id) is not Side.CUSTOMER or call is None or not call.is_talking:
        raise CallNotFound(details={"call": call_id})


def known_shot(session: Session, call_id: int, shot: str) -> CallStill | None:
    same = select(CallStill).where(CallStill.call_id == call_id, CallStill.shot == shot)
    return session.exec(same).one_or_none()


def keep(
    session: Session,
    actor: Actor,
    call_id: int,
    shot: Shot,
    picture: Picture,
    media: str,
    *,
    now: datetime,
) -> CallStill:
    """Note a stored picture. The same shot sent again gives the still that is there, and so does
    a key that was pressed twice.

    Raises:
        CallNotFound, StillTooSmall, TooManyStills
    """
    call = locked(session, call_id)
    may_send(session, actor, call_id)
    if known := known_shot(session, call_id, shot.shot) or _just_taken(session, call_id, shot, now):
        return known
    if shot.kind is not StillKind.FACE and picture.long_side < rules.DOCUMENT_PIXELS:
        raise StillTooSmall(pixels=rules.DOCUMENT_PIXELS)
    number = 1 + max(
        session.exec(select(CallStill.number).where(CallStill.call_id == call_id)), default=0
    )
    if number > rules.MOST_STILLS:
        raise TooManyStills
    still = CallStill(
        call_id=call_id, number=number, kind=shot.kind, shot=shot.shot, media=media,
        sha256=picture.sha256, sent_sha256=shot.sha256, width=picture.width, height=picture.height,
        size=len(picture.data), track=shot.trimmed_track(), taken_at=now,
    )  # fmt: skip
    session.add(still)
    note(session, call, "still", actor, now, number=number, still=shot.kind.value)
    order = order_of(session, call)
    audit.record(
        session, actor, "calls.still", f"order:{order.code}", now=now, call=call_id,
        number=number, kind=shot.kind.value, sha256=picture.sha256, sent_sha256=shot.sha256,
    )  # fmt: skip
    events.touch(session, f"call:{call_id}")
    return still


def _just_taken(session: Session, call_id: int, shot: Shot, now: datetime) -> CallStill | None:
    """The call is locked: of two presses at once the second finds the first."""
    same = select(CallStill).where(
        CallStill.call_id == call_id,
        CallStill.kind == shot.kind,
        col(CallStill.taken_at) > now - rules.ONE_PRESS,
    )
    return session.exec(same.order_by(col(CallStill.number).desc()).limit(1)).first()


def look_at(
    session: Session, actor: Actor, call_id: int, number: int, *, now: datetime
) -> CallStill:
    """For staff: the call's own agent, whoever may see evidence of its unit, or has the dossier.

    Leaves a trace.

    Raises:
        NotAllowed, StillNotFound
    """
    require(actor, Permission.EVIDENCE_SEE)
    call = session.get(Call, call_id)
    wanted = select(CallStill).where(CallStill.call_id == call_id, CallStill.number == number)
    still = session.exec(wanted).one_or_none()
    if call is None or still is None:
        raise StillNotFound(details={"call": call_id, "number": number})
    order = order_of(session, call)
    if not _within_reach(actor, call) and not _has_case(session, actor, order):
        raise StillNotFound(details={"call": call_id, "number": number})
    audit.record(
        session, actor, "calls.still_seen", f"order:{order.code}", now=now, call=call_id,
        number=number,
    )  # fmt: skip
    return still


def _has_case(session: Session, actor: Actor, order: Order) -> bool:
    """The dossier may lie with another unit than the call did."""
    if actor.role is not Role.ACTIVATION_CLERK:
        return False
    try:
        ekyc.order_to_look_at(session, actor, order.code)
    except ShopError:
        return False
    return True


def _within_reach(actor: Actor, call: Call) -> bool:
    if call.agent_id == actor.user_id:
        return True
    takes_calls_only = actor.role == "video_agent"
    return not takes_calls_only and (actor.unit_id is None or call.unit_id in {None, actor.unit_id})
