"""Shifts of a day, openings in a row, Vietnam's holidays."""

from datetime import UTC, date, datetime

import pytest

from chonso_app.core.clock import VN
from chonso_app.hours import holidays, rules
from chonso_app.hours.rules import BadHours, Schedule, read_day

MONDAY = date(2026, 11, 23)


def vn(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VN).astimezone(UTC)


SPLIT = Schedule({day: read_day("08:00–11:30, 13:00–20:00") for day in range(5)})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("08:00–11:30, 13:00–20:00", ((480, 690), (780, 1200))),
        ("13h00 - 20h00; 8:00-11:30", ((480, 690), (780, 1200))),
        ("00:00–24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, read: object) -> None:
    assert read_day(typed) == read
    assert read_day(rules.written(read_day(typed))) == read


@pytest.mark.parametrize(
    "typed", ["8", "08:00", "20:00–08:00", "08:00–12:00, 11:00–13:00", "08:00–25:00", "08:99–10:00"]
)
def test_what_is_no_list_of_shifts_is_refused(typed: str) -> None:
    with pytest.raises(BadHours):
        read_day(typed)


def test_between_two_shifts_the_team_is_closed_and_says_when_it_opens() -> None:
    noon = vn(MONDAY, 12)
    assert not SPLIT.is_open(noon)
    assert SPLIT.next_opening(noon) == vn(MONDAY, 13)
    opening = SPLIT.opening(vn(MONDAY, 14))
    assert opening is not None
    assert opening.ends == vn(MONDAY, 20)


def test_the_end_of_a_shift_is_outside_it() -> None:
    assert SPLIT.is_open(vn(MONDAY, 8))
    assert not SPLIT.is_open(vn(MONDAY, 20))


def test_after_friday_comes_monday() -> None:
    friday = date(2026, 11, 27)
    assert SPLIT.next_opening(vn(friday, 21)) == vn(date(2026, 11, 30), 8)


def test_a_shift_over_midnight_is_one_opening() -> None:
    night = Schedule({0: ((1320, 1440),), 1: ((0, 360),)})
    opening = night.opening(vn(MONDAY, 23))
    assert opening is not None
    assert (opening.starts, opening.ends) == (vn(MONDAY, 22), vn(date(2026, 11, 24), 6))


def test_always_open_never_ends() -> None:
    opening = Schedule({}, always=True).opening(vn(MONDAY, 3))
    assert opening is not None
    assert opening.ends is None


def test_tet_closes_and_an_exception_opens_one_of_its_days() -> None:
    week = rules.daily("08:00", "20:00")
    second_of_tet = date(2027, 2, 7)
    closed = Schedule(week, {}, holidays.is_holiday)
    assert holidays.name_of(second_of_tet) == "Mùng hai Tết Nguyên Đán"
    assert closed.on(second_of_tet) == ()
    assert closed.next_opening(vn(date(2027, 2, 4), 9)) == vn(date(2027, 2, 11), 8)
    half = Schedule(week, {second_of_tet: read_day("08:00–12:00")}, holidays.is_holiday)
    assert half.next_opening(vn(date(2027, 2, 4), 9)) == vn(second_of_tet, 8)


def test_a_team_that_is_never_open_has_no_next_opening() -> None:
    assert Schedule({}).next_opening(vn(MONDAY, 8)) is None


def test_a_team_is_open_while_its_hours_and_its_roster_say_so() -> None:
    roster = {0: rules.merged([(540, 660), (600, 720), (1080, 1440)])}
    plan = Schedule(SPLIT.week, roster=roster)
    assert plan.on(MONDAY) == ((540, 690), (1080, 1200))
    assert plan.on(date(2026, 11, 24)) == ()
    assert Schedule({}, always=True, roster=roster).on(MONDAY) == ((540, 720), (1080, 1440))
