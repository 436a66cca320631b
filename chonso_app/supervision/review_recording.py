"""The recording of a call that was set aside, under its row on `/admin/nghi-van`."""

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.calls.desk.slots import of_review
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import CallNotFound
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.recordings.components import recording_panel
from chonso_app.recordings.views import RecordingView, recording_view
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told
from chonso_app.ui.parts import desk_button


class _Asked(BaseModel):
    call_id: int = Field(gt=0, lt=2**31)


def of_set_aside(session: Session, actor: Actor, call_id: int) -> RecordingView:
    """Raises NotAllowed, CallNotFound."""
    require(actor, Permission.CALLS_WATCH)
    call = session.get(Call, call_id)
    if (
        call is None
        or call.state is not CallState.QUARANTINED
        or actor.unit_id not in {None, call.unit_id}
    ):
        raise CallNotFound(details={"call": call_id})
    return recording_view(session, call_id)


class ReviewRecordingState(rx.State):
    """One player at a time."""

    call_id: int = 0
    recording: RecordingView = RecordingView()

    @rx.event
    @allow(Permission.CALLS_WATCH)
    async def show(self, call_id: int) -> None:
        """A second press closes it."""
        asked, _ = parse(_Asked, {"call_id": call_id})
        closes = asked is not None and asked.call_id == self.call_id
        self.call_id, self.recording = 0, RecordingView()
        if asked is None or closes:
            return
        async with refusals_told(self):
            self.recording = await in_read(of_set_aside, actor_of(self), asked.call_id)
            self.call_id = asked.call_id


@of_review
def review_recording(call_id: rx.Var[int]) -> rx.Component:
    shown = ReviewRecordingState.call_id == call_id
    return rx.el.div(
        desk_button(
            say("supervision.look.recording"),
            "ghost",
            icon_name="video",
            aria_expanded=rx.cond(shown, "true", "false"),
            on_click=ReviewRecordingState.show(call_id),
        ),
        rx.cond(
            shown,
            recording_panel(
                ReviewRecordingState.recording, hotkey="", class_name="mt-1 w-full max-w-96"
            ),
        ),
        class_name="w-full",
    )
