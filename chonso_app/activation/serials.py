"""Nhập serial sim, chụp ảnh sim (G.9): which SIM the customer holds, shown before it goes live."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.activation.models import SimProof
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import read_iccid
from chonso_app.core.images import Picture
from chonso_app.ekyc import service as ekyc
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, OrderStatus
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard

_MOST_PHOTOS = 30  # of one order within a day
_DAY = timedelta(hours=24)


class NoSimHere(ShopError):
    """An eSIM has no card to show."""


class SerialOfOther(ShopError):
    """Not the card that was given to this order; nobody is told whose. `tail`: of the typed one."""


class SerialExchanged(ShopError):
    """It was this order's, until it was exchanged. `tail`."""


class SerialInUse(ShopError):
    """Some line lives on this card already. `tail`."""


class NoCardYet(ShopError):
    """We do not know of a card for this order: people must look. `hotline`."""


class PhotoNotFound(ShopError):
    """No such photo, or one of an order that is not the actor's to see."""


class TooManyPhotos(ShopError):
    """More in a day than anybody needs. `hotline`."""


def proof_of(session: Session, order: Order) -> SimProof | None:
    """What the customer has shown so far; None when nothing, or an exchange made it worthless."""
    proof = _current(session, order)
    return None if proof and _is_of_card_before(proof, order) else proof


def _current(session: Session, order: Order) -> SimProof | None:
    mine = select(SimProof).where(
        SimProof.order_id == order.key, col(SimProof.replaced_at).is_(None)
    )
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def _is_of_card_before(proof: SimProof, order: Order) -> bool:
    """Shown before the SIM that the customer has now had come."""
    return order.delivered_at is None or proof.begun_at < order.delivered_at


def is_shown(session: Session, order: Order) -> bool:
    """Serial and photo are there, and the serial is still the one of this order's card."""
    proof, card = proof_of(session, order), stores.card_of_order(session, order.code)
    return bool(proof and proof.is_complete and card and card.iccid == proof.iccid)


def give_serial(
    session: Session, actor: Actor, code: str, typed: str, *, now: datetime
) -> SimProof:
    """The serial as typed or scanned, when it is the one of this order's card. Again is harmless.

    Raises:
        OrderNotFound, NoSimHere, NotPaid, SimNotInHand, DossierUnderReview
        NotAnIccid, SerialMistyped, SerialOfOther, SerialExchanged, SerialInUse, NoCardYet
    """
    order = _order_in_hand(session, actor, code)
    card = _matched(session, order, read_iccid(typed))
    proof = proof_of(session, order)
    if proof is None:
        proof = SimProof(order_id=order.key, begun_at=now)
    if proof.iccid != card.iccid:
        proof.iccid = card.iccid
        session.add(proof)
        session.flush()
        _tell(session, actor, order, "activation.serial_given", now, tail=card.iccid[-4:])
    return proof


def may_store_photo(session: Session, actor: Actor, code: str, *, now: datetime) -> Order:
    """Asked before a body is read, and again when the photo is stored.

    Raises:
        OrderNotFound, NoSimHere, NotPaid, SimNotInHand, DossierUnderReview, TooManyPhotos
    """
    order = _order_in_hand(session, actor, code)
    today = sa.select(sa.func.count()).where(
        col(SimProof.order_id) == order.key, col(SimProof.photo_at) > now - _DAY
    )
    if session.execute(today).scalar_one() >= _MOST_PHOTOS:
        raise TooManyPhotos(hotline=settings.hotline)
    return order


def store_photo(
    session: Session, actor: Actor, code: str, picture: Picture, media: str, *, now: datetime
) -> SimProof:
    """Note a stored photo; one before it stays as evidence. `media`: its name in `core.media`.

    Raises:
        what `may_store_photo` refuses with
    """
    order = may_store_photo(session, actor, code, now=now)
    before = proof_of(session, order)
    iccid = before.iccid if before else ""
    if before and before.media:
        before.replaced_at = now
        session.add(before)
        session.flush()
        before = None
    proof = before or SimProof(order_id=order.key, iccid=iccid, begun_at=now)
    proof.media, proof.sha256, proof.size = media, picture.sha256, len(picture.data)
    proof.width, proof.height, proof.photo_at = picture.width, picture.height, now
    session.add(proof)
    session.flush()
    _tell(session, actor, order, "activation.sim_photo", now, proof=proof.key)
    return proof


def look_at_photo(
    session: Session, actor: Actor, code: str, proof_id: int, *, now: datetime
) -> SimProof:
    """For the owner, and for staff who may see evidence; staff leave a trace.

    Raises:
        NotAllowed, OrderNotFound, PhotoNotFound
    """
    order = ekyc.order_to_look_at(session, actor, code)
    proof = session.get(SimProof, proof_id)
    if proof is None or proof.order_id != order.key or not proof.media:
        raise PhotoNotFound
    if actor.is_staff:
        audit.record(
            session, actor, "activation.sim_photo_seen", f"order:{code}", now=now, proof=proof.key
        )
    return proof


def ask_again(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """What was shown counts no more: refused by a clerk, or the card was exchanged."""
    if proof := _current(session, order):
        proof.replaced_at = now
        session.add(proof)
        session.flush()
        _tell(session, actor, order, "activation.serial_asked_again", now)


def _order_in_hand(session: Session, actor: Actor, code: str) -> Order:
    order = orders.order_of_locked(session, actor, code)
    refuse_unless_in_hand(order)
    if order.submitted_at is not None:
        raise orders.DossierUnderReview
    old = _current(session, order)
    if old and _is_of_card_before(old, order):
        old.replaced_at = old.begun_at
        session.add(old)
        session.flush()
    return order


def refuse_unless_in_hand(order: Order) -> None:
    """Also when identity comes first: a card is shown by who holds it.

    Raises:
        NoSimHere, NotPaid, SimNotInHand
    """
    if not order.is_physical:
        raise NoSimHere
    if order.status is not OrderStatus.PAID:
        raise orders.NotPaid
    if order.fulfilment is not Fulfilment.DELIVERED:
        raise orders.SimNotInHand


def _matched(session: Session, order: Order, iccid: str) -> SimCard:
    mine = stores.card_of_order(session, order.code)
    if mine and mine.iccid == iccid:
        return mine
    known, tail = session.get(SimCard, iccid), iccid[-4:]
    if known and known.order_code == order.code:
        raise SerialExchanged(tail=tail)
    if known and known.status is CardStatus.ACTIVE:
        raise SerialInUse(tail=tail)
    if mine is None:
        raise NoCardYet(hotline=settings.hotline)
    raise SerialOfOther(tail=tail)


def _tell(
    session: Session, actor: Actor, order: Order, kind: str, now: datetime, **detail: object
) -> None:
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **detail)
    events.publish(
        session, kind, f"order:{order.code}", actor=actor, order_id=order.key, now=now, **detail
    )
