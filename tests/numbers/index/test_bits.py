"""Sets of rows as bits equal sets of rows as sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers.index import bits

SIZE = 3_000  # more than one look, and not a whole number of words
some_rows = st.sets(st.integers(0, SIZE - 1), max_size=200) | st.just(set(range(SIZE)))


def packed(rows: set[int]) -> bits.Bits:
    flags = np.zeros(SIZE, bool)
    flags[list(rows)] = True
    return bits.packed(flags)


@given(some_rows, st.integers(0, 250))
def test_a_set_is_counted_and_read_from_both_ends(rows, wanted):
    some, ordered = packed(rows), sorted(rows)
    assert bits.count(some) == len(rows)
    assert bits.rows_of(some).tolist() == ordered
    assert bits.first(some, wanted).tolist() == ordered[:wanted]
    assert bits.last(some, wanted).tolist() == ordered[::-1][:wanted]
    words = np.unique(np.array([row // bits.WORD for row in rows] + [0], np.intp))
    assert bits.rows_of(some, words).tolist() == ordered
    assert bits.first(some, wanted, words).tolist() == ordered[:wanted]


@given(some_rows, st.integers(-70, SIZE + 200), st.integers(-70, SIZE + 200))
def test_a_cut_keeps_what_lies_between(rows, start, end):
    some = packed(rows)
    bits.cut(some, start, end)
    assert bits.rows_of(some).tolist() == sorted(row for row in rows if start <= row < end)


@given(some_rows, st.integers(0, SIZE - 1), st.booleans())
def test_one_row_is_put_in_or_out_and_asked_about(rows, row, on):
    some = packed(rows)
    bits.put(some, row, on=on)
    wanted = rows | {row} if on else rows - {row}
    assert bits.rows_of(some).tolist() == sorted(wanted)
    asked = np.arange(SIZE, dtype=np.int32)
    assert bits.has(some, asked).tolist() == [one in wanted for one in range(SIZE)]


@pytest.mark.parametrize(("rows", "words"), [(0, 0), (1, 1), (64, 1), (65, 2)])
def test_a_word_holds_64_rows(rows, words):
    assert bits.words_for(rows) == words
    assert len(bits.packed(np.ones(rows, bool))) == words
    assert bits.count(bits.packed(np.ones(rows, bool))) == rows
