"""Drafting, signing and reading the contract. The caller owns the transaction.

Signing takes three steps, because typesetting and sealing must not happen inside a transaction:
`to_sign` → `seal.seal(pdf.typeset(...))` → `settle_signed`. `signing.sign` strings them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from chonso_app.calls import service as calls
from chonso_app.contracts import wording
from chonso_app.contracts.models import TEXT_VERSION, Contract, ContractStatus
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.notifications import service as notifications
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order, OrderStatus

_case_rules: dict[Role, Callable[[Session, Actor, Order], bool]] = {}


class Standing(StrEnum):
    SIGNED = "signed"
    MISSING = "missing"


class ContractNotFound(ShopError):
    """No such contract, or somebody else's."""


class NotYetToSign(ShopError):
    """The order is not paid, the person's details are not complete, or the call has not passed."""


class AlreadySigned(ShopError):
    """There is a valid signature; nothing to do again."""


class ConsentMissing(ShopError):
    """The box was not ticked, or for another text than the one shown."""


@dataclass(frozen=True)
class Signed:
    """What `settle_signed` needs to know of the files that were made in between."""

    signature_media: str
    pdf_media: str
    pdf_sha256: str
    at: datetime


def standing(session: Session, order: Order, *, now: datetime) -> Standing:
    """Whether a signature of the order's present person counts today."""
    contract = current(session, order)
    return Standing.SIGNED if _counts(contract, order, now) else Standing.MISSING


def current(session: Session, order: Order) -> Contract | None:
    """The one that is not void."""
    live = select(Contract).where(
        Contract.order_id == order.key, Contract.status != ContractStatus.VOID
    )
    return session.exec(live).one_or_none()


def draft(session: Session, actor: Actor, code: str, *, now: datetime) -> Contract:
    """The text to read and sign, made on the first look. Looking again changes nothing.

    A draft or signature that no longer counts (another person's details, another text, older
    than the evidence may be) is voided and a new one drafted.

    Raises:
        OrderNotFound, NotYetToSign
    """
    order = orders.order_of_locked(session, actor, code)
    found = current(session, order)
    if found and (_counts(found, order, now) or _still_offered(session, found, order)):
        return found
    if not _may_sign(session, order, now):
        raise NotYetToSign
    if found:
        _void(session, actor, order, found, "outdated", now=now)
    return _drafted(session, actor, order, now=now)


def to_sign(
    session: Session, actor: Actor, code: str, *, consent_to: str, now: datetime
) -> Contract:
    """The draft that is about to be signed. `consent_to`: the text version the person ticked.

    Raises:
        OnlyInApp, OrderNotFound, NotYetToSign, AlreadySigned, ConsentMissing
    """
    refuse_outside_app(actor)
    contract = draft(session, actor, code, now=now)
    if contract.status is ContractStatus.SIGNED:
        raise AlreadySigned
    if consent_to != contract.text_version:
        raise ConsentMissing
    return contract


def settle_signed(
    session: Session, actor: Actor, code: str, contract_id: int, signed: Signed
) -> Contract:
    """Keep what was signed and sealed, and send the customer a copy.

    Raises:
        OrderNotFound
        ForbiddenMove: somebody was faster, or the details changed while it was being sealed.
    """
    order = orders.order_of_locked(session, actor, code)
    contract = session.get(Contract, contract_id, populate_existing=True, with_for_update=True)
    if contract is None or contract.order_id != order.key:
        raise ContractNotFound
    contract.move_to(ContractStatus.SIGNED)
    contract.consented_at = contract.signed_at = signed.at
    contract.signed_by = actor.label
    contract.signature_media, contract.pdf_media = signed.signature_media, signed.pdf_media
    contract.pdf_sha256 = signed.pdf_sha256
    session.add(contract)
    _tell(
        session, actor, order, "contracts.signed", now=signed.at,
        contract=contract.key, text_version=contract.text_version, sha256=signed.pdf_sha256,
    )  # fmt: skip
    _send_copy(session, order, contract, now=signed.at)
    return contract


