"""A segment's rows, planes and size, whatever order the numbers came in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers.index import bits, making
from chonso_app.numbers.index.planes import NOTHING, Segment
from chonso_app.numbers.rules import NumberClass
from tests.numbers.index import oracle

COLUMNS = oracle.stock(oracle.numbers(3_000))
SEGMENT = making.make(COLUMNS)
_MOST_BYTES = 30  # a number, of all processes together
_RANGE = st.integers(700_000_000, 999_999_999)


def test_rows_lie_by_price_and_number():
    wanted = sorted(zip(COLUMNS.price.tolist(), COLUMNS.number.tolist(), strict=True))
    rows = np.arange(SEGMENT.size)
    found = zip(SEGMENT.prices_of(rows).tolist(), SEGMENT.number.tolist(), strict=True)
    assert list(found) == wanted
    assert SEGMENT.number[SEGMENT.by_number].tolist() == sorted(COLUMNS.number.tolist())


def test_every_bit_is_what_the_columns_say():
    rows = SEGMENT.rows_of(COLUMNS.number)
    assert SEGMENT.beauty_of(rows).tolist() == COLUMNS.beauty.tolist()
    for kind, values, width in (("class", COLUMNS.classes, 28), ("trait", COLUMNS.traits, 33)):
        for bit in range(width):
            found = bits.has(_bits(SEGMENT, kind, bit), rows)
            assert found.tolist() == (values >> bit & 1 == 1).tolist()
    for place in range(1, 10):
        for digit in range(10):
            found = bits.has(_bits(SEGMENT, "digit", place, digit), rows)
            assert found.tolist() == [f"{n:010d}"[place] == str(digit) for n in COLUMNS.number]


def _bits(segment: Segment, kind: str, *place: int) -> bits.Bits:
    plane = segment.plane(kind, *place)
    return plane.bits if len(plane.bits) else bits.packed(np.full(segment.size, plane.share == 1))


def test_the_order_that_numbers_come_in_changes_nothing(monkeypatch):
    upwards = making.make(oracle.part(COLUMNS, np.argsort(COLUMNS.number)))
    monkeypatch.setattr(making, "_BLOCK", 128)
    in_blocks = making.make(COLUMNS)
    for other in (upwards, in_blocks):
        assert other.arrays.keys() == SEGMENT.arrays.keys()
        for name, array in SEGMENT.arrays.items():
            assert np.array_equal(array, other.arrays[name]), name


def test_a_price_beyond_all_sense_is_still_in_its_place():
    dear = replace(COLUMNS, price=np.where(COLUMNS.price > 60_000, 2**60, COLUMNS.price))
    segment = making.make(dear)
    assert segment.prices.tolist() == [60_000, 2**60]
    assert segment.number[segment.row_at(2**60) :].tolist() == sorted(
        COLUMNS.number[COLUMNS.price > 60_000].tolist()
    )


@given(st.lists(_RANGE | st.sampled_from(COLUMNS.number.tolist()), max_size=100))
def test_numbers_are_found_one_by_one_and_many_at_once(numbers):
    known = {number: row for row, number in enumerate(SEGMENT.number.tolist())}
    wanted = [known.get(number) for number in numbers]
    assert [SEGMENT.row_of(number) for number in numbers] == wanted
    at_once = SEGMENT.rows_of(np.array(numbers, np.uint32)).tolist()
    assert at_once == [-1 if row is None else row for row in wanted]


@given(st.sampled_from([0, 59_999, 60_000, 60_001, 90_000, 10**6, 10**18]), _RANGE)
def test_a_place_by_price_and_number_is_found_whether_or_not_it_is_taken(price, number):
    rows = zip(SEGMENT.prices_of(np.arange(SEGMENT.size)).tolist(), SEGMENT.number, strict=True)
    wanted = sum((one_price, int(one)) < (price, number) for one_price, one in rows)
    assert SEGMENT.row_at(price, number) == wanted


def test_planes_of_nobody_are_left_out_and_those_of_everybody_have_no_bits():
    same = replace(
        COLUMNS,
        classes=np.full(3_000, 1 << list(NumberClass).index(NumberClass.TIEN)),
        kind=np.full(3_000, 2, np.uint8),
    )
    segment = making.make(same)
    assert segment.plane("class", 0) is NOTHING
    for kind, bit in (("class", list(NumberClass).index(NumberClass.TIEN)), ("kind", 0)):
        everybody = segment.plane(kind, bit)
        assert (len(everybody.bits), everybody.share) == (0, 1.0)


def test_a_segment_opens_from_arrays_without_copying_but_what_changes():
    for array in SEGMENT.arrays.values():
        array.flags.writeable = False
    opened = Segment.of(SEGMENT.arrays)
    assert np.shares_memory(opened.number, SEGMENT.number)
    assert np.shares_memory(opened.digit(9, 8).bits, SEGMENT.digit(9, 8).bits)
    opened.show(0, not COLUMNS.shown[0])
    assert opened.shown is not opened.arrays["shown"]


def test_a_number_takes_at_most_thirty_bytes():
    columns = oracle.stock(oracle.numbers(40_000))
    assert making.make(columns).nbytes / 40_000 <= _MOST_BYTES


@pytest.mark.parametrize("count", [0, 1, 64, 65])
def test_any_count_of_numbers_makes_a_segment(count):
    some = oracle.part(COLUMNS, slice(0, count))
    assert sorted(making.make(some).number.tolist()) == sorted(some.number.tolist())
