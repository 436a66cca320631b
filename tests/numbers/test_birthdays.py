"""Dates as people type them, and the ends of numbers that say one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.core.texts import of_refusal
from chonso_app.numbers.birthdays import Birthday, DateUnknown, Form, forms_of, in_digits, read

BORN = Birthday(15, 8, 1990)


@pytest.mark.parametrize(
    ("typed", "birthday"),
    [
        ("15/08/1990", BORN), ("15/8/1990", BORN), ("15/8/90", BORN), ("15 / 8 / 1990", BORN),
        ("15-8-90", BORN), ("15-08-1990", BORN), ("15.8.1990", BORN), ("15 08 1990", BORN),
        ("15 tháng 8 năm 1990", BORN), ("15 tháng 8, 1990", BORN), ("15 thang 8 90", BORN),
        ("ngày 15 tháng 8 năm 1990", BORN), ("sinh ngày 15/8/1990", BORN),
        ("ngày sinh 15/8/1990", BORN),
        ("15 tháng 8", Birthday(15, 8)), ("15/8", Birthday(15, 8)), ("29/2", Birthday(29, 2)),
        ("8/1990", Birthday(month=8, year=1990)),
        ("tháng 8 năm 1990", Birthday(month=8, year=1990)),
        ("năm 1990", Birthday(year=1990)), ("sinh năm 1990", Birthday(year=1990)),
        ("2/9/05", Birthday(2, 9, 2005)), ("2/9/30", Birthday(2, 9, 1930)),
    ],
)  # fmt: skip
def test_a_date_is_read(typed, birthday):
    assert read(typed) == birthday


@pytest.mark.parametrize(
    "typed",
    ["", "6868", "1990", "15081990", "79-79", "68-68", "0901-23-6868", "0901 23 6868", "68.68",
     "Năm", "Minh", "090*1990", "45-68-79"],
)  # fmt: skip
def test_it_is_no_date(typed):
    assert read(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "31/2/1990",
        "30 tháng 2",
        "1/13",
        "0/5/1990",
        "29/2/1991",
        "năm 1850",
        "13/1990",
        "8/199",
        "1/2/3/4",
    ],
)
def test_what_can_only_be_a_date_and_is_none_is_refused_with_an_example(typed):
    with pytest.raises(DateUnknown) as refused:
        read(typed)
    assert "15/08/1990" in of_refusal(refused.value)


@given(st.dates(date(1930, 1, 1), date(2029, 12, 31)))
def test_every_day_reads_back_as_itself(day):
    birthday = Birthday(day.day, day.month, day.year)
    assert read(birthday.text) == birthday
    assert read(day.strftime("%d-%m-%y")) == birthday
    assert in_digits(day.strftime("%d%m%Y")) == birthday
    assert in_digits(day.strftime("%d%m%y")) == birthday


@pytest.mark.parametrize(
    "digits", ["1990", "320890", "15131990", "29021991", "1508190", "1508١٩", ""]
)
def test_digits_that_are_no_date(digits):
    assert in_digits(digits) is None


@pytest.mark.parametrize(
    ("birthday", "ends"),
    [
        (BORN, ["15081990", "1581990", "150890", "15890", "1508", "1990"]),
        (Birthday(15, 12, 1990), ["15121990", "151290", "1512", "1990"]),
        (Birthday(5, 8), ["0508"]),
        (Birthday(month=8, year=1990), ["081990", "1990"]),
        (Birthday(year=1990), ["1990"]),
    ],
)
def test_ends_that_say_it_the_most_telling_first(birthday, ends):
    assert [pattern.tail for _, pattern in forms_of(birthday)] == ends


def test_an_end_knows_how_much_it_says():
    forms = {pattern.tail: form for form, pattern in forms_of(BORN)}
    assert forms["150890"] is Form.FULL
    assert (forms["1508"], forms["1990"]) == (Form.DAY, Form.YEAR)
