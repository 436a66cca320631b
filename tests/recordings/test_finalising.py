"""From chunks to one sealed file, by the real ffmpeg, also when what came is broken."""

import os
import resource
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import Call, StillKind
from chonso_app.calls.room import service as room
from chonso_app.core import media
from chonso_app.recordings import blocks, finalising, invariants, jobs, remux, service
from chonso_app.recordings.models import RecordingChunk, RecordingState
from tests.calls.conftest import HOA, SUPERVISOR
from tests.calls.steps import SECOND, Waiting, again, live, take
from tests.recordings.conftest import (
    LATER_RUN,
    ONE_DATABASE,
    RUN,
    both_see,
    of,
    pieces,
    recorded,
    seal,
    send,
    webm,
)


def finalise(session: Session, call: Call) -> str:
    """What the worker does, without DBOS."""
    session.commit()
    plan = finalising.plan_of(session, of(session, call).key)
    made = finalising.make(plan) if plan else finalising.Made()
    state = finalising.settle(session, of(session, call).key, made, now=call.state_at)
    session.commit()
    finalising.clean(*finalising.kept(session, of(session, call).key))
    return state.value


def played(session: Session, call: Call) -> bytes:
    recording = of(session, call)
    return b"".join(media.get(name) for name in blocks.names(recording))


