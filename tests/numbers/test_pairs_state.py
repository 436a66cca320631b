"""The pair finder as a tab drives it."""

import pytest
from sqlmodel import Session

from chonso_app.core.db import utc_now
from chonso_app.numbers import pairs_state
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.pairs_state import PairsState
from tests.numbers.tabs import Tab

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PRICES = {"0901236868": 1_250_000, "0901236869": 60_000, "0931236868": 980_000}


@pytest.fixture
def tab(session: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    year = utc_now().year
    put_on_shelf(session, [new_row(n, price, this_year=year) for n, price in PRICES.items()])
    session.commit()
    return Tab(monkeypatch, pairs_state)


def test_the_address_is_the_question(tab):
    seen = tab.open(PairsState.load, "/sim-doi?kieu=lien-tiep&q=*6868")
    (pair,) = seen.pairs
    assert (pair.first.national, pair.second.national) == ("0901236868", "0901236869")
    assert pair.total.startswith("1.310.000")
    assert [(span.text, span.strong) for span in pair.second.spans] == [
        ("0901 23 686", False), ("9", True),
    ]  # fmt: skip
    assert tab.followed == ("number:84901236868", "number:84901236869")


def test_the_kinds_lead_to_each_other_with_the_same_question(tab):
    seen = tab.open(PairsState.load, "/sim-doi?q=*68&gia=-2000000")
    assert seen.asked.kind == "lien-tiep"
    assert seen.asked.tabs[2].href == "/sim-doi?kieu=cung-duoi&q=*68&gia=-2000000"


def test_a_number_of_ones_own_gets_partners_alone(tab):
    seen = tab.open(PairsState.load, "/sim-doi?kieu=lech-mot-so&q=0901236888")
    (pair,) = seen.pairs
    assert (pair.first.national, pair.second.national) == ("", "0901236868")
    assert "không còn trong kho" in seen.found.note


@pytest.mark.parametrize(
    ("address", "phase"),
    [
        ("/sim-doi?kieu=lech-mot-so", "need"), ("/sim-doi?q=*0000", "none"),
        ("/sim-doi?q=%23%23%23", "unread"), ("/sim-doi?kieu=la", "list"),
    ],
)  # fmt: skip
def test_what_the_page_says_instead_of_a_list(tab, address, phase):
    assert tab.open(PairsState.load, address).found.phase == phase
