"""The sheet of times on the customer's page, and what any browser may try with it."""

from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.calls.models import Call, CallState
from chonso_app.calls.state import CallState as Page
from chonso_app.core.db import utc_now
from tests.calls.conftest import LAN, MINH, paid_order
from tests.calls.test_state import Tab, _apart, customer_waits, dismissed

__all__ = ["_apart", "dismissed"]  # fixtures


@pytest.fixture
def order(session: Session) -> Any:
    return paid_order(session, 1, utc_now())


def picker(tab: Tab) -> Any:
    return tab.state(Page).picker


def free_slot(tab: Tab) -> str:
    """Of the second day: far from now, whatever the hour of the test."""
    tab.do(Page.open_booking)
    tab.do(Page.pick_day, picker(tab).days[1].day)
    return next(one.at for one in picker(tab).slots if not one.full)


def test_a_time_is_chosen_booked_shown_and_cancelled(session: Session, order: Any) -> None:
    tab = Tab(LAN)
    tab.do(Page.load)
    slot = free_slot(tab)
    assert picker(tab).days[0].word == "Hôm nay"
    assert tab.state(Page).picking
    tab.do(Page.pick_slot, slot)
    assert tab.state(Page).slot_words.startswith("Hẹn ")
    tab.do(Page.book)
    assert tab.notice.startswith("Đã hẹn ")
    assert not tab.state(Page).picking
    assert tab.page.booked.startswith("Bạn có hẹn lúc ")
    assert tab.page.screen == "check"
    tab.do(Page.cancel_booking)
    assert (tab.notice, tab.page.booked) == ("Đã hủy hẹn.", "")


def test_who_waits_leaves_the_queue_by_booking(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    tab = customer_waits()
    assert tab.page.bookable
    tab.do(Page.pick_slot, free_slot(tab))
    tab.do(Page.book)
    call = session.exec(select(Call)).one()
    assert call.state is CallState.CANCELLED
    assert dismissed == [(call.key, "booked")]


def test_a_time_that_was_taken_meanwhile_leaves_the_others_to_choose(
    session: Session, order: Any
) -> None:
    paid_order(session, 2, utc_now())
    first, second = Tab(LAN), Tab(MINH)
    first.do(Page.load)
    slot = free_slot(first)
    first.do(Page.pick_slot, slot)
    second.state(Page)._code = "GS-000002"
    second.do(Page.open_booking)
    second.do(Page.pick_day, picker(first).day)
    second.do(Page.pick_slot, slot)
    second.do(Page.book)
    first.do(Page.book)
    assert first.notice == "Giờ này vừa kín. Chọn một giờ khác."
    assert first.state(Page).picking
    assert [one.at for one in picker(first).slots if one.full] == [slot]


def test_nonsense_and_strangers_book_nothing(session: Session, order: Any) -> None:
    tab = Tab(LAN)
    tab.do(Page.load)
    for at in ("", "now", "2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00", 5):
        tab.do(Page.pick_slot, at)
        tab.do(Page.book)
    assert tab.page.booked == ""
    stranger = Tab(MINH)
    stranger.do(Page.load)
    stranger.do(Page.open_booking)
    assert stranger.notice
    assert not stranger.state(Page).picking
    stranger.do(Page.cancel_booking)
