"""When nothing matches, the smallest changes that find something are offered, with exact totals."""

import pytest
from sqlmodel import Session, col, select

from chonso_app.numbers import loosening, rows, service
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number
from chonso_app.numbers.query import from_url, to_url

# What both databases answer is the services' matter, tested there
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
STOCK = {
    "0901236868": 1_250_000, "0937516868": 980_000, "0937116868": 4_000_000,
    "0901230123": 390_000, "0906464123": 60_000, "0901150888": 70_000,
}  # fmt: skip


@pytest.fixture
def stock(session: Session, now) -> Session:
    put_on_shelf(session, [new_row(n, price, this_year=now.year) for n, price in STOCK.items()])
    first = session.exec(select(Number).where(col(Number.national) == "0901236868")).one()
    first.unit_id, first.store_code = 3, "CH01"
    session.commit()
    return session


def offers(session: Session, url: str) -> list[tuple[str, str, int]]:
    asked = from_url(url)
    assert service.search(session, asked).total == 0
    found = loosening.loosened(session, asked)
    for one in found:
        assert one.total == service.search(session, one.query).total > 0
    assert all("{" not in link.note + link.text for link in rows.loosened_of(found))
    return [(one.dropped, to_url(one.query), one.total) for one in found]


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("q=6868&gia=-500000", ("price", "q=6868", 3)),
        ("q=6868&lop=tu-quy", ("classes", "q=6868", 3)),
        ("q=tứ quý đuôi 68", ("classes", "q=*68", 3)),
        ("q=6868&tranh=68", ("without", "q=6868", 3)),
        ("q=6868&dau-so=089", ("prefixes", "q=6868", 3)),
        ("q=6868&vung=9", ("stock", "q=6868", 3)),
        ("q=0123&cua-hang=CH01", ("stock", "q=0123", 1)),
        ("q=0123&nut=2", ("traits", "q=0123", 1)),
        ("q=minh", ("reading", "q=Minh&cach=bat-ky", 1)),
        ("q=minh&gia=-5", ("reading", "q=Minh&cach=bat-ky", 1)),
        ("q=0901236866", ("neighbours", "q=090123686%3F", 1)),
        ("q=0909996868", ("tail", "q=*6868", 3)),
        ("q=56868", ("tail", "q=*6868", 3)),
        ("q=170888", ("tail", "q=*0888", 1)),
        ("gia=1-2&lop=lap", ("price", "lop=lap", 3)),
    ],
)
def test_the_smallest_change_comes_first(stock, url, first):
    assert offers(stock, url)[0] == first


def test_the_tail_alone_comes_last(stock):
    assert offers(stock, "q=*516868&gia=-500000&lop=tu-quy")[-1] == ("tail", "q=*16868", 2)


def test_one_filter_alone_is_not_dropped_for_the_whole_shelf(stock):
    assert offers(stock, "gia=1-2") == []


def test_digits_that_may_be_a_date_are_offered_as_one(stock):
    assert ("reading", "q=15/08/1993", 1) not in offers(stock, "q=150893")
    put_on_shelf(stock, [new_row("0901231508", 5, this_year=2026)])
    assert ("reading", "q=15/08/1993", 1) in offers(stock, "q=150893")


def test_of_a_name_that_no_number_spells_the_last_letters_are_offered(stock):
    put_on_shelf(stock, [new_row("0901238936", 5, this_year=2026)])
    assert offers(stock, "q=nguyen&gia=-1")[0] == ("reading", "q=Uyen", 1)
