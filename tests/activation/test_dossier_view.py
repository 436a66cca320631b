"""What a clerk sees of one dossier, beside the pictures."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import dossier_view
from chonso_app.activation.dossier_view import FactRow
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.rules import Matched
from chonso_app.core.actors import Actor, Role
from tests.activation import world
from tests.contracts.conftest import AGENT

_AGENT = Actor(AGENT, Role.VIDEO_AGENT)


def compared_live(session: Session, call_id: int, now: datetime, seen: dict[Matched, bool]) -> None:
    """The agent's marks, made with the call on the agent's desk as they are in the console."""
    call = session.get_one(Call, call_id)
    ended, call.state = call.state, CallState.WRAPUP
    session.flush()
    for field, same in seen.items():
        desk.compare(session, _AGENT, call_id, field, same, now=now)
    assert ended is CallState.APPROVED
    call.state = ended
    session.commit()


def test_the_clerk_sees_what_the_agent_compared_live(ready: Session, now: datetime) -> None:
    dossier = world.claimed(ready, now)
    seen = {Matched.NAME: True, Matched.ID_NUMBER: False}
    compared_live(ready, dossier.evidence["call"], now, seen)
    facts = dossier_view.open_dossier(ready, world.clerk(), dossier.key, now=now).facts
    by_label: dict[str, FactRow] = {row.label: row for row in facts}
    assert (by_label["Họ tên"].live, by_label["Họ tên"].differs) == ("same", False)
    assert (by_label["Số giấy tờ"].live, by_label["Số giấy tờ"].differs) == ("differs", True)
    assert by_label["Ngày sinh"].live == ""
