"""Given numbers are looked up in every segment; one that is only hidden is not there."""

from dataclasses import replace

import numpy as np

from chonso_app.numbers.index.making import make
from chonso_app.numbers.index.planes import Segment
from chonso_app.numbers.index.presence import are_shown
from tests.numbers.index import oracle

BASE, DELTA = (901_236_868, 901_236_869, 931_236_868), (771_236_868,)


def segment_of(*numbers: int) -> Segment:
    columns = oracle.stock(list(numbers))
    return make(replace(columns, shown=np.ones(len(numbers), bool)))


def test_a_number_is_shown_where_any_segment_shows_it():
    segments = [segment_of(*BASE), segment_of(*DELTA)]
    asked = np.array([*BASE, *DELTA, 701_236_868], np.uint32)
    assert are_shown(segments, asked).tolist() == [True, True, True, True, False]

    row = segments[0].row_of(901_236_869)
    assert row is not None
    segments[0].show(row, False)
    assert are_shown(segments, asked).tolist() == [True, False, True, True, False]
    assert are_shown([], asked).tolist() == [False] * 5
