"""The page of phong thủy as a tab drives it: what is told, what is counted, what is kept."""

import pytest
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.numbers import query, service
from chonso_app.numbers.fengshui_rows import readings_of
from chonso_app.numbers.fengshui_state import SWITCHES, FengshuiState
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.query import Sort
from tests.tabs import Tab

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NUMBERS = ("0901236868", "0937516868", "0766666777", "0781112222", "0899999099", "0703343434")
BORN = {"day": "14", "month": " 2", "year": "1998"}


@pytest.fixture
def tab(session: Session) -> Tab:
    year = utc_now().year
    put_on_shelf(session, [new_row(one, 60_000, this_year=year) for one in NUMBERS])
    session.commit()
    return Tab(Actor.anonymous(visitor="a" * 64))


def counted(text: str) -> int:
    return int(text.replace(".", ""))


def test_a_birth_date_gives_the_element_of_its_lunar_year(tab):
    state = tab.see(FengshuiState.tell_birth, BORN)
    assert (state.person.element, state.person.lunar) == ("Thổ", "Mậu Dần 1998")
    assert [one.element for one in state.person.related] == ["Hỏa", "Thổ", "Mộc"]
    assert state.person.related[0].digits == "chữ số 9"


def test_who_was_born_before_tet_is_told_so(tab):
    state = tab.see(FengshuiState.tell_birth, {"day": "20", "month": "1", "year": "1990"})
    assert state.person.lunar == "Kỷ Tỵ 1989"
    assert "27/01/1990" in state.person.before_tet


def test_the_date_is_not_kept(tab):
    state = tab.see(FengshuiState.tell_birth, BORN)
    kept = str(state.dict()) + str(state._backend_vars) + state.fitting.href
    assert "14/02" not in kept
    assert "14/2" not in kept
    assert state._element == "THO"


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"day": "31", "month": "2", "year": "1998"}, {"day": "x", "month": "2", "year": "1998"},
        {"day": "1", "month": "1", "year": "2999"}, {"day": "1", "month": "1", "year": "1500"},
        {"day": ["1"], "month": None, "year": {}},
    ],
)  # fmt: skip
def test_what_is_no_birth_date_is_told(tab, typed):
    state = tab.see(FengshuiState.tell_birth, typed)
    assert state.error
    assert state.person.element == ""


def test_the_element_ranks_and_leaves_nothing_out(tab):
    state = tab.see(FengshuiState.tell_birth, BORN)
    asked = query.from_url(state.fitting.href.partition("?")[2])
    assert asked.sort is Sort.ELEMENT
    assert counted(state.fitting.total) == len(NUMBERS)
    assert sum(counted(tier.count) for tier in state.fitting.tiers) == len(NUMBERS)


def test_each_switch_filters_by_its_own_rule(tab, session):
    state = tab.see(FengshuiState.tell_birth, BORN)
    for name in SWITCHES:
        tab.see(FengshuiState.switch, name)
        assert state.switched == [name]
        asked = query.from_url(state.fitting.href.partition("?")[2])
        assert f"{name}=" in state.fitting.href
        assert counted(state.fitting.total) == service.search(session, asked).total
        tab.see(FengshuiState.switch, name)
    assert state.switched == []


def test_an_unknown_switch_does_nothing(tab):
    state = tab.see(FengshuiState.tell_birth, BORN)
    tab.see(FengshuiState.switch, "gia")
    assert state.switched == []


def test_any_number_can_be_read_ours_or_not(tab):
    state = tab.see(FengshuiState.read_number, {"number": "0857 798 989"})
    assert state.readings.title == "Phong thủy của 0857 79 8989"
    assert "Thuần Ly" in [row.value for row in state.readings.rows]
    assert all(row.rule and row.source for row in state.readings.rows)
    tab.see(FengshuiState.read_number, {"number": "123"})
    assert state.number_error


def test_a_number_that_is_read_is_read_for_the_person_once_known(tab):
    state = tab.see(FengshuiState.read_number, {"number": "0901236868"})
    before = len(state.readings.rows)
    tab.see(FengshuiState.tell_birth, BORN)
    assert len(state.readings.rows) == before + 1
    tab.see(FengshuiState.forget)
    assert state.person.element == ""


def test_another_school_stands_apart(database):
    readings = readings_of("0901236868")
    assert [row.title for row in readings.apart] == ["Bát cực linh số"]
    assert "Bát cực linh số" not in [row.title for row in readings.rows]
    assert readings.bar.count(True) == 3
