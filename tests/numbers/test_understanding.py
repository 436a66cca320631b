"""One box: what somebody types, and what we take it for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.numbers.pattern import PatternTooLong, PatternUnreadable
from chonso_app.numbers.query import Query, asking, instead_of
from chonso_app.numbers.rules import NumberClass as C
from chonso_app.numbers.understanding import Kind, Understood, understand


def texts(understood: Understood) -> list[str]:
    return [pattern.text for pattern in understood.patterns]


@pytest.mark.parametrize(
    ("typed", "kind", "first"),
    [
        ("6868", Kind.DIGITS, "*6868"), ("09*6868", Kind.DIGITS, "09*6868"),
        ("090", Kind.DIGITS, "090*"), ("0901 23 68.68", Kind.DIGITS, "0901236868"),
        ("+84 901 236 868", Kind.DIGITS, "0901236868"), ("xx68", Kind.DIGITS, "*??68"),
        ("1990", Kind.DIGITS, "*1990"), ("150890", Kind.DIGITS, "*150890"),
        ("999999", Kind.DIGITS, "*999999"), ("68-68", Kind.DIGITS, "*6868"),
        ("15081990", Kind.DATE, "*15081990"), ("15/8", Kind.DATE, "*1508"),
        ("09031990", Kind.DATE, "*09031990"), ("năm 1990", Kind.DATE, "*1990"),
        ("minh", Kind.NAME, "*6464"), ("Thảo Vy", Kind.NAME, "*842689"), ("An", Kind.NAME, "*26"),
        ("Năm", Kind.NAME, "*626"), ("Xuân", Kind.NAME, "*9826"),
        ("đuôi 6868", Kind.DIGITS, "*6868"), ("đầu 09 đuôi 6868", Kind.DIGITS, "09*6868"),
        ("Đầu 09, đuôi 6868", Kind.DIGITS, "09*6868"), ("dau so 0903", Kind.DIGITS, "0903*"),
        ("có 888", Kind.DIGITS, "*888*"), ("giữa 39 đuôi 68", Kind.DIGITS, "*39*68"),
        ("tìm sim 6868", Kind.DIGITS, "*6868"), ("số 0901236868", Kind.DIGITS, "0901236868"),
        ("tứ quý 8", Kind.DIGITS, "*8888"), ("Đuôi tứ quý 8", Kind.DIGITS, "*8888"),
        ("tam hoa 6", Kind.DIGITS, "*666"),
        ("đầu 0901 đuôi 236868", Kind.DIGITS, "0901236868"), ("tu quy8", Kind.DIGITS, "*8888"),
        ("đuôi 68 và không có số 4, 7", Kind.DIGITS, "*68"), ("co tien", Kind.NAME, "*268436"),
        ("đầu 09 tứ quý 8", Kind.DIGITS, "09*8888"), ("lộc phát đầu 090", Kind.DIGITS, "090*"),
        ("tứ quý 88", Kind.NAME, "*8878988"), ("Tiến", Kind.NAME, "*8436"),
        ("15/", Kind.DIGITS, "*15"),
        ("15/8/", Kind.DATE, "*1508"), ("15/8/1", Kind.DATE, "*1508"),
        ("15/8/199", Kind.DATE, "*1508"),
    ],
)  # fmt: skip
def test_it_is_understood(typed, kind, first):
    understood = understand(typed)
    assert (understood.kind, texts(understood)[0]) == (kind, first)
    assert understood.said


@pytest.mark.parametrize(
    ("typed", "cls"),
    [
        ("tứ quý", C.TU_QUY),
        ("Thần tài", C.THAN_TAI),
        ("sim lộc phát", C.LOC_PHAT),
        ("tìm số tiến", C.TIEN),
        ("taxi 2", C.TAXI_2),
        ("đối xứng", C.DOI_XUNG),
    ],
)
def test_a_class_may_be_typed_by_its_name(typed, cls):
    understood = understand(typed)
    assert (understood.kind, understood.classes, understood.patterns) == (Kind.CLASS, (cls,), ())


def test_a_phrase_may_say_shapes_and_digits_to_avoid():
    understood = understand("thần tài đầu 090 không 4 7")
    assert (understood.classes, understood.without) == ((C.THAN_TAI,), "47")
    assert understood.said == "đầu 090, 7 số còn lại bất kỳ, Thần tài, không có số 4, 7"
    assert understand("tránh 4").kind is Kind.CLASS


@pytest.mark.parametrize("typed", ["", "   ", "*", "**"])
def test_nothing_asks_for_the_whole_shelf(typed):
    assert understand(typed).kind is Kind.NOTHING
    assert understand(typed).patterns == ()


@pytest.mark.parametrize("typed", ["lan*68", "09#", "0901abc", "1=1; --", "☎️"])
def test_what_means_nothing_is_told_what_to_type(typed):
    with pytest.raises(PatternUnreadable) as refused:
        understand(typed)
    told = of_refusal(refused.value)
    assert all(example in told for example in ("6868", "09*6868", "Minh", "15/08/1990"))


def test_too_many_digits_are_counted():
    with pytest.raises(PatternTooLong):
        understand("đuôi 12345678901")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("minh", "tên Minh, bấm phím 6464, ở cuối số"),
        ("nguyễn thị minh hương", "tên Hương, bấm phím 48664, ở cuối số"),
        ("15/8/90", "ngày sinh 15/08/1990: đuôi 15081990, 1581990, 150890, 15890, 1508 hoặc 1990"),
        ("2/9", "sinh nhật 02/09: đuôi 0209"),
        ("năm 1990", "năm sinh 1990: đuôi 1990"),
        ("đuôi 6868", "đuôi 6868, 6 số còn lại bất kỳ"),
    ],
)
def test_how_it_was_understood_is_said(typed, said):
    assert understand(typed).said == said


def test_a_name_may_stand_anywhere():
    assert texts(understand("minh", anywhere=True)) == ["*6464*"]
    assert understand("minh", anywhere=True).said == "tên Minh, bấm phím 6464, ở bất kỳ đâu"
    assert texts(understand("An", anywhere=True)) == ["*26"]
    assert not understand("6868", anywhere=True).anywhere


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("150890", [("Ngày sinh 15/08/1990", "15/08/1990")]),
        ("6868", []),
        ("15081990", [("Chỉ đuôi 150890", "*150890"), ("Chỉ đuôi 1508", "*1508"),
                      ("Chỉ đuôi 1990", "*1990"), ("Tìm đúng dãy số đã gõ", "*15081990")]),
        ("Thảo Vy", [("Tên Thảo Vy ở bất kỳ đâu trong số", "Thảo Vy"), ("Chỉ tên Vy", "Vy"),
                     ("Chỉ tên Thảo", "Thảo")]),
        ("An", []),
    ],
)  # fmt: skip
def test_other_readings_are_offered(typed, offered):
    assert [(one.said, one.typed) for one in understand(typed).alternatives] == offered


@given(st.text("0123456789?*/-. aănđLXthg", max_size=24))
def test_whatever_is_typed_is_understood_or_refused_in_words(typed):
    try:
        understood = understand(typed)
    except ShopError as refusal:
        understood = Understood(Kind.NOTHING, said=of_refusal(refusal))
    for one in understood.alternatives:
        understand(one.typed, anywhere=one.anywhere)
    assert "{" not in understood.said
    assert (understood.kind is Kind.NOTHING) == (not understood.patterns and not understood.classes)


@pytest.mark.parametrize("typed", ["Hoàng Nam 6868", "Lan Nam 1111", "Minh \u0300", "Nam 6868"])
def test_part_of_a_name_that_reads_as_something_else_does_no_harm(typed):
    asked = asking(Query(), typed)
    assert asked.understood.kind is Kind.NAME
    for said, other in instead_of(asked):
        assert said
        assert other.patterns


def test_a_day_alone_is_offered_as_an_end_although_it_begins_like_a_number():
    offered = [other.pattern.text for _, other in instead_of(asking(Query(), "3/8/1990"))]
    assert "*0308" in offered
    assert not any(text.startswith("0") for text in offered)


def test_a_name_too_long_to_spell_is_cut_to_letters_not_to_its_digits():
    assert understand("abcdefghij 99").name == "Abcdefg"
