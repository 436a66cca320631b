"""Nothing noted is ever missed, in whatever order transactions commit."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.core import db
from chonso_app.numbers import changes
from chonso_app.numbers.index import feed
from chonso_app.numbers.index.feed import GAP_LASTS, Feed, Place
from chonso_app.numbers.models import NumberChange

A, B, C = "84901236868", "84901236869", "84901236870"


def noted(now, *msisdns):
    db.transact(changes.note, msisdns, now)


def put(now, seq, msisdn):
    """At a place of its own: what a transaction that began earlier commits later."""
    row = {"seq": seq, "msisdn": msisdn, "at": now}
    db.transact(lambda session: session.execute(sa.insert(NumberChange), [row]))


def test_what_is_noted_is_read_once_and_in_one_piece(database, now):
    reader = Feed(Place())
    noted(now, A, B, A)
    assert db.read(reader.read) == feed.News([A, B], rebuild=False, more=False)
    assert db.read(reader.read).msisdns == []
    db.transact(changes.rebuild, now)
    assert db.read(reader.read).rebuild


def test_very_many_are_one_mark(database, now, monkeypatch):
    monkeypatch.setattr(changes, "VERY_MANY", 2)
    noted(now, A, B, C)
    assert db.read(Feed(Place()).read) == feed.News([], rebuild=True, more=False)
    assert db.read(changes.last) == 1


def test_a_place_that_was_missing_is_read_when_it_comes(database, now):
    reader = Feed(Place())
    put(now, 1, A)
    put(now, 7, B)
    assert db.read(reader.read).msisdns == [A, B]
    put(now, 4, C)
    put(now, 2, A)
    assert db.read(reader.read).msisdns == [A, C]
    put(now, 6, B)
    assert db.read(reader.read).msisdns == [B]
    assert db.read(reader.read).msisdns == []


def test_what_was_read_in_vain_is_read_again(database, now):
    def in_vain(session: Session) -> None:
        with reader.reading(session):
            raise MemoryError

    reader = Feed(Place())
    put(now, 1, A)
    put(now, 4, A)
    assert db.read(reader.read).msisdns == [A]
    put(now, 3, B)  # into the gap
    put(now, 5, C)
    for _ in range(2):
        with pytest.raises(MemoryError):
            db.read(in_vain)
    assert db.read(reader.read).msisdns == [B, C]
    assert db.read(reader.read).msisdns == []


def test_a_place_that_never_comes_is_given_up_in_the_end(database, now):
    clock = [0.0]
    reader = Feed(Place(), clock=lambda: clock[0])
    put(now, 1, A)
    put(now, 3, B)
    db.read(reader.read)
    clock[0] = GAP_LASTS + 1
    put(now, 2, C)
    assert db.read(reader.read).msisdns == []


def test_postgresql_commits_out_of_order_and_nothing_is_lost(database, now):
    if database.dialect.name == "sqlite":
        return  # one writer: places come in their order
    reader = Feed(Place())
    with Session(database) as slow:
        changes.note(slow, [A], now)  # takes place 1 and does not commit yet
        noted(now, B)
        place = db.read(feed.here)
        assert (place.seq, place.gaps) == (2, ((1, 1),))
        assert db.read(reader.read).msisdns == [B]
        slow.commit()
    assert db.read(reader.read).msisdns == [A]
    assert db.read(Feed(place).read).msisdns == [A]


def test_a_builder_keeps_the_places_that_it_did_not_see(database, now):
    for seq in (1, 2, 5, 9):
        put(now, seq, A)
    place = db.read(feed.here)
    assert (place.seq, place.gaps) == (9, ((3, 4), (6, 8)))
    reader = Feed(place)
    put(now, 4, B)
    assert db.read(reader.read).msisdns == [B]


def test_another_feed_is_known_by_its_row(database, now):
    assert db.read(feed.is_ours, db.read(feed.here))
    noted(now, A, B)
    place = db.read(feed.here)
    assert db.read(feed.is_ours, place)
    assert not db.read(feed.is_ours, Place(place.seq, (now - timedelta(days=1)).isoformat()))
    assert not db.read(feed.is_ours, Place(99, place.at))


def test_old_rows_go_but_not_those_an_index_needs(database, now):
    for seq in range(1, 6):
        put(now - timedelta(days=2), seq, A)
    put(now, 6, B)
    place = Place(4, (now - timedelta(days=2)).isoformat())
    assert db.transact(changes.forget, before=now - timedelta(days=1), place=place) == 3
    assert db.read(feed.is_ours, place)
    assert db.read(Feed(place).read).msisdns == [A, B]
    assert not db.read(feed.is_ours, Place(2, place.at))
    assert not db.read(feed.is_ours, Place())


def test_old_rows_that_came_into_the_gaps_of_the_index_stay(database, now):
    long_ago = now - timedelta(days=2)
    for seq in (1, 2, 5, 9):
        put(long_ago, seq, A)
    place = db.read(feed.here)
    assert place.gaps == ((3, 4), (6, 8))
    put(long_ago, 4, B)
    put(long_ago, 6, C)
    assert db.transact(changes.forget, before=now, place=place) == 3
    assert db.read(feed.is_ours, place)
    assert db.read(Feed(place).read).msisdns == [B, C]


def test_a_place_with_more_gaps_than_fit_in_a_question(database, now):
    count = 2 * feed._MOST_GAPS
    rows = [{"seq": 2 * one, "msisdn": A, "at": now} for one in range(1, count + 2)]
    db.transact(lambda session: session.execute(sa.insert(NumberChange), rows))
    place = db.read(feed.here)
    put(now, 2 * count - 1, B)
    assert db.transact(changes.forget, before=now + timedelta(days=1), place=place) == count
    assert db.read(Feed(place).read).msisdns == [B]
