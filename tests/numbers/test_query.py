"""The address bar carries the question."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers import traits
from chonso_app.numbers.birthdays import DateUnknown
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import Pattern, PatternUnreadable
from chonso_app.numbers.query import Cursor, Query, Sort, asking, from_params, from_url, to_url
from chonso_app.numbers.rules import NumberClass as C
from chonso_app.numbers.traits import Element, Level
from tests.numbers.strategies import cursors, queries, queries_with


@given(queries_with(most=10), st.none() | cursors)
def test_there_and_back_nothing_is_lost(query, after):
    query = replace(query, after=after)
    assert from_url(to_url(query)) == query


def test_an_address_reads_like_one():
    query = Query(
        patterns=(Pattern("09*6868"),),
        without="47",
        classes=(C.TU_QUY, C.LOC_PHAT),
        price_to=3_000_000,
        prefixes=("090",),
        units=(3, 5),
        store="CH-79-01",
        kind=SubscriptionKind.POSTPAID,
        traits=(traits.nut(8) | traits.nut(10), traits.level(Level.DAI_CAT), traits.GOOD_HEXAGRAM),
        element=Element.KIM,
        sort=Sort.ELEMENT,
        after=Cursor("0901236868", 1_250_000, 44, 1),
    )
    assert to_url(query) == (
        "q=09*6868&tranh=47&lop=tu-quy,loc-phat&gia=-3000000&dau-so=090&vung=3,5"
        "&cua-hang=CH-79-01&loai=tra-sau&nut=8,10&linh-so=dai-cat&que=tot&menh=kim"
        "&sap-xep=hop-menh&sau=0901236868.1250000.44.1"
    )
    assert to_url(Query()) == ""


NAMES = (
    "lop", "gia", "dau-so", "sap-xep", "trang", "x", "cach", "tranh", "vung", "cua-hang", "loai",
    "nut", "linh-so", "so-menh", "am-duong", "que", "menh", "sau",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20)))
def test_an_old_or_broken_address_still_opens(params):
    assert from_url(to_url(from_params(params))) == from_params(params)


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("?gia=500000-", Query(price_from=500_000)),
        ("gia=abc&trang=0&lop=khong-co,tu-quy&sap-xep=z", Query(classes=(C.TU_QUY,))),
        ("trang=-3", Query()),
        ("q=%2B84901236868", Query((Pattern("0901236868"),), typed="+84901236868")),
        ("tranh=7a4٤4&vung=5,x,-1,3&cua-hang=a%20b&loai=ca-hai",
         Query(without="47", units=(3, 5))),
        ("nut=0,11,7&linh-so=tot&menh=vang", Query(traits=(traits.nut(7),))),
        ("sap-xep=hop-menh", Query()),  # whose element?
        ("cach=bat-ky&q=6868", Query((Pattern("*6868"),), typed="6868")),
        ("q=*", Query()),
        ("sau=0901236868.5.300.9", Query()),
    ],
)  # fmt: skip
def test_what_it_says_wrongly_is_left_out(url, query):
    assert from_url(url) == query


def test_what_was_typed_survives_as_it_was_typed():
    query = from_url("q=thảo  vy&cach=bat-ky")
    assert (query.box, query.pattern.text) == ("thảo vy", "*842689*")
    assert to_url(query) == "q=th%E1%BA%A3o+vy&cach=bat-ky"
    assert from_url("q=09*6868").typed == ""


def test_only_what_was_typed_is_refused():
    with pytest.raises(PatternUnreadable):
        from_url("q=lan*68")
    with pytest.raises(DateUnknown):
        from_url("q=31/2/1990")


def test_filters_that_are_typed_stay_in_the_box_and_go_with_it():
    query = from_url("q=tứ quý đầu 090 không 4&lop=tien&tranh=7")
    assert (query.classes, query.without) == ((C.TU_QUY, C.TIEN), "47")
    assert from_url(to_url(query)) == query
    assert to_url(asking(query, "Minh")) == "q=Minh&tranh=7&lop=tien"
    assert to_url(query.beside_box()) == "tranh=7&lop=tien"
    assert to_url(from_url("q=thần tài&lop=than-tai")) == "q=th%E1%BA%A7n+t%C3%A0i"


def test_another_reading_keeps_the_filters():
    query = from_url("q=150890&gia=-500000&sau=0901236868.5.0.0")
    other = asking(query, query.understood.alternatives[0].typed)
    assert to_url(other) == "q=15/08/1990&gia=-500000"


@given(queries)
def test_a_changed_question_starts_at_its_first_page(query):
    asked = replace(query, after=Cursor("0901236868", 5))
    assert asked.but(price_to=7).after is None
    assert asked.but(after=asked.after) == asked


def test_excluded_digits_are_masks_as_the_traits_are():
    query = Query(without="4", traits=(traits.nut(8),))
    assert query.masks == (traits.nut(8), traits.without_digit(4))
