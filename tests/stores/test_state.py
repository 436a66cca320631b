"""The pages of cards and stores as a browser drives them."""

import asyncio
from typing import Any

import pytest
import reflex as rx

from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.stores import importing, jobs, places_state, service, state
from chonso_app.stores.places_state import PlacesState
from chonso_app.stores.state import StockState
from chonso_app.ui.edge import act_as
from tests.stores.world import BOSS, CLERK, KEEPER, STORE, iccid


class Tab:
    def __init__(self, kind: type[Any], actor: Actor) -> None:
        self.kind, self.actor = kind, actor
        root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.state: Any = root.get_substate(kind.get_full_name().split("."))

    def do(self, name: str, *args: object) -> None:
        act_as(self.actor)
        asyncio.run(getattr(self.kind, name).fn(self.state, *args))


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, now):
    for module in (state, places_state):
        monkeypatch.setattr(module, "follow", lambda *_: None)
        monkeypatch.setattr(module, "utc_now", lambda: now)


def test_a_card_is_found_written_off_and_counted(shops):
    tab = Tab(StockState, KEEPER)
    tab.do("load")
    assert tab.state.totals == ["9", "0", "0", "0"]
    tab.do("find", {"serial": "123"})
    assert tab.state.error
    tab.do("find", {"serial": iccid(1)})
    assert (tab.state.card.status, tab.state.card.may_write_off) == ("Trong kho", True)
    tab.do("write_off", {"to": "damaged", "why": "Gãy chip"})
    assert (tab.state.card.status, tab.state.story[0].note) == ("Hỏng", "Gãy chip")
    assert tab.state.totals == ["8", "0", "0", "1"]
    tab.do("write_off", {"to": "nonsense"})
    tab.do("look_for", "ben thanh")
    assert [line.code for line in tab.state.shelves] == [STORE]


def test_a_file_is_checked_shown_confirmed_and_done(shops, now):
    data = f"serial,cua_hang\n{iccid(501)},{STORE}\nxyz,{STORE}".encode()
    row = importing.begin(
        shops, KEEPER, "lo-1.csv", len(data), media.put(data, kind="stock"), now=now
    )
    shops.commit()
    tab = Tab(StockState, KEEPER)
    tab.do("file_sent", row.key)
    assert tab.state.file.word == "Đang kiểm tra"
    jobs.check(row.key)
    tab.do("load")
    assert (tab.state.file.good, tab.state.file.wrong) == ("1", "1")
    assert tab.state.problems[0].line == "3"
    tab.do("confirm")
    jobs.write(row.key)
    tab.do("load")
    assert (tab.state.file.status, tab.state.file.share) == ("done", 100)


def test_whoever_may_not_sees_nothing(shops):
    tab = Tab(StockState, CLERK)
    tab.do("load")
    assert tab.state.shelves == []
    tab = Tab(PlacesState, CLERK)
    tab.do("load")
    assert tab.state.lines == []


def test_a_store_is_changed_on_its_page(shops, now):
    tab = Tab(PlacesState, BOSS)
    tab.do("load")
    tab.do("open", STORE)
    assert tab.state.form.name == "Cửa hàng Bến Thành"
    form = {
        "code": None, "name": "Cửa hàng Chợ Bến Thành", "kind": "store", "province_code": "79",
        "ward": "Bến Thành", "address": "2 Lê Lợi", "pick_up_days": "3",
        "opens_0": "09:00", "closes_0": "08:00",
    }  # fmt: skip
    tab.do("save", form)
    assert tab.state.errors["hours"] == "Giờ mở phải trước giờ đóng."
    tab.do("save", form | {"closes_0": "18:00"})
    assert tab.state.errors == {}
    store = service.store_of(shops, STORE)
    shops.refresh(store)
    assert (store.name, store.on_sale, store.hours) == (
        "Cửa hàng Chợ Bến Thành", False, {"0": ["09:00", "18:00"]},
    )  # fmt: skip
    shops.rollback()
    tab.do("open_new")
    tab.do("save", form | {"closes_0": "18:00", "code": STORE.lower()})
    assert "Mã này đã có" in tab.state.errors["code"]
