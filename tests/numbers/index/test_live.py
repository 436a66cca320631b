"""What the index answers is what the database answers, whatever has just happened to the stock."""

import random
import time
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from chonso_app.core import db
from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.errors import ShopError
from chonso_app.numbers import changes, finding, service
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.index import live
from chonso_app.numbers.models import Number
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.traits import Element
from tests.numbers.index.stock import built, by_sql, followed, ready, same_both_ways, stocked
from tests.numbers.strategies import queries

PRODUCT = system("test")
MARKETING = Actor(user_id=1, role=Role.MARKETING)
COUNT = 1_000
_PATIENT = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.fixture
def stock(database, tmp_path, now):
    msisdns = stocked(COUNT, now)
    built(tmp_path / "index", now)
    return msisdns


@pytest.fixture
def index(stock, tmp_path):
    with followed(tmp_path / "index") as one:
        ready(one)
        yield one


def test_the_index_answers_as_the_database_does(index):
    @settings(max_examples=60, deadline=None, suppress_health_check=_PATIENT)
    @given(queries)
    def check(query: Query) -> None:
        same_both_ways(query)

    check()


def moved(dice: random.Random, msisdns: list[str], now) -> None:
    """One thing that happens in a shop, through the real services; refused when it may not."""
    msisdn = dice.choice(msisdns)
    until = now + timedelta(minutes=dice.choice((1, 9)))

    def sold(session: Session) -> None:
        service.take(session, PRODUCT, msisdn, until=until, now=now)
        service.set_clock(session, PRODUCT, msisdn, until=None, now=now)
        if dice.random() < 0.5:
            service.sell(session, PRODUCT, msisdn, now=now)

    def changed(session: Session) -> None:
        one, values = dice.choice(
            [("price", (50_000, 777_000)), ("unit_id", (None, 7)), ("store_code", (None, "CH09"))]
        )
        values = {one: dice.choice(values)}
        session.execute(sa.update(Number).where(col(Number.msisdn) == msisdn).values(**values))
        changes.note(session, [msisdn], now)

    def imported(session: Session) -> None:
        row = new_row(f"0789{dice.randrange(10**6):06d}", 60_000, this_year=now.year)
        if session.get(Number, row["msisdn"]) is None:
            put_on_shelf(session, [row])
            changes.note(session, [row["msisdn"]], now)
            msisdns.append(row["msisdn"])

    happenings = [
        lambda s: service.take(s, PRODUCT, msisdn, until=until, now=now),
        lambda s: service.put_back(s, PRODUCT, msisdn, now=now),
        lambda s: service.block(s, MARKETING, msisdn, now=now),
        lambda s: service.unblock(s, MARKETING, msisdn, now=now),
        sold, changed, changed, imported,
    ]  # fmt: skip
    try:
        db.transact(dice.choice(happenings))
    except ShopError:
        return


def asked(dice: random.Random) -> Query:
    """Short lists and long ones, in every order."""
    tail = f"*{dice.randrange(100):02d}" if dice.random() < 0.7 else "*"
    query = Query(
        patterns=(parse(tail),), sort=dice.choice([Sort.CHEAPEST, Sort.BEST, Sort.NUMBER])
    )
    return query.but(units=(7,)) if dice.random() < 0.2 else query


@pytest.mark.parametrize("fresh", [5, 2_000])
def test_after_whatever_happened_the_answers_are_still_the_same(index, stock, now, fresh):
    dice = random.Random(fresh)
    with patch("chonso_app.numbers.index.following._FRESH", fresh):
        for _ in range(15):
            for _ in range(8):
                moved(dice, stock, now)
            index.catch_up()
            for _ in range(3):
                same_both_ways(asked(dice))
    assert index.status().changed


