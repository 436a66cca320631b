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


ONES = [
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
    ("0777777777", "bat-quy"), ("0907777777", "that-quy"), ("0766666660", "luc-quy-giua"),
    ("0900000001", "luc-quy-giua"), ("0888881888", "ngu-quy-giua"),
    ("0901000111", "tam-hoa-kep"),
    ("0905050505", "taxi-2"), ("0901334334", "taxi-3"), ("0789078907", "taxi-4"),
    ("0905671357", "tien"), ("0905670246", "tien"), ("0905672468", "tien"),
    ("0905673579", "tien"), ("0905670123", "tien"), ("0908889789", "tien"),
    ("0903122334", "tien-doi"), ("0903707172", "tien-doi"), ("0903010203", "tien-doi"),
    ("0901236886", "loc-phat"), ("0901233979", "than-tai"), ("0901237878", "ong-dia"),
    ("0901001122", "kep-3"), ("0901240011", "kep-2"), ("0901246161", "lap"),
    ("0901240110", "dao"), ("0901642246", "doi-xung"), ("0901240505", "ganh"),
    ("0901241950", "nam-sinh"), ("0901242026", "nam-sinh"), ("0901290204", "ngay-sinh"),
    ("0929022000", "ngay-sinh"), ("0901241166", "phu-quy"), ("0901241199", "phu-quy"),
    ("0908123456", "dau-so-co"), ("0909123456", "dau-so-co"),
]  # fmt: skip


@pytest.mark.parametrize(("national", "cls"), ONES)
def test_it_is_one(national, cls):
    assert cls in classes(national)


NEAR_MISSES = [
    ("0901888889", "luc-quy"), ("0901288888", "tu-quy"), ("0901248888", "tu-quy-giua"),
    ("0901555555", "tam-hoa-kep"), ("0905671567", "taxi-4"), ("0905671567", "taxi-3"),
    ("0902222222", "taxi-2"), ("0901234570", "tien"), ("0901234590", "tien"),
    ("0903101315", "tien-doi"), ("0901234588", "loc-phat"), ("0901248888", "kep-2"),
    ("0901246886", "lap"), ("0901248989", "dao"), ("0901222222", "doi-xung"),
    ("0901245888", "ganh"), ("0901243112", "nam-sinh"), ("0901242027", "nam-sinh"),
    ("0901310290", "ngay-sinh"), ("0901290223", "ngay-sinh"), ("0904123456", "dau-so-co"),
    ("0901888888", "ngu-quy"), ("0901888888", "that-quy"), ("0901245888", "tu-quy"),
    ("0908888880", "ngu-quy-giua"), ("0901222888", "tu-quy-giua"),
    ("0903232332", "taxi-2"), ("0903123132", "taxi-3"), ("0905678912", "tien"),
    ("0905676135", "tien"), ("0905679135", "tien"), ("0905670864", "tien"),
    ("0903302010", "tien-doi"), ("0903111111", "tien-doi"), ("0903103050", "tien-doi"),
    ("0901236680", "loc-phat"), ("0901239397", "than-tai"), ("0901233883", "ong-dia"),
    ("0901221122", "tam-hoa-kep"), ("0901111122", "kep-3"), ("0901246888", "kep-2"),
    ("0901246666", "lap"), ("0901246666", "dao"), ("0901289989", "doi-xung"),
    ("0901241949", "nam-sinh"), ("0901001390", "ngay-sinh"), ("0901011390", "ngay-sinh"),
    ("0929021900", "ngay-sinh"), ("0901150827", "ngay-sinh"), ("0901241177", "phu-quy"),
    ("0933123456", "dau-so-co"),
]  # fmt: skip


@pytest.mark.parametrize(("national", "cls"), NEAR_MISSES)
def test_it_is_a_near_miss(national, cls):
    assert cls not in classes(national)


def test_a_number_is_of_several_classes_at_once():
    assert classes("0903686868") == {"taxi-2", "lap", "loc-phat", "ganh", "dau-so-co"}
    assert classes("0901225566") == {"kep-3", "kep-2", "phu-quy"}


def test_a_longer_staircase_is_more_beautiful():
    ends = ("0908860123", "0908801234", "0908012345")
    beauty = [rules.beauty_of(rules.shapes_of(n, this_year=YEAR)) for n in ends]
    assert beauty == sorted(set(beauty))


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
        ("0914021998", Shape(C.NGAY_SINH, 2, 10)), ("0901253979", Shape(C.THAN_TAI, 6, 10)),
        ("0901257968", Shape(C.LOC_PHAT, 8, 10)), ("0905671357", Shape(C.TIEN, 6, 10)),
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
