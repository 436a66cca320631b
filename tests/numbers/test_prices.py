"""Rules of price: which of them counts, what they reach, and who may write them."""

from datetime import date

import pytest

from chonso_app.core.errors import NotAllowed
from chonso_app.numbers import bulk, prices, stock_pace
from chonso_app.numbers.bulk import Act
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.prices import Draft
from chonso_app.numbers.stock_models import PriceRule, RunKind
from chonso_app.numbers.stock_query import StockQuery
from chonso_app.numbers.stock_rules import Standing, in_order, price_by
from tests.numbers.stock_world import (
    CLERK,
    HEAD,
    KV1,
    KV2,
    checked,
    done,
    number,
    send,
    shelve,
    status,
    stock,
)

__all__ = ["stock"]
TODAY = date(2026, 11, 25)
LOC_PHAT = 1 << 15 | 1 << 26  # with phú quý beneath it


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(stock_pace, "PAUSE_SECONDS", 0)


def rule(key: int, **fields) -> PriceRule:
    return PriceRule(id=key, actor="x", **{"badge_only": True, "priority": 0} | fields)


def priced(*some: PriceRule, price: int = 100_000, prefix: str = "090", unit_id=None) -> int | None:
    standing = Standing(
        "", NumberStatus.AVAILABLE, price, LOC_PHAT, "loc-phat", prefix, unit_id, None
    )
    return price_by(in_order(some, TODAY), standing)


def test_the_highest_priority_that_fits_counts():
    base, better, best = (
        rule(1, price=1),
        rule(2, price=2, priority=5),
        rule(3, price=3, priority=9),
    )
    assert priced(base, better) == 2
    assert priced(best, base, better) == 3
    best.prefix = "070"
    assert priced(best, base, better) == 2
    assert priced() is None


def test_between_equals_the_units_own_counts_then_the_newer():
    assert priced(rule(1, price=1), rule(2, price=2)) == 2
    assert priced(rule(1, price=1, unit_id=7), rule(2, price=2), unit_id=7) == 1
    assert priced(rule(1, price=1, unit_id=7), rule(2, price=2), unit_id=8) == 2


def test_a_class_is_the_badge_or_any_class():
    assert priced(rule(1, price=1, shape="loc-phat")) == 1
    assert priced(rule(1, price=1, shape="phu-quy")) is None
    assert priced(rule(1, price=1, shape="phu-quy", badge_only=False)) == 1


def test_only_rules_in_force_count():
    assert priced(rule(1, price=1, starts_on=date(2026, 11, 26))) is None
    assert priced(rule(1, price=1, ends_on=date(2026, 11, 24))) is None
    assert priced(rule(1, price=1, starts_on=TODAY, ends_on=TODAY)) == 1


def test_a_percentage_is_of_the_price_that_it_has_in_whole_thousands():
    assert priced(rule(1, percent=110), price=123_400) == 136_000
    assert priced(rule(1, percent=110), price=0) is None
    assert priced(rule(1, percent=1), price=1_000) == 1_000


def test_a_run_prices_what_is_for_sale_and_leaves_the_rest(stock, now):
    shelve(stock, {"0901231068": 50_000, "0901231168": 700_000, "0901231268": 1, "0901231213": 9})
    status(stock, "0901231268", NumberStatus.HELD)
    prices.save(stock, HEAD, 0, Draft(shape="loc-phat", price=700_000), now=now)
    run = checked(stock, bulk.begin(stock, HEAD, Act(RunKind.RULES), now=now, query=StockQuery()))
    assert run.counts == {"changed": 1, "same": 1, "held": 1, "no_rule": 1}
    run = done(stock, now, run)
    assert run.results["changed"] == 1
    assert number(stock, "0901231068").price == 700_000
    assert number(stock, "0901231268").price == 1


def test_a_file_without_prices_takes_them_from_the_rules(stock, now):
    prices.save(stock, HEAD, 0, Draft(price=60_000), now=now)
    prices.save(stock, HEAD, 0, Draft(shape="loc-phat", price=700_000, priority=1), now=now)
    run = send(stock, now, "so\n0901231068\n0901231213\n")
    assert run.counts == {"new": 2}
    done(stock, now, run)
    assert number(stock, "0901231068").price == 700_000
    assert number(stock, "0901231213").price == 60_000


def test_a_unit_writes_rules_for_itself_and_cannot_touch_others(stock, now):
    everybodys = prices.save(stock, HEAD, 0, Draft(price=60_000), now=now)
    own = prices.save(stock, KV1, 0, Draft(price=70_000, unit_id=2), now=now)
    assert own.unit_id == 1
    assert {one.key for one in prices.rules_for(stock, KV1)} == {everybodys.key, own.key}
    assert [one.key for one in prices.rules_for(stock, KV2)] == [everybodys.key]
    for foreign in (everybodys.key, 99):
        with pytest.raises(prices.RuleNotFound):
            prices.save(stock, KV1, foreign, Draft(price=1), now=now)
    with pytest.raises(prices.RuleNotFound):
        prices.remove(stock, KV2, own.key, now=now)
    with pytest.raises(NotAllowed):
        prices.save(stock, CLERK, 0, Draft(price=1), now=now)
    prices.remove(stock, KV1, own.key, now=now)
    assert len(prices.rules_for(stock, KV1)) == 1


def test_a_rule_that_says_nothing_sensible_is_refused(stock, now):
    backwards = Draft(price=1, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1))
    for draft in (
        Draft(), Draft(price=1, percent=1), Draft(price=0), Draft(percent=0), Draft(percent=1_001),
        Draft(price=1, shape="vip"), Draft(price=1, prefix="091"), Draft(price=1, priority=-1),
        backwards, Draft(price=1, unit_id=10**30), Draft(price=1, unit_id=99),
    ):  # fmt: skip
        with pytest.raises(prices.RuleWrong):
            prices.save(stock, HEAD, 0, draft, now=now)
