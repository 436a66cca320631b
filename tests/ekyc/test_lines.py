"""How many numbers one paper carries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.ekyc import service
from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome
from chonso_app.ekyc.models import Kind as Shot
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus
from tests.ekyc.conftest import CARD, LAN, paid_order, shoot, shoot_all

Run = Callable[..., str]
MINUTE = timedelta(minutes=1)


def test_a_fourth_number_on_one_paper_is_refused(session: Session, now: datetime, run: Run):
    for number in (1, 2, 3):
        made = paid_order(session, number, now)
        shoot_all(session, made, now)
        assert run(made, now) == "passed"
        made.status, made.activated_at = OrderStatus.ACTIVATED, now
        session.commit()
    fourth = paid_order(session, 4, now)
    shoot_all(session, fourth, now)
    assert run(fourth, now) == "failed"
    check = service.last_check(session, fourth)
    assert check is not None
    assert check.checks[-1]["reason"] == "too_many_numbers"
    assert service.for_counter(session, fourth) is not None


def test_a_card_that_was_only_shown_by_mistake_carries_no_number(
    session: Session, now: datetime, run: Run
):
    others = replace(CARD, id_number="079190000777")
    wrong = CheckResult(Check.NUMBER, Outcome.FAILED, "number_differs", amend=True)
    for number in (1, 2, 3):
        made = paid_order(session, number, now)
        shoot_all(session, made, now)
        assert run(made, now, wrong, fields=others) == "failed"
        shoot(session, made, Shot.CARD_FRONT, now, "own card")
        assert run(made, now) == "passed"
        made.status, made.activated_at = OrderStatus.ACTIVATED, now
        session.commit()
    owner = paid_order(session, 4, now)
    owner.id_number = others.id_number
    shoot_all(session, owner, now)
    assert run(owner, now, fields=others) == "passed"


def test_the_person_before_the_correction_carries_no_number(
    session: Session, order: Order, now: datetime, run: Run
):
    shoot_all(session, order, now)
    run(order, now, fields=replace(CARD, id_number="079190000777"))
    change = orders.PersonChanges(full_name="Trần Thị Khác")
    orders.amend_person(session, LAN, order.code, change, now=now)
    shoot_all(session, order, now + MINUTE)
    run(order, now + MINUTE)
    order.status, order.activated_at = OrderStatus.ACTIVATED, now
    session.commit()
    besides = paid_order(session, 2, now)
    counted = {
        number: service.lines_on_paper(session, service.paper_of(number), besides=besides)
        for number in ("079190000777", CARD.id_number)
    }
    assert counted == {"079190000777": 0, CARD.id_number: 1}