@pytest.mark.full
def test_three_hundred_thousand_numbers_and_two_thousand_questions(database, tmp_path, now):
    msisdns = stocked(300_000, now)
    built(tmp_path / "index", now)
    dice = random.Random(3)
    with followed(tmp_path / "index") as one:
        ready(one)

        @settings(max_examples=2_000, deadline=None, suppress_health_check=_PATIENT)
        @given(queries)
        def check(query: Query) -> None:
            moved(dice, msisdns, now)
            one.catch_up()
            same_both_ways(query)

        check()


def test_a_generation_of_before_catches_up_with_all_that_was_noted_since(stock, tmp_path, now):
    dice = random.Random(1)
    for _ in range(60):
        moved(dice, stock, now)
    with followed(tmp_path / "index") as one:
        ready(one)
        for _ in range(10):
            same_both_ways(asked(dice))


def test_the_next_generation_takes_over_with_nothing_lost(index, stock, tmp_path, now):
    dice = random.Random(2)
    for _ in range(60):
        moved(dice, stock, now)
    before = index._following.generation.number
    built(tmp_path / "index", now)
    for _ in range(20):
        moved(dice, stock, now)
        index.turn()
    for _ in range(200):
        index.turn()
        if index._following.generation.number > before:
            break
        time.sleep(0.01)
    assert index._following.generation.number == before + 1
    for _ in range(10):
        same_both_ways(asked(dice))


def test_a_change_is_found_within_half_a_second(stock, tmp_path, now):
    with followed(tmp_path / "index") as one:
        one.start()
        while one.status().why:
            time.sleep(0.01)
        lags = []
        for msisdn in stock[:6]:
            price = 1_234_567 + len(lags)

            def reprice(session, msisdn=msisdn, price=price):
                session.get_one(Number, msisdn).price = price
                changes.note(session, [msisdn], now)

            db.transact(reprice)
            began = time.monotonic()
            wanted = Query(price_from=price, price_to=price)
            while not (told := live.answer(wanted)) or told.total != len(by_sql(wanted).numbers):
                time.sleep(0.002)
                assert time.monotonic() - began < 2
            lags.append(time.monotonic() - began)
        assert sorted(lags)[3] < 0.5  # a busy machine may hold one of them up


def test_a_number_that_is_gone_is_not_shown_though_the_index_does_not_know_yet(index, stock, now):
    first = db.read(service.search, Query())
    gone = [number.msisdn for number in first.numbers[:15]]

    def sell(session: Session) -> None:
        for msisdn in gone:
            session.execute(
                sa.update(Number).where(col(Number.msisdn) == msisdn)
                .values(status="sold", held_until=None)
            )  # fmt: skip

    db.transact(sell)  # and nobody notes it
    page = db.read(service.search, Query())
    assert not {number.msisdn for number in page.numbers} & set(gone)
    assert page.numbers == by_sql(Query()).numbers
    assert len(page.numbers) == 20


@pytest.mark.parametrize(
    ("sort", "changed"),
    [
        (Sort.CHEAPEST, {"price": 14_000_000}),
        (Sort.CHEAPEST, {"price": 1}),
        (Sort.DEAREST, {"price": 1}),
        (Sort.BEST, {"beauty": 0}),
        (Sort.ELEMENT, {"traits": 0}),
    ],
)
def test_a_number_that_moved_meanwhile_does_not_take_the_next_page_along(
    index, stock, sort, changed
):
    query = Query(sort=sort, element=Element.THO)
    before = db.read(service.search, query, limit=60).numbers
    moved = before[19].msisdn

    def move(session: Session) -> None:
        session.execute(sa.update(Number).where(col(Number.msisdn) == moved).values(**changed))

    db.transact(move)  # and nobody notes it
    first = db.read(service.search, query)
    second = db.read(service.search, replace(query, after=first.following))
    shown = [number.msisdn for number in (*first.numbers, *second.numbers)]
    assert shown == [number.msisdn for number in before if number.msisdn != moved][:40]
    assert first.total == by_sql(query).total


