"""Opening hours."""

from datetime import UTC, datetime

import pytest

from chonso_app.core.clock import VN
from chonso_app.stores import rules, wording
from chonso_app.stores.rules import Hours

WEEK = {str(day): ["08:00", "20:00"] for day in range(5)} | {"5": ["08:00", "12:00"]}


def at(text: str) -> datetime:
    """A wall-clock moment in Vietnam; 25/11/2026 is a Wednesday."""
    return datetime.fromisoformat(text).replace(tzinfo=VN).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-25T08:00", "Đang mở, đến 20:00"),
        ("2026-11-25T19:59", "Đang mở, đến 20:00"),
        ("2026-11-25T07:59", "Đóng cửa, mở lại 08:00 hôm nay"),
        ("2026-11-25T20:00", "Đóng cửa, mở lại 08:00 ngày mai"),
        ("2026-11-28T12:00", "Đóng cửa, mở lại 08:00 Thứ Hai"),
        ("2026-12-30T21:00", "Đóng cửa, mở lại 08:00 ngày 11/01/2027"),
    ],
)
def test_hours_are_told_as_people_ask_for_them(moment: str, words: str):
    new_year = [f"2026-12-{day}" for day in (31,)] + [f"2027-01-{day:02d}" for day in range(1, 11)]
    hours = Hours.read(WEEK, new_year)
    assert wording.opening(rules.opening(hours, at(moment)), at(moment)) == words


def test_a_store_without_hours_is_closed_for_now():
    state = rules.opening(Hours.read({}), at("2026-11-25T10:00"))
    assert wording.opening(state, at("2026-11-25T10:00")) == "Tạm đóng cửa"


@pytest.mark.parametrize(
    "span", [["8:00", "20:00"], ["08:00"], ["20:00", "08:00"], ["08:00", "24:00"], ["", ""]]
)
def test_hours_that_make_no_sense_are_refused(span: list[str]):
    with pytest.raises(rules.BadHours):
        Hours.read({"0": span})


def test_what_is_stored_is_what_was_read():
    assert Hours.read(WEEK).stored() == WEEK


def test_a_sim_waits_for_the_customer_on_days_that_the_store_is_open():
    hours = Hours.read(WEEK, ["2026-11-27"])
    last = rules.last_moment(hours, at("2026-11-25T10:00"), 3)
    assert last == at("2026-11-30T20:00")  # Thursday, Saturday, Monday; Friday was closed


def test_a_store_that_never_opens_does_not_make_a_sim_wait_for_ever():
    since = at("2026-11-25T10:00")
    assert rules.last_moment(Hours.read({}), since, 7) == at("2026-12-02T10:00")
