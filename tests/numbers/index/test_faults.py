"""The builder is killed, its file is damaged, the disk is full: search goes on, says so, heals."""

import json
import multiprocessing
import os
import resource
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from chonso_app.backoffice.health import index_finding
from chonso_app.core import db
from chonso_app.core.config import settings as shop_settings
from chonso_app.numbers import changes, jobs, service
from chonso_app.numbers.index import building, file, live
from chonso_app.numbers.index.building import Report
from chonso_app.numbers.index.live import Status
from chonso_app.numbers.models import NumberChange
from chonso_app.numbers.query import Query
from tests.numbers.index.stock import built, by_sql, followed, ready, same_both_ways, stocked

_LITTLE = 16 * 1024  # bytes that a file may have
_fork = multiprocessing.get_context("fork")


@pytest.fixture
def folder(database, tmp_path, now, monkeypatch):
    """A shop whose index is where its worker builds it."""
    stocked(1_000, now)
    monkeypatch.setattr(shop_settings, "var_dir", tmp_path)
    return tmp_path / "index"


def builder(database, folder, now, *, before):
    """A process of its own that builds, after `before` has made things hard for it."""

    def work() -> None:
        db.use_engine(db.make_engine(database.url.render_as_string(hide_password=False)))
        before()
        os._exit(1 if building.build(folder, now).failed else 0)

    process = _fork.Process(target=work)
    process.start()
    return process


def hangs_before_it_renames() -> None:
    file.os.fsync = lambda _fd: time.sleep(99)


def on_a_full_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LITTLE, _LITTLE))


def newest(folder: Path) -> Path:
    found = file.newest_in(folder)
    assert found
    return found


def told() -> str:
    return index_finding(live.status(), building.last_report(building.folder())).figure


def until(what, seconds: float = 30.0):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_a_killed_builder_leaves_nothing_that_is_opened(database, folder, now):
    with followed(folder) as one:
        killed = builder(database, folder, now, before=hangs_before_it_renames)
        until(lambda: list(folder.glob("*.part")))
        with pytest.raises(building.AlreadyBuilding):
            building.build(folder, now)
        killed.kill()
        killed.join()
        one.turn()
        assert (file.newest_in(folder), one.status().why) == (None, "none")
        assert db.read(service.search, Query()) == by_sql(Query())
        assert told() == "Đang tìm bằng SQL vì chưa có tệp chỉ mục"
        heals(one, folder, "none", now)
        assert not list(folder.glob("*.part"))
        assert told().startswith("Chỉ mục 1.000 số, trễ ")


def test_a_full_disk_keeps_the_old_file_and_is_told(database, folder, now):
    built(folder, now)
    old = newest(folder)
    failed = builder(database, folder, now, before=on_a_full_disk)
    failed.join()
    assert failed.exitcode == 1
    assert {path.name for path in folder.iterdir()} == {old.name, "build.lock"}
    with followed(folder) as one:
        ready(one)
        same_both_ways(Query())
        assert told().endswith("lần dựng chỉ mục gần nhất hỏng: hết chỗ trên đĩa")
        built(folder, now)
        assert "hỏng" not in told()


def test_the_worker_starts_the_command_when_there_is_a_reason(database, folder, now, monkeypatch):
    if database.dialect.name != "sqlite":
        return  # the command takes seconds to start
    monkeypatch.setenv("CHONSO_VAR_DIR", str(folder.parent))
    monkeypatch.setenv("CHONSO_DATABASE_URL", str(database.url))
    with followed(folder) as one:
        assert jobs.keep_index(now) == "none"
        until(lambda: not jobs._is_building())
        until(lambda: not one.status().why)
        same_both_ways(Query())
        assert jobs.keep_index(now) is None


def flip(path):
    with path.open("r+b") as opened:
        opened.seek(-100, os.SEEK_END)
        byte = opened.read(1)[0]
        opened.seek(-100, os.SEEK_END)
        opened.write(bytes([byte ^ 1]))


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def empty(path):
    os.truncate(path, 0)


@pytest.mark.parametrize("damage", [flip, cut, empty])
def test_a_file_that_is_damaged_while_it_is_open_is_left_at_once(folder, now, damage):
    built(folder, now)
    with followed(folder) as one:
        ready(one)
        damage(newest(folder))
        assert live.answer(Query()) is None
        assert db.read(service.search, Query()) == by_sql(Query())
        until(lambda: one.turn() or one.status().why == "corrupt")
        assert told() == "Đang tìm bằng SQL vì tệp chỉ mục hỏng, chờ dựng lại"
        heals(one, folder, "corrupt", now)


