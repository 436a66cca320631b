"""The abuse exit, the call for a supervisor, and what an agent knows before answering."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from chonso_app.calls import rules, service, views
from chonso_app.calls.desk import board_views, review, verdicts
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import views as desk_views
from chonso_app.calls.desk.marking import Part, marked
from chonso_app.calls.models import AgentPresence, Availability, CallEvent, CallState
from chonso_app.calls.moves import requeue
from chonso_app.calls.room import service as room
from chonso_app.calls.room.service import Side
from chonso_app.calls.rules import Verdict
from chonso_app.calls.service import Standing
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ForbiddenMove
from chonso_app.ekyc.models import CheckStatus, Evidence, IdentityCheck, Kind
from chonso_app.orders.models import Order
from tests.calls.conftest import HOA, LAN, SUPERVISOR, YEN
from tests.calls.steps import Waiting, again, claimed, complete, live


# -- abuse -----------------------------------------------------------------------------------
def test_an_abusive_call_ends_at_once_and_waits_for_a_supervisor(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    verdicts.leave_abuse(session, HOA, call.key, now=now)
    call = again(session, call.key)
    assert (call.state, call.reason) == (CallState.QUARANTINED, rules.ABUSIVE)
    order = session.get_one(Order, call.order_id)
    assert service.standing(session, order, now) is Standing.UNDER_REVIEW
    assert service.rejections(session, order) == 0
    mine = session.get_one(AgentPresence, HOA.user_id)
    assert mine.availability is Availability.PAUSED  # comes back when they want to
    audited = session.exec(select(AuditEntry).where(AuditEntry.action == "calls.quarantined")).one()
    assert audited.detail["reason"] == "abusive"


def test_nobody_makes_an_approval_of_an_abusive_call(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    complete(session, HOA, call, now)
    verdicts.leave_abuse(session, HOA, call.key, now=now)
    session.commit()
    with pytest.raises(verdicts.NeverApproved):
        verdicts.settle_quarantine(session, SUPERVISOR, call.key, Verdict.APPROVED, None, now=now)
    session.rollback()
    order = session.get_one(Order, call.order_id)
    told = views.of_customer(session, LAN, order.code, again=False, now=now)
    assert (told.title, told.again) == ("Cuộc gọi đã kết thúc", False)
    (row,) = review.waiting_for_review(session, SUPERVISOR)
    assert (row.why, row.abusive) == ("Dừng vì xúc phạm", True)
    verdicts.settle_quarantine(
        session, SUPERVISOR, call.key, Verdict.REJECTED, "other_person", now=now
    )
    assert again(session, call.key).reason == "misconduct"
    assert service.rejections(session, order) == 1


def test_an_offered_call_cannot_be_called_abusive(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    with pytest.raises(ForbiddenMove):
        verdicts.leave_abuse(session, HOA, call.key, now=now)


def test_abuse_is_no_reason_of_an_agents_verdict(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    assert not any(rules.fits(verdict, rules.ABUSIVE) for verdict in Verdict)
    offered = {reason.value for codes in rules.BY_AGENT.values() for reason in codes}
    assert not offered & {rules.Rejection.MISCONDUCT, rules.Technical.CLEARED}


# -- a supervisor's help -----------------------------------------------------------------------
def test_help_is_asked_for_and_taken_back_by_one_press(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    for asked in (True, True, False):
        desk.ask_assist(session, HOA, call.key, asked, now=now)
        assert bool(again(session, call.key).assist_at) is asked
    told = select(CallEvent.kind).where(CallEvent.call_id == call.key).order_by(col(CallEvent.id))
    kinds = list(session.exec(told))
    assert kinds[-2:] == ["assist_asked", "assist_taken_back"]


def test_the_wish_for_help_ends_with_the_call_or_when_it_goes_back(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    desk.ask_assist(session, HOA, call.key, True, now=now)
    room.lost(session, call.key, Side.CUSTOMER, HOA, now=now)
    requeue(session, call, HOA, now, "dropped")
    assert again(session, call.key).assist_at is None
    call = live(session, HOA, now)
    desk.ask_assist(session, HOA, call.key, True, now=now)
    verdicts.decide(session, HOA, call.key, Verdict.INCONCLUSIVE, "no_picture", now=now)
    assert again(session, call.key).assist_at is None


# -- before answering --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "masked"),
    [("Nguyễn Ngọc Lan", "N. N. Lan"), ("Lan", "Lan"), ("", "")],
)
def test_before_answering_a_name_is_initials_and_the_given_name(name: str, masked: str) -> None:
    assert board_views.masked_name(name) == masked


def test_the_offer_says_what_the_check_was_unsure_of_and_why_the_last_call_failed(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    first = live(session, HOA, now)
    verdicts.decide(session, HOA, first.key, Verdict.INCONCLUSIVE, "weak_network", now=now)
    order = session.get_one(Order, first.order_id)
    order.full_name, order.id_number = "Nguyễn Ngọc Lan", "079198000268"
    lines = [("name", "unsure", "marks_differ"), ("face", "passed", "")]
    checks = [
        {"check": check, "outcome": outcome, "reason": reason, "redo": []}
        for check, outcome, reason in lines
    ]
    picture = Evidence(
        order_id=order.key, person_version=1, kind=Kind.CARD_FRONT, media="ekyc/x", sha256="",
        width=1, height=1, size=1, taken_at=now,
    )  # fmt: skip
    session.add(picture)
    session.flush()
    front = picture.key
    session.add(
        IdentityCheck(
            order_id=order.key, person_version=order.person_version, round=1,
            status=CheckStatus.UNSURE, front_id=front, back_id=front, portrait_id=front,
            checks=checks,
            fields="{}", requested_at=now, settled_at=now,
        )
    )  # fmt: skip
    later = now + timedelta(minutes=1)
    service.enter_queue(session, LAN, order.code, now=later)
    session.commit()
    claimed(session, HOA, later)
    case = desk_views.case(session, HOA, later)
    assert (case.screen, case.name, case.attempt) == ("offered", "N. N. Lan", "Lần 2")
    assert "mạng yếu" in case.notice
    assert [doubt.text for doubt in case.doubts] == ["Dấu trong tên hơi khác thẻ"]
    assert (case.compared, case.papers, case.script) == ([], [], "")
    assert order.id_number not in repr(case)


def test_the_script_follows_the_steps_and_begins_with_the_notice(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    assert "ghi hình, ghi âm" in desk_views.case(session, HOA, now).script
    desk.tick(session, HOA, call.key, rules.Step.CONSENT, True, now=now)
    assert "chụp một ảnh khuôn mặt" in desk_views.case(session, HOA, now).script
    desk.hang_up(session, HOA, call.key, now=now)
    assert desk_views.case(session, HOA, now).script == ""


def test_a_call_of_before_is_complete_without_the_consent_as_a_step(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    complete(session, HOA, call, now)
    desk.tick(session, HOA, call.key, rules.Step.CONSENT, False, now=now)
    call = again(session, call.key)
    assert verdicts.missing_for_approval(session, call) == ["step.consent"]
    call.checklist = 1
    assert verdicts.missing_for_approval(session, call) == []


def test_other_peoples_names_in_the_queue_stay_masked(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    waiting(2, after=1)
    live(session, HOA, now)
    mine, other = board_views.board(session, HOA, now).queue
    assert (mine.name, other.name) == ("Khách 1", "K. 2")
    (seen,) = board_views.board(session, YEN, now).queue
    assert seen.name == "K. 2"


# -- marks -------------------------------------------------------------------------------------
def test_what_differs_is_marked_on_both_sides() -> None:
    assert marked("12/03/1994", "12/08/1994") == (
        [Part("12/"), Part("03", True), Part("/1994")],
        [Part("12/"), Part("08", True), Part("/1994")],
    )
    assert marked("08/12/1998", "12/08/1998")[0] == [
        Part("08", True), Part("/"), Part("12", True), Part("/1998"),
    ]  # fmt: skip
    assert marked("Lê Văn An", "LÊ AN") == (
        [Part("Lê "), Part("Văn ", True), Part("An")],
        [Part("LÊ "), Part("AN")],
    )
    assert marked("Lê An", "LÊ ANH") == (
        [Part("Lê "), Part("An", True)],
        [Part("LÊ "), Part("ANH", True)],
    )
