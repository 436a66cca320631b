"""The page of one number, free and gone: what is like it, what goes with it, what it says."""

import pytest
from sqlmodel import Session

from chonso_app.core.db import utc_now
from chonso_app.numbers import state_number
from chonso_app.numbers.fengshui_state import FengshuiState
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.state_number import NumberState
from tests.numbers.tabs import Tab

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NUMBERS = ("0901236868", "0901236869", "0937516868", "0931236868", "0781112222")


@pytest.fixture
def stock(session: Session) -> Session:
    year = utc_now().year
    put_on_shelf(session, [new_row(one, 60_000, this_year=year) for one in NUMBERS])
    session.commit()
    return session


@pytest.fixture
def tab(stock: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    return Tab(monkeypatch, state_number)


def test_a_free_number_tells_similar_ones_and_its_pairs(tab):
    seen = tab.open(NumberState.load, "/so/0901236868")
    assert seen.number.phase == "free"
    assert [row.national for row in seen.similar] == ["0931236868", "0937516868"]
    assert [(one.text, one.note, one.href) for one in seen.pairs] == [
        ("Liên tiếp", "1 số", "/sim-doi?kieu=lien-tiep&q=0901236868"),
        ("Lệch một số", "1 số", "/sim-doi?kieu=lech-mot-so&q=0901236868"),
        ("Cùng đuôi", "1 số", "/sim-doi?kieu=cung-duoi&q=0901236868"),
    ]


def test_a_number_that_is_gone_offers_similar_ones_and_a_question_to_wait_with(tab, stock):
    gone = stock.get_one(Number, "84901236868")
    gone.status = NumberStatus.BLOCKED
    stock.commit()
    seen = tab.open(NumberState.load, "/so/0901236868")
    assert seen.number.phase == "gone"
    assert len(seen.similar) == 2
    assert seen.alike == "q=*6868"


def test_each_reading_has_a_rule_and_a_source(tab):
    readings = tab.open(NumberState.load, "/so/0901236868").readings
    assert readings.rows[0].title == "Tổng nút"
    assert all(row.rule and row.source for row in [*readings.rows, *readings.apart])


def test_readings_know_the_person_of_this_tab(tab):
    before = [row.title for row in tab.open(NumberState.load, "/so/0901236868").readings.rows]
    person = tab.root.get_substate(FengshuiState.get_full_name().split("."))
    person._element = "KIM"
    after = [row.title for row in tab.open(NumberState.load, "/so/0901236868").readings.rows]
    assert set(after) - set(before) == {"Hợp mệnh"}


def test_after_a_missing_number_nothing_of_the_last_one_stays(tab):
    tab.open(NumberState.load, "/so/0901236868")
    seen = tab.open(NumberState.load, "/so/0999999999")
    assert (seen.number.phase, seen.similar, seen.pairs) == ("missing", [], [])
    assert seen.alike == "q=*9999"
    assert tab.open(NumberState.load, "/so/abc").alike == ""
