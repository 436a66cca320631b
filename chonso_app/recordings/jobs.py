"""The finished file as durable work, and the sweep over recordings that nobody ended."""

import logging
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS
from sqlmodel import Session, col, select

from chonso_app.core import jobs
from chonso_app.core.actors import system
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.db import read, transact, utc_now
from chonso_app.core.jobs import every
from chonso_app.recordings import finalising, service
from chonso_app.recordings.models import Recording, RecordingState

log = logging.getLogger(__name__)
_SWEEP = system("recordings")
_AGAIN_AFTER = timedelta(minutes=10)  # a workflow that failed is asked for anew


@DBOS.step(retries_allowed=True, max_attempts=3)
def _make_file(recording_id: int) -> dict[str, Any]:
    plan = read(finalising.plan_of, recording_id)
    try:
        made = finalising.make(plan) if plan else finalising.Made()
    except finalising.ChunkGone:
        if not read(finalising.is_given_up, recording_id, now=utc_now()):
            raise
        log.warning("recording %s is given up: a chunk is gone", recording_id)
        made = finalising.Made()
    crashpoint("recordings.file_made")
    return made.as_json()


@DBOS.step(retries_allowed=True, max_attempts=3)
def _settle(recording_id: int, made: dict[str, Any]) -> str:
    """Twice is once: the state of the row says whether it was done."""
    whole = finalising.Made(**made)
    return transact(finalising.settle, recording_id, whole, now=utc_now()).value


@DBOS.step(retries_allowed=True, max_attempts=3)
def _clean(recording_id: int) -> int:
    """Only what is in the file may go: of an unusable recording the chunks are kept."""
    if read(_state_of, recording_id) not in {RecordingState.FINALISED, RecordingState.ERASED}:
        return 0
    return finalising.clean(*read(finalising.kept, recording_id))


@DBOS.workflow(name=service.FINALISE)
def finalise_recording(recording_id: int) -> str:
    state = _settle(recording_id, _make_file(recording_id))
    crashpoint("recordings.settled")
    _clean(recording_id)
    return state


@every(5)
def seal_what_is_over(now: datetime) -> None:
    """Calls that dropped, browsers that never came back: each in a transaction of its own."""
    for recording_id in read(_in_state, RecordingState.OPEN):
        transact(_seal, recording_id, now)


def _seal(session: Session, recording_id: int, now: datetime) -> None:
    recording = session.get_one(Recording, recording_id, with_for_update=True)
    service.seal_if_over(session, recording, _SWEEP, now=now)


@every(60)
def ask_again(now: datetime) -> None:
    """Belt and braces: the workflow of a sealed recording failed or was lost."""
    transact(_ask_again, now)


def _ask_again(session: Session, now: datetime) -> None:
    late = select(Recording.id).where(
        Recording.state == RecordingState.SEALED, col(Recording.sealed_at) < now - _AGAIN_AFTER
    )
    for recording_id in session.exec(late):
        assert recording_id is not None
        key = f"{recording_id}:{now:%Y%m%d%H}"
        jobs.enqueue(session, service.FINALISE, key, recording_id)


def _state_of(session: Session, recording_id: int) -> RecordingState:
    return session.get_one(Recording, recording_id).state


def _in_state(session: Session, state: RecordingState) -> list[int]:
    found = select(Recording.id).where(Recording.state == state)
    return [one for one in session.exec(found) if one is not None]
