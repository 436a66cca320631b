"""Files of blank cards: what is said about each line, and that nothing is lost or doubled."""

import time

import pytest
from sqlmodel import func, select

from chonso_app.core import db, media
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.stores import import_steps, importing, invariants, jobs, stock_file
from chonso_app.stores.models import ImportStatus, SimCard, StockImport
from tests.stores.world import CLERK, KEEPER, OTHER_STORE, STORE, iccid

S = ImportStatus
NEEDED = "Tệp cần hai cột serial và cua_hang."
UNREADABLE = "Tệp này không đọc được. Lưu lại thành CSV UTF-8 rồi gửi lại."


def send(session, now, text: str | bytes, actor=KEEPER) -> int:
    data = text.encode() if isinstance(text, str) else text
    name = media.put(data, kind="stock")
    row = importing.begin(session, actor, "the.csv", len(data), name, now=now)
    session.commit()
    return row.key


def checked(session, import_id: int) -> StockImport:
    session.commit()
    jobs.check(import_id)
    session.expire_all()
    return session.get_one(StockImport, import_id)


def imported(session, now, import_id: int) -> StockImport:
    importing.confirm(session, KEEPER, import_id, now=now)
    session.commit()
    jobs.write(import_id)
    session.expire_all()
    return session.get_one(StockImport, import_id)


def count(session) -> int:
    return session.exec(select(func.count()).select_from(SimCard)).one()


def test_good_lines_go_in_and_each_wrong_one_is_named_with_its_reason(shops, now):
    lines = [
        "Serial,Cua_Hang",
        f"{iccid(501)},{STORE}",
        f" {iccid(502)[:10]} {iccid(502)[10:]} ,{OTHER_STORE.lower()}",
        "",
        f"{iccid(503)[:-1]}{(int(iccid(503)[-1]) + 1) % 10},{STORE}",
        f"0901236868,{STORE}",
        f",{STORE}",
        f"{iccid(504)},CH-00-00",
        f"{iccid(505)}",
        f"{iccid(501)},{OTHER_STORE}",
        f"8.98401E+19,{STORE}",
        f"{iccid(101)},{STORE}",
        f"{iccid(1)},{STORE}",
    ]
    row = checked(shops, send(shops, now, "\n".join(lines)))
    assert row.status is S.CHECKED
    assert (row.lines, row.good, row.known, row.wrong) == (11, 2, 1, 8)
    assert [int(problem[0]) for problem in row.problems] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert row.problems[-1][2] == f"Serial này đang ở kho {OTHER_STORE}."
    assert count(shops) == 9  # nothing was written yet
    row = imported(shops, now, row.key)
    assert (row.status, row.added, row.media) == (S.DONE, 2, "")
    assert shops.get_one(SimCard, iccid(502)).store_code == OTHER_STORE
    assert shops.get_one(SimCard, iccid(101)).store_code == OTHER_STORE
    assert invariants.rows(shops, now) == []


def test_the_same_file_again_changes_nothing(shops, now):
    text = "cua_hang;serial\r\n" + "\r\n".join(f"{STORE};{iccid(n)}" for n in range(601, 604))
    first = imported(shops, now, checked(shops, send(shops, now, text)).key)
    second = checked(shops, send(shops, now, text))
    assert (first.added, second.good, second.known) == (3, 0, 3)
    again = imported(shops, now, second.key)
    assert (again.status, again.added) == (S.DONE, 0)
    assert invariants.rows(shops, now) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"iccid,store\n1,2", "Dòng đầu thiếu cột serial, cua_hang. " + NEEDED),
        (b"serial\n1", "Dòng đầu thiếu cột cua_hang. " + NEEDED),
        ("serial,cua_hang".encode("utf-16"), UNREADABLE),
        (b"  \n", UNREADABLE),
        (b"PK\x03\x04\x00\x00", UNREADABLE),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_in_words_and_forgotten(shops, now, data, words):
    import_id = send(shops, now, data)
    name = shops.get_one(StockImport, import_id).media
    row = checked(shops, import_id)
    assert (row.status, row.refusal, row.media) == (S.REFUSED, words, "")
    with pytest.raises(FileNotFoundError):
        media.get(name)
    with pytest.raises(ForbiddenMove):
        importing.confirm(shops, KEEPER, import_id, now=now)


