"""Reading millions at once says what reading one by one says."""

import random
import time
from collections.abc import Iterable

import numpy as np
import pytest

from chonso_app.numbers import rules, traits
from chonso_app.numbers.reading import read_all
from tests.numbers import test_rules

YEAR = 2026


def same(nationals: Iterable[str], year: int = YEAR) -> None:
    numbers = sorted(set(nationals))
    classes, said, beauty = read_all(np.array(numbers, np.uint32), this_year=year)
    for place, national in enumerate(numbers):
        shapes = rules.shapes_of(national, this_year=year)
        assert classes[place] == rules.mask_of(frozenset(s.cls for s in shapes)), national
        assert said[place] == traits.traits_of(national), national
        assert beauty[place] == rules.beauty_of(shapes), national


def drawn(count: int, alphabet: str = "0123456789") -> list[str]:
    dice = random.Random(4)
    return [
        dice.choice(rules.PREFIXES) + "".join(dice.choices(alphabet, k=7)) for _ in range(count)
    ]


def test_every_vector_of_the_rules_reads_the_same():
    same(national for national, _ in (*test_rules.ONES, *test_rules.NEAR_MISSES))


@pytest.mark.parametrize("alphabet", ["0123456789", "68", "01239", "0158"])
def test_numbers_at_random_read_the_same(alphabet):
    same(drawn(4_000, alphabet))


@pytest.mark.full
def test_two_hundred_thousand_numbers_read_the_same():
    same(drawn(200_000))


@pytest.mark.parametrize("year", [1999, 2049])
def test_births_are_read_by_the_year_that_it_is(year):
    ends = (
        f"{d:02d}{m:02d}{y:02d}" for d in (1, 29, 30, 31) for m in (1, 2, 4, 13) for y in range(100)
    )
    same((f"0901{end}" for end in ends), year)
    same(f"09{d:02d}{m:02d}{y}" for d in (28, 29, 31) for m in (2, 12) for y in range(1949, 2030))


def test_nothing_is_read_as_nothing():
    classes, said, beauty = read_all(np.array([], np.uint32), this_year=YEAR)
    assert (len(classes), len(said), len(beauty)) == (0, 0, 0)


def test_millions_are_read_in_seconds():
    some = np.arange(900_000_000, 900_300_000, dtype=np.uint32)
    began = time.process_time()
    read_all(some, this_year=YEAR)
    assert len(some) / (time.process_time() - began) > 500_000  # on a quiet machine 3.5 million


@pytest.mark.full
def test_of_ten_million_each_class_has_as_many_as_can_be_counted_by_hand():
    classes, said, _ = read_all(
        np.arange(900_000_000, 910_000_000, dtype=np.uint32), this_year=YEAR
    )
    counted = {
        "luc-quy": 90, "ngu-quy": 900, "tu-quy": 9_000, "tam-hoa": 90_000, "tam-hoa-kep": 900,
        "taxi-2": 900, "taxi-3": 9_900, "lap": 90_000, "kep-2": 90_000, "kep-3": 8_100,
        "dao": 90_000, "doi-xung": 9_900, "ganh": 900_000, "loc-phat": 200_000,
        "nam-sinh": 77_000, "phu-quy": 300_000, "dau-so-co": 3_000_000,
    }  # fmt: skip
    for name, count in counted.items():
        mask = rules.mask_of((rules.NumberClass(name),))
        assert np.count_nonzero(classes & mask) == count, name
    assert np.count_nonzero(said & traits.nut(7)) == 1_000_000
