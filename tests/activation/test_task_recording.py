"""An agent who is asked about a recording may play that one, for as long as they are asked."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.activation import supplements
from chonso_app.activation.supplement_models import AskedOf, Supplement, Wanted
from chonso_app.activation.supplement_state import TasksState
from chonso_app.activation.supplement_view import recording_of_task
from chonso_app.calls.models import Call, CallState
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.recordings import playback
from chonso_app.recordings.models import Recording, RecordingState
from chonso_app.recordings.service import RecordingNotFound
from tests.activation import world
from tests.activation.test_state import Tab
from tests.contracts.conftest import AGENT

HOA = Actor(AGENT, Role.VIDEO_AGENT)


def filmed(session: Session, call: Call, now: datetime) -> Call:
    session.add(
        Recording(
            call_id=call.key, order_id=call.order_id, folder=f"recordings/{call.key}",
            began_at=now, sealed_at=now, finalised_at=now, state=RecordingState.FINALISED,
            complete=True, blocks=1, size=1000, sha256="0" * 64, duration_ms=91_000,
        )
    )  # fmt: skip
    session.commit()
    return call


@pytest.fixture
def task(ready: Session, now: datetime) -> Supplement:
    """Of the approved call, which was filmed, as was an earlier one of the same order."""
    dossier = world.claimed(ready, now)
    approved = filmed(ready, ready.get_one(Call, dossier.evidence["call"]), now)
    earlier = Call(
        order_id=approved.order_id, person_version=1, state=CallState.INCONCLUSIVE,
        agent_id=AGENT, reason="weak_network", enqueued_at=now, state_at=now,
        customer_seen_at=now, decided_at=now,
    )  # fmt: skip
    ready.add(earlier)
    ready.flush()
    filmed(ready, earlier, now)
    row = supplements.ask(ready, world.clerk(), dossier.key, AskedOf.AGENT, Wanted.NOTE, now=now)
    ready.commit()
    return row


def refused(session: Session, who: Actor, call_id: int, now: datetime) -> bool:
    with pytest.raises(RecordingNotFound):
        playback.look_at(session, who, call_id, now=now)
    return True


def test_who_is_asked_plays_that_recording_only_and_leaves_a_trace(
    ready: Session, now: datetime, task: Supplement
) -> None:
    assert playback.look_at(ready, HOA, task.call_id, now=now).call_id == task.call_id
    ready.commit()
    seen = select(AuditEntry).where(AuditEntry.action == playback.SEEN)
    assert [(one.actor, one.detail) for one in ready.exec(seen)] == [
        (HOA.label, {"call": task.call_id})
    ]
    [earlier] = ready.exec(select(Call).where(Call.id != task.call_id))
    assert refused(ready, HOA, earlier.key, now)
    assert refused(ready, Actor(AGENT + 1, Role.VIDEO_AGENT), task.call_id, now)


def test_with_the_answer_the_recording_is_closed_again(
    ready: Session, now: datetime, task: Supplement
) -> None:
    assert recording_of_task(ready, HOA, task.key).source
    supplements.answer_as_agent(ready, HOA, task.key, "Thấy ảnh nổi", now=now)
    ready.commit()
    assert refused(ready, HOA, task.call_id, now)
    with pytest.raises(supplements.SupplementNotFound):
        recording_of_task(ready, HOA, task.key)


def test_the_task_opens_with_its_recording(
    ready: Session, task: Supplement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chonso_app.activation.supplement_state.follow", lambda *_: None)
    key, call_id = task.key, task.call_id
    ready.commit()
    page = Tab(monkeypatch, HOA, "")
    page.do(TasksState.load)
    page.do(TasksState.open, key)
    state = page.state(TasksState)
    assert state.recording.source == f"/api/admin/recordings/{call_id}/video.webm"
    page.do(TasksState.close)
    assert state.recording.source == ""
