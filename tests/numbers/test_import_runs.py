"""A file on its way into stock: counted first, written in chunks, never lost, never doubled."""

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, func, select

from chonso_app.core import db, media
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.numbers import (
    importing,
    service,
    stock_engine,
    stock_jobs,
    stock_pace,
    stock_runs,
)
from chonso_app.numbers.models import Number, NumberChange, NumberStatus
from chonso_app.numbers.stock_models import RunStatus, StockRun, StockStep
from chonso_app.numbers.stock_pace import Pace
from tests.numbers.stock_world import (
    CLERK,
    HEAD,
    KV1,
    KV2,
    checked,
    done,
    fresh,
    number,
    send,
    shelve,
    status,
    stock,
)

__all__ = ["stock"]
S = RunStatus
UNREADABLE = "Tệp này không đọc được. Lưu lại thành CSV UTF-8 rồi gửi lại."


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(stock_pace, "PAUSE_SECONDS", 0)


def count(session) -> int:
    return session.exec(select(func.count()).select_from(Number)).one()


def count_up(at: datetime, by: timedelta) -> Iterator[datetime]:
    while True:
        yield at
        at += by


def feed(session) -> list[str | None]:
    return list(session.exec(select(NumberChange.msisdn).order_by(col(NumberChange.seq))))


def test_the_check_counts_new_known_and_wrong_lines_and_writes_nothing(stock, now):
    shelve(stock, {"0901111111": 500_000, "0901111112": 500_000, "0901111113": 7, "0901111114": 7})
    status(stock, "0901111113", NumberStatus.HELD)
    status(stock, "0901111114", NumberStatus.SOLD)
    text = "so,gia\n" + "\n".join([
        "0901236868,1250000", "0901111111,500000", "0901111112,900000", "0901111113,900000",
        "0901111114,1", "0912345678,1", "0901236868,1", "=HYPERLINK(1),1", "0901236867,",
    ])  # fmt: skip
    run = send(stock, now, text)
    assert (run.status, run.lines) == (S.CHECKED, 9)
    assert run.counts == {
        "new": 1, "same": 1, "priced": 1, "held": 1, "sold": 1, "wrong": 3, "no_rule": 1,
    }  # fmt: skip
    assert [problem[0] for problem in run.problems] == ["6", "7", "8", "9", "10"]
    table = gzip.decompress(media.get(run.wrong_media)).decode("utf-8-sig").splitlines()
    assert len(table) == 6
    assert table[4].startswith("9,'=HYPERLINK")
    assert count(stock) == 4


def test_prices_of_known_numbers_change_only_when_the_run_says_so(stock, now):
    shelve(stock, {"0901111111": 500_000, "0901111112": 500_000})
    status(stock, "0901111112", NumberStatus.HELD)
    text = "so,gia\n0901111111,900000\n0901111112,900000\n0901236868,1250000"
    first = done(stock, now, send(stock, now, text))
    assert (first.status, first.results) == (S.DONE, {"new": 1, "priced": 1, "held": 1})
    assert number(stock, "0901111111").price == 500_000
    second = done(stock, now, send(stock, now, text), prices=True)
    assert second.results == {"same": 1, "changed": 1, "held": 1}
    assert number(stock, "0901111111").price == 900_000
    assert number(stock, "0901111112").price == 500_000
    (step,) = stock.exec(select(StockStep)).all()
    assert (step.msisdn, step.was, step.became) == ("84901111111", "500000", "900000")
    brought = number(stock, "0901236868")
    assert (brought.run_id, brought.status, brought.cls) == (first.id, "available", "loc-phat")
    assert feed(stock) == ["84901236868", "84901111111"]


def test_the_same_file_again_has_nothing_to_do(stock, now):
    text = "gia;so\r\n" + "\r\n".join(f"50000;09012300{n:02d}" for n in range(30))
    run = done(stock, now, send(stock, now, text))
    assert (run.results, run.media, run.passed) == ({"new": 30}, "", 30)
    again = send(stock, now, text)
    assert again.counts == {"same": 30}
    with pytest.raises(stock_runs.NothingToDo):
        stock_runs.confirm(stock, HEAD, again.key, now=now)


