"""The pages of cards and stores as a browser drives them."""

import pytest

from chonso_app.core import media
from chonso_app.stores import importing, jobs, places_state, service, state
from chonso_app.stores.places_state import PlacesState
from chonso_app.stores.state import StockState
from tests.stores.world import BOSS, CLERK, KEEPER, STORE, iccid
from tests.tabs import Tab


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, now):
    for module in (state, places_state):
        monkeypatch.setattr(module, "follow", lambda *_: None)
        monkeypatch.setattr(module, "utc_now", lambda: now)


def test_a_card_is_found_written_off_and_counted(shops):
    tab = Tab(KEEPER)
    page = tab.state(StockState)
    tab.do(StockState.load)
    assert page.totals == ["9", "0", "0", "0"]
    tab.do(StockState.find, {"serial": "123"})
    assert page.error
    tab.do(StockState.find, {"serial": iccid(1)})
    assert (page.card.status, page.card.may_write_off) == (
        "Trong kho",
        True,
    )
    tab.do(StockState.write_off, {"to": "damaged", "why": "Gãy chip"})
    assert (page.card.status, page.story[0].note) == (
        "Hỏng",
        "Gãy chip",
    )
    assert page.totals == ["8", "0", "0", "1"]
    tab.do(StockState.write_off, {"to": "nonsense"})
    tab.do(StockState.look_for, "ben thanh")
    assert [line.code for line in page.shelves] == [STORE]


def test_a_file_is_checked_shown_confirmed_and_done(shops, now):
    data = f"serial,cua_hang\n{iccid(501)},{STORE}\nxyz,{STORE}".encode()
    row = importing.begin(
        shops, KEEPER, "lo-1.csv", len(data), media.put(data, kind="stock"), now=now
    )
    shops.commit()
    tab = Tab(KEEPER)
    page = tab.state(StockState)
    tab.do(StockState.file_sent, row.key)
    assert page.file.word == "Đang kiểm tra"
    jobs.check(row.key)
    tab.do(StockState.load)
    assert (page.file.good, page.file.wrong) == ("1", "1")
    assert page.problems[0].line == "3"
    tab.do(StockState.confirm)
    jobs.write(row.key)
    tab.do(StockState.load)
    assert (page.file.status, page.file.share) == ("done", 100)


def test_whoever_may_not_sees_nothing(shops):
    tab = Tab(CLERK)
    page = tab.state(StockState)
    tab.do(StockState.load)
    assert page.shelves == []
    tab = Tab(CLERK)
    page = tab.state(PlacesState)
    tab.do(PlacesState.load)
    assert page.lines == []


def test_a_store_is_changed_on_its_page(shops, now):
    tab = Tab(BOSS)
    page = tab.state(PlacesState)
    tab.do(PlacesState.load)
    tab.do(PlacesState.open, STORE)
    assert page.form.name == "Cửa hàng Bến Thành"
    form = {
        "code": None, "name": "Cửa hàng Chợ Bến Thành", "kind": "store", "province_code": "79",
        "ward": "Bến Thành", "address": "2 Lê Lợi", "pick_up_days": "3",
        "opens_0": "09:00", "closes_0": "08:00",
    }  # fmt: skip
    tab.do(PlacesState.save, form)
    assert page.errors["hours"] == "Giờ mở phải trước giờ đóng."
    tab.do(PlacesState.save, form | {"closes_0": "18:00"})
    assert page.errors == {}
    store = service.store_of(shops, STORE)
    shops.refresh(store)
    assert (store.name, store.on_sale, store.hours) == (
        "Cửa hàng Chợ Bến Thành", False, {"0": ["09:00", "18:00"]},
    )  # fmt: skip
    shops.rollback()
    tab.do(PlacesState.open_new)
    tab.do(PlacesState.save, form | {"closes_0": "18:00", "code": STORE.lower()})
    assert "Mã này đã có" in page.errors["code"]
