"""A promotion on an order: counted when confirmed, given back when over, never one too many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.orders import invariants, lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus, ReceiveBy, SimKind
from chonso_app.plans import seed
from chonso_app.plans import service as plans
from chonso_app.plans.models import Promotion
from tests.orders.world import LAN, browser, confirmed, filled, stock

ESIM = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)


@pytest.fixture
def shop(session: Session, now: datetime) -> Session:
    stock(session)
    seed.seed(session, now)
    session.commit()
    return session


def current(session: Session) -> Promotion:
    running = select(Promotion).where(Promotion.starts_on == date(2026, 11, 1))
    return session.exec(running.execution_options(populate_existing=True)).one()


def test_it_is_counted_when_confirmed_and_given_back_by_a_change(
    shop: Session, now: datetime
) -> None:
    order = confirmed(shop, now)
    assert order.promotion
    assert current(shop).granted == 1
    orders.choose(shop, LAN, order.code, ESIM, now=now)
    assert current(shop).granted == 0
    orders.confirm(shop, LAN, order.code, terms_accepted=True, now=now)
    orders.confirm(shop, LAN, order.code, terms_accepted=True, now=now)
    shop.commit()
    assert current(shop).granted == 1
    assert invariants.rows(shop, now) == []


@pytest.mark.parametrize("end", ["cancel", "expire"])
def test_an_order_that_ends_gives_it_back(shop: Session, now: datetime, end: str) -> None:
    order = confirmed(shop, now)
    if end == "cancel":
        orders.cancel(shop, LAN, order, CancelReason.CHANGED_MIND, now=now)
    else:
        later = now + timedelta(hours=1)
        assert lifecycle.expire_if_over(shop, LAN, order.key, now=later)
    shop.commit()
    assert current(shop).granted == 0
    assert invariants.rows(shop, now) == []


def test_late_money_takes_it_again_or_goes_without(shop: Session, now: datetime) -> None:
    order = confirmed(shop, now)
    current(shop).cap = 1
    shop.commit()
    later = now + timedelta(hours=1)
    lifecycle.expire_if_over(shop, LAN, order.key, now=later)
    offer = plans.offers(shop, SimKind.ESIM, now=now).promotion
    assert offer
    plans.take(shop, offer)  # somebody else, meanwhile
    orders.mark_paid(shop, order, order.total, actor=LAN, now=later)
    assert order.status is OrderStatus.PAID
    assert order.promotion is None
    plans.give_back(shop, offer.code, offer.starts_on)
    shop.commit()
    assert invariants.rows(shop, later) == []


def test_nobody_agrees_to_a_promotion_that_is_gone(shop: Session, now: datetime) -> None:
    order = filled(shop, now)
    orders.choose(shop, LAN, order.code, ESIM, now=now)
    seen = orders.offers_of(shop, order, now=now).promotion
    assert seen
    current(shop).is_on = False
    shop.flush()
    agree = partial(orders.confirm, shop, LAN, order.code, terms_accepted=True, now=now)
    with pytest.raises(orders.PromotionChanged):
        agree(promotion_seen=seen.key)
    assert agree(promotion_seen="").promotion is None


def test_who_has_a_line_from_here_is_no_new_subscriber(shop: Session, now: datetime) -> None:
    order = confirmed(shop, now)
    orders.mark_paid(shop, order, order.total, actor=LAN, now=now)
    orders.mark_activated(shop, LAN, order, now=now)
    shop.commit()
    second = orders.start(shop, LAN, "84901239999", now=now)
    second.contact_phone = order.contact_phone
    assert orders.offers_of(shop, second, now=now).promotion is None


def test_of_eight_who_confirm_at_once_three_get_the_last_three(
    database: sa.Engine, now: datetime
) -> None:
    numbers = [f"8490123000{n}" for n in range(8)]
    with Session(database) as session:
        stock(session, *numbers)
        seed.seed(session, now)
        current(session).cap = 3
        session.commit()
        codes = [
            filled(session, now, browser(n), number, f"8491234560{n}").code
            for n, number in enumerate(numbers)
        ]
    with ThreadPoolExecutor(len(codes)) as pool:
        asked = [(browser(n), code) for n, code in enumerate(codes)]
        answers = list(pool.map(lambda one: _confirm(one[0], one[1], now), asked))
    with Session(database) as session:
        having = [order for order in session.exec(select(Order)) if order.promotion]
        assert len(having) == current(session).granted == 3
        assert sum(answers) == 8, "each is told, agrees again, and is served"
        assert invariants.rows(session, now) == []


def _confirm(actor: Actor, code: str, now: datetime) -> bool:
    """As the screen does it: what is refused is looked at again and agreed to as it is."""
    for _ in range(3):
        try:
            db.transact(orders.confirm, actor, code, terms_accepted=True, now=now)
        except ShopError:
            continue
        return True
    return False