@pytest.mark.parametrize("damage", [flip, cut, empty])
def test_a_damaged_file_is_not_opened(folder, now, damage):
    built(folder, now)
    damage(newest(folder))
    with followed(folder) as one:
        until(lambda: one.turn() or one.status().why == "corrupt")
        assert db.read(service.search, Query()) == by_sql(Query())
        heals(one, folder, "corrupt", now)


def test_a_file_of_other_rules_and_one_of_another_shop_are_built_anew(folder, now):
    with patch.object(file, "LAYOUT", 99):
        built(folder, now)
    with followed(folder) as one:
        until(lambda: one.turn() or one.status().why == "version")
        heals(one, folder, "version", now)
    generation = file.Generation(newest(folder))
    file.write(
        folder, generation.arrays, count=1, place=file.Place(7, now.isoformat()), made="2026-11-25"
    )
    with followed(folder) as one:
        until(lambda: one.turn() or one.status().why == "foreign")
        heals(one, folder, "foreign", now)


def heals(one: live.Live, folder, why: str, now) -> None:
    """What the worker's sweep does about it, in this process."""
    assert db.read(building.why_build, folder, now) == why
    built(folder, now)
    assert db.read(building.why_build, folder, now) is None
    ready(one)
    same_both_ways(Query())


def test_only_somebody_writing_the_same_bytes_again_costs_a_moment(folder, now):
    built(folder, now)
    with followed(folder) as one:
        ready(one)
        path = newest(folder)
        os.utime(path)
        assert live.answer(Query()) is None
        ready(one)
        same_both_ways(Query())


def test_marks_and_many_changes_ask_for_a_new_file(folder, now, monkeypatch):
    built(folder, now)
    db.transact(changes.rebuild, now)
    later = now.replace(minute=now.minute + 2)
    assert db.read(building.why_build, folder, now) is None  # more may come
    assert db.read(building.why_build, folder, later) == "asked"
    built(folder, later)
    assert db.read(building.why_build, folder, later) is None
    monkeypatch.setattr(building, "MOST_CHANGED", 2)
    db.transact(changes.note, ["84901236868"] * 3, later)
    assert db.read(building.why_build, folder, later) is None  # built just now
    assert db.read(building.why_build, folder, later.replace(hour=later.hour + 1)) == "many"


def test_a_mark_that_commits_late_asks_for_a_new_file_too(folder, now):
    def put(seq: int, msisdn: str | None) -> None:
        db.transact(lambda session: session.add(NumberChange(seq=seq, msisdn=msisdn, at=now)))

    put(99, "84901236868")
    put(101, "84901236868")
    built(folder, now)
    put(100, None)  # its transaction began before that of 101
    later = now.replace(minute=now.minute + 2)
    assert db.read(building.why_build, folder, later) == "asked"
    built(folder, later)
    assert db.read(building.why_build, folder, later) is None


def test_the_feed_is_shortened_to_what_the_newest_file_needs(folder, now):
    long_ago = now.replace(day=now.day - 3)
    db.transact(changes.note, ["84901236868"] * 4, long_ago)
    built(folder, now)
    db.transact(changes.note, ["84901236868"] * 2, long_ago)
    assert jobs.forget_changes(now) == 3  # not the row by which the file knows the feed
    assert db.read(building.why_build, folder, now) is None
    empty(newest(folder))  # no file: none needs them
    assert jobs.forget_changes(now) == 2


def test_the_command_tells_how_the_index_is(folder, now):
    text, is_well = building.status_told(folder, now)
    assert (json.loads(text)["build"], is_well) == ("none", False)
    built(folder, now)
    text, is_well = building.status_told(folder, now)
    told = json.loads(text)
    assert is_well
    assert (told["count"], told["beyond"], told["last"]["count"]) == (1_000, 0, 1_000)


@pytest.mark.parametrize(
    "why",
    ["off", "none", "opening", "corrupt", "version", "foreign", "touched", "silent", "behind"],
)
def test_health_has_words_for_every_reason(why):
    finding = index_finding(Status(why, failures=2), Report("2026-11-25", failed="MemoryError"))
    assert not finding.ok
    assert finding.figure.startswith("Đang tìm bằng SQL vì ")
    assert finding.figure.endswith(
        "; 2 lần phải hỏi SQL trong 10 phút qua; lần dựng chỉ mục gần nhất hỏng: MemoryError"
    )


def test_health_says_when_the_index_is_being_built_anew():
    finding = index_finding(Status("", count=10_000_000, is_behind=True), None)
    assert finding.ok
    assert finding.figure == "Chỉ mục 10.000.000 số, đang dựng lại vì có rất nhiều thay đổi"
