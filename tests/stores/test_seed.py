"""The demo's stores and cards."""

from sqlmodel import func, select

from chonso_app.accounts import seed as accounts_seed
from chonso_app.accounts.models import User
from chonso_app.core.iccid import luhn_holds
from chonso_app.stores import invariants, seed, service
from chonso_app.stores.models import SimCard, Store, StoreKind


def test_the_demo_has_stores_a_warehouse_per_region_and_cards_once(session, now):
    accounts_seed.seed(session, now)
    seed.seed(session, now)
    seed.seed(session, now)
    stores = session.exec(select(Store)).all()
    assert len([s for s in stores if s.kind is StoreKind.STORE]) == len(seed._STORES)
    assert len([s for s in stores if s.kind is StoreKind.WAREHOUSE]) == 9
    cards = session.exec(select(SimCard.iccid)).all()
    assert 1_900 < len(cards) < 2_200
    assert all(luhn_holds(iccid) and len(iccid) == 20 for iccid in cards)
    assert invariants.rows(session, now) == []
    assert session.exec(select(func.count()).where(Store.note == "")).one() == 0


def test_the_demo_clerks_work_in_a_store_of_their_own_unit(session, now):
    accounts_seed.seed(session, now)
    seed.seed(session, now)
    for login, code in seed._CLERKS.items():
        clerk = session.exec(select(User).where(User.login == login)).one()
        assert clerk.store_code == code
        assert clerk.unit_id == service.store_of(session, code).unit_id