def test_when_most_of_what_the_index_finds_is_gone_the_database_answers(index, stock):
    def sell(session: Session) -> None:
        session.execute(
            sa.update(Number).where(col(Number.price) < 250_000)
            .values(status="sold", held_until=None)
        )  # fmt: skip

    db.transact(sell)
    assert db.read(service.search, Query()) == by_sql(Query())


def test_the_front_page_counts_the_same_both_ways(index, stock):
    def both(ask):
        with patch.object(live, "_live", None):
            slow = db.read(ask)
        assert db.read(ask) == slow
        return slow

    assert both(service.free_count)
    assert both(service.classes_on_shelf)
    for msisdn in stock[:5]:
        both(lambda session, one=msisdn: finding.alternatives(session, one))


def test_many_changes_at_once_are_left_to_sql_in_a_small_shop_and_to_the_next_file(
    stock, tmp_path, now
):
    def reprice(session: Session) -> None:
        session.execute(sa.update(Number).values(price=Number.price + 1))
        changes.rebuild(session, now)

    with followed(tmp_path / "index", sql_is_enough=10_000) as one:
        ready(one)
        db.transact(reprice)
        one.turn()
        assert one.status().why == "behind"
        assert live.answer(Query()) is None
        assert db.read(service.search, Query()) == by_sql(Query())
        built(tmp_path / "index", now)
        ready(one)
        same_both_ways(Query())


def test_a_change_that_could_not_be_read_is_read_the_next_time(index, stock, now):
    def reprice(session: Session) -> None:
        session.execute(
            sa.update(Number).where(col(Number.msisdn).in_(stock[:9])).values(price=1_234_567)
        )
        changes.note(session, stock[:9], now)

    db.transact(reprice)
    locked = OperationalError("SELECT", {}, Exception("database is locked"))
    with (
        patch("chonso_app.numbers.index.following.some_rows", side_effect=locked),
        pytest.raises(OperationalError),
    ):
        index.catch_up()
    index.catch_up()
    same_both_ways(Query(price_from=1_234_567, price_to=1_234_567))


def test_a_number_that_was_removed_does_not_come_back_with_the_next_changes(index, now):
    price = 1_234_567

    def brought(session: Session, national: str) -> None:
        row = new_row(national, price, this_year=now.year)
        put_on_shelf(session, [row])
        changes.note(session, [row["msisdn"]], now)

    def removed(session: Session, msisdn: str) -> None:
        session.execute(sa.delete(Number).where(col(Number.msisdn) == msisdn))
        changes.note(session, [msisdn], now)

    def told() -> int | None:
        index.catch_up()
        found = live.answer(Query(price_from=price, price_to=price))
        return found and found.total

    db.transact(brought, "0789111223")
    assert told() == 1
    db.transact(removed, "84789111223")
    assert told() == 0
    db.transact(brought, "0789111224")
    assert told() == 1
    assert index.status().changed == 1


def test_an_error_in_the_index_is_told_to_health_and_the_database_answers(index, caplog):
    secret = Query(patterns=(parse("*123456*"),))
    with patch.object(live.pages, "answer", side_effect=KeyError("123456")):
        assert db.read(service.search, secret) == by_sql(secret)
    assert index.status().failures == 1
    assert "KeyError in" in caplog.text
    assert "123456" not in caplog.text


def test_a_feed_that_cannot_be_read_ends_the_answers(index):
    with patch.object(live, "_SILENT_SECONDS", 0.0):
        assert live.answer(Query()) is None
        assert index.status().why == "silent"


def test_processes_without_the_index_ask_the_database(stock):
    assert live.status().why == "off"
    assert db.read(service.search, Query()).total


def test_rows_of_several_pages_join_without_a_gap(index, stock):
    query, shown = Query(sort=Sort.BEST), []
    while True:
        page = db.read(service.search, query)
        shown += [number.msisdn for number in page.numbers]
        if page.following is None:
            break
        query = Query(sort=Sort.BEST, after=page.following)
    assert len(shown) == len(set(shown)) == page.total
    everything = db.read(lambda session: set(session.exec(select(Number.msisdn))))
    assert set(shown) <= everything
