"""Drafting, signing and reading a contract; whose it is, and when a signature counts."""

import asyncio
import hashlib
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.calls.models import Call, CallState
from chonso_app.contracts import seal, service, signing
from chonso_app.contracts.models import TEXT_VERSION, Contract, ContractStatus
from chonso_app.core import media
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ForbiddenMove, NotAllowed
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.contracts.conftest import drawn_signature, passed_call
from tests.orders.world import LAN, MINH

CLERK = Actor(user_id=901, role=Role.ACTIVATION_CLERK)


def sign(session: Session, order: Order, now: datetime) -> Contract:
    """Through the whole chain, as the route does it."""
    session.commit()
    return asyncio.run(
        signing.sign(LAN, order.code, drawn_signature(), consent_to=TEXT_VERSION, now=now)
    )


def standing(session: Session, order: Order, now: datetime) -> service.Standing:
    session.expire_all()
    return service.standing(session, order, now=now)


def test_looking_twice_drafts_one_contract(session: Session, order: Order, now: datetime) -> None:
    first = service.draft(session, LAN, order.code, now=now)
    again = service.draft(session, LAN, order.code, now=now + timedelta(minutes=5))
    assert first.id == again.id
    assert first.number == f"2026/{order.code}"


def test_the_draft_says_what_the_order_says(session: Session, order: Order, now: datetime) -> None:
    contract = service.draft(session, LAN, order.code, now=now)
    for said in ("Nguyễn Ngọc Lan", "079198001214", "0901 23 6868", "TP. Hồ Chí Minh"):
        assert said in contract.terms


def test_the_terms_lie_encrypted_in_the_database(
    session: Session, order: Order, now: datetime
) -> None:
    service.draft(session, LAN, order.code, now=now)
    raw = session.connection().exec_driver_sql("select terms from contract").scalar_one()
    assert "079198001214" not in raw


def test_nothing_is_drafted_before_payment_or_without_the_persons_details(
    session: Session, order: Order, now: datetime
) -> None:
    order.birth_date = None
    session.add(order)
    session.flush()
    with pytest.raises(service.NotYetToSign):
        service.draft(session, LAN, order.code, now=now)


def test_who_has_not_been_talked_to_cannot_sign(
    session: Session, order: Order, now: datetime
) -> None:
    call = session.exec(select(Call)).one()
    call.state = CallState.REJECTED
    session.add(call)
    session.flush()
    with pytest.raises(service.NotYetToSign):
        service.draft(session, LAN, order.code, now=now)


def test_signing_seals_stores_and_mails_a_copy(
    session: Session, order: Order, now: datetime
) -> None:
    contract = sign(session, order, now)
    assert contract.status is ContractStatus.SIGNED
    assert contract.signed_by == LAN.label
    assert contract.text_version == TEXT_VERSION
    assert contract.pdf_media is not None
    sealed = media.get(contract.pdf_media)
    assert seal.is_intact(sealed)
    assert hashlib.sha256(sealed).hexdigest() == contract.pdf_sha256
    mail = session.exec(select(Message).where(Message.template == "contracts.signed")).one()
    assert [file["media"] for file in mail.attachments] == [contract.pdf_media]
    assert standing(session, order, now) is service.Standing.SIGNED


def test_signing_twice_is_refused_and_sends_one_mail(
    session: Session, order: Order, now: datetime
) -> None:
    sign(session, order, now)
    with pytest.raises(service.AlreadySigned):
        sign(session, order, now)
    session.expire_all()
    copies = session.exec(select(Message).where(Message.template == "contracts.signed")).all()
    assert len(copies) == 1


def test_a_second_tab_that_sealed_meanwhile_loses(
    session: Session, order: Order, now: datetime
) -> None:
    contract = service.draft(session, LAN, order.code, now=now)
    done = service.Signed("signatures/a", "contracts/a", "0" * 64, now)
    service.settle_signed(session, LAN, order.code, contract.key, done)
    with pytest.raises(ForbiddenMove):
        service.settle_signed(session, LAN, order.code, contract.key, done)


def test_consent_is_to_the_text_that_was_shown(
    session: Session, order: Order, now: datetime
) -> None:
    with pytest.raises(service.ConsentMissing):
        service.to_sign(session, LAN, order.code, consent_to="2020-01", now=now)
    with pytest.raises(service.ConsentMissing):
        service.to_sign(session, LAN, order.code, consent_to="", now=now)


def test_another_persons_details_void_the_signature(
    session: Session, order: Order, now: datetime
) -> None:
    first = sign(session, order, now)
    session.expire_all()
    order.person_version += 1
    session.add(order)
    session.add(passed_call(order, now))
    session.commit()
    assert standing(session, order, now) is service.Standing.MISSING
    second = service.draft(session, LAN, order.code, now=now)
    session.refresh(first_row := session.get_one(Contract, first.key))
    assert first_row.status is ContractStatus.VOID
    assert (second.status, second.number) == (ContractStatus.DRAFT, f"2026/{order.code}-2")


def test_a_signature_counts_for_72_hours_or_while_the_dossier_is_under_way(
    session: Session, order: Order, now: datetime
) -> None:
    sign(session, order, now)
    late = now + timedelta(hours=73)
    assert standing(session, order, late) is service.Standing.MISSING
    orders.note_submission(session, LAN, order, now=now)
    session.commit()
    assert standing(session, order, late) is service.Standing.SIGNED


def test_a_refused_signature_must_be_given_anew(
    session: Session, order: Order, now: datetime
) -> None:
    sign(session, order, now)
    session.expire_all()
    service.ask_again(session, CLERK, order, now=now)
    assert standing(session, order, now) is service.Standing.MISSING


def test_a_strangers_contract_answers_like_none(
    session: Session, order: Order, now: datetime
) -> None:
    contract = sign(session, order, now)
    done = service.Signed("signatures/a", "contracts/a", "0" * 64, now)
    attempts = (
        lambda: service.draft(session, MINH, order.code, now=now),
        lambda: service.to_sign(session, MINH, order.code, consent_to=TEXT_VERSION, now=now),
        lambda: service.settle_signed(session, MINH, order.code, contract.key, done),
        lambda: service.own(session, MINH, order.code),
        lambda: service.for_owner(session, MINH, order.code, now=now),
        lambda: service.own(session, Actor.anonymous(), order.code),
    )
    for attempt in attempts:
        with pytest.raises(orders.OrderNotFound):
            attempt()


def test_anothers_contract_cannot_be_settled_under_ones_own_order(
    session: Session, order: Order, now: datetime
) -> None:
    done = service.Signed("signatures/a", "contracts/a", "0" * 64, now)
    with pytest.raises(service.ContractNotFound):
        service.settle_signed(session, LAN, order.code, 4711, done)


def test_staff_read_with_permission_within_their_unit_and_leave_a_trace(
    session: Session, order: Order, now: datetime
) -> None:
    sign(session, order, now)
    assert order.unit_id is not None
    near = Actor(901, Role.SUPERVISOR, unit_id=order.unit_id)
    far = Actor(902, Role.SUPERVISOR, unit_id=order.unit_id + 1)
    service.for_staff(session, near, order.code, now=now)
    with pytest.raises(orders.OrderNotFound):
        service.for_staff(session, far, order.code, now=now)
    with pytest.raises(NotAllowed):
        service.for_staff(session, Actor(903, Role.VIDEO_AGENT), order.code, now=now)
    session.commit()
    seen = session.exec(select(AuditEntry).where(AuditEntry.action == "contracts.seen")).all()
    assert [entry.actor for entry in seen] == [near.label]
