"""Stores as an administrator keeps them."""

from dataclasses import replace

import pytest

from chonso_app.accounts.models import Unit, User
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.stores import places, service
from chonso_app.stores.models import StoreKind
from tests.stores.world import BOSS, KEEPER, STORE, WAREHOUSE

FORM = places.StoreForm(
    code="CH-79-09", name="Cửa hàng Bình Thạnh", kind=StoreKind.STORE, province_code="79",
    ward="Bình Thạnh", address="5 Phan Đăng Lưu", phone="1800 1", note="",
    hours={0: ("08:00", "20:00"), 6: ("", "")}, closed_days="31/12/2026, 1/1/2027",
    on_sale=True, system="", pick_up_days=5,
)  # fmt: skip


def test_a_store_is_opened_changed_and_closed(shops, now):
    store = places.save(shops, BOSS, FORM, is_new=True, now=now)
    assert store.hours == {"0": ["08:00", "20:00"]}
    assert store.closed_days == ["2026-12-31", "2027-01-01"]
    assert store.code in {one.code for one in service.stores_in(shops, "79", now=now)}
    places.save(shops, BOSS, replace(FORM, on_sale=False), is_new=False, now=now)
    with pytest.raises(service.StoreClosed):
        service.store_on_sale(shops, "CH-79-09")
    with pytest.raises(places.StoreCodeTaken):
        places.save(shops, BOSS, FORM, is_new=True, now=now)
    with pytest.raises(NotAllowed):
        places.save(shops, KEEPER, FORM, is_new=True, now=now)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "ch 79"}, "code"),
        ({"name": ""}, "name"),
        ({"province_code": "00"}, "province_code"),
        ({"pick_up_days": 0}, "pick_up_days"),
        ({"hours": {2: ("20:00", "08:00")}}, "hours_2"),
        ({"hours": {3: ("08:00", "")}}, "hours_3"),
        ({"closed_days": "31-12-2026"}, "closed_days"),
        ({"closed_days": "31/02/2026"}, "closed_days"),
    ],
)
def test_what_is_wrong_in_the_form_is_named(shops, now, wrong, field):
    with pytest.raises(places.StoreFormWrong) as told:
        places.save(shops, BOSS, replace(FORM, **wrong), is_new=True, now=now)
    assert set(told.value.errors) == {field}


def test_an_administrator_of_another_unit_reaches_no_store_here(shops, now):
    abroad = Actor(user_id=3, role=Role.ADMINISTRATOR, unit_id=999)
    assert places.stores(shops, abroad) == []
    with pytest.raises(service.StoreNotFound):
        places.one(shops, abroad, STORE)
    with pytest.raises(places.StoreFormWrong):
        places.save(shops, abroad, FORM, is_new=True, now=now)


def test_a_clerk_is_given_a_store_and_taken_out_of_it(shops, now):
    unit = Unit(code="TCT", name="Tổng Công ty", head_office=True)
    shops.add(unit)
    shops.flush()
    clerk, other = (
        User(login=login, full_name=login, role=role, unit_id=unit.row_id, created_at=now)
        for login, role in (("bao", Role.STORE_CLERK), ("my", Role.MARKETING))
    )
    shops.add_all([clerk, other])
    shops.flush()
    places.staff(shops, BOSS, clerk.row_id, STORE, now=now)
    assert [(one.login, one.store_code) for one in places.clerks(shops, BOSS)] == [("bao", STORE)]
    with pytest.raises(service.StoreNotFound):
        places.staff(shops, BOSS, clerk.row_id, WAREHOUSE, now=now)
    with pytest.raises(places.ClerkNotFound):
        places.staff(shops, BOSS, other.row_id, STORE, now=now)
    with pytest.raises(places.ClerkNotFound):
        places.staff(shops, BOSS, 10_000, STORE, now=now)
    places.staff(shops, BOSS, clerk.row_id, "", now=now)
    assert clerk.store_code is None


def test_stores_are_found_without_accents(shops):
    assert [one.code for one in places.stores(shops, BOSS, "ben thanh cua")] == []
    assert STORE in {one.code for one in places.stores(shops, BOSS, "ben thanh")}
