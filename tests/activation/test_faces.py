"""One face under two papers whose checks knew nothing of each other: seen before an approval."""

import base64
import json
from array import array
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.activation import decisions, desk, desk_views, dossier_view
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.faces import FaceKnownSince
from chonso_app.activation.models import Dossier, DossierStatus
from chonso_app.core.audit import AuditEntry
from chonso_app.core.db import utc_now
from chonso_app.ekyc import service as ekyc
from chonso_app.ekyc.models import CheckStatus, FaceTemplate, IdentityCheck
from chonso_app.evidence import documents
from chonso_app.orders.models import Order
from tests.activation import world
from tests.activation.test_state import Tab
from tests.ekyc.test_templates import face
from tests.orders.world import MINH, OTHER

OTHER_PAPER = "001190012345"


def with_face(session: Session, dossier: Dossier, numbers: tuple[float, ...]) -> Dossier:
    """As the check keeps it."""
    order = session.get_one(Order, dossier.order_id)
    stored = base64.b64encode(array("f", numbers).tobytes()).decode()
    session.add(
        FaceTemplate(
            order_id=order.key, paper=ekyc.paper_of(order.id_number or ""), model="m" * 64,
            numbers=stored, made_at=dossier.submitted_at,
        )
    )  # fmt: skip
    session.commit()
    return dossier


def lan(session: Session, now: datetime) -> Dossier:
    return with_face(session, world.submitted(session, now), face(7))


def minh(
    session: Session, now: datetime, numbers: tuple[float, ...], paper: str = OTHER_PAPER
) -> Dossier:
    """Checked when the first one was, and sent in a little later."""
    sent = world.submitted(
        session, now, actor=MINH, msisdn=OTHER, phone="84912345679", id_number=paper
    )
    return with_face(session, sent, numbers)


def on_desk(session: Session, now: datetime) -> None:
    desk.fill(session, world.clerk(), now=now)
    session.commit()


def rows_of(session: Session, dossier: Dossier, now: datetime) -> dict[str, tuple[str, str]]:
    view = dossier_view.open_dossier(session, world.clerk(), dossier.key, now=now)
    session.commit()
    return {row.label: (row.tone, row.value) for row in view.checks}


def test_a_face_that_came_under_another_paper_meanwhile_is_shown_before_the_approval(
    ready: Session, now: datetime
) -> None:
    first = lan(ready, now)
    second = minh(ready, now, face(7, near=8))
    on_desk(ready, now)
    with pytest.raises(FaceKnownSince):
        decisions.approve(ready, world.clerk(), second.key, now=now)
    ready.rollback()
    assert rows_of(ready, second, now)["Một khuôn mặt, một giấy tờ"] == ("warn", first.code)
    assert second.machine == "unsure"
    decisions.approve(ready, world.clerk(), second.key, now=now)  # a person has looked at both
    assert second.status is DossierStatus.APPROVED


def test_both_sides_are_told_of_each_other(ready: Session, now: datetime) -> None:
    first, second = lan(ready, now), minh(ready, now, face(7, near=8))
    on_desk(ready, now)
    for mine, theirs in ((first, second), (second, first)):
        assert rows_of(ready, mine, now)["Một khuôn mặt, một giấy tờ"] == ("warn", theirs.code)


def test_who_came_after_the_dossier_was_opened_is_shown_too(ready: Session, now: datetime) -> None:
    first = lan(ready, now)
    on_desk(ready, now)
    assert "Một khuôn mặt, một giấy tờ" not in rows_of(ready, first, now)
    later = now + timedelta(seconds=40)
    minh(ready, later, face(7, near=8))
    with pytest.raises(FaceKnownSince):
        decisions.approve(ready, world.clerk(), first.key, now=later)


@pytest.mark.parametrize(
    ("numbers", "paper"),
    [
        pytest.param(face(9), OTHER_PAPER, id="another person"),
        pytest.param(face(7, near=8), "079198001214", id="the same person's second number"),
        pytest.param((), OTHER_PAPER, id="no face could be read"),
    ],
)
def test_everybody_else_is_no_news(
    ready: Session, now: datetime, numbers: tuple[float, ...], paper: str
) -> None:
    first = lan(ready, now)
    minh(ready, now, numbers, paper)
    on_desk(ready, now)
    decisions.approve(ready, world.clerk(), first.key, now=now)
    assert first.status is DossierStatus.APPROVED


def test_what_the_check_told_already_is_not_told_again(ready: Session, now: datetime) -> None:
    first = lan(ready, now)
    second = minh(ready, now, face(7, near=8))
    check = ready.get_one(IdentityCheck, second.evidence["check"])
    check.checks = [
        {
            "check": "other_face", "outcome": "unsure", "reason": "face_known", "redo": [],
            "amend": False, "score": 0.9, "known": [first.code],
        }
    ]  # fmt: skip
    check.status = CheckStatus.UNSURE
    ready.add(check)
    on_desk(ready, now)
    decisions.approve(ready, world.clerk(), second.key, now=now)
    assert second.status is DossierStatus.APPROVED


def test_nobody_elses_code_gets_into_the_log_or_the_bundle(ready: Session, now: datetime) -> None:
    first, second = lan(ready, now), minh(ready, now, face(7, near=8))
    on_desk(ready, now)
    rows_of(ready, second, now)
    entry = ready.exec(select(AuditEntry).where(AuditEntry.action == "activation.face_known")).one()
    assert (entry.subject, entry.detail["known"]) == (f"order:{second.code}", 1)
    [told] = documents._decisions(ready, ready.get_one(Order, second.order_id))
    assert first.code not in json.dumps(told, default=str)


def test_the_console_opens_the_dossier_anew_when_a_face_came_meanwhile(
    ready: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lan(ready, utc_now())
    tab = Tab(monkeypatch, world.clerk())
    tab.do(ClerkState, "load")
    second = minh(ready, utc_now(), face(7, near=8))
    code, dossier_id = second.code, first.key
    ready.commit()
    tab.do(ClerkState, "approve")
    assert "khuôn mặt" in tab.notice
    assert code in {row.value for row in tab.state(ClerkState).dossier.checks}
    tab.do(ClerkState, "approve")
    ready.expire_all()
    assert ready.get_one(Dossier, dossier_id).status is DossierStatus.APPROVED


def test_the_queue_says_that_this_one_needs_a_look(ready: Session, now: datetime) -> None:
    lan(ready, now)
    second = minh(ready, now, face(7, near=8))
    on_desk(ready, now)
    rows_of(ready, second, now)
    listed = desk_views.desk_view(ready, world.clerk(), now=now).queue
    assert {row.dossier_id: row.mark for row in listed}[second.key] == "Máy: cần xem"
