"""A recording from its chunks to one file: whatever dies meanwhile."""

from datetime import timedelta

from sqlmodel import Session, select

from chonso_app.calls.models import Call
from chonso_app.core import db, media
from chonso_app.recordings import rules, service
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)
from tests.kill.shop import until
from tests.kill.story import CLOCK, Buyer
from tests.recordings.conftest import piece, pieces


def to_the_file(buyer: Buyer) -> None:
    """The agent's browser has sent everything; sweep and worker do the rest."""
    buyer.pay()
    buyer.wait_until_paid()
    buyer.prove()
    folder = db.transact(_sent, buyer)
    until(lambda: _state(buyer) is RecordingState.FINALISED, "the recording's file")
    until(lambda: media.names(f"{folder}/chunks/") == [], "the end of the chunks")
    assert len(media.names(f"{folder}/file/")) == 1


def _call(session: Session, buyer: Buyer) -> Call:
    return session.exec(select(Call).where(Call.order_id == buyer.order().key)).one()


def _sent(session: Session, buyer: Buyer) -> str:
    call, now = _call(session, buyer), CLOCK()
    folder = f"recordings/{buyer.code}"
    recording = Recording(call_id=call.key, order_id=call.order_id, folder=folder, began_at=now)
    session.add(recording)
    session.flush()
    told = [piece(seq, data) for seq, data in enumerate(pieces())]
    part = RecordingPart(
        recording_id=recording.key, number=1, run=f"run-{buyer.code}", agent_id=call.agent_id or 0,
        began_at=now - timedelta(seconds=6), chunks=len(told), announced=len(told),
        chain=rules.chain_of(one.sha256 for one in told), length_ms=6000,
    )  # fmt: skip
    session.add(part)
    session.flush()
    for one, data in zip(told, pieces(), strict=True):
        name = f"{folder}/chunks/1-{one.seq}"
        media.put_as(name, data)
        session.add(
            RecordingChunk(
                part_id=part.key, seq=one.seq, media=name, sha256=one.sha256, size=one.size,
                ends_ms=one.ends_ms, received_at=now,
            )
        )  # fmt: skip
    return folder


def _state(buyer: Buyer) -> RecordingState:
    def read(session: Session) -> RecordingState:
        recording = service.of_call(session, _call(session, buyer).key)
        assert recording is not None
        return recording.state

    return db.read(read)
