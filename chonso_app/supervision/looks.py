"""What the list of second looks shows, worded. Reads only."""

from dataclasses import dataclass, field

from sqlmodel import Session

from chonso_app.accounts.models import User
from chonso_app.calls import service as calls
from chonso_app.calls.desk.views import StillRow
from chonso_app.calls.models import Call
from chonso_app.calls.moves import order_of
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_time
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.recordings.views import RecordingView, recording_view
from chonso_app.supervision import service
from chonso_app.supervision.models import SecondLook


@dataclass(frozen=True)
class LookRow:
    look_id: int
    call_id: int
    number: str
    name: str
    code: str
    by: str
    stills: list[StillRow] = field(default_factory=list)
    recording: RecordingView = field(default_factory=RecordingView)


def rows(session: Session, actor: Actor) -> list[LookRow]:
    """Raises NotAllowed."""
    return [_row(session, one) for one in service.waiting(session, actor)]


def _row(session: Session, look: SecondLook) -> LookRow:
    call = session.get_one(Call, look.call_id)
    order, agent = order_of(session, call), session.get(User, look.agent_id)
    stills = [
        StillRow(
            still.kind.value, say(f"calls.desk.still.{still.kind}"),
            f"/api/calls/{call.key}/stills/{still.number}", vn_time(still.taken_at),
        )
        for still in calls.stills_of(session, call.key)
    ]  # fmt: skip
    by = say(
        "supervision.look.by", agent=agent.full_name if agent else "",
        time=vn_datetime(call.decided_at or call.state_at),
    )  # fmt: skip
    return LookRow(
        look.key, call.key, grouped(order.msisdn), order.full_name, order.code, by, stills,
        recording_view(session, call.key),
    )  # fmt: skip
