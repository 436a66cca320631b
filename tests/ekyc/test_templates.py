"""Faces in numbers: apart, unreadable at rest, found again under another paper, deleted in time."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.audit import AuditEntry
from chonso_app.ekyc import service, templates
from chonso_app.ekyc.engine.results import EkycResult
from chonso_app.ekyc.face_index import FaceIndex
from chonso_app.ekyc.models import FaceTemplate, IdentityCheck
from chonso_app.orders.models import Order, OrderStatus
from tests.ekyc.conftest import BLURRED, CARD, LAN, answer, paid_order, shoot_all

MODEL = "m" * 64
Settle = Callable[..., IdentityCheck]


def face(seed: int, *, near: int | None = None) -> tuple[float, ...]:
    """128 numbers; two seeds are two people, `near` the same one on another day."""
    dice = random.Random(seed)
    numbers = [dice.gauss(0, 1) for _ in range(128)]
    if near is not None:
        other = random.Random(near)
        numbers = [one + 0.6 * other.gauss(0, 1) for one in numbers]
    return tuple(numbers)


def with_face(numbers: tuple[float, ...], id_number: str = CARD.id_number) -> EkycResult:
    fields = replace(CARD, id_number=id_number)
    return replace(answer(fields=fields), template=numbers, template_model=MODEL)


def settled(
    session: Session, order: Order, result: EkycResult, now: datetime, index: FaceIndex
) -> IdentityCheck:
    """As the worker does it: the index is asked before the transaction that settles."""
    shoot_all(session, order, now)
    check = service.request_check(session, LAN, order.code, now=now)
    session.commit()
    service.settle_check(session, check.key, result, alike=index.search(result), now=now)
    session.commit()
    return check


def said_of_face(check: IdentityCheck) -> tuple[str, str]:
    one = next(one for one in check.checks if one["check"] == "other_face")
    return one["outcome"], one["reason"]


def subscriber(session: Session, now: datetime, index: FaceIndex, number: int = 1) -> Order:
    order = paid_order(session, number, now)
    settled(session, order, with_face(face(7)), now, index)
    order.status = OrderStatus.ACTIVATED
    session.add(order)
    session.commit()
    return order


def test_a_face_under_another_paper_goes_to_staff_and_is_never_refused(
    session: Session, now: datetime
):
    index = FaceIndex()
    subscriber(session, now, index)
    order = paid_order(session, 2, now)
    order.id_number = "001190012345"
    check = settled(session, order, with_face(face(7, near=8), "001190012345"), now, index)
    assert said_of_face(check) == ("unsure", "face_known")
    assert check.status.value == "unsure"
    settlings = select(AuditEntry).where(AuditEntry.action == "ekyc.settled")
    noted = session.exec(settlings.order_by(col(AuditEntry.seq))).all()
    assert noted[-1].detail["known"] == 1  # no codes of others in this order's log


def test_the_same_person_with_the_same_paper_is_no_news(session: Session, now: datetime):
    index = FaceIndex()
    subscriber(session, now, index)
    order = paid_order(session, 2, now)
    check = settled(session, order, with_face(face(7, near=8)), now, index)
    assert said_of_face(check) == ("passed", "")


def test_another_person_passes(session: Session, now: datetime):
    index = FaceIndex()
    subscriber(session, now, index)
    order = paid_order(session, 2, now)
    check = settled(session, order, with_face(face(9), "001190012345"), now, index)
    assert said_of_face(check) == ("passed", "")


def test_only_subscribers_and_those_at_the_clerks_are_compared(session: Session, now: datetime):
    index = FaceIndex()
    other = paid_order(session, 1, now)
    settled(session, other, with_face(face(7)), now, index)
    paper = service.paper_of("001190012345")
    order = paid_order(session, 2, now)
    alike = index.search(with_face(face(7)))
    assert alike.keys() == {other.key}
    assert templates.known_elsewhere(session, order, paper, alike) == []
    other.submitted_at = now
    session.commit()
    assert [code for code, _ in templates.known_elsewhere(session, order, paper, alike)] == [
        other.code
    ]


def test_faces_of_another_model_are_not_compared(session: Session, now: datetime):
    index = FaceIndex()
    subscriber(session, now, index)
    assert index.search(replace(with_face(face(7)), template_model="n" * 64)) == {}
    assert index.search(replace(with_face(face(7)), template=())) == {}


def test_a_face_is_unreadable_at_rest_and_kept_once_for_an_order(session: Session, now: datetime):
    index = FaceIndex()
    order = paid_order(session, 1, now)
    settled(session, order, with_face(face(7)), now, index)
    first = session.exec(sa.text("select numbers from face_template")).scalars().all()  # pyright: ignore
    settled(session, order, with_face(face(8)), now + timedelta(minutes=1), index)
    rows = session.exec(select(FaceTemplate)).all()
    assert [row.model for row in rows] == [MODEL]
    assert len(rows[0].numbers) < len(first[0])  # nonce and tag around it
    assert rows[0].numbers not in first[0]


def test_the_index_forgets_what_was_deleted_even_when_its_id_comes_back(
    session: Session, now: datetime
):
    index = FaceIndex()
    order = paid_order(session, 1, now)
    settled(session, order, with_face(face(7)), now, index)
    assert index.search(with_face(face(7)))
    settled(session, order, with_face(face(8)), now + timedelta(minutes=1), index)
    assert index.search(with_face(face(7))) == {}
    assert index.search(with_face(face(8))).keys() == {order.key}
    templates.forget(session, order)
    session.commit()
    assert index.search(with_face(face(8))) == {}


def test_a_failed_check_keeps_no_face(session: Session, now: datetime):
    order = paid_order(session, 1, now)
    settled(session, order, replace(answer(BLURRED), template=face(7)), now, FaceIndex())
    assert session.exec(select(FaceTemplate)).all() == []


def test_faces_without_a_line_go_and_those_of_subscribers_stay(session: Session, now: datetime):
    index = FaceIndex()
    kept = subscriber(session, now, index)
    idle = paid_order(session, 2, now)
    settled(session, idle, with_face(face(9), "001190012345"), now, index)
    assert templates.forget_old(session, now=now + timedelta(days=29)) == 0
    assert templates.forget_old(session, now=now + timedelta(days=31)) == 1
    left = session.exec(select(col(FaceTemplate.order_id))).all()
    assert left == [kept.key]
