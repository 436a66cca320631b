"""One act on many numbers: what changes, what is skipped and why, and who may."""

import pytest
from sqlmodel import select

from chonso_app.core import media
from chonso_app.core.errors import NotAllowed
from chonso_app.numbers import bulk, stock_pace
from chonso_app.numbers.bulk import Act
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun, StockStep
from chonso_app.numbers.stock_query import PriceUnreadable, StockQuery, from_params, from_url
from tests.numbers.stock_world import (
    CLERK,
    HEAD,
    KV1,
    KV2,
    checked,
    done,
    number,
    shelve,
    status,
    stock,
)

__all__ = ["stock"]
K = RunKind
ALL = from_params({"q": "09*"})
FREE, HELD, SOLD, BLOCKED = "0901000001", "0901000002", "0901000003", "0901000004"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(stock_pace, "PAUSE_SECONDS", 0)


@pytest.fixture
def four(stock):
    shelve(stock, dict.fromkeys((FREE, HELD, SOLD, BLOCKED), 60_000), unit_id=1)
    status(stock, HELD, NumberStatus.HELD)
    status(stock, SOLD, NumberStatus.SOLD)
    status(stock, BLOCKED, NumberStatus.BLOCKED)
    return stock


def asked(session, now, act: Act, actor=HEAD, **which) -> StockRun:
    which = which or {"query": ALL}
    return checked(session, bulk.begin(session, actor, act, now=now, **which))


def test_a_list_is_blocked_and_each_number_left_out_has_its_reason(four, now):
    pasted = "\n".join([FREE, HELD, SOLD, BLOCKED, "0901999999", "0912345678", FREE])
    kept = media.put(pasted.encode(), kind="stock")
    run = asked(four, now, Act(K.BLOCK, reason="Thu hồi dải số"), media=kept)
    assert run.counts == {
        "changed": 1, "held": 1, "sold": 1, "same": 1, "unknown": 1, "wrong": 2,
    }  # fmt: skip
    assert len(run.problems) == 4
    run = done(four, now, run)
    assert (run.status, run.results["changed"]) == (RunStatus.DONE, 1)
    statuses = [number(four, one).status.value for one in (FREE, HELD, SOLD, BLOCKED)]
    assert statuses == ["blocked", "held", "sold", "blocked"]
    (step,) = four.exec(select(StockStep)).all()
    assert (step.was, step.became, step.run_id) == ("available", "blocked", run.key)


def test_a_selection_is_released_priced_and_moved(four, now):
    run = done(four, now, asked(four, now, Act(K.RELEASE), query=from_params({"q": "0901*"})))
    assert run.results == {"same": 1, "changed": 1, "held": 1, "sold": 1}
    assert number(four, BLOCKED).status is NumberStatus.AVAILABLE
    run = done(four, now, asked(four, now, Act(K.PRICE, price=99_000)))
    assert run.results == {"changed": 2, "held": 1, "sold": 1}
    assert [number(four, one).price for one in (FREE, HELD)] == [99_000, 60_000]
    run = done(four, now, asked(four, now, Act(K.STORE, store="CH-01")))
    assert (run.results["changed"], number(four, FREE).store_code) == (2, "CH-01")
    run = asked(four, now, Act(K.STORE, store="CH-79"))
    assert run.counts == {"elsewhere": 2, "held": 1, "sold": 1}
    run = done(four, now, asked(four, now, Act(K.UNIT, unit="KV2")))
    moved = number(four, FREE)
    assert (run.results["changed"], moved.unit_id, moved.store_code) == (2, 2, None)
    run = done(four, now, asked(four, now, Act(K.UNIT, unit="")))
    assert number(four, FREE).unit_id is None


def test_what_changes_between_the_count_and_the_run_is_left_alone(four, now):
    run = asked(four, now, Act(K.BLOCK, reason="x"))
    assert run.counts["changed"] == 1
    status(four, FREE, NumberStatus.HELD)
    run = done(four, now, run)
    assert run.results == {"held": 2, "sold": 1, "same": 1}
    assert number(four, FREE).status is NumberStatus.HELD


def test_staff_of_a_unit_reach_their_own_stock_only(four, now):
    shelve(four, {"0902000001": 1}, unit_id=2)
    whole = asked(four, now, Act(K.BLOCK, reason="x"), KV2)
    assert whole.counts == {"changed": 1}
    named = media.put(f"{FREE},0902000001".encode(), kind="stock")
    run = asked(four, now, Act(K.BLOCK, reason="x"), KV2, media=named)
    assert run.counts == {"changed": 1, "foreign": 1}
    done(four, now, run, KV2)
    assert number(four, FREE).status is NumberStatus.AVAILABLE
    sneaked = asked(four, now, Act(K.PRICE, price=5), KV2, query=ALL.but(unit=1))
    assert sneaked.counts == {"changed": 1}
    with pytest.raises(bulk.PlaceUnknown):
        asked(four, now, Act(K.STORE, store="CH-01"), KV2)


def test_what_makes_no_sense_or_is_not_theirs_is_refused(stock, now):
    for actor, act, refusal in (
        (HEAD, Act(K.BLOCK, reason="  "), bulk.ReasonMissing),
        (HEAD, Act(K.PRICE, price=0), bulk.PriceOutOfRange),
        (HEAD, Act(K.UNIT, unit="KV9"), bulk.PlaceUnknown),
        (HEAD, Act(K.IMPORT), bulk.NoSelection),
        (KV1, Act(K.UNIT, unit="KV2"), bulk.HeadOfficeOnly),
        (CLERK, Act(K.RELEASE), NotAllowed),
    ):
        with pytest.raises(refusal):
            bulk.begin(stock, actor, act, now=now, query=ALL)


def test_an_act_is_for_less_than_the_whole_stock(stock, now):
    act = Act(K.RELEASE)
    for actor, said in ((HEAD, {}), (HEAD, {"q": "?*", "tu": "0"}), (KV1, {"kho": "1"})):
        with pytest.raises(bulk.NoSelection):
            bulk.begin(stock, actor, act, now=now, query=from_params(said))
    for said in ({"kho": "1"}, {"den": "5.000.000"}, {"tinh-trang": "blocked"}):
        assert bulk.begin(stock, HEAD, act, now=now, query=from_params(said)).asked["query"]
    assert bulk.begin(stock, HEAD, Act(K.RULES), now=now, query=StockQuery())


@pytest.mark.parametrize("typed", ["5 triệu", "-1", "1" * 13, "٣", "."])
def test_a_price_that_cannot_be_read_is_refused_and_does_not_widen_the_filter(typed):
    for name in ("tu", "den"):
        with pytest.raises(PriceUnreadable):
            from_params({name: typed})
    with pytest.raises(PriceUnreadable):
        from_url("q=09*&tu=5%20tri%E1%BB%87u")
    assert from_params({"tu": " ", "den": "5.000.000"}).price_to == 5_000_000


def test_a_long_selection_is_walked_once_whatever_the_chunks(stock, now, monkeypatch):
    for name in ("FIRST", "SMALLEST", "LARGEST"):
        monkeypatch.setattr(stock_pace, name, 7)
    shelve(stock, {f"09010000{n:02d}": 60_000 + n for n in range(40)})
    run = done(stock, now, asked(stock, now, Act(K.PRICE, price=60_005)))
    assert run.results == {"changed": 39, "same": 1}
    assert len(stock.exec(select(StockStep)).all()) == 39
