"""The finding states, as a tab drives them, without a browser."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import ReflexURL
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.core import limits
from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.numbers import (
    address_words,
    chips,
    loosening,
    patience,
    query,
    service,
    shelf,
    state_compare,
    state_number,
)
from chonso_app.numbers import state as finding
from chonso_app.numbers.asked import params_of, shown_of
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.pairs_state import PairsState
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.state import SearchState
from chonso_app.numbers.state_compare import CompareState
from chonso_app.numbers.state_home import HomeState
from chonso_app.numbers.state_number import NumberState
from tests import tabs

PRICES = {
    "0901236868": 1_250_000, "0937516868": 980_000, "0937116868": 4_000_000,
    "0901230123": 390_000, "0781112222": 9_000_000, "0765432111": 60_000,
}  # fmt: skip
# What both databases answer is the services' matter, tested there
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SOMEBODY = Actor.anonymous(visitor="a" * 64)


class Tab(tabs.Tab):
    """At an address."""

    followed: tuple[str, ...] = ()

    def open(self, handler: Any, address: str) -> Any:
        url = ReflexURL(f"http://localhost:3000{address}")
        self.root.router = replace(self.root.router, url=url)
        return self.see(handler)


@pytest.fixture
def stock(session: Session) -> Session:
    year = utc_now().year
    put_on_shelf(session, [new_row(n, price, this_year=year) for n, price in PRICES.items()])
    session.commit()
    shelf.forget()
    return session


@pytest.fixture
def tab(stock: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    made = Tab(SOMEBODY)

    def follow(_state: rx.State, *topics: str) -> None:
        made.followed = topics

    for module in (finding, state_number, state_compare):
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
    found = tab.open(SearchState.load, "/tim?q=68%2B68")
    assert (found.found.phase, found.numbers) == ("unread", [])
    assert found.found.error
    assert found.asked.typed == "68+68"


def test_an_answer_after_an_unreadable_question_is_an_answer_again(tab):
    tab.open(SearchState.load, "/tim?q=68%2B68")
    assert tab.open(SearchState.load, "/tim?q=6868").found.phase == "list"


def test_what_is_typed_is_answered_without_another_address(tab):
    tab.open(SearchState.load, "/tim?gia=0-3000000")
    found = tab.see(SearchState.ask, "q=1236868&gia=0-3000000")
    assert [row.national for row in found.numbers] == ["0901236868"]
    assert found.asked.question == "q=1236868&gia=0-3000000"
    assert found.asked.address == "q=1236868&gia=0-3000000"
    assert tab.followed == ("number:84901236868",)


def test_a_change_of_the_shelf_answers_what_was_typed_last(tab, stock):
    tab.open(SearchState.load, "/tim")
    tab.see(SearchState.ask, "q=1236868")
    hold(stock, "84901236868")
    assert [bool(row.held_until) for row in tab.see(SearchState.again).numbers] == [True]


def test_a_name_is_shown_with_its_letters_over_the_digits(tab):
    found = tab.see(SearchState.ask, "q=ot")  # 68
    assert {row.national for row in found.numbers} >= {"0901236868", "0937516868"}
    assert [cell.letter for cell in found.asked.cells[-2:]] == ["O", "T"]
    assert [cell.digit for cell in found.asked.cells[-2:]] == ["6", "8"]
    assert found.asked.typed == "ot"


def test_nothing_found_offers_what_would_be_found(tab):
    found = tab.open(SearchState.load, "/tim?q=6868&gia=0-500000")
    assert found.found.phase == "none"
    assert (found.loosened[0].text, found.loosened[0].href) == ("Xem 3 số", "/tim?q=6868")


@pytest.fixture
def long_list(tab: Tab, stock: Session) -> Tab:
    year = utc_now().year
    many = [new_row(f"07900{n:05d}", 100_000 + n, this_year=year) for n in range(10_001, 10_231)]
    put_on_shelf(stock, many)
    stock.commit()
    return tab


def shown(state: Any) -> list[str]:
    return [row.national for row in state.numbers]


def test_more_are_added_beneath_and_the_address_says_how_many(long_list):
    first = shown(long_list.open(SearchState.load, "/tim?q=0790"))
    state = long_list.see(SearchState.more)
    assert (len(first), len(shown(state))) == (20, 40)
    assert shown(state)[:20] == first
    assert state.asked.address == "q=0790&hien=40"
    assert shown(long_list.open(SearchState.load, "/tim?q=0790&hien=40")) == shown(state)


def test_what_is_sold_meanwhile_shifts_nothing(long_list, stock):
    first = shown(long_list.open(SearchState.load, "/tim?q=0790"))
    for national in first[:3]:
        hold(stock, f"84{national[1:]}")
        service.sell(stock, SOMEBODY, f"84{national[1:]}", now=utc_now())
    stock.commit()
    state = long_list.see(SearchState.more)
    assert shown(state) == [f"07900{n:05d}" for n in range(10_001, 10_041)]
    assert state.found.total == "227"


def test_a_page_grows_to_its_end_and_goes_on_under_another_address(long_list):
    long_list.open(SearchState.load, "/tim?q=0790&hien=180")
    state = long_list.see(SearchState.more)
    assert (len(state.numbers), state.found.more) == (200, True)
    assert state.found.onward.startswith("/tim?q=0790&sau=0790010200.")
    assert len(long_list.see(SearchState.more).numbers) == 200
    last = long_list.open(SearchState.load, state.found.onward)
    assert shown(last)[0] == "0790010201"
    assert len(long_list.see(SearchState.more).numbers) == 30
    assert not last.found.more


@pytest.mark.parametrize(("said", "rows"), [("", 20), ("-1", 20), ("50", 40), ("99999", 200)])
def test_an_address_may_ask_for_so_many_rows_and_no_more(database, said, rows):
    assert shown_of(f"hien={said}") == rows


@pytest.mark.parametrize(
    ("handler", "said", "shown"),
    [
        (SearchState.load, [], "found"), (SearchState.ask, ["q=1111"], "found"),
        (SearchState.again, [], "found"), (SearchState.count, ["q=6868"], "preview"),
        (NumberState.load, [], "number"), (NumberState.again, [], "number"),
        (PairsState.load, [], "found"),
    ],
)  # fmt: skip
def test_one_network_address_may_search_only_so_often(tab, monkeypatch, handler, said, shown):
    told: list[str] = []

    async def tell(_state: rx.State, text: str, _kind: str) -> None:
        told.append(text)

    monkeypatch.setattr(patience, "tell", tell)
    tab.open(SearchState.load, "/tim?q=6868")
    monkeypatch.setattr(limits, "take", lambda *_, **__: False)
    state = tab.of(handler)
    before = getattr(state, shown)
    tab.see(handler, *said)
    assert getattr(state, shown) == before
    assert "Chờ một phút" in told[0]


@pytest.mark.parametrize(
    "handler",
    [SearchState.load, SearchState.again, CompareState.again, NumberState.load, NumberState.again],
)
def test_each_browser_may_look_only_so_often(database, handler):
    assert handler.fn.__limit__.seconds == 60


def test_sorting_keeps_the_question(tab):
    state = tab.open(SearchState.load, "/tim?q=6868")
    sent = SearchState.sort_by.fn(state, "gia-cao")  # pyright: ignore[reportFunctionMemberAccess]
    assert "/tim?q=6868&sap-xep=gia-cao" in str(sent)


def test_only_with_an_element_may_the_list_be_ranked_by_it(tab):
    assert not tab.open(SearchState.load, "/tim?sap-xep=hop-menh").asked.has_person
    state = tab.open(SearchState.load, "/tim?menh=kim")
    assert state.asked.has_person
    sent = SearchState.sort_by.fn(state, "hop-menh")  # pyright: ignore[reportFunctionMemberAccess]
    assert "/tim?menh=kim&sap-xep=hop-menh" in str(sent)


def test_the_filters_say_how_many_they_would_find(tab):
    state = tab.open(SearchState.load, "/tim")
    asyncio.run(SearchState.count.fn(state, "lop=loc-phat&tu=1.000.000&den="))  # pyright: ignore[reportFunctionMemberAccess]
    assert state.preview == "2"


def test_every_filter_in_force_is_a_chip_that_takes_it_away(tab):
    asked = "tranh=47&lop=loc-phat,lap&dau-so=090,093&loai=tra-truoc&nut=8&linh-so=cat&que=tot"
    chips = {
        chip.text: chip.href for chip in tab.open(SearchState.load, f"/tim?{asked}").asked.chips
    }
    assert chips["Không có số 4"].startswith("/tim?tranh=7&lop=loc-phat,lap")
    assert "lop=lap&" in chips["Lộc phát"]
    assert {"Đầu 090", "Trả trước", "8 nút", "Linh số cát", "Quẻ tốt"} <= set(chips)
    assert "loai=" not in chips["Trả trước"]


def test_whatever_the_address_can_say_has_a_word(database):
    said = {name: list(values) for name, values in address_words.GROUPS.items()}
    said |= {"menh": list(address_words.ELEMENTS), "loai": list(address_words.KINDS)}
    said |= {"lop": [cls.value for cls in NumberClass], "cua-hang": ["CH-79-01"], "vung": ["9"]}
    for name, values in said.items():
        for value in values:
            [chip] = chips.chips_of(query.from_params({name: value}), {})
            assert (chip.text != "", chip.href) == (True, "/tim"), (name, value)


def test_the_boxes_of_the_filters_show_what_is_in_force(tab):
    asked = tab.open(SearchState.load, "/tim?tranh=47&lop=loc-phat&q=68").asked
    assert asked.ticked == ["tranh=4", "tranh=7", "lop=loc-phat"]
    assert {one.name for one in asked.kept} == {"tranh", "lop"}


def test_a_region_is_called_by_its_name(tab, stock):
    stock.add(Unit(id=3, code="KV3", name="Cty KV 3"))
    stock.commit()
    found = tab.open(SearchState.load, "/tim?vung=3")
    assert [chip.text for chip in found.asked.chips] == ["Kho Cty KV 3"]
    assert [(one.name, one.value) for one in found.regions] == [("Cty KV 3", "3")]


def test_a_form_may_say_a_name_twice_and_prices_as_typed(database):
    asked = params_of("lop=tien&lop=lap&tu=1.000.000&den=3.000.000%20%E2%82%AB&q=68")
    assert asked == {"lop": "tien,lap", "gia": "1000000-3000000", "q": "68"}


def test_one_number_tells_price_shapes_and_that_it_is_free(tab):
    page = tab.open(NumberState.load, "/so/0901236868")
    assert (page.number.phase, page.number.grouped) == ("free", "0901 23 6868")
    assert page.number.price.startswith("1.250.000")
    assert page.number.badges[0] == "Lộc phát"
    assert {row.national for row in page.similar} == {"0937516868", "0937116868"}
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


def test_numbers_stand_side_by_side_as_the_address_names_them(tab, stock):
    hold(stock, "84937516868")
    page = tab.open(CompareState.load, "/so-sanh?so=0937516868,0901236868,0999999999,x,0901236868")
    assert [(one.national, one.phase) for one in page.columns] == [
        ("0937516868", "held"), ("0901236868", "free"), ("0999999999", "missing"),
    ]  # fmt: skip
    assert page.columns[1].without == "/so-sanh?so=0937516868,0999999999"
    assert page.columns[1].badges[0] == "Lộc phát"
    assert page.lines
    assert all(len(line.said) == 3 for line in page.lines)
    assert tab.followed[0] == "number:84937516868"


def test_a_comparison_of_nothing_says_how_to_begin(tab):
    assert tab.open(CompareState.load, "/so-sanh").phase == "none"


def test_at_most_six_are_compared(tab):
    many = ",".join(f"09012300{n:02d}" for n in range(10))
    assert len(tab.open(CompareState.load, f"/so-sanh?so={many}").columns) == 6


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
    service.sell(stock, SOMEBODY, "84901236868", now=now)
    stock.commit()
    assert shelf.shelf(stock, now=now) is before
    assert shelf.shelf(stock, now=now + shelf.KEPT_FOR).free == 5


def test_loosening_a_whole_number_keeps_its_end(stock):
    asked = query.from_params({"q": "0909996868"})
    assert loosening.loosened(stock, asked)[0].query.pattern.text == "*6868"
