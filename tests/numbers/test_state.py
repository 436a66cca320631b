"""The finding states, as a tab drives them, without a browser."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import ReflexURL
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.numbers import loosening, query, service, shelf, state_number
from chonso_app.numbers import state as finding
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.state import HomeState, SearchState, params_of
from chonso_app.numbers.state_number import NumberState

PRICES = {
    "0901236868": 1_250_000, "0937516868": 980_000, "0937116868": 4_000_000,
    "0901230123": 390_000, "0781112222": 9_000_000, "0765432111": 60_000,
}  # fmt: skip
# What both databases answer is the services' matter, tested there
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SOMEBODY = Actor.anonymous(visitor="a" * 64)


class Tab:
    """A browser tab at an address."""

    def __init__(self) -> None:
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.followed: tuple[str, ...] = ()

    def state(self, kind: type[Any]) -> Any:
        return self.root.get_substate(kind.get_full_name().split("."))

    def open(self, handler: Any, address: str) -> Any:
        url = ReflexURL(f"http://localhost:3000{address}")
        self.root.router = replace(self.root.router, url=url)
        kind = next(k for k in (HomeState, SearchState, NumberState) if _owns(k, handler))
        state = self.state(kind)
        asyncio.run(handler.fn(state))
        return state


def _owns(kind: type, handler: Any) -> bool:
    return handler.fn.__qualname__.startswith(kind.__name__)


@pytest.fixture
def stock(session: Session) -> Session:
    year = utc_now().year
    put_on_shelf(session, [new_row(n, price, this_year=year) for n, price in PRICES.items()])
    session.commit()
    shelf.forget()
    return session


@pytest.fixture
def tab(stock: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    made = Tab()

    def follow(_state: rx.State, *topics: str) -> None:
        made.followed = topics

    for module in (finding, state_number):
        monkeypatch.setattr(module, "follow", follow)
    monkeypatch.setattr(
        state_number,
        "route_arg",
        lambda state, _name: state.router.url.path.rstrip("/").split("/")[-1],
    )
    return made


def hold(session: Session, msisdn: str, *, minutes: int = 5) -> None:
    now = utc_now()
    service.take(session, SOMEBODY, msisdn, until=now + timedelta(minutes=minutes), now=now)
    session.commit()


def test_the_address_is_the_question(tab):
    found = tab.open(SearchState.load, "/tim?q=09*6868&gia=0-3000000")
    assert [row.national for row in found.numbers] == ["0937516868", "0901236868"]
    assert (found.found.phase, found.found.total) == ("list", "2")
    assert [chip.text for chip in found.asked.chips] == ["Dưới 3 triệu"]
    assert found.asked.chips[0].href == "/tim?q=09*6868"


def test_a_line_says_why_it_is_there_and_marks_the_digits_that_match(tab):
    line = tab.open(SearchState.load, "/tim?q=09*6868").numbers[0]
    assert line.why == "Khớp đầu và đuôi"
    assert [(span.text, span.strong) for span in line.spans] == [
        ("09", True), ("37 51 ", False), ("6868", True),
    ]  # fmt: skip


def test_the_list_follows_each_of_its_numbers(tab):
    tab.open(SearchState.load, "/tim?q=1236868")
    assert tab.followed == ("number:84901236868",)


def test_a_held_number_stays_in_the_list_and_says_until_when(tab, stock):
    hold(stock, "84901236868")
    line = tab.open(SearchState.load, "/tim?q=1236868").numbers[0]
    assert line.held_until


def test_what_cannot_be_read_is_told_on_the_page_and_kept_in_the_box(tab):
    found = tab.open(SearchState.load, "/tim?q=abc")
    assert (found.found.phase, found.numbers) == ("unread", [])
    assert found.found.error
    assert found.asked.typed == "abc"


def test_an_answer_after_an_unreadable_question_is_an_answer_again(tab):
    tab.open(SearchState.load, "/tim?q=abc")
    assert tab.open(SearchState.load, "/tim?q=6868").found.phase == "list"


def test_nothing_found_offers_what_would_be_found(tab):
    found = tab.open(SearchState.load, "/tim?q=6868&gia=0-500000")
    assert found.found.phase == "none"
    assert (found.loosened[0].text, found.loosened[0].href) == ("Xem 3 số", "/tim?q=*6868")


def test_pages_lead_to_each_other_by_address(tab, monkeypatch):
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    first = tab.open(SearchState.load, "/tim").found
    assert (first.page, first.pages, first.previous) == (1, 3, "")
    assert first.following == "/tim?trang=2"
    assert tab.open(SearchState.load, "/tim?trang=3").found.previous == "/tim?trang=2"


def test_sorting_keeps_the_question(tab):
    state = tab.open(SearchState.load, "/tim?q=6868")
    sent = SearchState.sort_by.fn(state, "gia-cao")  # pyright: ignore[reportFunctionMemberAccess]
    assert "/tim?q=*6868&sap-xep=gia-cao" in str(sent)


def test_the_filters_say_how_many_they_would_find(tab):
    state = tab.open(SearchState.load, "/tim")
    asyncio.run(SearchState.count.fn(state, "lop=loc-phat&tu=1.000.000&den="))  # pyright: ignore[reportFunctionMemberAccess]
    assert state.preview == "2"


def test_a_form_may_say_a_name_twice_and_prices_as_typed(database):
    asked = params_of("lop=tien&lop=lap&tu=1.000.000&den=3.000.000%20%E2%82%AB&q=68")
    assert asked == {"lop": "tien,lap", "gia": "1000000-3000000", "q": "68"}


def test_one_number_tells_price_shapes_and_that_it_is_free(tab):
    page = tab.open(NumberState.load, "/so/0901236868")
    assert (page.number.phase, page.number.grouped) == ("free", "0901 23 6868")
    assert page.number.price.startswith("1.250.000")
    assert page.number.badges[0] == "Lộc phát"
    assert page.similar == []
    assert tab.followed == ("number:84901236868",)


def test_a_held_number_offers_similar_ones(tab, stock):
    hold(stock, "84901236868")
    page = tab.open(NumberState.load, "/so/0901236868")
    assert page.number.phase == "held"
    assert {row.national for row in page.similar} == {"0937516868", "0937116868"}


def test_a_sold_number_is_gone(tab, stock):
    hold(stock, "84901236868")
    service.sell(stock, SOMEBODY, "84901236868", now=utc_now())
    stock.commit()
    assert tab.open(NumberState.load, "/so/0901236868").number.phase == "gone"


@pytest.mark.parametrize("typed", ["0999999999", "abc", "09012368681"])
def test_what_is_no_number_of_ours_is_missing(tab, typed):
    assert tab.open(NumberState.load, f"/so/{typed}").number.phase == "missing"


def test_the_front_page_counts_the_shelf(tab):
    home = tab.open(HomeState.load, "/")
    assert home.front.free == "6"
    assert home.front.kinds[0].name == "Lộc phát"
    assert home.star.national
    assert "0901230123" in {row.national for row in home.easy}


def test_the_shelf_is_counted_again_after_a_while(stock):
    now = utc_now()
    before = shelf.shelf(stock, now=now)
    hold(stock, "84901236868")
    assert shelf.shelf(stock, now=now) is before
    assert shelf.shelf(stock, now=now + shelf.KEPT_FOR).free == 5


def test_loosening_a_whole_number_keeps_its_end(stock):
    asked = query.from_params({"q": "0909996868"})
    assert loosening.loosened(stock, asked)[0].query.pattern.text == "*6868"
