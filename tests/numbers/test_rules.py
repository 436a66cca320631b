"""Shapes of numbers, with the vectors that shops agree on (and the near misses)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers import rules
from chonso_app.numbers.rules import NumberClass as C
from chonso_app.numbers.rules import Shape, Span

YEAR = 2026
nationals = st.from_regex(r"0[379][0-9]{8}", fullmatch=True)


def classes(national: str) -> set[str]:
    return {shape.cls.value for shape in rules.shapes_of(national, this_year=YEAR)}


@pytest.mark.parametrize(
    ("national", "cls"),
    [
        ("0988888888", "bat-quy"), ("0908888888", "that-quy"), ("0901888888", "luc-quy"),
        ("0901288888", "ngu-quy"), ("0901248888", "tu-quy"), ("0901245888", "tam-hoa"),
        ("0908888123", "tu-quy-giua"), ("0908888812", "ngu-quy-giua"),
        ("0908888881", "luc-quy-giua"), ("0901555777", "tam-hoa-kep"), ("0903232323", "taxi-2"),
        ("0903123123", "taxi-3"), ("0905670567", "taxi-4"), ("0908888123", "tien"),
        ("0901234567", "tien"), ("0903102030", "tien-doi"), ("0903111213", "tien-doi"),
        ("0901234568", "loc-phat"), ("0901234586", "loc-phat"), ("0901234539", "than-tai"),
        ("0901234579", "than-tai"), ("0901234538", "ong-dia"), ("0901234578", "ong-dia"),
        ("0901246688", "kep-2"), ("0901225566", "kep-3"), ("0901246868", "lap"),
        ("0901246868", "loc-phat"), ("0901248998", "dao"), ("0901289982", "doi-xung"),
        ("0901245898", "ganh"), ("0901241990", "nam-sinh"), ("0901150890", "ngay-sinh"),
        ("0914021998", "ngay-sinh"), ("0901234588", "phu-quy"), ("0903123456", "dau-so-co"),
    ],
)  # fmt: skip
def test_it_is_one(national, cls):
    assert cls in classes(national)


@pytest.mark.parametrize(
    ("national", "cls"),
    [
        ("0901888889", "luc-quy"), ("0901288888", "tu-quy"), ("0901248888", "tu-quy-giua"),
        ("0901555555", "tam-hoa-kep"), ("0905671567", "taxi-4"), ("0905671567", "taxi-3"),
        ("0902222222", "taxi-2"), ("0901234570", "tien"), ("0901234590", "tien"),
        ("0903101315", "tien-doi"), ("0901234588", "loc-phat"), ("0901248888", "kep-2"),
        ("0901246886", "lap"), ("0901248989", "dao"), ("0901222222", "doi-xung"),
        ("0901245888", "ganh"), ("0901243112", "nam-sinh"), ("0901242027", "nam-sinh"),
        ("0901310290", "ngay-sinh"), ("0901290223", "ngay-sinh"), ("0904123456", "dau-so-co"),
    ],
)  # fmt: skip
def test_it_is_a_near_miss(national, cls):
    assert cls not in classes(national)


def test_this_years_children_come_with_this_year():
    assert C.NAM_SINH in {s.cls for s in rules.shapes_of("0901242027", this_year=2027)}


@pytest.mark.parametrize(
    ("national", "badge"),
    [
        ("0901236868", C.LOC_PHAT), ("0901555777", C.TAM_HOA_KEP), ("0901225566", C.KEP_3),
        ("0789651221", C.DAO), ("0899030707", C.LAP), ("0933102345", C.TIEN), ("0901352480", None),
    ],
)  # fmt: skip
def test_the_badge_is_the_first_in_rank(national, badge):
    assert rules.badge_of(rules.shapes_of(national, this_year=YEAR)) == badge


@given(nationals)
def test_every_shape_lies_inside_the_number_and_they_come_in_rank(national):
    shapes = rules.shapes_of(national, this_year=YEAR)
    assert all(0 <= shape.start < shape.end <= rules.LENGTH for shape in shapes)
    mask = rules.mask_of(frozenset(shape.cls for shape in shapes))
    assert rules.classes_in(mask) == tuple(shape.cls for shape in shapes)
    assert (rules.beauty_of(shapes) > 0) is bool(shapes)


@pytest.mark.parametrize(
    ("national", "shape"),
    [
        ("0901236868", Shape(C.LOC_PHAT, 6, 10)), ("0901234568", Shape(C.LOC_PHAT, 8, 10)),
        ("0908888123", Shape(C.TU_QUY_GIUA, 3, 7)), ("0933102345", Shape(C.TIEN, 6, 10)),
        ("0914021998", Shape(C.NGAY_SINH, 2, 10)),
    ],
)  # fmt: skip
def test_the_digits_that_make_it_are_known(national, shape):
    assert shape in rules.shapes_of(national, this_year=YEAR)


def test_a_number_is_printed_in_groups_with_its_strong_digits():
    strong = frozenset({0, 1, 6, 7, 8, 9})
    assert rules.spans("0901236868", strong) == (
        Span("09", True), Span("01 23 ", False), Span("6868", True),
    )  # fmt: skip


@given(nationals, st.frozensets(st.integers(0, 9)))
def test_the_pieces_are_the_whole_number_and_alternate(national, strong):
    pieces = rules.spans(national, strong)
    assert "".join(p.text for p in pieces) == f"{national[:4]} {national[4:6]} {national[6:]}"
    assert all(a.strong != b.strong for a, b in pairwise(pieces))
