"""The address bar carries the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers.pattern import Pattern, PatternUnreadable
from chonso_app.numbers.query import Query, Sort, from_params, from_url, to_url
from chonso_app.numbers.rules import NumberClass as C
from tests.numbers.strategies import queries


@given(queries)
def test_there_and_back_nothing_is_lost(query):
    assert from_url(to_url(query)) == query


def test_an_address_reads_like_one():
    query = Query(
        Pattern("09*6868"), (C.TU_QUY, C.LOC_PHAT), None, 3_000_000, ("090",), Sort.DEAREST, 2
    )
    assert to_url(query) == (
        "q=09*6868&lop=tu-quy,loc-phat&gia=-3000000&dau-so=090&sap-xep=gia-cao&trang=2"
    )
    assert to_url(Query()) == ""


@given(
    st.dictionaries(
        st.sampled_from(["lop", "gia", "dau-so", "sap-xep", "trang", "x"]), st.text(max_size=20)
    )
)
def test_an_old_or_broken_address_still_opens(params):
    assert from_url(to_url(from_params(params))) == from_params(params)


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("?gia=500000-", Query(price_from=500_000)),
        ("gia=abc&trang=0&lop=khong-co,tu-quy&sap-xep=z", Query(classes=(C.TU_QUY,))),
        ("trang=-3", Query()),
        ("q=%2B84901236868", Query(Pattern("0901236868"))),
    ],
)
def test_what_it_says_wrongly_is_left_out(url, query):
    assert from_url(url) == query


def test_only_the_pattern_is_refused():
    with pytest.raises(PatternUnreadable):
        from_url("q=lan")


def test_a_changed_question_starts_at_its_first_page():
    query = Query(page=7)
    assert query.but(sort=Sort.BEST) == Query(sort=Sort.BEST)
    assert query.but(page=8).page == 8
