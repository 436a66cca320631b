"""Chunks as they come: from whom, in what order, once; and what an approval asks."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.calls import rules as call_rules
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import CallState
from chonso_app.calls.moves import locked, requeue
from chonso_app.calls.room import service as room
from chonso_app.calls.rules import Verdict
from chonso_app.core.actors import SYSTEM
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.errors import NotAllowed
from chonso_app.recordings import invariants, rules, service
from chonso_app.recordings.models import RecordingState
from chonso_app.recordings.service import ChunkConflict, RecordingNotFound, TooMuch
from tests.calls.conftest import HOA, LAN, YEN
from tests.calls.steps import SECOND, Waiting, again, claimed, complete, live, sweep
from tests.recordings.conftest import (
    LATER_RUN,
    RUN,
    both_see,
    of,
    piece,
    pieces,
    recorded,
    seal,
    send,
)

Asked = list[tuple[str, str, tuple[Any, ...]]]
AGE = timedelta(seconds=1)


def test_only_the_agent_of_the_call_records_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    for stranger, refusal in ((YEN, RecordingNotFound), (LAN, NotAllowed)):
        with pytest.raises(refusal):
            service.open_part(session, stranger, call.key, RUN, AGE, now=now)
    part = service.open_part(session, HOA, call.key, RUN, AGE, now=now)
    assert part.began_at == now - AGE
    assert service.open_part(session, HOA, call.key, RUN, AGE, now=now + SECOND) is part
    with pytest.raises(RecordingNotFound):
        service.own_part(session, YEN, call.key, RUN)
    with pytest.raises(RecordingNotFound):
        service.own_part(session, HOA, call.key + 1, RUN)


def test_nothing_is_recorded_of_a_call_that_is_not_picked_up_or_is_no_longer_theirs(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    with pytest.raises(RecordingNotFound):
        service.open_part(session, HOA, call.key, RUN, AGE, now=now)
    desk.pick_up(session, HOA, call.key, now=now)
    service.open_part(session, HOA, call.key, RUN, AGE, now=now)
    send(session, call, RUN, 0, pieces()[0], now=now + 2 * SECOND)
    requeue(session, locked(session, call.key), HOA, now, "dropped")
    with pytest.raises(RecordingNotFound):
        service.open_part(session, HOA, call.key, LATER_RUN, AGE, now=now)
    send(session, call, RUN, 1, pieces()[1], now=now + 4 * SECOND)  # cut while it was theirs


def test_chunks_come_in_order_and_once(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = live(session, HOA, now)
    part = service.open_part(session, HOA, call.key, RUN, AGE, now=now)
    late = now + 60 * SECOND
    first, second, _ = pieces()
    with pytest.raises(ChunkConflict):
        send(session, call, RUN, 1, second, now=late)  # the first is missing
    assert send(session, call, RUN, 0, first, now=late)
    assert not send(session, call, RUN, 0, first, now=late)
    with pytest.raises(ChunkConflict):
        send(session, call, RUN, 0, second, now=late)
    assert send(session, call, RUN, 1, second, now=late)
    assert part.chunks == 2
    assert part.chain == rules.chain_of(piece(0, data).sha256 for data in (first, second))
    with pytest.raises(ChunkConflict):
        service.end_part(session, HOA, call.key, RUN, 3, now=late)  # one is missing
    service.end_part(session, HOA, call.key, RUN, 2, now=late)
    service.end_part(session, HOA, call.key, RUN, 2, now=late)  # said twice
    with pytest.raises(ChunkConflict):
        send(session, call, RUN, 2, second, now=late)


def test_a_part_has_limits(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    service.open_part(session, HOA, call.key, RUN, AGE, now=now)
    too_long = piece(0, b"x", ends_ms=600_000)
    with pytest.raises(TooMuch):  # it ends further in the future than clocks differ
        service.place_for(session, HOA, call.key, RUN, too_long, now=now)
    monkeypatch.setattr(rules, "RECORDING_BYTES", 10)
    with pytest.raises(TooMuch):
        send(session, call, RUN, 0, pieces()[0], now=now + 2 * SECOND)
    monkeypatch.setattr(rules, "MOST_PARTS", 1)
    with pytest.raises(TooMuch):
        service.open_part(session, HOA, call.key, LATER_RUN, AGE, now=now)


def test_an_approval_waits_for_the_end_of_the_recording(
    session: Session, now: datetime, waiting: Waiting, enqueued: Asked
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    assert service.missing(session, call) == ["recording.none"]
    recorded(session, call, now, ends=False)
    assert service.missing(session, call) == ["recording.talking"]
    desk.hang_up(session, HOA, call.key, now=now + 7 * SECOND)
    call = again(session, call.key)
    assert service.missing(session, call) == ["recording.behind"]
    service.end_part(session, HOA, call.key, RUN, 3, now=now + 8 * SECOND)
    recording = of(session, call)
    assert (recording.state, recording.complete) == (RecordingState.SEALED, True)
    assert recording.lost_ms == 1000  # the last second, which was cut after the talk
    assert service.missing(session, call) == []
    assert (service.FINALISE, str(recording.key), (recording.key,)) in enqueued
    session.commit()
    sealed = session.exec(select(AuditEntry).where(AuditEntry.action == "recordings.sealed"))
    assert sealed.one().detail["chain"] == recording.chain


def test_the_verdict_itself_refuses_an_approval_without_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    verdicts.approval_needs(service.missing)
    waiting(1)
    call = live(session, HOA, now)
    complete(session, HOA, call, now)
    recorded(session, call, now, ends=False)
    for state in ("talking", "behind"):
        assert verdicts.missing_for_approval(session, call) == [f"recording.{state}"]
        with pytest.raises(verdicts.NotComplete):
            verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
        if state == "talking":
            desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    service.end_part(session, HOA, call.key, RUN, 3, now=now + 7 * SECOND)
    decided = verdicts.decide(session, HOA, call.key, Verdict.APPROVED, None, now=now)
    assert decided.state is CallState.APPROVED
    assert invariants.rows(session, now) == []


def test_without_the_setting_an_approval_asks_for_nothing(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    monkeypatch.setattr(settings, "recording_required", False)
    assert service.missing(session, call) == []


def test_a_recording_that_ends_before_the_talk_does_not_do(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 20 * SECOND)
    call = again(session, call.key)
    seal(session, now + 21 * SECOND)
    assert not of(session, call).complete
    assert service.missing(session, call) == ["recording.gaps"]


def test_more_than_a_few_lost_seconds_need_a_new_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    """The browser died after six seconds and came back after thirty; the talk stood meanwhile."""
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now, ends=False)
    recorded(session, call, now + 30 * SECOND, run=LATER_RUN)
    desk.hang_up(session, HOA, call.key, now=now + 36 * SECOND)
    call = again(session, call.key)
    assert service.missing(session, call) == ["recording.behind"]  # the rest may still come
    late = now + rules.UNSENT_WITHIN + 37 * SECOND
    seal(session, late)
    assert of(session, call).lost_ms == 24_000
    assert of(session, call).complete
    assert service.missing(session, call) == ["recording.gaps"]


def test_time_without_a_connection_is_no_talk_and_so_not_lost(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now, ends=False)
    room.lost(session, call.key, room.Side.AGENT, HOA, now=now + 7 * SECOND)
    both_see(session, call, now + 30 * SECOND)
    recorded(session, call, now + 30 * SECOND, run=LATER_RUN)
    desk.hang_up(session, HOA, call.key, now=now + 36 * SECOND)
    service.end_part(session, HOA, call.key, RUN, 3, now=now + 37 * SECOND)  # by the next tab
    assert of(session, call).lost_ms == 1000
    assert service.missing(session, again(session, call.key)) == []


def test_a_dropped_call_is_sealed_when_it_ends_for_good(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    room.lost(session, call.key, room.Side.AGENT, HOA, now=now + 7 * SECOND)
    requeue(session, locked(session, call.key), SYSTEM, now + 10 * SECOND, "dropped")
    session.commit()
    seal(session, now + 20 * SECOND)
    assert of(session, call).state is RecordingState.OPEN  # the next agent adds a part
    sweep(session, now + call_rules.PLACE_KEPT + 60 * SECOND)  # nobody came back
    seal(session, now + call_rules.PLACE_KEPT + 61 * SECOND)
    assert of(session, call).state is RecordingState.SEALED
    assert invariants.rows(session, now) == []


def test_a_tab_that_never_said_it_ended_holds_an_approval_up_for_a_minute_only(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    """The agent reloaded; the next run covers the end of the talk."""
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now, ends=False)
    recorded(session, call, now + 6 * SECOND, run=LATER_RUN)
    desk.hang_up(session, HOA, call.key, now=now + 12 * SECOND)
    seal(session, now + 60 * SECOND)
    assert service.missing(session, again(session, call.key)) == ["recording.behind"]
    seal(session, now + 67 * SECOND)
    assert of(session, call).complete
    assert service.missing(session, again(session, call.key)) == []


def test_the_last_part_is_waited_for_though_it_is_silent(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    recorded(session, call, now + 6 * SECOND, run=LATER_RUN, ends=False)
    desk.hang_up(session, HOA, call.key, now=now + 12 * SECOND)
    seal(session, now + 300 * SECOND)
    assert of(session, call).state is RecordingState.OPEN


def test_a_part_began_earlier_when_its_chunks_say_so(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    """The clock of the browser was set while it recorded: it told too young an age."""
    waiting(1)
    call = live(session, HOA, now)
    part = service.open_part(session, HOA, call.key, RUN, timedelta(0), now=now + 30 * SECOND)
    send(session, call, RUN, 0, pieces()[0], now=now + 30 * SECOND)
    assert part.began_at == now + 28 * SECOND
    send(session, call, RUN, 1, pieces()[1], now=now + 60 * SECOND)
    assert part.began_at == now + 28 * SECOND


def test_who_opens_a_part_waits_for_whoever_seals_the_recording(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    locked_rows: list[object] = []
    refresh = session.refresh

    def noted(row: object, **how: Any) -> None:
        locked_rows.append((type(row).__name__, how.get("with_for_update")))
        refresh(row, **how)

    monkeypatch.setattr(session, "refresh", noted)
    service.open_part(session, HOA, call.key, LATER_RUN, AGE, now=now + 7 * SECOND)
    assert ("Recording", True) in locked_rows
