"""The file of blank cards, as a browser sends it."""

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.stores import routes
from chonso_app.stores.models import StockImport
from chonso_app.ui import routing
from tests.stores.world import CLERK, KEEPER

PATH = "/api/kho-sim/tep"


@pytest.fixture
def send(monkeypatch):
    def post(actor: Actor, body: bytes, **headers: str):
        async def who(_connection: object) -> Actor:
            return actor

        monkeypatch.setattr(routing, "actor_of_request", who)
        monkeypatch.setattr(routes, "actor_of_request", who)
        client = TestClient(Starlette(routes=routes.routes))
        return client.post(PATH, content=body, headers=headers)

    return post


def test_a_file_is_kept_encrypted_and_waits_for_its_check(shops, send, enqueued):
    answer = send(KEEPER, b"serial,cua_hang\n", **{"X-File-Name": "l%C3%B4.csv"})
    assert answer.status_code == 201
    row = shops.exec(select(StockImport)).one()
    assert (row.key, row.file_name) == (answer.json()["id"], "lô.csv")
    assert media.get(row.media) == b"serial,cua_hang\n"
    assert ("stores.check_file", str(row.key), (row.key,)) in enqueued


@pytest.mark.parametrize("actor", [CLERK, Actor.anonymous("x")])
def test_whoever_keeps_no_stock_sends_nothing(shops, send, actor):
    assert send(actor, b"x").status_code in (401, 404)
    assert shops.exec(select(StockImport)).all() == []


def test_a_file_that_is_too_large_is_refused_in_words(shops, send, monkeypatch):
    monkeypatch.setattr(routes, "MOST_BYTES", 10)
    answer = send(KEEPER, b"x" * 11)
    assert answer.status_code == 409
    assert "MB" in answer.json()["text"]
