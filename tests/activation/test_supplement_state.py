"""What the three pages do with a request for more, and what strange hands get from them."""

from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.activation import desk, supplement_view, supplements
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.activation.supplement_models import AskedOf, SupplementStatus, Wanted
from chonso_app.activation.supplement_state import AskState, SupplementState, TasksState
from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import utc_now
from chonso_app.core.images import Picture
from chonso_app.ekyc import pictures
from chonso_app.ekyc.models import Kind
from tests.activation import world
from tests.activation.test_state import Tab
from tests.contracts.conftest import AGENT
from tests.orders.world import LAN, MINH


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Any:
    def opened(who: Actor, code: str = "") -> Tab:
        monkeypatch.setattr("chonso_app.activation.supplement_state.follow", lambda *_: None)
        monkeypatch.setattr("chonso_app.activation.supplement_state.route_arg", lambda *_: code)
        return Tab(monkeypatch, who, code)

    return opened


def ask(session: Session, of: AskedOf, wanted: Wanted) -> supplements.Supplement:
    now = utc_now()
    dossier = world.claimed(session, now)
    row = supplements.ask(session, world.clerk(), dossier.key, of, wanted, "Xin xem lại", now=now)
    session.commit()
    return row


def status_of(session: Session, dossier: Dossier) -> DossierStatus:
    """As committed by others; holds no lock afterwards."""
    session.refresh(dossier)
    status = dossier.status
    session.rollback()
    return status


def test_the_clerk_chooses_and_sends_and_the_dossier_leaves_the_desk(
    ready: Session, tab: Any
) -> None:
    dossier = world.submitted(ready, utc_now())
    page = tab(world.clerk())
    page.do(ClerkState.load)
    page.do(AskState.begin)
    page.do(AskState.choose, "customer:everything")
    page.do(AskState.send, {"words": ""})
    assert status_of(ready, dossier) is DossierStatus.CLAIMED
    page.do(AskState.choose, "customer:portrait")
    page.do(AskState.send, {"words": "Mặt bị tối"})
    assert status_of(ready, dossier) is DossierStatus.AWAITING
    assert page.state(ClerkState).dossier.dossier_id == 0
    [row] = page.state(ClerkState).lists.queue
    assert row.closed
    page.do(AskState.take_back, row.supplement_id)
    page.do(AskState.take_back, "1; drop")
    assert status_of(ready, dossier) is DossierStatus.CLAIMED  # back, on this desk first


def test_the_customer_does_just_that_and_is_sent_back_to_the_slip(ready: Session, tab: Any) -> None:
    row = ask(ready, AskedOf.CUSTOMER, Wanted.PORTRAIT)
    page = tab(LAN, row.code)
    page.do(SupplementState.load)
    state = page.state(SupplementState)
    assert (state.view.screen, state.wanted) == ("picture", ["portrait"])
    assert state.view.words == "Xin xem lại"
    page.do(SupplementState.open_camera)
    assert state.camera
    assert page.do(SupplementState.uploaded, "portrait", 1) is None  # nothing went up
    picture = Picture(b"x", 900, 1200, "0" * 64)
    pictures.store_picture(ready, LAN, row.code, Kind.PORTRAIT, picture, "ekyc/x", now=utc_now())
    ready.commit()
    assert page.do(SupplementState.uploaded, "portrait", 1) is not None
    assert state.view.screen == "none"


def test_a_stranger_sees_and_answers_nothing(ready: Session, tab: Any) -> None:
    row = ask(ready, AskedOf.CUSTOMER, Wanted.NOTE)
    page = tab(MINH, row.code)
    page.do(SupplementState.load)
    page.do(SupplementState.answer, {"words": "Tôi là Lan"})
    assert page.state(SupplementState).view.screen == "missing"
    assert "Xin xem lại" not in page.sent
    ready.refresh(row)
    assert row.status is SupplementStatus.OPEN


def test_the_customers_words_reach_the_clerk_who_asked(ready: Session, tab: Any) -> None:
    row = ask(ready, AskedOf.CUSTOMER, Wanted.NOTE)
    page = tab(LAN, row.code)
    page.do(SupplementState.load)
    page.do(SupplementState.answer, {"words": " "})
    assert page.notice.startswith("Viết vài chữ")
    page.do(SupplementState.answer, {"words": "Chữ ký mới của tôi"})
    desk.leave(ready, world.clerk(), now=utc_now())
    ready.commit()
    clerk = tab(world.clerk())
    clerk.do(ClerkState.load)
    [answer] = clerk.state(ClerkState).dossier.answers
    assert (answer.answer, answer.tone) == ("Chữ ký mới của tôi", "ok")


def test_the_agent_answers_from_their_console(ready: Session, tab: Any) -> None:
    row = ask(ready, AskedOf.AGENT, Wanted.NOTE)
    page = tab(Actor(AGENT, Role.VIDEO_AGENT))
    page.do(TasksState.load)
    [task] = page.state(TasksState).rows
    assert task.words == "Xin xem lại"
    page.do(TasksState.open, 999)
    page.do(TasksState.open, task.supplement_id)
    page.do(TasksState.answer, {"words": "Thấy ảnh nổi", "minute": "02:05"})
    ready.refresh(row)
    assert (row.answer, row.at_ms) == ("Thấy ảnh nổi", 125_000)
    assert page.state(TasksState).rows == []
    other = tab(Actor(AGENT + 1, Role.VIDEO_AGENT))
    other.do(TasksState.load)
    assert other.state(TasksState).rows == []


@pytest.mark.parametrize(
    ("typed", "at_ms"),
    [("02:05", 125_000), (" 0:00 ", 0), ("", None), (" ", None), ("1439:59", 86_399_000)],
)
def test_a_minute_is_read_and_may_be_left_out(typed: str, at_ms: int | None) -> None:
    assert supplement_view.milliseconds(typed) == at_ms


@pytest.mark.parametrize("typed", ["abc", "2", "1:75", "-1:00", "1440:00", "99999:00"])
def test_a_minute_that_is_none_is_told_and_the_request_stays(
    typed: str, ready: Session, tab: Any
) -> None:
    row = ask(ready, AskedOf.AGENT, Wanted.NOTE)
    page = tab(Actor(AGENT, Role.VIDEO_AGENT))
    page.do(TasksState.load)
    page.do(TasksState.open, row.key)
    page.do(TasksState.answer, {"words": "Thấy ảnh nổi", "minute": typed})
    ready.refresh(row)
    assert row.answer == ""
    assert page.state(TasksState).opened.supplement_id == row.key
