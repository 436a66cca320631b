"""A supervisor sees the recording of what was set aside, before deciding."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session

from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import Call
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.rules import Verdict
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.recordings.models import Recording, RecordingState
from chonso_app.supervision.review_recording import ReviewRecordingState, of_set_aside
from chonso_app.ui.edge import act_as
from tests.calls.conftest import HOA
from tests.calls.steps import Waiting, live

BOSS = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")


@pytest.fixture
def aside(session: Session, now: datetime, waiting: Waiting) -> Call:
    """Suspected fraud, with a finished recording."""
    waiting(1)
    call = live(session, HOA, now)
    verdicts.decide(session, HOA, call.key, Verdict.SUSPECTED_FRAUD, "coached", now=now)
    session.add(
        Recording(
            call_id=call.key, order_id=call.order_id, folder="test", began_at=now,
            state=RecordingState.FINALISED, sealed_at=now, finalised_at=now, complete=True,
            blocks=1, size=1000, sha256="0" * 64, duration_ms=90_000,
        )
    )  # fmt: skip
    session.commit()
    return call


def test_the_recording_is_shown_while_the_call_waits_for_a_decision(
    session: Session, now: datetime, aside: Call
) -> None:
    assert of_set_aside(session, BOSS, aside.key).source.endswith(f"/{aside.key}/video.webm")
    with pytest.raises(NotAllowed):
        of_set_aside(session, HOA, aside.key)
    far = Actor(user_id=41, role=Role.SUPERVISOR, unit_id=77)
    with pytest.raises(CallNotFound):
        of_set_aside(session, far, aside.key)
    verdicts.settle_quarantine(session, BOSS, aside.key, Verdict.REJECTED, "other_person", now=now)
    with pytest.raises(CallNotFound):
        of_set_aside(session, BOSS, aside.key)


def test_a_press_shows_it_and_the_next_press_closes_it(session: Session, aside: Call) -> None:
    call_id = aside.key
    session.commit()
    root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    state = root.get_substate(ReviewRecordingState.get_full_name().split("."))

    async def press(asked: int) -> None:
        act_as(BOSS)
        await ReviewRecordingState.show.fn(state, asked)

    for asked, expected in ((call_id, call_id), (call_id, 0), (999, 0), (-1, 0)):
        asyncio.run(press(asked))
        assert state.call_id == expected
        assert bool(state.recording.source) is (expected > 0)
