"""The stock as a file: whole, the actor's own, and harmless in a sheet."""

import csv
import io
import zlib

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import NotAllowed
from chonso_app.numbers import exporting, stock_routes, stock_runs, stock_uploads
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.stock_models import StockRun
from chonso_app.numbers.stock_query import StockQuery, from_params
from chonso_app.ui import gate
from tests.numbers.stock_world import (
    CLERK,
    HEAD,
    KV1,
    checked,
    number,
    send,
    shelve,
    status,
    stock,
)

__all__ = ["stock"]


def exported(session, now, actor: Actor, query: StockQuery) -> list[list[str]]:
    units = exporting.begin(session, actor, query, now=now)
    session.commit()
    text = b"".join(exporting.rows(actor, query, units)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.fixture
def shelf(stock):
    shelve(stock, {f"09012368{n:02d}": 60_000 + n for n in range(30)})
    shelve(stock, {"0937516868": 980_000}, unit_id=1, store_code="=CMD()")
    return stock


def test_every_number_is_in_the_file_once_in_whatever_pieces(shelf, now, monkeypatch):
    monkeypatch.setattr(exporting, "_AT_ONCE", 7)
    table = exported(shelf, now, HEAD, StockQuery())
    assert table[0][:5] == ["so", "gia", "vung", "cua_hang", "loai"]
    assert len({row[0] for row in table[1:]}) == len(table) - 1 == 31
    assert table[-1] == [
        "0937516868", "980000", "KV1", "'=CMD()", "ca_hai", "Lộc phát", "Đang bán",
    ]  # fmt: skip
    (entry,) = shelf.exec(select(AuditEntry).where(AuditEntry.action == "numbers.exported")).all()
    assert entry.actor == HEAD.label


def test_a_query_and_a_unit_narrow_it_and_a_million_end_it(shelf, now, monkeypatch):
    status(shelf, "0901236805", NumberStatus.BLOCKED)
    blocked = exported(shelf, now, HEAD, from_params({"tinh-trang": "blocked"}))
    assert [row[0] for row in blocked[1:]] == ["0901236805"]
    assert [row[0] for row in exported(shelf, now, KV1, StockQuery())[1:]] == ["0937516868"]
    monkeypatch.setattr(exporting, "MOST_ROWS", 5)
    assert len(exported(shelf, now, HEAD, StockQuery())) == 6
    with pytest.raises(NotAllowed):
        exporting.begin(shelf, CLERK, StockQuery(), now=now)


def test_wrong_lines_come_out_as_they_went_in():
    text = "".join(f"{n},x\r\n" for n in range(60_000)).encode()
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    pieces = list(stock_routes._unpacked(packer.compress(text) + packer.flush()))
    assert b"".join(pieces) == text
    assert max(map(len, pieces)) <= 65_536


@pytest.fixture
def keeper(stock, monkeypatch) -> TestClient:
    """The browser of KV1's stock keeper."""

    async def find(*_: object) -> Actor:
        return KV1

    monkeypatch.setattr(gate, "find", find)
    limits._limiter.cache_clear()
    return TestClient(Starlette(routes=stock_routes.routes))


def test_files_go_in_and_out_by_guarded_routes(stock, now, keeper):
    sent = keeper.post("/api/kho-so/tep", content=b"so,gia\n0901236868,1\nxyz,2")
    assert sent.status_code == 201
    run = checked(stock, stock.get_one(StockRun, sent.json()["id"]))
    assert (run.unit_id, run.counts) == (1, {"new": 1, "wrong": 1})
    stock.commit()
    wrong = keeper.get(f"/api/kho-so/loi/{run.key}.csv")
    assert "xyz" in wrong.text
    assert wrong.headers["content-disposition"].startswith("attachment")
    foreign = send(stock, now, "so\nxyz", HEAD)
    stock.commit()
    assert keeper.get(f"/api/kho-so/loi/{foreign.key}.csv").status_code == 404
    assert len(keeper.get("/api/kho-so/xuat.csv?q=090*").text.splitlines()) == 1
    assert keeper.get("/api/kho-so/xuat.csv?tu=5%20tri%E1%BB%87u").status_code == 409


def test_a_list_in_a_file_becomes_a_run_or_a_refusal(stock, now, keeper):
    shelve(stock, {"0901236868": 1}, unit_id=1)
    asked = "/api/kho-so/viec?viec=block&ly-do=Thu%20h%E1%BB%93i"
    sent = keeper.post(asked, content=b"0901236868\n0901236869")
    run = checked(stock, stock.get_one(StockRun, sent.json()["id"]))
    assert run.counts == {"changed": 1, "unknown": 1}
    assert run.asked["reason"] == "Thu hồi"
    stock.commit()
    for nonsense in ("block", "import", "x", "price&gia=abc", "unit&vung=KV2"):
        refused = keeper.post(f"/api/kho-so/viec?viec={nonsense}", content=b"0901236868")
        assert refused.status_code == 409
        assert refused.json()["text"]
    assert number(stock, "0901236868").status is NumberStatus.AVAILABLE


def test_the_number_of_a_run_may_be_any(keeper):
    for run_id in (0, 2**31, 10**30):
        assert keeper.get(f"/api/kho-so/loi/{run_id}.csv").status_code == 404


def test_the_name_of_a_file_is_kept_as_far_as_it_can_be_read(stock, keeper):
    for name, kept in (("l%C3%B4%00-1%0A.csv", "lô-1 .csv"), ("%00%07", "so.csv")):
        sent = keeper.post("/api/kho-so/tep", content=b"so", headers={"x-file-name": name})
        assert stock.get_one(StockRun, sent.json()["id"]).file_name == kept
        stock.commit()


def test_a_file_that_becomes_no_run_is_not_kept(keeper, monkeypatch):
    gone: list[str] = []
    monkeypatch.setattr(stock_uploads.media, "delete", gone.append)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(stock_runs, "begin", fails)
    for address in ("tep", "viec?viec=release"):
        with pytest.raises(RuntimeError):
            keeper.post(f"/api/kho-so/{address}", content=b"0901236868")
    assert len(gone) == 2


def test_a_file_too_large_is_refused_before_it_is_read(keeper, monkeypatch):
    monkeypatch.setattr(stock_routes, "MOST_BYTES", 10)
    assert keeper.post("/api/kho-so/tep", content=b"so\n" * 50).status_code == 409
