"""Plans and promotions: who gets what on which day, and that an order keeps what was shown."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from chonso_app.accounts.models import Unit
from chonso_app.core.config import settings
from chonso_app.plans import rules, seed, service
from chonso_app.plans.models import Plan, Promotion, PromotionUnit, SimKind
from chonso_app.plans.rules import Buyer


@pytest.fixture
def shop(session, now):
    seed.seed(session, now)
    session.commit()
    return session


def moment(year: int, month: int, day: int, hour: int = 5) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_an_esim_bought_here_today_gets_the_promotion_with_its_terms(shop, now):
    promotion = service.offers(shop, SimKind.ESIM, now=now).promotion
    assert promotion
    assert (promotion.code, promotion.plan_code) == ("TN4G", "KMTN4G")
    assert (promotion.data_mb_per_day, promotion.days) == (1536, 10)
    assert rules.gigabytes(promotion.data_mb_per_day * promotion.days) == "15\N{NO-BREAK SPACE}GB"
    assert "01/11/2026 đến hết 31/12/2026" in promotion.terms[0]


@pytest.mark.parametrize(
    ("when", "given"),
    [
        (moment(2022, 6, 16), False),
        (moment(2022, 6, 16, 17), True),  # midnight of the 17th in Vietnam
        (moment(2022, 8, 31, 16), True),
        (moment(2022, 8, 31, 17), False),
        (moment(2024, 1, 1), False),
    ],
)
def test_the_historic_window_is_two_vietnamese_days_and_what_lies_between(shop, when, given):
    assert (service.offers(shop, SimKind.ESIM, now=when).promotion is not None) is given


def test_the_rule_is_dates_sim_kind_channel_and_new_subscriber(shop, now):
    elsewhere = Buyer(SimKind.ESIM, frozenset(("affiliate-9",)))
    for buyer in (Buyer(SimKind.SIM), elsewhere, Buyer(SimKind.ESIM, new_subscriber=False)):
        assert service.offers(shop, buyer, now=now).promotion is None


def test_a_customer_sent_by_a_channel_still_buys_here(shop, now):
    sent = Buyer(SimKind.ESIM, frozenset((rules.CHANNEL, "affiliate-9")))
    assert service.offers(shop, sent, now=now).promotion


def test_an_empty_list_of_channels_means_every_channel(shop, now):
    for promotion in shop.exec(select(Promotion)):
        promotion.channels = []
    shop.flush()
    elsewhere = Buyer(SimKind.ESIM, frozenset(("affiliate-9",)))
    assert service.offers(shop, elsewhere, now=now).promotion


def test_what_an_order_froze_comes_back_equal_whatever_becomes_of_the_plan(shop, now):
    offers = service.offers(shop, SimKind.ESIM, now=now)
    plan, promotion = offers.plan("D90"), offers.promotion
    assert promotion
    shop.get(Plan, "D90").price = 999_000
    assert rules.PlanOffer.from_json(plan.as_json()) == plan
    assert rules.PromotionOffer.from_json(promotion.as_json()) == promotion
    assert plan.price == 90_000


def test_a_plan_that_is_not_sold_is_not_found(shop, now):
    shop.get(Plan, "D90").on_sale = False
    shop.flush()
    for code in ("D90", "ZZZ"):
        with pytest.raises(service.PlanNotFound):
            service.plan_of(shop, code)
        with pytest.raises(service.PlanNotFound):
            service.offers(shop, SimKind.ESIM, now=now).plan(code)


def test_a_sim_costs_what_the_settings_say(shop, now):
    assert service.offers(shop, SimKind.ESIM, now=now).sim_fee == settings.esim_fee
    assert service.offers(shop, SimKind.SIM, now=now).sim_fee == settings.sim_fee


def test_seeding_again_adds_nothing_and_changes_nothing(shop, now):
    shop.get(Plan, "D90").price = 95_000
    shop.commit()
    seed.seed(shop, now)
    shop.commit()
    assert shop.get(Plan, "D90").price == 95_000
    assert len(shop.exec(select(Plan)).all()) == 12
    windows = [(p.starts_on, p.ends_on) for p in shop.exec(select(Promotion))]
    assert windows == [
        (date(2022, 6, 17), date(2022, 8, 31)), (date(2026, 11, 1), date(2026, 12, 31)),
    ]  # fmt: skip


def test_a_month_later_the_demo_has_a_current_promotion_again(shop):
    later = moment(2027, 1, 15)
    seed.seed(shop, later)
    promotion = service.offers(shop, SimKind.ESIM, now=later).promotion
    assert promotion
    assert promotion.ends_on == "2027-02-28"


# -- cap, units ------------------------------------------------------------------------------------


def current(shop) -> Promotion:
    return shop.exec(select(Promotion).where(Promotion.starts_on == date(2026, 11, 1))).one()


def test_the_last_one_is_given_once(shop, now):
    current(shop).cap = 1
    shop.commit()
    offer = service.offers(shop, SimKind.ESIM, now=now).promotion
    assert offer
    service.take(shop, offer)
    shop.commit()
    assert service.offers(shop, SimKind.ESIM, now=now).promotion is None
    with pytest.raises(service.PromotionOver):
        service.take(shop, offer)
    service.give_back(shop, offer.code, offer.starts_on)
    shop.commit()
    assert service.offers(shop, SimKind.ESIM, now=now).promotion == offer


def test_giving_back_too_often_makes_no_room(shop, now):
    offer = service.offers(shop, SimKind.ESIM, now=now).promotion
    assert offer
    service.give_back(shop, offer.code, offer.starts_on)
    shop.commit()
    assert current(shop).granted == 0


def test_the_database_itself_refuses_one_too_many(shop):
    promotion = current(shop)
    promotion.cap, promotion.granted = 1, 2
    with pytest.raises(IntegrityError):
        shop.flush()


def test_a_unit_may_be_off_or_begin_later(shop, now):
    off, late = (Unit(code=code, name=code) for code in ("KV1", "KV2"))
    shop.add_all((off, late))
    shop.flush()
    mine = current(shop).id
    shop.add(PromotionUnit(promotion_id=mine, unit_id=off.row_id, is_on=False))
    shop.add(
        PromotionUnit(promotion_id=mine, unit_id=late.row_id, starts_on=date(2026, 12, 1))
    )  # fmt: skip
    shop.commit()

    def given(unit, when) -> bool:
        buyer = Buyer(SimKind.ESIM, unit_id=unit)
        return service.offers(shop, buyer, now=when).promotion is not None

    assert given(None, now)
    assert not given(off.row_id, now)
    assert not given(late.row_id, now)
    assert given(late.row_id, moment(2026, 12, 2))


def test_what_is_off_everywhere_may_run_in_one_unit(shop, now):
    unit = Unit(code="KV3", name="KV3")
    shop.add(unit)
    shop.flush()
    promotion = current(shop)
    promotion.is_on = False
    shop.add(PromotionUnit(promotion_id=promotion.id, unit_id=unit.row_id))
    shop.commit()
    assert service.offers(shop, SimKind.ESIM, now=now).promotion is None
    assert service.offers(shop, Buyer(SimKind.ESIM, unit_id=unit.row_id), now=now).promotion


def test_every_plan_of_the_demo_has_a_page_worth_reading(shop):
    for plan in shop.exec(select(Plan)):
        page = service.plan_page(shop, plan.code)
        assert page.introduction
        assert page.how_to_register
        assert page.terms
