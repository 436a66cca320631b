"""The two pages' states: what they show, and that a stranger sees nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import utc_now
from chonso_app.core.texts import say
from chonso_app.ekyc import capture_state, pages, state
from chonso_app.ekyc.capture_state import CaptureState
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.ekyc.state import PersonState
from chonso_app.orders.models import Order
from tests.ekyc.conftest import BLURRED, LAN, MINH, shoot_all

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def who(monkeypatch: pytest.MonkeyPatch, order: Order) -> dict[str, Actor]:
    """Lan looks at her order."""
    looking = {"now": LAN}
    for module in (state, capture_state):
        monkeypatch.setattr(module, "actor_of", lambda _state: looking["now"])
        monkeypatch.setattr(module, "route_arg", lambda _state, _name: order.code)
    monkeypatch.setattr(capture_state, "follow", lambda *_: None)
    return looking


@pytest.fixture
def page() -> CaptureState:
    return CaptureState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def now() -> datetime:
    return utc_now()  # states ask the real clock


def test_both_pages_draw():
    assert pages.person_page()
    assert pages.capture_page()


@pytest.mark.anyio
async def test_the_page_asks_for_what_is_missing(page: CaptureState, order: Order):
    await page._refresh()
    assert page.phase == "open"
    assert page.wanted == [kind.value for kind in Shot]
    assert page.next_label == "Chụp ảnh giấy tờ"
    assert not page.ready


@pytest.mark.anyio
async def test_after_a_failure_only_the_front_is_asked_for(
    page: CaptureState, session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, BLURRED)
    session.commit()
    await page._refresh()
    assert page.wanted == ["card_front"]
    assert page.next_label == "Chụp lại mặt trước"
    assert [row.state for row in page.pictures] == ["bad", "good", "good"]
    assert page.pictures[0].word == "Bị mờ"
    assert page.tries == "Còn 2 lần trong phiên này"


@pytest.mark.anyio
async def test_whom_only_a_shop_can_help_is_shown_the_code_for_it(
    page: CaptureState, session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, CheckResult(Check.AGE, Outcome.FAILED, "too_young"))
    session.commit()
    await page._refresh()
    assert page.at_counter
    assert not page.closed  # another paper may still be tried
    assert page.tries == say("ekyc.result.counter", hotline=settings.hotline)


def test_the_result_offers_the_other_paper():
    assert "choose_paper" in str(pages._result())


@pytest.mark.anyio
async def test_a_stranger_sees_nothing_of_it(
    page: CaptureState, session: Session, order: Order, now: datetime, who: dict[str, Actor]
):
    shoot_all(session, order, now)
    session.commit()
    who["now"] = MINH
    await page._refresh()
    assert (page.phase, page.pictures, page.code) == ("missing", [], "")


def test_the_sex_follows_from_the_number():
    person = PersonState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    PersonState.note.fn(person, "id_number", "079190000268")
    assert person.sex == "Nữ"
    PersonState.note.fn(person, "id_number", "12345")
    assert person.errors["id_number"]
    assert person.sex == ""


def test_a_birth_date_is_measured_by_vietnams_day(monkeypatch: pytest.MonkeyPatch):
    one_in_the_morning = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # of the 26th
    monkeypatch.setattr(state, "utc_now", lambda: one_in_the_morning)
    person = PersonState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    PersonState.note.fn(person, "birth_date", "25/11/2026")
    assert not person.errors["birth_date"]
    PersonState.note.fn(person, "birth_date", "26/11/2026")
    assert person.errors["birth_date"]


def test_no_field_can_be_made_up():
    person = PersonState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    PersonState.note.fn(person, "phase", "open")
    PersonState.take_from_card.fn(person, "__class__")
    assert person.phase == "loading"
