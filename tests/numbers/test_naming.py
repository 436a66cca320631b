"""Names on the keypad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.numbers import naming
from chonso_app.numbers.naming import digits_of, is_name, letters_over, parts_of, tidy


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("Minh", "6464"), ("Hương", "48664"), ("Đức", "382"), ("Nguyễn", "648936"),
        ("Thảo Vy", "842689"), ("Phúc Lộc", "7482562"), ("An", "26"), ("đỗ", "36"),
        ("ĐẶNG", "3264"), ("Quỳnh", "78964"), ("Nam 99", "62699"), ("xyz", "999"),
        ("Hương".encode().decode(), "48664"), ("Hu\u031bo\u031bng", "48664"),
    ],
)  # fmt: skip
def test_keys_to_press(name, digits):
    assert digits_of(name) == digits


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐ ắềộựỷ", min_size=1, max_size=20))
def test_every_letter_is_a_key_from_2_to_9(name):
    assert len(digits_of(name)) == len(name.replace(" ", ""))
    assert set(digits_of(name)) <= set("23456789")


@pytest.mark.parametrize("typed", ["Lan", "thảo vy", "Bé-Na", "d'Arc", "Nam 99", "Nam1990", "ĐỨC"])
def test_it_is_a_name(typed):
    assert is_name(typed)


@pytest.mark.parametrize("typed", ["", "6868", "lan*68", "0901abc", "99 Nam", "Лан", "a@b", "-lan"])
def test_it_is_no_name(typed):
    assert not is_name(typed)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Minh", ("Minh",)), ("Thảo Vy", ("Thảo Vy", "Vy", "Thảo")),
        ("Nguyễn Thị Minh Hương", ("Hương", "Minh", "Thị", "Nguyễn")),
        ("Lê Thị Anh", ("Thị Anh", "Anh", "Thị", "Lê")),
        ("Christopher", ("Christo",)), ("Nam 99", ("Nam 99", "Nam")),
    ],
)  # fmt: skip
def test_what_of_it_a_number_can_spell(name, parts):
    assert parts_of(name) == parts


@given(st.text("abcdeđghiklmnopuvy ắề-'", max_size=30).filter(is_name))
def test_a_name_is_never_refused(typed):
    part, *_ = parts_of(tidy(typed))
    assert 0 < len(digits_of(part)) <= naming.LONGEST
    assert naming.pattern_of(part).tail == digits_of(part)


def test_a_name_of_two_letters_is_looked_for_at_the_end_only():
    assert naming.pattern_of("An", anywhere=True).text == "*26"
    assert naming.pattern_of("Lan", anywhere=True).text == "*526*"


def test_its_letters_stand_over_the_digits():
    assert letters_over("Thảo Vy", frozenset(range(4, 10))) == ("",) * 4 + tuple("THẢOVY")
    assert letters_over("Lan", frozenset({2, 3, 4})) == ("", "", *"LAN", *[""] * 5)
    assert letters_over("Lan", frozenset({2, 3})) == ()


def test_it_is_written_as_names_are():
    assert tidy("  tHẢO   vy ") == "Thảo Vy"
    assert tidy("bé-na") == "Bé Na"
