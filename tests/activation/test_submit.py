"""Gửi thông tin hòa mạng: what it asks for, and what it makes."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.activation import invariants, service
from chonso_app.activation.models import Dossier, DossierStatus, Step
from chonso_app.calls.models import Call, CallState
from chonso_app.contracts.models import Contract
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ShopError
from chonso_app.numbers.models import Number
from chonso_app.orders import service as orders
from chonso_app.orders.models import OrderStatus
from tests.activation import world
from tests.orders import world as shop
from tests.orders.world import LAN, MINH


def test_a_complete_order_becomes_a_dossier_in_the_queue(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    dossier = service.submit(ready, LAN, order.code, now=now)
    assert (dossier.status, dossier.round, dossier.code) == (DossierStatus.QUEUED, 1, order.code)
    assert dossier.verifier_id == world.AGENT
    assert dossier.machine == "passed"
    contract = ready.exec(select(Contract)).one()
    assert dossier.evidence["contract"] == contract.id
    assert order.submitted_at == now
    ready.commit()
    assert ready.exec(select(AuditEntry).where(AuditEntry.action == "activation.submitted")).one()
    assert invariants.rows(ready, now) == []


def test_pressing_twice_sends_one_dossier(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    first = service.submit(ready, LAN, order.code, now=now)
    again = service.submit(ready, LAN, order.code, now=now + timedelta(seconds=1))
    assert first.id == again.id


@pytest.mark.parametrize("says", ["missing", "failed"])
def test_without_a_passed_identity_check_nothing_is_sent(
    ready: Session, now: datetime, machine: dict[str, str], says: str
) -> None:
    order = world.proven(ready, now)
    machine["says"] = says
    with pytest.raises(service.NotReadyToSubmit) as refused:
        service.submit(ready, LAN, order.code, now=now)
    assert refused.value.missing == [Step.PORTRAIT]
    assert order.submitted_at is None


def test_an_unsure_check_goes_on_with_its_mark(
    ready: Session, now: datetime, machine: dict[str, str]
) -> None:
    order = world.proven(ready, now)
    machine["says"] = "unsure"
    assert service.submit(ready, LAN, order.code, now=now).machine == "unsure"


def test_without_a_passed_call_nothing_is_sent(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    ready.exec(select(Call)).one().state = CallState.REJECTED
    with pytest.raises(service.NotReadyToSubmit) as refused:
        service.submit(ready, LAN, order.code, now=now)
    assert refused.value.missing == [Step.CALL]


def test_evidence_of_another_person_does_not_count(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    order.person_version += 1
    ready.add(order)
    with pytest.raises(service.NotReadyToSubmit) as refused:
        service.submit(ready, LAN, order.code, now=now)
    assert refused.value.missing == [Step.CALL, Step.SIGNATURE]


def test_evidence_is_good_for_72_hours(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    with pytest.raises(service.NotReadyToSubmit) as refused:
        service.submit(ready, LAN, order.code, now=now + timedelta(hours=73))
    assert refused.value.missing == [Step.CALL, Step.SIGNATURE]


def test_an_unpaid_or_cancelled_order_is_not_sent(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    order.status = OrderStatus.CANCELLED
    ready.add(order)
    with pytest.raises(ShopError):
        service.submit(ready, LAN, order.code, now=now)


def test_a_strangers_order_answers_like_none(ready: Session, now: datetime) -> None:
    order = world.proven(ready, now)
    with pytest.raises(orders.OrderNotFound):
        service.submit(ready, MINH, order.code, now=now)


def test_a_cancelled_order_takes_its_dossier_out_of_the_queue(
    ready: Session, now: datetime
) -> None:
    dossier = world.submitted(ready, now)
    order = orders.lock_order(ready, dossier.order_id)
    service.withdraw(ready, LAN, order, now=now)
    assert dossier.status is DossierStatus.WITHDRAWN


def lines_of_one_paper(
    session: Session, now: datetime, count: int, *, one_paper: bool = True
) -> list[tuple[str, str]]:
    """`count` paid and proven orders on different phones: (code, visitor) of each."""
    made = []
    for index in range(count):
        msisdn, national = f"8490555{index:04d}", f"090555{index:04d}"
        session.add(
            Number(
                msisdn=msisdn, national=national, reversed=national[::-1],
                prefix=national[:3], price=shop.PRICE,
            )
        )  # fmt: skip
        session.commit()
        actor = Actor.anonymous(f"browser-{index}", f"198.51.100.{index}")
        paper = "079198001214" if one_paper else f"0791980012{index:02d}"
        order = world.proven(
            session, now, actor=actor, msisdn=msisdn, phone=f"8491200{index:04d}", id_number=paper
        )
        made.append((order.code, actor.visitor))
    return made


def test_a_fourth_number_on_one_paper_is_refused(ready: Session, now: datetime) -> None:
    lines = lines_of_one_paper(ready, now, 4)
    for code, visitor in lines[:3]:
        service.submit(ready, Actor.anonymous(visitor), code, now=now)
    code, visitor = lines[3]
    with pytest.raises(service.TooManyLines):
        service.submit(ready, Actor.anonymous(visitor), code, now=now)
    taken = ready.exec(select(Dossier).where(Dossier.paper_slot == 1)).one()
    taken.move_to(DossierStatus.WITHDRAWN)
    ready.add(taken)
    ready.commit()
    assert service.submit(ready, Actor.anonymous(visitor), code, now=now).paper_slot == 1


def test_of_eight_at_once_on_one_paper_three_get_in(
    ready: Session, now: datetime, machine: dict[str, str]
) -> None:
    lines = lines_of_one_paper(ready, now, 8)
    ready.close()
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(len(lines))

    def send(code: str, visitor: str) -> None:
        start.wait()
        try:
            db.transact(service.submit, Actor.anonymous(visitor), code, now=now)
            outcomes["in"] += 1
        except service.TooManyLines:
            outcomes["refused"] += 1

    threads = [threading.Thread(target=send, args=line) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"in": 3, "refused": 5}
    assert db.read(invariants.rows, now) == []