def test_a_worker_that_died_goes_on_where_it_stood(stock, now, monkeypatch):
    monkeypatch.setattr(stock_pace, "FIRST", 10)
    monkeypatch.setattr(stock_pace, "LARGEST", 10)
    monkeypatch.setattr(stock_pace, "SMALLEST", 10)
    text = "so,gia\n" + "\n".join(f"09012300{n:02d},50000" for n in range(35))
    run = send(stock, now, text)
    stock_runs.confirm(stock, HEAD, run.key, now=now)
    stock.commit()
    real, calls = stock_engine._write, []

    def dies_at_the_third(*args, **kwargs):
        result = real(*args, **kwargs)
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError  # what it wrote is rolled back with its place
        return result

    monkeypatch.setattr(stock_engine, "_write", dies_at_the_third)
    with pytest.raises(RuntimeError):
        stock_jobs.do(run.key)
    assert (fresh(stock, run).passed, count(stock)) == (20, 20)
    stock.commit()
    stock_jobs.do(run.key)
    stock_jobs.do(run.key)
    run = fresh(stock, run)
    assert (run.status, run.results, run.passed) == (S.DONE, {"new": 35}, 35)
    assert count(stock) == 35


def test_two_workers_with_one_run_do_not_do_it_twice(stock, now, monkeypatch):
    monkeypatch.setattr(stock_pace, "FIRST", 10)
    text = "so,gia\n" + "\n".join(f"09012300{n:02d},50000" for n in range(35))
    run = send(stock, now, text)
    stock_runs.confirm(stock, HEAD, run.key, now=now)
    stock.commit()
    real = importing.ImportWork.prepare

    def other_first(*args, **kwargs):
        monkeypatch.setattr(importing.ImportWork, "prepare", real)
        stock_jobs.do(run.key)
        return real(*args, **kwargs)

    monkeypatch.setattr(importing.ImportWork, "prepare", other_first)
    stock_jobs.do(run.key)
    assert (fresh(stock, run).results, count(stock)) == ({"new": 35}, 35)


def test_a_big_run_tells_the_index_as_it_begins_every_minute_and_at_its_end(
    stock, now, monkeypatch
):
    monkeypatch.setattr(stock_runs, "NOTED_ONE_BY_ONE", 5)
    for name in ("FIRST", "SMALLEST", "LARGEST"):
        monkeypatch.setattr(stock_pace, name, 2)
    minutes = count_up(now, timedelta(seconds=40))
    monkeypatch.setattr(stock_engine, "utc_now", lambda: next(minutes))
    text = "so,gia\n" + "\n".join(f"09012300{n:02d},50000" for n in range(8))
    run = send(stock, now, text)
    real, told = stock_engine._write, []

    def looks(session, *args, **kwargs):
        result = real(session, *args, **kwargs)
        told.append(len(feed(session)))
        return result

    monkeypatch.setattr(stock_engine, "_write", looks)
    done(stock, now, run)
    assert told == [1, 1, 2, 2]
    assert feed(stock) == [None, None, None]


def test_the_worker_that_comes_too_late_leaves_the_file_to_the_other(stock, now, monkeypatch):
    run = send(stock, now, "so,gia\n0901236868,1")
    kept = run.media
    stock_runs.confirm(stock, HEAD, run.key, now=now)
    stock.commit()
    with monkeypatch.context() as late:
        late.setattr(stock_engine, "_write", lambda *_, **__: False)
        stock_jobs.do(run.key)
    assert media.get(kept)
    stock_jobs.do(run.key)
    assert fresh(stock, run).results == {"new": 1}
    with pytest.raises(FileNotFoundError):
        media.get(kept)


def test_stopped_means_that_nothing_more_is_written(stock, now):
    run = send(stock, now, "so,gia\n0901236868,1")
    stock_runs.confirm(stock, HEAD, run.key, now=now)
    assert stock_runs.stop(stock, HEAD, run.key, now=now)
    stock.commit()
    stock_jobs.do(run.key)
    assert (fresh(stock, run).status, count(stock)) == (S.STOPPED, 0)


def test_a_file_of_another_kind_is_refused_in_words_and_forgotten(stock, now):
    for data, words in (
        (b"number,price\n1,2", "Dòng đầu thiếu cột so. Tệp cần cột so"),
        ("so,gia".encode("utf-16"), UNREADABLE),
        (b"\n", UNREADABLE),
    ):
        run = send(stock, now, data)
        assert (run.status, run.media) == (S.REFUSED, "")
        assert run.refusal.startswith(words)
        with pytest.raises(ForbiddenMove):
            stock_runs.confirm(stock, HEAD, run.key, now=now)
        stock.rollback()


def test_another_unit_neither_sees_nor_touches_the_run(stock, now):
    shelve(stock, {"0901111111": 1}, unit_id=2)
    run = send(stock, now, "so,gia,vung\n0901236868,1,\n0901236869,1,KV2\n0901111111,9,", KV1)
    assert run.counts == {"new": 1, "wrong": 1, "foreign": 1}
    assert stock_runs.runs(stock, KV2) == []
    assert [one.key for one in stock_runs.runs(stock, HEAD)] == [run.key]
    with pytest.raises(stock_runs.RunNotFound):
        stock_runs.confirm(stock, KV2, run.key, now=now)
    with pytest.raises(stock_runs.RunNotFound):
        stock_runs.run_of(stock, KV2, run.key)
    with pytest.raises(NotAllowed):
        importing.begin(stock, CLERK, "x.csv", 1, "x", now=now)
    done(stock, now, run, KV1)
    assert number(stock, "0901236868").unit_id == 1


