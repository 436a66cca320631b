"""What ten digits say, as bits."""

import pytest
from hypothesis import given

from chonso_app.numbers import traits
from chonso_app.numbers.fengshui.elements import (
    GENERATES,
    OVERCOMES,
    element_counts,
    element_of,
    tiers,
)
from chonso_app.numbers.traits import Element, Level, traits_of
from tests.numbers.strategies import nationals

E = Element


@given(nationals)
def test_a_number_has_one_of_each_kind(national):
    own = traits_of(national)
    assert sum(own >> (traits.NUT + n) & 1 for n in range(10)) == 1
    assert sum(own >> (traits.LEVEL + n) & 1 for n in range(5)) == 1
    assert sum(own >> (traits.ELEMENT + n) & 1 for n in range(5)) == 1
    assert own < 1 << traits.COUNT
    for digit in range(10):
        assert bool(own & traits.without_digit(digit)) == (str(digit) not in national[1:])
    assert traits.element_in(own) is element_of(national)


@given(nationals)
def test_its_element_is_that_of_most_digits(national):
    counts = element_counts(national)
    assert counts[element_of(national)] == max(counts.values())
    assert sum(counts.values()) == 9


@pytest.mark.parametrize(
    ("national", "element"),
    [
        ("0901111111", E.THUY), ("0902222222", E.THO), ("0903333333", E.MOC),
        ("0766666666", E.KIM), ("0909999999", E.HOA),
        ("0901234567", E.KIM),  # Thủy 0 1, Thổ 2 5, Mộc 3 4, Kim 6 7: two each, Kim stands last
    ],
)  # fmt: skip
def test_elements_of_numbers(national, element):
    assert element_of(national) is element


@pytest.mark.parametrize(("national", "bits"), [
    ("0901234567", traits.nut(7) | traits.level(Level.CAT)),  # 37; 4567 mod 80 = 7
    ("0901234567", traits.EVEN_5_5),
    ("0900000001", traits.nut(10)),  # 10 → 0 → "10 nút"
    ("0834931999", traits.GOOD_HEXAGRAM),  # Khiêm
])  # fmt: skip
def test_bits_that_are_set(national, bits):
    assert traits_of(national) & bits == bits


@pytest.mark.parametrize(("evens", "bits"), [
    (5, traits.EVEN_5_5), (4, traits.EVEN_4_6), (6, traits.EVEN_4_6), (3, 0), (7, 0), (10, 0),
])  # fmt: skip
def test_balance_of_even_and_odd(evens, bits):
    assert traits.balance(evens) == bits


def test_what_feeds_comes_first_and_what_harms_last():
    assert tiers(E.KIM) == (E.THO, E.KIM, E.THUY, E.MOC, E.HOA)
    assert tiers(E.MOC) == (E.THUY, E.MOC, E.HOA, E.THO, E.KIM)
    for person in Element:
        best, own, fed, overcome, worst = tiers(person)
        assert GENERATES[best] is person is own
        assert GENERATES[person] is fed
        assert OVERCOMES[person] is overcome
        assert OVERCOMES[worst] is person


def test_a_row_that_was_never_read_has_an_element_all_the_same():
    assert traits.element_in(0) is Element.KIM