def test_a_recording_becomes_one_file_with_its_length_and_its_chunks_are_gone(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    take(session, call, StillKind.FACE, now + 3 * SECOND)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    seal(session, now + 7 * SECOND)
    call = again(session, call.key)
    folder = of(session, call).folder
    assert len(media.names(f"{folder}/chunks/")) == 3
    assert finalise(session, call) == "finalised"
    recording = of(session, call)
    assert abs(recording.duration_ms - 6000) < 150
    assert media.names(f"{folder}/chunks/") == []
    assert session.exec(select(sa.func.count()).select_from(RecordingChunk)).one() == 0
    data = played(session, call)
    assert len(data) == recording.size
    assert data.startswith(b"\x1a\x45\xdf\xa3")
    assert data.index(b"\x1c\x53\xbb\x6b") < 4096  # the index stands in front: a player may jump
    marks = [mark["kind"] for mark in recording.timeline["marks"]]
    assert "still.face" in marks
    assert "live" in marks
    assert invariants.rows(session, now) == []
    assert finalise(session, call) == "finalised"  # twice is once
    assert of(session, call).sha256 == recording.sha256


def test_parts_are_joined_and_a_broken_off_one_plays_to_its_last_chunk(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    """The agent's browser is killed after four seconds of six; the next one goes on."""
    waiting(1)
    call = live(session, HOA, now)
    service.open_part(session, HOA, call.key, RUN, timedelta(0), now=now)
    for seq, data in enumerate(pieces()[:2]):
        send(session, call, RUN, seq, data, now=now + 10 * SECOND)
    room.lost(session, call.key, room.Side.AGENT, HOA, now=now + 5 * SECOND)
    both_see(session, call, now + 20 * SECOND)
    recorded(session, call, now + 20 * SECOND, run=LATER_RUN)
    desk.hang_up(session, HOA, call.key, now=now + 26 * SECOND)
    service.end_part(session, HOA, call.key, RUN, 2, now=now + 27 * SECOND)
    assert of(session, call).lost_ms == 1000
    assert finalise(session, call) == "finalised"
    recording = of(session, call)
    first, second = recording.timeline["parts"]
    assert 3000 < first["ms"] <= 4100
    assert abs(second["ms"] - 6000) < 150
    assert abs(recording.duration_ms - first["ms"] - second["ms"]) < 150
    gap = next(mark for mark in recording.timeline["marks"] if mark["kind"] == "gap")
    assert gap["at_ms"] == first["ms"]
    assert 15_900 <= gap["ms"] <= 17_000


@ONE_DATABASE
def test_what_cannot_be_played_is_told_and_kept(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    service.open_part(session, HOA, call.key, RUN, timedelta(0), now=now)
    send(session, call, RUN, 0, b"\x1a\x45\xdf\xa3 and then nothing that is WebM", now=now + SECOND)
    desk.hang_up(session, HOA, call.key, now=now + 2 * SECOND)
    service.end_part(session, HOA, call.key, RUN, 1, now=now + 3 * SECOND)
    session.commit()
    plan = finalising.plan_of(session, of(session, call).key)
    assert plan is not None
    made = finalising.make(plan)
    assert finalising.settle(session, plan.recording_id, made, now=now) == "unusable"
    assert service.missing(session, again(session, call.key)) == ["recording.gaps"]
    assert service.unready(session, call.key)
    assert len(media.names(f"{plan.folder}/chunks/")) == 1


@ONE_DATABASE
def test_a_chunk_that_was_changed_on_the_disk_ends_the_part_before_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    seal(session, now + 7 * SECOND)
    last = max(media.names(f"{of(session, call).folder}/chunks/"))
    media.put_as(last, b"something else")
    assert finalise(session, again(session, call.key)) == "finalised"
    assert of(session, call).duration_ms < 5000
    assert last in media.names(f"{of(session, call).folder}/chunks/")  # what is not in the file
    assert last in service.erase(session, SUPERVISOR, of(session, call), now=now)


def test_ffmpeg_has_no_more_time_memory_and_output_than_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with remux.bench() as bench:
        assert abs(bench.remux([webm()]).duration_ms - 6000) < 150
    for limit, most in ((resource.RLIMIT_FSIZE, 20_000), (resource.RLIMIT_AS, 1 << 20)):
        monkeypatch.setattr(remux, "_LIMITS", ((limit, most),))
        with remux.bench() as bench, pytest.raises(remux.Unplayable):
            bench.remux([webm()])


@pytest.fixture
def instead_of_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    webm()  # by the real one

    def run(script: str) -> None:
        program = tmp_path / "ffmpeg"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(remux, "program", lambda: str(program))

    return run


def test_the_signal_that_stops_the_worker_and_its_pool_does_not_reach_ffmpeg(
    instead_of_ffmpeg: Callable[[str], None],
) -> None:
    """A part that ffmpeg was told to leave would be missing in the file, its chunks deleted."""
    instead_of_ffmpeg(f"""
        read -r _ _ _ _ group _ < /proc/$$/stat
        [ "$group" != {os.getpgrp()} ] && exec {remux.program()} "$@"
        exit 3""")
    with remux.bench() as bench:
        assert bench.remux([webm()]).duration_ms


@pytest.mark.parametrize("number", ["TERM", "KILL"])
def test_an_ffmpeg_that_was_killed_says_nothing_of_the_recording(
    number: str, instead_of_ffmpeg: Callable[[str], None]
) -> None:
    instead_of_ffmpeg(f"kill -{number} $$")
    with remux.bench() as bench, pytest.raises(remux.Stopped):
        bench.remux([webm()])


def test_a_recording_that_costs_too_much_time_is_unplayable(
    instead_of_ffmpeg: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_ffmpeg("while :; do :; done")
    monkeypatch.setattr(remux, "_LIMITS", ((resource.RLIMIT_CPU, 1),))
    with remux.bench() as bench, pytest.raises(remux.Unplayable):
        bench.remux([webm()])


def test_a_recording_reads_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A playlist instead of a video would make ffmpeg open what it names."""
    playlist = b"ffconcat version 1.0\nfile '/etc/hostname'\n"
    with remux.bench() as bench, pytest.raises(remux.Unplayable):
        bench.remux([playlist])


def test_erasing_leaves_what_proves_that_it_was_there(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    seal(session, now + 7 * SECOND)
    finalise(session, again(session, call.key))
    recording = of(session, call)
    names = service.erase(session, SUPERVISOR, recording, now=now)
    assert names == media.names(f"{recording.folder}/")
    assert recording.state is RecordingState.ERASED
    assert len(recording.sha256) == 64
    assert invariants.rows(session, now) == []


def test_a_finalising_that_was_lost_is_asked_for_again(
    session: Session, now: datetime, waiting: Waiting, enqueued: list[Any]
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    seal(session, now + 7 * SECOND)
    asked = len(enqueued)
    session.commit()
    jobs.ask_again(now + timedelta(minutes=5))
    assert len(enqueued) == asked
    jobs.ask_again(now + timedelta(minutes=11))
    assert len(enqueued) == asked + 1
    assert invariants.rows(session, now + timedelta(hours=1)) != []


def sealed(session: Session, waiting: Waiting, now: datetime) -> tuple[Call, finalising.Plan]:
    waiting(1)
    call = live(session, HOA, now)
    recorded(session, call, now)
    desk.hang_up(session, HOA, call.key, now=now + 6 * SECOND)
    seal(session, now + 7 * SECOND)
    call = again(session, call.key)
    plan = finalising.plan_of(session, of(session, call).key)
    assert plan is not None
    session.commit()
    return call, plan


def test_a_second_run_does_not_touch_the_finished_file(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call, plan = sealed(session, waiting, now)
    late = finalising.make(plan)  # a worker that was slow, and one that is slower still
    assert finalise(session, call) == "finalised"
    whole = played(session, call)
    names = media.names(f"{plan.folder}/")
    session.commit()
    with pytest.raises(finalising.ChunkGone):
        finalising.make(plan)
    assert finalising.settle(session, plan.recording_id, late, now=now) == "finalised"
    assert played(session, call) == whole
    assert media.names(f"{plan.folder}/") == names


@ONE_DATABASE
def test_a_run_that_is_too_late_writes_nothing_and_every_run_has_a_place_of_its_own(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, plan = sealed(session, waiting, now)
    chunks = {name: media.get(name) for name in media.names(f"{plan.folder}/chunks/")}
    assert finalise(session, call) == "finalised"
    whole, names = played(session, call), media.names(f"{plan.folder}/")
    session.commit()
    for name, data in chunks.items():
        media.put_as(name, data)  # it had read them before
    assert finalising.make(plan) == finalising.Made()
    monkeypatch.setattr(finalising, "_is_wanted", lambda session, recording_id: True)
    shorter = finalising.Plan(plan.recording_id, plan.folder, (
        finalising.PartPlan(plan.parts[0].part_id, plan.parts[0].chunks[:2]),
    ))  # fmt: skip
    assert finalising.make(shorter).blocks
    assert played(session, call) == whole
    session.commit()
    finalising.clean(*finalising.kept(session, plan.recording_id))
    assert media.names(f"{plan.folder}/") == names


@ONE_DATABASE
def test_a_chunk_that_is_missing_stops_the_work_and_nothing_is_lost(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    _, plan = sealed(session, waiting, now)
    first, *_ = media.names(f"{plan.folder}/chunks/")
    kept = media.get(first)
    media.delete(first)
    with pytest.raises(finalising.ChunkGone):
        finalising.make(plan)
    media.put_as(first, kept)
    assert abs(finalising.make(plan).duration_ms - 6000) < 150


def test_a_recording_whose_chunk_never_comes_back_is_given_up_after_days_of_tries(
    session: Session, now: datetime, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, plan = sealed(session, waiting, now)
    first, *others = media.names(f"{plan.folder}/chunks/")
    media.delete(first)
    monkeypatch.setattr(jobs, "utc_now", lambda: now + timedelta(days=2))
    with pytest.raises(finalising.ChunkGone):
        jobs._make_file(plan.recording_id)
    monkeypatch.setattr(jobs, "utc_now", lambda: now + timedelta(days=4))
    assert jobs._settle(plan.recording_id, jobs._make_file(plan.recording_id)) == "unusable"
    assert jobs._clean(plan.recording_id) == 0
    assert media.names(f"{plan.folder}/chunks/") == others
    session.expire_all()
    assert of(session, call).state is RecordingState.UNUSABLE
