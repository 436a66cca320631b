"""Shapes and patterns in words, and the reason on every row."""

import pytest
from hypothesis import given

from chonso_app.numbers import reasons, rules, wording
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query, from_url
from chonso_app.numbers.rules import NumberClass as C
from tests.numbers.strategies import nationals, queries

X = "0901236868"


def shapes(national: str = X) -> tuple[rules.Shape, ...]:
    return rules.shapes_of(national, this_year=2026)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("09*6868", "đầu 09, đuôi 6868, 4 số còn lại bất kỳ"),
        ("090*", "đầu 090, 7 số còn lại bất kỳ"),
        ("*68*", "có 68 ở bất kỳ đâu, 8 số còn lại bất kỳ"),
        ("0901236868", "đúng số 0901236868"),
        ("", ""),
    ],
)
def test_how_a_pattern_was_understood_is_said(text, said):
    assert wording.of_pattern(Pattern(text)) == said


@pytest.mark.parametrize(
    ("national", "cls", "said"),
    [
        ("0905671357", C.TIEN, "Dãy tiến 1-3-5-7"),
        ("0901240039", C.THAN_TAI, "Đuôi 39: thần tài nhỏ"),
        ("0901247979", C.THAN_TAI, "Đuôi 7979: thần tài lớn"),
        (X, C.LAP, "Lặp 68 hai lần"),
        ("0901240038", C.ONG_DIA, "Đuôi 38: ông địa nhỏ"),
        ("0914021998", C.NGAY_SINH, "Ngày 14/02/1998"),
    ],
)
def test_a_shape_is_said(national, cls, said):
    shape = next(one for one in shapes(national) if one.cls is cls)
    assert wording.of_shape(national, shape) == said


@given(nationals)
def test_every_shape_can_be_said(national):
    for shape in shapes(national):
        assert "{" not in wording.of_shape(national, shape)
        assert wording.class_name(shape.cls)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "Đuôi 6868: 6 là lộc, 8 là phát"),
        ("q=09*6868", "Khớp đầu và đuôi"), ("q=09*", "Khớp đầu 09"), ("q=68", "Khớp đuôi 68"),
        ("q=*23*", "Có 23 ở giữa"), ("q=09????6868", "Khớp từng vị trí"),
        ("q=0901236868", "Đúng số bạn tìm"),
        ("lop=lap", "Lặp 68 hai lần"), ("q=09*&lop=lap", "Khớp đầu 09 · Lặp 68 hai lần"),
        ("tranh=47", "Không có số 4, 7"), ("q=68&tranh=4", "Khớp đuôi 68 · không có số 4"),
        ("nut=3", "3 nút"), ("linh-so=hung", "Linh số 68, Hung"),
        ("so-menh=tho", "Số hành Thổ"),
        ("menh=kim&sap-xep=hop-menh", "Số hành Thổ sinh mệnh Kim"),
        ("dau-so=090,089", "Đuôi 6868: 6 là lộc, 8 là phát · đầu 090"),
        ("loai=tra-sau&vung=3&lop=lap", "Lặp 68 hai lần"),
        ("q=68&menh=hoa&nut=3&tranh=4", "Khớp đuôi 68 · mệnh Hỏa sinh hành Thổ của số · 3 nút"),
    ],
)  # fmt: skip
def test_every_row_says_why_it_is_there(url, reason):
    assert reasons.why(X, shapes(), from_url(url)) == reason


@pytest.mark.parametrize(
    ("national", "url", "reason", "strong"),
    [
        ("0901236464", "q=minh", "6464 bấm ra chữ Minh", {6, 7, 8, 9}),
        ("0906464123", "q=minh&cach=bat-ky", "6464 bấm ra chữ Minh", {3, 4, 5, 6}),
        ("0901150890", "q=15/8/1990", "Đuôi 150890 là ngày 15/08/1990", {4, 5, 6, 7, 8, 9}),
        ("0901231508", "q=15/8/1990", "Đuôi 1508 là ngày 15/8", {6, 7, 8, 9}),
        ("0901231990", "q=15/8/1990", "Đuôi 1990 là năm 1990", {6, 7, 8, 9}),
        ("0901081990", "q=8/1990", "Đuôi 081990 là tháng 8/1990", {4, 5, 6, 7, 8, 9}),
    ],
)  # fmt: skip
def test_names_and_dates_say_which_digits_spell_them(national, url, reason, strong):
    query = from_url(url)
    assert reasons.why(national, shapes(national), query) == reason
    assert reasons.emphasis(national, shapes(national), query) == strong


def test_a_plain_number_says_which_filters_it_passes():
    query = from_url("dau-so=090&loai=tra-sau&cua-hang=CH01")
    assert reasons.why("0901352480", (), query) == (
        "Đầu 090 · hòa mạng trả sau được · ở kho bạn chọn"
    )
    assert reasons.why("0901352480", (), Query()) == "Dễ mua, giá thấp"


def test_readings_that_were_asked_for_are_said():
    query = from_url("am-duong=5-5&que=tot&linh-so=cat,hung")
    said = reasons.why("0901234567", (), query)
    assert said == "Linh số 7, Cát · 5 số chẵn, 5 số lẻ · quẻ Lôi Thiên Đại Tráng"


def test_letters_stand_over_the_digits_of_a_name_only():
    assert reasons.letters("0906464123", from_url("q=minh&cach=bat-ky"))[3:7] == tuple("MINH")
    assert reasons.letters(X, from_url("q=6868")) == ()


def test_a_class_that_was_asked_for_is_shown_even_when_it_is_not_the_badge():
    query = Query(classes=(C.LAP,))
    assert reasons.emphasis(X, shapes(), query) == {6, 7, 8, 9}


@given(nationals, queries)
def test_there_is_a_reason_for_every_question(national, query):
    said = reasons.why(national, shapes(national), query)
    assert said
    assert "{" not in said
    assert len(said) < 150