def ask_again(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The signature was refused: the contract must be signed anew. Called by activation."""
    if contract := current(session, order):
        _void(session, actor, order, contract, "refused", now=now)


def own(session: Session, actor: Actor, code: str) -> Contract:
    """The customer's own contract, to read on the screen.

    Raises:
        OrderNotFound, ContractNotFound
    """
    contract = current(session, orders.order_of(session, actor, code))
    if contract is None:
        raise ContractNotFound
    return contract


def for_owner(session: Session, actor: Actor, code: str, *, now: datetime) -> Contract:
    """The customer's own contract, to take away; noted in the audit log.

    Raises:
        OrderNotFound, ContractNotFound
    """
    return _seen(session, actor, orders.order_of(session, actor, code), now=now)


def for_staff(session: Session, actor: Actor, code: str, *, now: datetime) -> Contract:
    """The same for staff who may see contracts: of their unit's orders, or bound to a case.

    A case may have been dispatched to another unit than its order.

    Raises:
        NotAllowed, OrderNotFound, ContractNotFound
    """
    rule = _case_rules.get(actor.role) if actor.role else None
    if rule is None:
        order = orders.order_for_staff(session, actor, code, need=Permission.CONTRACTS_SEE)
        return _seen(session, actor, order, now=now)
    require(actor, Permission.CONTRACTS_SEE)
    order = session.exec(select(Order).where(Order.code == code)).one_or_none()
    if order is None or not rule(session, actor, order):
        raise ContractNotFound
    return _seen(session, actor, order, now=now)


def keeps_to_case(role: Role, holds_case: Callable[[Session, Actor, Order], bool]) -> None:
    """For features to the right: staff of `role` read contracts only of cases that are theirs."""
    _case_rules[role] = holds_case


def _seen(session: Session, actor: Actor, order: Order, *, now: datetime) -> Contract:
    contract = current(session, order)
    if contract is None:
        raise ContractNotFound
    audit.record(
        session, actor, "contracts.seen", f"order:{order.code}", now=now, contract=contract.key
    )
    return contract


def _may_sign(session: Session, order: Order, now: datetime) -> bool:
    """Steps come in their order: who signs has been seen and talked to."""
    known = order.id_number and order.birth_date
    passed = calls.standing(session, order, now) is calls.Standing.PASSED
    return orders.may_identify(session, order, now=now) and bool(known) and passed


def _counts(contract: Contract | None, order: Order, now: datetime) -> bool:
    if contract is None or contract.status is not ContractStatus.SIGNED:
        return False
    assert contract.signed_at is not None
    fresh = contract.signed_at > evidence_since(order, now)
    under_way = order.submitted_at is not None or order.status is OrderStatus.ACTIVATED
    return contract.person_version == order.person_version and (fresh or under_way)


def _still_offered(session: Session, contract: Contract, order: Order) -> bool:
    if contract.status is not ContractStatus.DRAFT or contract.text_version != TEXT_VERSION:
        return False
    if contract.person_version != order.person_version:
        return False
    todays = wording.terms_of(session, order, contract.number, contract.drafted_at)
    return contract.terms == todays.to_json()


def _drafted(session: Session, actor: Actor, order: Order, *, now: datetime) -> Contract:
    number = _next_number(session, order, now)
    contract = Contract(
        order_id=order.key,
        person_version=order.person_version,
        number=number,
        text_version=TEXT_VERSION,
        terms=wording.terms_of(session, order, number, now).to_json(),
        drafted_at=now,
    )
    try:
        with session.begin_nested():
            session.add(contract)
    except IntegrityError as error:  # one_live_contract_per_order: opened twice at once
        raise NotYetToSign from error
    audit.record(session, actor, "contracts.drafted", f"order:{order.code}", now=now, number=number)
    return contract


def _next_number(session: Session, order: Order, now: datetime) -> str:
    """`2026/GS-7K3Q68`, and `2026/GS-7K3Q68-2` for the second text of the same order."""
    before = len(session.exec(select(Contract.id).where(Contract.order_id == order.key)).all())
    return wording.contract_number(order.code, before + 1, now)


def _void(
    session: Session, actor: Actor, order: Order, contract: Contract, reason: str, *, now: datetime
) -> None:
    contract.move_to(ContractStatus.VOID)
    contract.voided_at, contract.void_reason = now, reason
    session.add(contract)
    session.flush()
    _tell(session, actor, order, "contracts.voided", now=now, contract=contract.key, reason=reason)


def _send_copy(session: Session, order: Order, contract: Contract, *, now: datetime) -> None:
    notifications.notify(
        session,
        f"contract-signed:{contract.key}",
        "contracts.signed",
        customer_id=order.customer_id,
        email=order.email,
        params={"code": order.code, "number": contract.number},
        attachments=wording.attachment(contract),
        now=now,
    )


def _tell(
    session: Session, actor: Actor, order: Order, kind: str, *, now: datetime, **detail: object
) -> None:
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **detail)
    events.publish(
        session, kind, f"order:{order.code}", actor=actor, order_id=order.key, now=now, **detail
    )