def test_a_run_that_nobody_confirms_is_forgotten_after_a_day(stock, now):
    run = send(stock, now, "so,gia\n0901236868,1\nxyz,1")
    kept, wrong = run.media, run.wrong_media
    assert stock_jobs.forget_old_runs(db.utc_now()) == 0
    assert stock_jobs.forget_old_runs(db.utc_now() + stock_jobs._KEPT * 2) == 1
    assert fresh(stock, run).status is S.STOPPED
    with pytest.raises(FileNotFoundError):
        media.get(kept)
    assert media.get(wrong)
    stock_jobs.forget_old_runs(now + stock_jobs._WRONG_KEPT * 2)
    assert fresh(stock, run).wrong_media == ""
    with pytest.raises(FileNotFoundError):
        media.get(wrong)


def test_a_run_that_stands_still_is_taken_up_again(stock, now, enqueued):
    run = send(stock, now, "so,gia\n0901236868,1")
    stock_runs.confirm(stock, HEAD, run.key, now=now)
    stock.commit()
    assert stock_jobs.take_up_again(now + timedelta(minutes=1)) == 0
    assert stock_jobs.take_up_again(now + timedelta(minutes=9)) == 1
    assert enqueued[-1][0] == stock_runs.RUN
    assert enqueued[-1][2] == (run.key,)
    stock_jobs.take_up_again(now + timedelta(minutes=13))  # it failed where it had failed before
    keys = [key for workflow, key, _ in enqueued if workflow == stock_runs.RUN]
    assert len(keys) == len(set(keys)) == 3
    stock_jobs.do(run.key)
    assert stock_jobs.take_up_again(now + timedelta(days=9)) == 0


def test_chunks_shrink_at_once_when_the_lock_was_long_and_grow_slowly():
    pace = Pace()
    sizes = []
    for took_ms in (10, 10, 10, 400, 10):
        pace.note(took_ms)
        sizes.append(pace.size)
    assert sizes == [625, 781, 976, 195, 243]
    assert pace.longest_ms == 400
    for _ in range(40):
        pace.note(1)
    assert pace.size == stock_pace.LARGEST
    for _ in range(20):
        pace.note(9_000)
    assert pace.size == stock_pace.SMALLEST


def test_a_run_tells_how_long_it_kept_the_lock(stock, now):
    text = "so,gia\n" + "\n".join(f"0901{n:06d},50000" for n in range(1_500))
    run = done(stock, now, send(stock, now, text))
    assert run.results == {"new": 1_500}
    assert 0 < run.longest_lock_ms < 5_000


def test_a_stopped_check_keeps_nothing(stock, now):
    kept = media.put(b"so,gia\n0901236868,1", kind="stock")
    run = importing.begin(stock, HEAD, "x.csv", 1, kept, now=now)
    stock_runs.stop(stock, HEAD, run.key, now=now)
    assert checked(stock, run).status is S.STOPPED
    assert stock.get_one(StockRun, run.key).counts == {}


def test_holds_go_on_beside_an_import_and_keep_what_they_took(stock, now):
    known = {f"09370000{n:02d}": 50_000 for n in range(20)}
    shelve(stock, known)
    lines = [f"{one},90000" for one in known] + [f"0901{n:06d},50000" for n in range(3_000)]
    run = send(stock, now, "so,gia\n" + "\n".join(reversed(lines)))
    stock_runs.confirm(stock, HEAD, run.key, now=now, prices=True)
    stock.commit()
    worker = threading.Thread(target=stock_jobs.do, args=(run.key,))
    worker.start()
    waited: list[float] = []
    until = now + timedelta(minutes=10)
    for one in known:
        began = time.monotonic()
        db.transact(service.take, HEAD, f"84{one[1:]}", until=until, now=now)
        waited.append(time.monotonic() - began)
    worker.join()
    assert max(waited) < 5
    run = fresh(stock, run)
    assert (run.status, run.results["new"]) == (S.DONE, 3_000)
    assert run.results.get("held", 0) + run.results.get("changed", 0) == 20
    assert {number(stock, one).status for one in known} == {NumberStatus.HELD}
    feed_of_changed = [one for one in feed(stock) if one and one.startswith("8493700")]
    assert len(feed_of_changed) >= run.results.get("changed", 0)
