"""300,000 numbers: the index's totals and pages are those of plain SQL, after numbers were sold,
came back, got other prices and came in."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel

from chonso_app.bench.search_shelf import fill
from chonso_app.bench.search_stock import stock
from chonso_app.core import db
from chonso_app.numbers import search
from chonso_app.numbers.index import making
from chonso_app.numbers.index.layout import Answer, Columns
from chonso_app.numbers.index.pages import answer
from chonso_app.numbers.index.planes import Segment
from chonso_app.numbers.query import Cursor, Query, Sort
from chonso_app.numbers.traits import Element
from tests.numbers.index import oracle
from tests.numbers.strategies import queries

COUNT, NEW = 300_000, 5_000
_MOVED, _PRICED = 4_000, 3_000
_LIMIT = 20
_cursors = st.integers(0, COUNT - 1) | st.none()


@dataclass(frozen=True)
class Shop:
    """The same shelf twice. `columns` as they are at the end."""

    session: Session
    segments: list[Segment]
    columns: Columns


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Base and delta as they are after an hour of business; the database as it is then."""
    columns = _stock()
    segments, columns = _after_business(columns)
    engine = db.make_engine(f"sqlite:///{tmp_path_factory.mktemp('shelf')}/shelf.db")
    SQLModel.metadata.create_all(engine)
    fill(engine, columns)
    with Session(engine) as session:
        session.execute(sa.text("PRAGMA cache_size=-400000"))  # KiB: all of it
        yield Shop(session, segments, columns)
    engine.dispose()


def _stock() -> Columns:
    columns = stock(COUNT)
    return replace(
        columns,
        unit=(columns.unit % 4).astype(np.uint8),
        store=(columns.store % 3).astype(np.uint16),
        units=oracle.UNITS,
        stores=oracle.STORES,
    )


def _after_business(columns: Columns) -> tuple[list[Segment], Columns]:
    dice = np.random.default_rng(4)
    known = COUNT - NEW  # the last ones come in later
    base = making.make(oracle.part(columns, slice(0, known)))
    rows = base.rows_of(columns.number[:known])
    shown, price = columns.shown.copy(), columns.price.copy()
    for at in dice.choice(known, _MOVED, replace=False).tolist():  # sold, or back on the shelf
        shown[at] = not shown[at]
        base.show(int(rows[at]), bool(shown[at]))
    priced = dice.choice(known, _PRICED, replace=False)
    for at in priced.tolist():
        base.show(int(rows[at]), False)
    price[priced] = dice.choice(np.array([35_000, 60_000, 480_000, 2_000_000]), _PRICED)
    columns = replace(columns, shown=shown, price=price)
    changed = np.concatenate([priced, np.arange(known, COUNT)])
    return [base, making.make(oracle.part(columns, changed))], columns


def _same(shop: Shop, query: Query, total: int | None = None) -> Answer:
    """Asks both. `total`: SQL has told it already."""
    found = answer(shop.segments, query, _LIMIT)
    assert found.total == (search.total_of(shop.session, query) if total is None else total)
    rows = search.page_of(shop.session, query, _LIMIT + 1)
    assert found.numbers == [int(row.national) for row in rows[:_LIMIT]]
    assert found.more is (len(rows) > _LIMIT)
    return found


def _place_of(shop: Shop, number: int, query: Query) -> Cursor:
    [at] = np.flatnonzero(shop.columns.number == number)
    [row] = oracle.rows(oracle.part(shop.columns, slice(at, at + 1)))
    return oracle.cursor(row, query)


def _compared(shop: Shop, count: int) -> None:
    """`count` questions; of each the first page, and the one after it or after any number."""

    @settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(queries, _cursors)
    def compare(query: Query, at: int | None) -> None:
        found = _same(shop, query)
        if at is not None:
            number = int(shop.columns.number[at])
        elif found.more:
            number = found.numbers[-1]
        else:
            return
        _same(shop, replace(query, after=_place_of(shop, number, query)), found.total)

    compare()


def test_the_index_answers_as_sql_does(shop):
    _compared(shop, 200)


@pytest.mark.full
@pytest.mark.parametrize("_time", range(4))
def test_the_index_answers_as_sql_does_many_times_more(shop, _time):
    _compared(shop, 600)


@pytest.mark.parametrize("sort", list(Sort))
def test_in_every_order_the_pages_of_the_whole_shelf_are_those_of_sql(shop, sort):
    query = Query(sort=sort, element=Element.THO)
    for _ in range(3):
        found = _same(shop, query)
        query = replace(query, after=_place_of(shop, found.numbers[-1], query))
