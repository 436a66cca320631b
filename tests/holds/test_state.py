"""The button Báo tôi khi số trống as two people press it."""

import asyncio

import pytest
import reflex as rx
from sqlmodel import select

from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import utc_now
from chonso_app.holds import service
from chonso_app.holds.models import WaitEntry
from chonso_app.holds.state import WaitState
from chonso_app.ui.edge import act_as
from chonso_app.ui.notice import NoticeState
from tests.holds.conftest import NATIONAL, NUMBERS
from tests.orders.world import customer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NUMBER = NATIONAL[0]


@pytest.fixture
def tab(shelf, lan):
    """Lan holds the number; somebody else has a page of it open."""
    service.place(shelf, lan, NUMBERS[0], now=utc_now())
    shelf.commit()
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    return root.get_substate(WaitState.get_full_name().split("."))


def press(tab, actor, handler, *args) -> str:
    """What the notice says afterwards."""

    async def work():
        act_as(actor)
        await handler.fn(tab, *args)

    asyncio.run(work())
    return tab._get_root_state().get_substate(NoticeState.get_full_name().split(".")).text


def test_a_stranger_leaves_an_address_in_the_sheet(tab, shelf, minh):
    press(tab, minh, WaitState.ask, NUMBER)
    assert (tab.sheet.open, tab.sheet.number) == (True, "0901 23 6868")
    press(tab, minh, WaitState.leave_address, {"email": "minh"})
    assert "ten@gmail.com" in tab.sheet.error
    told = press(tab, minh, WaitState.leave_address, {"email": " minh@example.vn "})
    assert told == "Đã đặt. Số 0901 23 6868 trống thì có thư tới m…@example.vn."
    assert (tab.sheet.open, tab.asked) == (False, [NUMBER])
    assert [entry.email for entry in shelf.exec(select(WaitEntry))] == ["minh@example.vn"]


def test_who_is_signed_in_presses_once(tab, shelf):
    ha = Actor(user_id=customer(shelf, utc_now()).row_id, role=Role.CUSTOMER, visitor="ha")
    shelf.commit()
    assert "hộp thư" in press(tab, ha, WaitState.ask, NUMBER)
    assert (tab.sheet.open, tab.asked) == (False, [NUMBER])


def test_a_number_that_is_free_already_is_told_so(tab, minh):
    press(tab, minh, WaitState.ask, NATIONAL[1])
    press(tab, minh, WaitState.leave_address, {"email": "minh@example.vn"})
    assert tab.sheet.error.startswith("Số 0909 87 6868 không còn")
    press(tab, minh, WaitState.ask, "0900000000")
    press(tab, minh, WaitState.leave_address, {"email": "minh@example.vn"})
    assert tab.asked == []


@pytest.mark.parametrize("sent", [{}, {"email": 7}, {"email": "x" * 999}, {"email": None}])
def test_any_form_is_answered(tab, minh, sent):
    press(tab, minh, WaitState.ask, NUMBER)
    press(tab, minh, WaitState.leave_address, sent)
    assert tab.sheet.error
