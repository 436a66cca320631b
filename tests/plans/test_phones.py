"""Is my phone able: the list informs, and never says no to what it does not know."""

import pytest

from chonso_app.plans import phones
from chonso_app.plans.phones import Ability


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("iphone 13", "Apple iPhone 13"),
        ("IPHONE xr", "Apple iPhone XR"),
        ("s24 ultra", "Samsung Galaxy S24 Ultra"),
        ("pixel 8", "Google Pixel 8"),
        ("vivo x90", "vivo X90 Pro"),
    ],
)
def test_a_few_words_find_the_model(typed, first):
    assert phones.search(typed)[0].name == first


def test_nothing_typed_finds_nothing_and_the_answer_stays_short():
    assert phones.search("  ") == []
    assert len(phones.search("i", limit=5)) == 5


@pytest.mark.parametrize(
    ("typed", "ability"),
    [
        ("iPhone 13", Ability.YES),
        ("iPhone 8", Ability.NO),
        ("samsung galaxy a55 5g", Ability.DEPENDS),
        ("Bphone 86", Ability.UNKNOWN),
        ("", Ability.UNKNOWN),
    ],
)
def test_the_answer_is_yes_no_depends_or_look_for_yourself(typed, ability):
    assert phones.ability_of(typed) is ability


def test_no_model_is_listed_twice_with_two_answers():
    names = [phone.name for phone in phones._phones()]
    assert len(names) == len(set(names)) > 150
