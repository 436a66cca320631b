"""A clerk approves nothing whose call is not a finished file yet."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.activation import decisions
from chonso_app.activation.dossier_view import open_dossier, recording_of
from chonso_app.activation.models import DossierStatus
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.recordings.models import Recording, RecordingState
from tests.activation import world


def test_an_approval_waits_for_the_file_of_the_recording(
    ready: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "recording_required", True)
    dossier = world.claimed(ready, now)
    recording = Recording(
        call_id=dossier.evidence["call"], order_id=dossier.order_id, folder="recordings/test",
        began_at=now, sealed_at=now, state=RecordingState.SEALED, complete=True,
    )  # fmt: skip
    ready.add(recording)
    ready.commit()
    view = open_dossier(ready, world.clerk(), dossier.key, now=now)
    assert view.recording.source == ""
    assert view.recording.note == say("recordings.state.sealed")
    with pytest.raises(decisions.RecordingNotReady):
        decisions.approve(ready, world.clerk(), dossier.key, now=now)
    recording.blocks, recording.size, recording.duration_ms = 1, 1000, 91_000
    recording.sha256, recording.finalised_at = "0" * 64, now
    recording.timeline = {
        "parts": [{"number": 1, "at_ms": 0, "ms": 91_000}],
        "marks": [
            {"kind": "still.face", "at_ms": 48_000, "at": now.isoformat(), "ms": 0, "number": 1},
            {"kind": "stall", "at_ms": 60_000, "at": now.isoformat(), "ms": 2400, "number": 0},
            {"kind": "approved", "at_ms": 90_000, "at": now.isoformat(), "ms": 0, "number": 0},
        ],
    }
    recording.move_to(RecordingState.FINALISED)
    ready.commit()
    shown = recording_of(ready, world.clerk(), dossier.key)
    assert shown == open_dossier(ready, world.clerk(), dossier.key, now=now).recording
    assert (shown.length, shown.whole, shown.tone) == ("01:31", say("recordings.whole"), "ok")
    assert [(mark.time, mark.tone) for mark in shown.marks] == [("00:48", ""), ("01:00", "warn")]
    decisions.approve(ready, world.clerk(), dossier.key, now=now)
    assert dossier.status is DossierStatus.APPROVED