def test_a_worker_that_died_goes_on_where_it_stood(shops, now, monkeypatch):
    monkeypatch.setattr(import_steps, "CHUNK", 10)
    text = "serial,cua_hang\n" + "\n".join(f"{iccid(n)},{STORE}" for n in range(1000, 1035))
    import_id = checked(shops, send(shops, now, text)).key
    importing.confirm(shops, KEEPER, import_id, now=now)
    shops.commit()
    real, calls = import_steps.write, []

    def dies_at_the_third(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return real(*args, **kwargs)

    monkeypatch.setattr(import_steps, "write", dies_at_the_third)
    with pytest.raises(RuntimeError):
        jobs.write(import_id)
    shops.expire_all()
    assert shops.get_one(StockImport, import_id).written == 20
    shops.commit()
    jobs.write(import_id)
    jobs.write(import_id)
    shops.expire_all()
    row = shops.get_one(StockImport, import_id)
    assert (row.status, row.added, row.written) == (S.DONE, 35, 35)
    assert count(shops) == 9 + 35
    assert invariants.rows(shops, now) == []


def test_stopped_means_that_nothing_more_is_written(shops, now):
    import_id = checked(shops, send(shops, now, f"serial,cua_hang\n{iccid(701)},{STORE}")).key
    importing.confirm(shops, KEEPER, import_id, now=now)
    importing.stop(shops, KEEPER, import_id, now=now)
    shops.commit()
    jobs.write(import_id)
    assert count(shops) == 9


def test_a_colleague_cannot_touch_it_and_a_store_clerk_cannot_begin(shops, now):
    import_id = send(shops, now, f"serial,cua_hang\n{iccid(701)},{STORE}")
    other = type(KEEPER)(user_id=99, role=KEEPER.role)
    with pytest.raises(importing.ImportNotFound):
        importing.stop(shops, other, import_id, now=now)
    with pytest.raises(NotAllowed):
        importing.begin(shops, CLERK, "x.csv", 1, "x", now=now)
    assert importing.newest(shops, other) is None


def test_a_keeper_of_another_unit_reaches_no_store_of_this_one(shops, now):
    abroad = type(KEEPER)(user_id=None, role=KEEPER.role, unit_id=None)
    import_id = send(shops, now, f"serial,cua_hang\n{iccid(701)},{STORE}", actor=abroad)
    row = shops.get_one(StockImport, import_id)
    row.unit_id = _another_unit(shops)
    shops.add(row)
    shops.commit()
    row = checked(shops, import_id)
    assert (row.good, row.wrong) == (0, 1)


def test_a_file_that_nobody_confirms_is_forgotten_after_a_day(shops, now):
    import_id = checked(shops, send(shops, now, f"serial,cua_hang\n{iccid(701)},{STORE}")).key
    name = shops.get_one(StockImport, import_id).media
    shops.commit()
    assert jobs.forget_old_files(db.utc_now()) == 0
    assert jobs.forget_old_files(db.utc_now() + jobs._KEPT * 2) == 1
    shops.expire_all()
    assert shops.get_one(StockImport, import_id).status is S.STOPPED
    with pytest.raises(FileNotFoundError):
        media.get(name)


def test_a_million_lines_are_read_without_losing_one():
    body = "".join(f"{iccid(n)},{STORE}\n" for n in range(20_000))
    started = time.process_time()
    lines = list(stock_file.read(("serial,cua_hang\n" + body).encode(), [STORE]))
    assert len(lines) == 20_000
    assert not [line for line in lines if line.reason]
    assert time.process_time() - started < 4  # a million in 200 s at the very worst


@pytest.mark.full
def test_a_million_cards_go_in_by_short_transactions(shops, now):
    body = "".join(f"{iccid(10_000 + n)},{STORE}\n" for n in range(1_000_000))
    row = checked(shops, send(shops, now, "serial,cua_hang\n" + body))
    assert (row.lines, row.good) == (1_000_000, 1_000_000)
    row = imported(shops, now, row.key)
    assert (row.status, row.added) == (S.DONE, 1_000_000)
    assert count(shops) == 1_000_009


def _another_unit(session) -> int:
    from chonso_app.accounts.models import Unit

    unit = Unit(code="KV1", name="Công ty Khu vực 1")
    session.add(unit)
    session.flush()
    return unit.row_id
