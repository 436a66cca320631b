"""What people type, and what we make of it."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chonso_app.core.texts import of_refusal
from chonso_app.numbers import pattern
from chonso_app.numbers.pattern import Pattern, PatternTooLong, PatternUnreadable, parse

nationals = st.from_regex(r"0[379][0-9]{8}", fullmatch=True)
typed = st.text("0123456789?*", max_size=14)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""), ("*", ""), ("**", ""), ("09*6868", "09*6868"), ("09**6868", "09*6868"),
        ("0901 23 68.68", "0901236868"), ("+84 901 236 868", "0901236868"),
        ("84901236868", "0901236868"), ("6868", "*6868"), ("090", "090*"), ("0707", "0707*"),
        ("0000", "*0000"), ("*68*", "*68*"), ("090xxx6868", "090???6868"), ("09xx", "09??*"),
        ("09????6868", "09????6868"), ("??68", "*??68"), ("901236868", "*901236868"),
        ("０９０*", "090*"),
    ],
)  # fmt: skip
def test_it_is_understood(text, normal):
    assert parse(text).text == normal


@pytest.mark.parametrize("text", ["lan", "09#", "0901%", "' or 1=1", "09*a", "०९*"])
def test_what_is_not_a_pattern_is_said_helpfully(text):
    with pytest.raises(PatternUnreadable) as refused:
        parse(text)
    assert "09*6868" in of_refusal(refused.value)


def test_a_number_has_ten_digits():
    with pytest.raises(PatternTooLong) as refused:
        parse("09*123456789")
    assert "bạn đã gõ 11" in of_refusal(refused.value)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("09*6868", {0, 1, 6, 7, 8, 9}), ("*23*", {4, 5}), ("0???23????", {0, 4, 5}),
        ("*68", {8, 9}), ("0901236868", set(range(10))), ("", set()), ("*7*", None),
    ],
)  # fmt: skip
def test_the_digits_it_names_are_known(text, places):
    assert Pattern(text).places("0901236868") == places


@given(typed, nationals)
def test_it_matches_what_the_shell_would_match(text, national):
    try:
        wanted = parse(text)
    except PatternTooLong:
        return
    places = wanted.places(national)
    assert (places is not None) == (not wanted or fnmatch.fnmatchcase(national, wanted.text))
    if places is not None:
        digits = [c for c in wanted.text if c.isdigit()]
        assert [national[place] for place in sorted(places)] == digits


@given(typed)
def test_reading_it_again_changes_nothing(text):
    try:
        once = parse(text)
    except PatternTooLong:
        return
    assert parse(once.text) == once


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("09*6868", ("0", "9", "", "", "", "", "6", "8", "6", "8")),
        ("*68", ("", "", "", "", "", "", "", "", "6", "8")),
        ("0?*", ("0", "", "", "", "", "", "", "", "", "")),
        ("*68*", ()),
    ],
)
def test_it_is_drawn_as_ten_cells_unless_a_piece_floats(text, cells):
    assert Pattern(text).cells() == cells


def test_a_pattern_never_says_anything_to_sql_but_wildcards():
    assert set(pattern.parse("0?9*").like) <= set("0123456789_%")
