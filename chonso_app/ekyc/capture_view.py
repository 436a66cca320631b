"""What the page of pictures asks in one read: progress, the moves, and where the person is."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.ekyc import liveness
from chonso_app.ekyc.models import Kind
from chonso_app.ekyc.progress import Progress, progress_of
from chonso_app.handoff.channel import only_in_app
from chonso_app.handoff.service import elsewhere_since


@dataclass(frozen=True)
class Seen:
    """`moves_left`: there is a portrait whose person has not yet moved before the camera."""

    progress: Progress
    moves_left: bool
    elsewhere: bool
    only_in_app: bool


def seen(session: Session, actor: Actor, code: str, *, now: datetime) -> Seen:
    """Raises OrderNotFound."""
    progress = progress_of(session, actor, code, now=now)
    has_portrait = Kind.PORTRAIT in progress.pictures and Kind.PORTRAIT not in progress.wanted
    return Seen(
        progress,
        has_portrait and not liveness.frames_of(session, progress.order),
        elsewhere_since(session, actor, progress.order) is not None,
        only_in_app(actor),
    )
