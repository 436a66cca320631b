"""Stock keepers: counts, the story of a card, cards written off."""

import pytest

from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.stores import invariants, keeping, service
from chonso_app.stores.models import CardStatus
from tests.stores.world import CLERK, KEEPER, OTHER_STORE, STORE, WAREHOUSE, iccid

C = CardStatus


def test_counts_are_shown_by_store_and_status_warehouses_first(shops, now):
    service.bind(shops, CLERK, iccid(1), "GS-AAAAAA", STORE, now=now)
    shelves = keeping.shelves(shops, KEEPER)
    assert [(s.store.code, s.counts) for s in shelves] == [
        (WAREHOUSE, {C.IN_STOCK: 3}),
        (STORE, {C.IN_STOCK: 2, C.BOUND: 1}),
        (OTHER_STORE, {C.IN_STOCK: 3}),
    ]
    assert [s.store.code for s in keeping.shelves(shops, KEEPER, "thủ đức")] == [OTHER_STORE]
    assert keeping.shelves(shops, Actor(user_id=5, role=Role.ORDER_CLERK, unit_id=999)) == []
    with pytest.raises(NotAllowed):
        keeping.shelves(shops, CLERK)


def test_a_card_written_off_says_why_and_leaves_its_order(shops, now):
    service.bind(shops, CLERK, iccid(1), "GS-AAAAAA", STORE, now=now)
    with pytest.raises(keeping.ReasonMissing):
        keeping.write_off(shops, KEEPER, iccid(1), C.DAMAGED, "  ", now=now)
    keeping.write_off(shops, KEEPER, iccid(1), C.DAMAGED, "Gãy chip", now=now)
    assert service.card_of_order(shops, "GS-AAAAAA") is None
    told = keeping.story(shops, KEEPER, iccid(1))
    assert (told.entries[0].status, told.entries[0].note) == (C.DAMAGED, "Gãy chip")
    with pytest.raises(keeping.CardOutOfHouse):
        keeping.write_off(shops, KEEPER, iccid(1), C.LOST, "x", now=now)
    assert invariants.rows(shops, now) == []


def test_a_lost_card_may_be_found(shops, now):
    keeping.write_off(shops, KEEPER, iccid(1), C.LOST, "Kiểm kho thiếu", now=now)
    assert service.free_stock(shops, STORE) == 2
    keeping.write_off(shops, KEEPER, iccid(1), C.IN_STOCK, "Rơi sau tủ", now=now)
    assert service.free_stock(shops, STORE) == 3
    with pytest.raises(keeping.CardOutOfHouse):
        keeping.write_off(shops, KEEPER, iccid(1), C.IN_STOCK, "x", now=now)
    with pytest.raises(ForbiddenMove):
        keeping.write_off(shops, KEEPER, iccid(1), C.SHIPPED, "x", now=now)
    assert invariants.rows(shops, now) == []


def test_what_a_customer_has_is_not_written_off_here(shops, now):
    service.bind(shops, CLERK, iccid(1), "GS-AAAAAA", STORE, now=now)
    service.mark(shops, CLERK, "GS-AAAAAA", C.HANDED, now=now)
    with pytest.raises(keeping.CardOutOfHouse):
        keeping.write_off(shops, KEEPER, iccid(1), C.LOST, "x", now=now)


def test_a_card_of_another_unit_is_no_card(shops, now):
    with pytest.raises(service.SerialUnknown):
        keeping.story(shops, Actor(user_id=5, role=Role.ORDER_CLERK, unit_id=999), iccid(1))
